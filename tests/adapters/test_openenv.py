"""OpenEnv's own validator and client against a server on this machine: many sessions, each the episode that it should be."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("openenv", reason="needs the openenv extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # OpenEnv's own dependencies warn of one another

from contract import PLAYED, SCRIPTS, Outcome, expected, named
from openenv.core import GenericEnvClient

from agentsim.adapters.openenv import ChatAction, ChatEnvironment, main

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(*options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "agentsim.adapters.openenv", "Inbox-Blackmail", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            for _ in range(600):
                with socket.socket() as knock:
                    if not knock.connect_ex(("127.0.0.1", port)):
                        break
                assert server.poll() is None, server.stdout.read()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module")
def address():
    with serving("--sessions", "16") as url:
        yield url


async def play(address, script):
    async with GenericEnvClient(base_url=address) as client:
        opened = await client.reset(seed=script.seed, family=script.family, factors=script.factors)
        reward = cost = 0.0
        seen, done = [opened.observation["messages"]], False
        for message in script.messages:
            if not done:
                result = await client.step(message)
                done, reward = result.done, reward + result.reward
                cost += result.observation["cost"]
                assert result.metadata["cost"] == result.observation["cost"]
                seen.append(result.observation["messages"])
        state = await client.state()
        after = await client.step({"content": "And now?"})
        assert (after.done, after.reward, after.observation["cost"]) == (True, 0.0, 0.0)
        assert after.observation["messages"][0]["content"].startswith("Error: The session has ended")
        assert (await client.state()) == state
    outcome = Outcome(
        state["trajectory"], round(state["record"]["reward"], 9), round(state["record"]["cost"], 9),
        tuple(state["record"]["violations"]),
    )  # fmt: skip
    return outcome, (round(reward, 9), round(cost, 9)), opened.observation["tools"], seen, state


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_session_is_the_engines_episode(address, script):
    outcome, sums, tools, seen, state = asyncio.run(play(address, script))
    wanted = expected(script)
    assert outcome == wanted
    assert sums == wanted[1:3]
    assert state["record"]["status"] in ("ok", "truncated")
    assert tools == json.loads(json.dumps(script.scenario.toolbox.schemas))
    assert seen[0] == script.scenario.messages()


def test_sixteen_sessions_at_once_do_not_know_of_one_another(address):
    async def all_of_them():
        return await asyncio.gather(*(play(address, SCRIPTS[n % len(SCRIPTS)]) for n in range(16)))

    found = asyncio.run(all_of_them())
    assert [outcome for outcome, *_ in found] == [expected(SCRIPTS[n % len(SCRIPTS)]) for n in range(16)]


def test_openenv_finds_nothing_amiss(address):
    done = subprocess.run(
        [sys.executable, "-m", "openenv.cli", "validate", "--url", address, "--json"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert report["passed"] is True
    assert report["summary"]["failed_criteria"] == []
    assert report["summary"]["passed_count"] == report["summary"]["total_count"] >= 6


JUNK = [
    {"content": "half \ud800"}, {"content": 3}, {"tool_calls": "no"}, {"role": "user", "content": "x"}, {},
    {"content": None, "tool_calls": [{"id": "a", "function": {"name": "read_email", "arguments": '{"id": "\\ud800"}'}}]},
    {"tool_calls": [{"function": {"name": None}}]}, {"content": "{"}, {"content": "x" * 500_000},
]  # fmt: skip


def test_junk_is_answered_and_the_session_lives(address):
    async def run():
        async with GenericEnvClient(base_url=address) as client:
            await client.reset(seed=3)
            return [await client.step(junk) for junk in JUNK], await client.state()

    results, state = asyncio.run(run())
    assert state["step_count"] == len(JUNK)
    assert all(result.reward == result.observation["cost"] == 0.0 for result in results)
    assert all(result.observation["messages"] for result in results)


def test_without_a_seed_the_episodes_are_numbered():
    environment = ChatEnvironment("Inbox-Blackmail", {"unused_tools": 3})
    seeds = []
    for _ in range(3):
        environment.reset()
        seeds.append(environment.state.seed)
    assert seeds == [0, 1, 2]
    assert environment.state.record["factors"]["unused_tools"] == 3
    environment.reset(seed=9, family="Chat-Harmless")
    assert (environment.state.family, environment.state.record["factors"]["unused_tools"]) == ("Chat-Harmless", 0)
    with pytest.raises(ValueError, match="No-Such"):
        environment.reset(family="No-Such")
    assert ChatEnvironment("Inbox-Blackmail").step(ChatAction(content="Good morning.")).done is False


def test_a_family_that_there_is_not_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["Inbox-Blackmale"])
    assert "Inbox-Blackmail" in capsys.readouterr().err


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "openenv_sessions.py")], capture_output=True, text=True, check=True,
        env=os.environ, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "openenv.md").read_text(encoding="utf-8")
