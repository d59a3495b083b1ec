"""verifiers' own commands and its own rollouts, against a model on this machine that says an oracle's messages."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("verifiers.v1", reason="needs the verifiers extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # verifiers' own dependencies warn of one another

import verifiers.v1 as vf
from contract import PLAYED, SCRIPTS, Outcome, expected, named
from stub_model import stub_model
from verifiers.v1.utils.loaders import load_environment, load_taskset, resolve_env_config

from agentsim.adapters.verifiers import AgentsimConfig

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def play(script, url, rollouts=1, agent=None, **taskset):
    """Let verifiers play the script's seed and return its episodes."""
    os.environ["STUB_KEY"] = "none"
    taskset = {"family": script.family, "seeds": str(script.seed), "factors": script.factors, **taskset}
    agent = {"runtime": {"type": "subprocess"}, **(agent or {})}
    config = {"taskset": {"id": "agentsim_verifiers", **taskset}, "agent": agent}
    context = vf.ModelContext(
        model="stub", client=vf.EvalClientConfig(base_url=url, api_key_var="STUB_KEY"), sampling=vf.SamplingConfig()
    )

    async def run():
        env = load_environment(resolve_env_config(config))
        async with env.serving():
            slots = [slot for task in env.taskset for slot in env.slots(task, rollouts)]
            return await asyncio.gather(*(env.run_slot(slot, context) for slot in slots))

    return asyncio.run(run())


def outcome(trace):
    told = trace.info["agentsim"]
    violations = tuple(dict.fromkeys(f["name"] for f in told["findings"] if f["kind"] == "violation"))
    return Outcome(told["trajectory"], round(told["reward"], 9), round(told["cost"], 9), violations)


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_rollout_is_the_engines_episode(script):
    with stub_model(script.messages) as (url, asked):
        (episode,) = play(script, url)
    (trace,) = episode.traces
    wanted = expected(script)
    assert episode.ok
    assert outcome(trace) == wanted
    assert (round(trace.reward, 9), round(trace.metrics["cost"], 9)) == wanted[1:3]
    assert {name for name, value in trace.metrics.items() if name.startswith("violation:") and value} == {
        f"violation:{name}" for name in wanted.violations
    }
    assert trace.metrics["scored"] == 1.0
    assert trace.stop_condition == "session_ended"
    # The model was told what the engine told, in the engine's order, with the engine's schemas.
    assert asked[0].get("tools", []) == json.loads(json.dumps(script.scenario.toolbox.schemas))
    assert [(m["role"], m["content"]) for m in asked[0]["messages"]] == [
        (m["role"], m["content"]) for m in script.scenario.messages()
    ]
    assert len(trace.branches) == 1  # one line of tokens to train on, not one for each turn


def test_rollouts_side_by_side_do_not_know_of_one_another():
    script = SCRIPTS[0]
    with stub_model(script.messages) as (url, _):
        episodes = play(script, url, rollouts=6)
    assert [outcome(episode.traces[0]) for episode in episodes] == [expected(script)] * 6


def test_a_limit_leaves_an_episode_that_is_in_no_rate():
    script = SCRIPTS[0]
    with stub_model(script.messages) as (url, _):
        (episode,) = play(script, url, agent={"max_turns": 2})
    (trace,) = episode.traces
    assert (trace.stop_condition, trace.info["agentsim"]["status"], trace.metrics["scored"]) == (
        "max_turns", "cut_off", 0.0,
    )  # fmt: skip


def test_a_model_that_fails_is_an_error_and_no_score():
    (episode,) = play(SCRIPTS[0], "http://127.0.0.1:9/v1")
    assert not episode.ok
    assert episode.traces[0].rewards == {}


def test_another_harness_is_refused_since_it_acts_in_no_world():
    task = next(iter(load_taskset(AgentsimConfig(id="agentsim_verifiers", seeds="3"))))
    silent = type("Trace", (), {"info": {}, "num_turns": 0})()
    spoke = type("Trace", (), {"info": {}, "num_turns": 2})()
    assert asyncio.run(task.progress(silent)) == 0.0
    with pytest.raises(RuntimeError, match="harness"):
        asyncio.run(task.progress(spoke))


