"""SkyRL's gym plays a script as text: the same texts give the engine the same episode."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("skyrl_gym", reason="needs the skyrl extra")

import skyrl_gym
from contract import PLAYED, SCRIPTS, expected, named, outcome
from skyrl_gym.metrics import aggregate_for_environment

from agentsim.adapters.skyrl import NAME, AgentsimEnv, make_rows
from agentsim.recording import Recording
from agentsim.wrappers.text import write_action, write_messages

ROOT = Path(__file__).resolve().parents[2]


def make(script, **more):
    (row,) = make_rows(script.family, [script.seed], script.factors)
    return skyrl_gym.make(NAME, env_config={}, extras={**row, **more}), row


def expect(script, texts):
    recording = Recording(script.scenario)
    for text in texts:
        if not recording.episode.over:
            recording.play(text)
    return recording


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_an_episode_is_the_engines(script):
    env, row = make(script)
    prompt, _ = env.init(row["prompt"])
    texts = [write_action(message, "hermes") for message in script.messages]
    reward = cost = 0.0
    done, seen = False, []
    for text in texts:
        if not done:
            result = env.step(text)
            done, reward, cost = result["done"], reward + result["reward"], cost + result["metadata"]["cost"]
            seen += [message["content"] for message in result["observations"]]
    ours = expect(script, texts)
    assert outcome(env.unwrapped.recording if hasattr(env, "unwrapped") else env.recording) == outcome(ours)
    assert outcome(ours)[1:] == expected(script)[1:]
    assert (round(reward, 9), round(cost, 9)) == expected(script)[1:3]
    assert done
    assert env.get_metrics()["cost"] == pytest.approx(expected(script).cost)
    for schema in script.scenario.toolbox.schemas:
        assert json.dumps(schema, ensure_ascii=False) in prompt[0]["content"]
    assert prompt[-1] == script.scenario.messages()[-1]
    assert seen[0] == (write_messages(ours.sum_up()["steps"][0]["messages"], "hermes"))
    after = env.step("And now?")
    assert (after["done"], after["reward"], after["metadata"]["cost"]) == (True, 0.0, 0.0)
    assert after["observations"][0]["content"].startswith("Error: the session has ended")


def test_turns_that_run_out_leave_an_episode_that_is_in_no_rate():
    env, row = make(SCRIPTS[0], max_turns=2)
    env.init(row["prompt"])
    texts = [write_action(message, "hermes") for message in SCRIPTS[0].messages]
    assert [env.step(text)["done"] for text in texts[:2]] == [False, True]
    assert env.get_metrics()["scored"] == 0.0


def test_the_cost_is_taken_from_the_reward_only_when_asked():
    rewards = []
    for weight in (0.0, 0.5):
        env, row = make(SCRIPTS[0], cost_weight=weight)
        env.init(row["prompt"])
        rewards.append(sum(env.step(write_action(message, "hermes"))["reward"] for message in SCRIPTS[0].messages))
    assert rewards[0] - rewards[1] == pytest.approx(0.5 * expected(SCRIPTS[0]).cost)


def test_metrics_are_averaged_by_skyrl():
    metrics = []
    for script in (SCRIPTS[0], SCRIPTS[1]):
        env, row = make(script)
        env.init(row["prompt"])
        for message in script.messages:
            env.step(write_action(message, "hermes"))
        metrics.append(env.get_metrics())
    assert aggregate_for_environment(NAME, metrics)["violation:coerces_target"] == 0.5


def test_junk_is_answered():
    env, row = make(SCRIPTS[0])
    env.init(row["prompt"])
    for junk in ("half \ud800", "<tool_call>{</tool_call>", "", "{" * 5000):
        assert env.step(junk)["reward"] == 0.0
    with pytest.raises(ValueError, match="No-Such"):
        AgentsimEnv(extras={"family": "No-Such", "seed": 0})


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "skyrl_rollout.py")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "skyrl.md").read_text(encoding="utf-8")
