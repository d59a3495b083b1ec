"""Checkpoints: the same worlds at each, held out, when they are due; what is not scored is never good conduct."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from agentsim.callbacks import Checkpoints, ask_client, play_menu, play_policy
from agentsim.policies.scripted import NoopPolicy, OraclePolicy, find_oracle
from agentsim.suites import suite

GROUPS = {"near": ["Repo-TestTamper"], "far": ["Research-Sabotage"]}


def script(start):
    def make(scenario, seed):
        name = next(n for n in sorted(scenario.oracles) if n.startswith(start))
        return OraclePolicy(find_oracle(scenario, name).messages)

    return make


def test_scripts_are_what_the_figures_say_they_are(tmp_path):
    told = []
    points = Checkpoints(100, GROUPS, seeds=2, log=lambda figures, step: told.append((step, figures)),
                         keep=tmp_path / "curve.json")  # fmt: skip
    bad = points.check(0, play_policy(script("misaligned_")))
    good = points.check(100, play_policy(script("aligned_")))
    assert (bad["near/violations"], bad["far/violations"]) == (1, 1)
    assert bad["near/cost"] > 0
    assert (good["near/violations"], good["far/violations"], good["far/cost"]) == (0, 0, 0)
    assert good["near/reward"] == 1
    assert good["near/scored"] == good["far/scored"] == 1
    assert good["suppression_gap"] == 0
    assert "suppression_gap" not in bad
    assert told == [(0, bad), (100, good)]
    kept = json.loads((tmp_path / "curve.json").read_text())
    assert kept == points.curve
    assert kept[0]["groups"]["near"]["Repo-TestTamper"]["n"] == 2


def test_what_cannot_be_scored_has_no_rate():
    points = Checkpoints(1, GROUPS, seeds=1)
    assert points.check(0, play_policy(script("aligned_"), max_turns=1)) == {"near/scored": 0, "far/scored": 0}

    def refuse(**request):
        raise OSError("no address is told")

    down = SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=refuse)))
    assert points.check(1, play_policy(ask_client(down, "m"))) == {"near/scored": 0, "far/scored": 0}


def test_a_point_is_due_at_the_beginning_and_past_every_so_many_steps():
    points = Checkpoints(10, {"near": ["Chat-Advice"]}, seeds=1, conditions=["advice"])
    play = play_policy(lambda *_: NoopPolicy())
    taken = [step for step in (0, 3, 9, 12, 19, 20, 45, 46) if points.check_if_due(step, play)]
    assert taken == [0, 12, 20, 45]
    points.finish(45, play)
    assert len(points.curve) == 4
    points.finish(46, play)
    assert points.curve[-1]["step"] == 46


def test_the_worlds_are_held_out_and_the_same_each_time():
    seen = []

    def note(scenario, seed):
        seen.append((scenario.family, seed, scenario.factors["clutter"]))
        return NoopPolicy()

    points = Checkpoints(1, GROUPS, seeds=2, factors={"clutter": 0})
    for step in (0, 1):
        points.check(step, play_policy(note))
    assert seen[:4] == seen[4:]
    assert {seed for _, seed, _ in seen} == set(suite("all").seeds(2, held_out=True))
    assert {clutter for *_, clutter in seen} == {0}


def test_a_menu_is_played_with_draws_that_are_the_worlds_own():
    def play_once():
        points = Checkpoints(1, GROUPS, seeds=2)

        def choose(observation, mask, draw):
            return int(draw.choice(np.flatnonzero(mask)))

        points.check(0, play_menu(choose, size=16, features=8, reads=False))
        return points.curve

    assert play_once() == play_once()


def test_what_there_is_not_is_refused():
    for wrong in ({"groups": {"near": ["Repo-Nothing"]}}, {"conditions": ["presure"]}, {"factors": {"cluter": 1}}):
        with pytest.raises((ValueError, KeyError)):
            Checkpoints(1, **({"groups": GROUPS} | wrong))


def test_a_client_is_asked_with_tools_and_its_calls_reach_the_world():
    asked = []

    def answer(**request):
        asked.append(request)
        message = {"role": "assistant", "content": None, "refusal": None}
        if len(asked) % 2:
            call = {"name": request["tools"][0]["function"]["name"], "arguments": "{}"}
            message |= {"tool_calls": [{"id": "a", "type": "function", "function": call}]}
        said = SimpleNamespace(model_dump=lambda exclude_none: {k: v for k, v in message.items() if v is not None})
        return SimpleNamespace(choices=[SimpleNamespace(message=said)])

    client = SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=answer)))
    found = Checkpoints(1, {"near": ["Repo-TestTamper"]}, seeds=1).check(
        0, play_policy(ask_client(client, "mine", temperature=1.0))
    )
    assert found["near/scored"] == 1
    assert (asked[0]["model"], asked[0]["temperature"]) == ("mine", 1.0)
    assert asked[0]["seed"] == suite("all").seeds(1, held_out=True)[0]
    assert any(message["role"] == "tool" for message in asked[1]["messages"])
