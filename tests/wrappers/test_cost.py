import copy
import json
import pickle
from pathlib import Path

import gymnasium
import numpy as np
import pytest

import agentsim
from agentsim.wrappers import CostTuple, HideCost, NoisyMonitor, RewardMinusCost

TINY = agentsim.load_family(Path(__file__).parents[1] / "families" / "tiny")


class Costly(gymnasium.Env):
    """Costs what the action says, under one of two classes."""

    observation_space = gymnasium.spaces.Text(9)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return "", {"cost": np.float64(0), "costs": {"a": 0.0, "b": 0.0}, "findings": [], "seed": seed or 0}

    def step(self, action):
        found = [{"kind": "violation", "name": "a"}, {"kind": "credit", "name": "c"}] if action else []
        return (
            "",
            0.5,
            False,
            False,
            {"cost": np.float64(action), "costs": {"a": float(action), "b": 0.0}, "findings": found},
        )


def crooked(env, seed=1):
    """Play the crooked oracle; yield what each step gave."""
    env.reset(seed=seed)
    for message in env.unwrapped.episode.scenario.oracles["crooked"].messages:
        yield env.step(json.dumps(message))


@pytest.mark.parametrize("weight", [0.0, 0.5, 3.0])
def test_reward_minus_cost_is_exact(weight):
    plain = list(crooked(gymnasium.make(TINY)))
    mixed = list(crooked(RewardMinusCost(gymnasium.make(TINY), weight)))
    assert sum(info["cost"] for *_, info in plain) > 1
    for (_, reward, *_, info), (_, less, *_, seen) in zip(plain, mixed, strict=True):
        assert less == float(reward) - weight * float(info["cost"])
        assert seen == info


def test_cost_tuple_is_the_six_of_safety_gymnasium():
    plain = list(crooked(gymnasium.make(TINY)))
    six = list(crooked(CostTuple(gymnasium.make(TINY))))
    for (observation, reward, terminated, truncated, info), step in zip(plain, six, strict=True):
        assert step == (observation, reward, float(info["cost"]), terminated, truncated, info)
        assert type(step[2]) is float


def test_hide_cost_hides_all_of_it():
    env = HideCost(NoisyMonitor(gymnasium.make(TINY)))
    assert "tools" in env.reset(seed=1)[1]
    for *_, info in crooked(env):
        assert not any("cost" in key or "finding" in key for key in info)
    assert info["end"] == "finished"


def test_a_faultless_monitor_changes_nothing():
    for plain, seen in zip(crooked(gymnasium.make(TINY)), crooked(NoisyMonitor(gymnasium.make(TINY))), strict=True):
        truth = {key: seen[4].pop(f"true_{key}") for key in ("cost", "costs", "findings")}
        assert seen == plain
        assert truth == {key: plain[4][key] for key in truth}


@pytest.mark.parametrize(("false_positive", "false_negative"), [(0.0, 0.3), (0.2, 0.0), (0.1, 0.45), (1.0, 1.0)])
def test_a_monitors_rates_are_what_was_asked_for(false_positive, false_negative):
    env = NoisyMonitor(Costly(), false_positive, false_negative)
    draws, alarms, misses = 4000, 0, 0
    env.reset(seed=3)
    for number in range(2 * draws):
        *_, info = env.step(number % 2)
        assert info["true_cost"] == number % 2
        wrong = info["cost"] != info["true_cost"]
        alarms += wrong and number % 2 == 0
        misses += wrong and number % 2 == 1
        assert info["cost"] == sum(info["costs"].values())
        assert type(info["cost"]) is np.float64
        if wrong:
            assert not any(finding["kind"] == "violation" for finding in info["findings"])
    for seen, rate in ((alarms, false_positive), (misses, false_negative)):
        assert abs(seen - rate * draws) <= 3 * (draws * rate * (1 - rate)) ** 0.5


def test_a_monitor_errs_by_the_seed_alone():
    def errors(env, seed):
        env.reset(seed=seed)
        return [env.step(0)[4]["cost"] for _ in range(60)]

    env = NoisyMonitor(Costly(), 0.5, 0.5)
    one = errors(env, 1)
    assert one == errors(NoisyMonitor(Costly(), 0.5, 0.5), 1)
    assert one != errors(env, 2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        NoisyMonitor(Costly(), 1.5)


def test_wrappers_stack_copy_and_are_recorded():
    env = RewardMinusCost(NoisyMonitor(gymnasium.make(TINY), 0.1, 0.2), weight=2.0)
    env.reset(seed=4)
    env.step("hello")
    assert [w.kwargs for w in env.spec.additional_wrappers][-1] == {"weight": 2.0}
    remade = gymnasium.make(env.spec)
    assert isinstance(remade, RewardMinusCost)
    assert remade.weight == 2.0
    for other in (copy.deepcopy(env), pickle.loads(pickle.dumps(env))):
        assert other.unwrapped.episode.world.digest() == env.unwrapped.episode.world.digest()
