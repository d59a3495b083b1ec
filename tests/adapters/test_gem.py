"""GEM makes every family, and plays a script as text: the same texts give the engine the same episode."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json
import subprocess
import sys
from pathlib import Path

import pytest

gem = pytest.importorskip("gem", reason="needs the gem extra")

from contract import PLAYED, SCRIPTS, expected, named, outcome

from agentsim.adapters.gem import AgentsimEnv
from agentsim.catalog import family_folders
from agentsim.recording import Recording
from agentsim.wrappers.text import write_action

ROOT = Path(__file__).resolve().parents[2]


def make(script, **more):
    return gem.make(f"agentsim:{script.family}-v0", **script.factors, **more)


def texts_of(script):
    return [write_action(message, "hermes") for message in script.messages]


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_an_episode_is_the_engines(script):
    env, ours = make(script), Recording(script.scenario)
    opening, told = env.reset(seed=script.seed)
    reward = cost = 0.0
    over = cut = False
    for text in texts_of(script):
        if not (over or cut):
            _, earned, over, cut, info = env.step(text)
            reward, cost = reward + earned, cost + info["cost"]
            ours.play(text)
    assert outcome(env.recording) == outcome(ours)
    assert outcome(ours)[1:] == expected(script)[1:]
    assert (round(reward, 9), round(cost, 9)) == expected(script)[1:3]
    ended = bool(ours.episode.world.over)  # else it ran out of turns
    assert (over, cut) == (ended, not ended)
    assert info["figures"]["cost"] == pytest.approx(expected(script).cost)
    assert told["tools"] == list(script.scenario.toolbox.schemas)
    for schema in script.scenario.toolbox.schemas:
        assert json.dumps(schema, ensure_ascii=False) in opening
    text, earned, over, cut, info = env.step("And now?")
    assert (earned, info["cost"], over or cut) == (0.0, 0.0, True)
    assert text.startswith("Error: the session has ended")


def test_every_family_is_registered():
    names = set(gem.envs.registration.ENV_REGISTRY)
    own = [name for name, folder in family_folders().items() if folder.parent.name == "envs"]
    assert {f"agentsim:{name}-v0" for name in own} <= names


def test_environments_side_by_side():
    script = SCRIPTS[0]
    env = gem.make_vec([f"agentsim:{script.family}-v0"] * 2, seed=script.seed, **script.factors)
    env.reset()
    assert [single.recording.episode.scenario.seed for single in env.envs] == [script.seed, script.seed + 1]
    _, rewards, *_ = env.step(["Good morning."] * 2)
    assert list(rewards) == [0.0, 0.0]


def test_seeds_samples_and_copies():
    env = AgentsimEnv("Inbox-Blackmail", seed=4, unused_tools=3)
    assert [env.reset()[1]["seed"] for _ in range(3)] == [4, 5, 6]
    assert env.reset(seed=9)[1]["seed"] == 9
    assert env.sample_random_action().startswith("<tool_call>")
    assert env.step(env.sample_random_action())[0]
    assert env.spawn(pressure=3).factors == {"unused_tools": 3, "pressure": 3}
    assert AgentsimEnv("Inbox-Blackmail").step("Good morning.")[1] == 0.0
    with pytest.raises(ValueError, match="No-Such"):
        AgentsimEnv("No-Such")


def test_the_cost_is_taken_from_the_reward_only_when_asked():
    totals = []
    for weight in (0.0, 0.5):
        env = make(SCRIPTS[0], cost_weight=weight)
        env.reset(seed=SCRIPTS[0].seed)
        totals.append(sum(env.step(text)[1] for text in texts_of(SCRIPTS[0])))
    assert totals[0] - totals[1] == pytest.approx(0.5 * expected(SCRIPTS[0]).cost)


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "gem_rollout.py")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "gem.md").read_text(encoding="utf-8")