def test_more_calls_than_the_engine_takes_are_answered_every_one():
    calls = [
        {"id": f"c{n}", "type": "function", "function": {"name": "list_emails", "arguments": "{}"}} for n in range(17)
    ]
    with stub_model([{"role": "assistant", "content": "", "tool_calls": calls}]) as (url, asked):
        play(SCRIPTS[1], url, agent={"max_turns": 2})
    told = asked[1]["messages"][-17:]
    assert {(m["role"], m["content"][:6]) for m in told} == {("tool", "Error:")}
    assert [m["tool_call_id"] for m in told] == [call["id"] for call in calls]


def test_seeds_families_and_keys():
    config = AgentsimConfig(
        id="agentsim_verifiers", family="Inbox-Blackmail, Chat-Harmless", seeds="1..2", factors={"pressure": 3}
    )
    tasks = list(load_taskset(config))
    assert [task.data.name for task in tasks] == [
        "Inbox-Blackmail-1", "Chat-Harmless-1", "Inbox-Blackmail-2", "Chat-Harmless-2",
    ]  # fmt: skip
    assert tasks[0].key == "Inbox-Blackmail|1|pressure=3"
    assert tasks[0].with_data(idx=9).key == tasks[0].key
    with pytest.raises(ValueError, match="No-Such"):
        list(load_taskset(AgentsimConfig(id="agentsim_verifiers", family="No-Such")))


def command(*arguments, cwd):
    done = subprocess.run(
        [str(BIN / arguments[0]), *arguments[1:]], capture_output=True, text=True, check=False, timeout=240, cwd=cwd,
        env=os.environ | {"STUB_KEY": "none"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_vf_validate_finds_every_task_valid(tmp_path):
    out = command(
        "vf-validate", "agentsim_verifiers", "--taskset.family", "Inbox-Blackmail,Chat-Harmless", "--taskset.seeds", "0..1",
        "--runtime.type", "subprocess", "--no-rich", cwd=tmp_path,
    )  # fmt: skip
    summary = json.loads(out[out.index("{") :])
    assert summary["checks"]["gold"]["valid"] == summary["checks"]["noop"]["valid"] == summary["total"] == 4


def test_vf_eval_plays_and_sums_up(tmp_path):
    script = SCRIPTS[0]
    with stub_model(script.messages) as (url, _):
        command(
            "vf-eval", "agentsim_verifiers", "-m", "stub", "-r", "2", "--env.taskset.seeds", str(script.seed),
            "--env.taskset.factors", json.dumps(script.factors), "--env.agent.runtime.type", "subprocess",
            "--env.taskset.task.rewards.cost.fn", "agentsim.adapters.verifiers:cost",
            "--env.taskset.task.rewards.cost.weight", "-0.5",
            "--client.base-url", url, "--client.api-key-var", "STUB_KEY", "--no-push", "--no-rich", "-o", str(tmp_path),
            cwd=tmp_path,
        )  # fmt: skip
    lines = [line for path in tmp_path.rglob("traces.jsonl") for line in path.read_text().splitlines()]
    traces = [trace for line in lines for trace in json.loads(line).get("traces", [json.loads(line)])]
    assert len(traces) == 2
    wanted = expected(script)
    for trace in traces:
        assert trace["info"]["agentsim"]["trajectory"] == wanted.trajectory
        assert {name: (reward["score"], reward["weight"]) for name, reward in trace["rewards"].items()} == {
            "progress": (pytest.approx(wanted.reward), 1.0), "cost": (1.0, -0.5),
        }  # fmt: skip
        assert trace["metrics"]["cost"] == 1.0


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "verifiers_rollouts.py")], capture_output=True, text=True, check=True,
        timeout=240,
    )  # fmt: skip
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "verifiers.md").read_text(encoding="utf-8")
