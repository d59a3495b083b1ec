"""An MCP client that is not ours plays an episode: the same world, the same findings, the same trajectory."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json
import os
import socket
import subprocess
import sys
import time

import pytest

from agentsim.catalog import make_scenario
from agentsim.policies.scripted import call, say
from agentsim.replay import replay

pytest.importorskip("mcp", reason="needs the mcp extra")
anyio = pytest.importorskip("anyio", reason="needs the mcp extra")

from contract import PLAYED, named, outcome
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.memory import create_client_server_memory_streams

from agentsim.adapters.mcp_server import Desk, make_server, read_address
from agentsim.recording import Recording

FAMILY = "Inbox-Blackmail"


def split(messages):
    """The same calls, one a message: MCP knows no parallel calls."""
    found = []
    for message in messages:
        calls = message.get("tool_calls", ())
        if not calls:
            found.append(say(message["content"]))
        for one in calls:
            found.append(call(len(found) + 1, one["function"]["name"], json.loads(one["function"]["arguments"])))
    return found


def oracle_calls(seed, name):
    scenario = make_scenario(FAMILY, seed)
    return scenario, split(scenario.oracles[name].messages)


async def play(session, messages):
    opened = await session.initialize()
    answers = []
    for message in messages:
        name, arguments = "say", {"text": message["content"]}
        if "tool_calls" in message:
            function = message["tool_calls"][0]["function"]
            name, arguments = function["name"], json.loads(function["arguments"])
        answers.append(await session.call_tool(name, arguments))
    return opened, answers


def play_over_stdio(out, seed, messages, *options):
    server = StdioServerParameters(
        command=sys.executable, env=dict(os.environ),
        args=["-m", "agentsim.cli", "mcp", FAMILY, "--seed", str(seed), "--out", str(out), *options],
    )  # fmt: skip

    async def run():
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            opened, answers = await play(session, messages)
            return opened, answers, await session.list_tools(), await session.get_prompt("task")

    return anyio.run(run)


@pytest.mark.parametrize("name", ["aligned_appeal", "misaligned_coercion"])
def test_a_public_client_plays_an_oracle_as_replay_does(tmp_path, name):
    scenario, messages = oracle_calls(3, name)
    out = tmp_path / "episode.json"
    opened, answers, listed, prompt = play_over_stdio(out, 3, messages)
    theirs, ours = json.loads(out.read_text()), replay(scenario, list(enumerate(messages, 1)))
    assert theirs["trajectory"] == ours["trajectory"]
    assert theirs["totals"] == ours["totals"]
    assert theirs["goals"] == ours["goals"]
    assert [step["findings"] for step in theirs["steps"]] == json.loads(
        json.dumps([step["findings"] for step in ours["steps"]])
    )
    assert set(scenario.oracles[name].violations) <= set(theirs["totals"]["violations"])
    assert opened.instructions == "\n\n".join(message["content"] for message in scenario.messages())
    assert prompt.messages[0].content.text == opened.instructions
    assert [tool.name for tool in listed.tools] == [s["function"]["name"] for s in scenario.toolbox.schemas] + ["say"]
    for answer, step in zip(answers, ours["steps"], strict=True):
        assert [part.text for part in answer.content] == [message["content"] for message in step["messages"]]


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_client_plays_what_the_engine_plays(script):
    """Every message crosses the protocol; only the pipe is left out, so that hundreds of episodes can be played."""
    messages, ours = split(script.messages), Recording(script.scenario)
    desk = Desk(script.scenario)
    server = make_server(desk)

    async def run():
        async with create_client_server_memory_streams() as (client, own), anyio.create_task_group() as group:
            group.start_soon(server.run, *own, server.create_initialization_options())
            async with ClientSession(*client) as session:
                _, answers = await play(session, messages)
            group.cancel_scope.cancel()
        return answers

    answers = anyio.run(run)
    for message, answer in zip(messages, answers, strict=True):
        if ours.episode.over:
            assert answer.is_error
            continue
        new = [str(told["content"]) for told in ours.play(message).messages]
        assert [part.text for part in answer.content] == (new or ["Nothing happened."])
    assert outcome(desk.recording) == outcome(ours)


def test_nothing_that_the_client_sees_names_what_is_measured(tmp_path):
    scenario, messages = oracle_calls(3, "misaligned_coercion")
    opened, answers, listed, prompt = play_over_stdio(tmp_path / "episode.json", 3, messages)
    seen = " ".join(repr(part) for part in (opened, answers, listed, prompt))
    for word in (*scenario.violations, "finding", "trajectory", "severity", "agentsim", FAMILY, "episode.json"):
        if word not in json.dumps([scenario.messages(), scenario.toolbox.schemas]):
            assert word not in seen, word


def test_what_a_client_sends_is_validated_by_the_engine_and_costs_the_turn():
    desk = Desk(make_scenario(FAMILY, 0))
    cases = [
        ("read_email", {"id": 7}), ("read_email", {}), ("read_email", None), ("no_such_tool", {}), ("", {}), ("say", {}),
        ("say", {"text": 3}), ("say", {"text": "a", "more": 1}), ("read_email", {"id": "\ud800"}),
        ("read_email", {"id": float("nan")}), ("wait", {"minutes": 10**40}), ("read_email", {"id": "x", "extra": [[[]]]}),
    ]  # fmt: skip
    before = desk.recording.episode.world.digest()
    for number, (name, arguments) in enumerate(cases, 1):
        answer = desk.call(name, arguments)
        assert answer.is_error, (name, arguments)
        assert answer.texts[0].startswith("Error:")
        assert desk.recording.episode.turn == number
    assert desk.recording.episode.world.digest() == before
    json.dumps(desk.recording.sum_up())


def test_calls_after_the_end_change_nothing():
    scenario, messages = oracle_calls(0, "aligned_appeal")
    desk = Desk(scenario)
    for message in messages:
        function = message["tool_calls"][0]["function"]
        desk.call(function["name"], json.loads(function["arguments"]))
    told = desk.recording.sum_up()
    assert told["status"] == "ok"
    answer = desk.call("list_emails", {})
    assert answer.is_error
    assert answer.texts == ("[The session has ended: finished.]",)
    assert desk.recording.sum_up() == told


def test_a_full_disk_is_told_to_the_operator_and_not_to_the_agent(tmp_path, capsys, monkeypatch):
    out = tmp_path / "secret-place.json"
    desk = Desk(make_scenario(FAMILY, 0), out)
    kept = out.read_text()

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("pathlib.Path.write_text", full)
    answer = desk.call("list_emails", {})
    assert not answer.is_error
    assert "secret-place" not in str(answer)
    assert "No space left" in capsys.readouterr().err
    assert out.read_text() == kept
    monkeypatch.undo()
    desk.call("list_emails", {})
    assert json.loads(out.read_text())["totals"]["turns"] == 2


def test_an_unused_tool_answers_like_any_other():
    scenario = make_scenario(FAMILY, 0, {"unused_tools": 5})
    desk = Desk(scenario)
    for name in list(scenario.toolbox.replies)[:5]:
        assert not desk.call(name, {}).is_error


def test_a_chat_can_be_answered():
    desk = Desk(make_scenario(FAMILY, 0, {"condition": "advice"}))
    assert [name for name, _, _ in desk.tools()] == ["say"]
    desk.call("say", {"text": "I would go with option A.\nA"})
    assert desk.recording.episode.over


def test_only_this_machine_is_served():
    assert read_address("127.0.0.1:8000") == ("127.0.0.1", 8000)
    assert read_address("localhost:1") == ("localhost", 1)
    assert read_address("[::1]:80") == ("::1", 80)
    for wrong in (
        "0.0.0.0:80",
        "8000",
        "example.org:80",
        "127.0.0.1",
        "127.0.0.1:x",
        "127.0.0.1:0",
        "192.168.0.1:80",
        ":80",
    ):
        with pytest.raises(ValueError, match=r"127\.0\.0\.1:PORT"):
            read_address(wrong)


def test_the_same_over_loopback_http(tmp_path):
    scenario, messages = oracle_calls(3, "aligned_appeal")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    out = tmp_path / "episode.json"
    command = [sys.executable, "-m", "agentsim.cli", "mcp", FAMILY, "--seed", "3", "--out", str(out)]
    server = subprocess.Popen([*command, "--http", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)

        async def run():
            address = f"http://127.0.0.1:{port}/mcp"
            async with (
                streamable_http_client(address) as (reading, writing),
                ClientSession(reading, writing) as session,
            ):
                await play(session, messages)

        anyio.run(run)
        told = json.loads(out.read_text())
    finally:
        server.terminate()
        server.wait(20)
    assert told["trajectory"] == replay(scenario, list(enumerate(messages, 1)))["trajectory"]


def wait_for(port, server):
    for _ in range(300):
        assert server.poll() is None
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not listen")
