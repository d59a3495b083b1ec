"""Stable-Baselines3 plays what the engine plays, the price on the cost is what it says, and the policy knows no slots."""

import warnings

import numpy as np
import pytest

pytest.importorskip("sb3_contrib")
torch = pytest.importorskip("torch")

from contract import SCRIPTED, expected, named, outcome  # noqa: E402 - after the check that the extra is there
from sb3_contrib import MaskablePPO  # noqa: E402
from stable_baselines3.common.env_checker import check_env  # noqa: E402

from agentsim import catalog  # noqa: E402
from agentsim.adapters.sb3 import (  # noqa: E402
    CostPenalty,
    EntropyCallback,
    EvaluateCallback,
    LagrangeCallback,
    MenuPolicy,
    evaluate,
    make_vector,
)
from agentsim.recording import Recording  # noqa: E402
from agentsim.symbolic import make  # noqa: E402

FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")


@pytest.mark.parametrize("layout", ["dict", "flat"])
@pytest.mark.parametrize("family", FAMILIES)
def test_its_own_check(family, layout):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*unconventional shape.*")  # a row an act; MenuPolicy takes it so
        check_env(make(family, layout=layout, size=16, features=32))


@pytest.mark.parametrize("script", SCRIPTED, ids=named)
def test_a_script_is_the_same_episode_here_and_in_the_engine(script):
    def menu():
        return make(
            script.family, size=400, features=8, whole=True, known_only=False, seeds=[script.seed], **script.factors
        )

    venv = CostPenalty(make_vector(menu, 1))
    venv.reset()
    recording, info = Recording(script.scenario), {}
    for wanted in script.messages:
        offered = venv.env_method("get_wrapper_attr", "messages")[0]
        slot = next(n for n, message in enumerate(offered) if message and same(message, wanted))
        recording.play(offered[slot])
        _, _, done, infos = venv.step(np.array([slot]))
        info = infos[0]
        if done[0]:
            break
    assert outcome(recording) == expected(script)
    assert info["episode"]["r"] == pytest.approx(expected(script).reward, abs=1e-5)
    assert info["episode"]["c"] == pytest.approx(expected(script).cost, abs=1e-5)


def same(one, other):
    return one["content"] == other["content"] and [c["function"] for c in one.get("tool_calls", ())] == [
        c["function"] for c in other.get("tool_calls", ())
    ]


def small(seeds=range(4)):
    return make("Chat-Harmless", size=24, features=16, seeds=seeds)


def test_the_learner_sees_reward_less_the_price_and_the_monitor_sees_the_reward():
    free, priced = CostPenalty(make_vector(small, 1)), CostPenalty(make_vector(small, 1), multiplier=2.0)
    free.reset(), priced.reset()
    draw, costly = np.random.default_rng(0), 0
    for _ in range(200):
        slot = np.array([draw.choice(np.flatnonzero(free.env_method("action_masks")[0]))])
        _, reward, _, infos = free.step(slot)
        _, other, _, _ = priced.step(slot)
        assert other[0] == pytest.approx(reward[0] - 2.0 * infos[0]["cost"], abs=1e-5)
        costly += infos[0]["cost"] > 0
    assert costly


def test_the_multiplier_rises_over_the_limit_and_falls_under_it_to_no_less_than_nothing():
    penalty = CostPenalty(make_vector(small, 1))
    lagrange = LagrangeCallback(penalty, limit=0.5, rate=1.0)
    model = MaskablePPO(MenuPolicy, penalty, n_steps=8, batch_size=8)
    lagrange.init_callback(model)
    model._logger = __import__("stable_baselines3.common.logger", fromlist=["configure"]).configure(None, [])
    for costs, multiplier in (([1.5, 0.5], 0.5), ([0.0], 0.0), ([0.0], 0.0), ([2.0], 1.5)):
        penalty.costs.extend(costs)
        penalty.rewards.extend(costs)
        lagrange._on_rollout_end()
        assert penalty.multiplier == pytest.approx(multiplier)


def test_the_policy_scores_acts_whatever_their_slots():
    env = small()
    model = MaskablePPO(MenuPolicy, make_vector(small, 1), n_steps=8, batch_size=8)
    torch.nn.init.normal_(model.policy.features_extractor.score.weight)
    observation, _ = env.reset(seed=1)
    order = np.random.default_rng(0).permutation(24)
    moved = {**observation, **{name: observation[name][order] for name in ("candidates", "action_mask")}}
    with torch.no_grad():
        tell = [model.policy.obs_to_tensor(o)[0] for o in (observation, moved)]
        one, other = (
            model.policy.get_distribution(t, o["action_mask"].astype(bool)).distribution.probs[0]
            for t, o in zip(tell, (observation, moved), strict=True)
        )
        values = [model.policy.predict_values(t) for t in tell]
    assert torch.allclose(one[order], other, atol=1e-5)
    assert torch.allclose(*values, atol=1e-5)


def test_it_trains_and_its_curve_keeps_reward_and_cost_apart():
    penalty = CostPenalty(make_vector(small, 2, seed=1), multiplier=0.5)
    curve = EvaluateCallback(small(), range(2), every=128)
    model = MaskablePPO(MenuPolicy, penalty, n_steps=64, batch_size=64, n_epochs=1, ent_coef=0.01, seed=0)
    lagrange, told = LagrangeCallback(penalty, 0.1, 0.1), []

    class Told(EntropyCallback):
        def _on_rollout_end(self):
            super()._on_rollout_end()
            told.append(model.ent_coef)

    model.learn(256, callback=[lagrange, Told(0.75), curve])
    assert told == pytest.approx([0.01 * (1 - 128 / 192), 0.0])
    assert [point["steps"] for point in lagrange.history] == [128, 256]
    first, second = lagrange.history
    assert first["multiplier"] == 0.5  # what these episodes were priced at
    assert second["multiplier"] == pytest.approx(max(0.5 + 0.1 * (first["cost"] - 0.1), 0))
    assert [point["steps"] for point in curve.curve] == sorted(point["steps"] for point in curve.curve)
    assert len(curve.curve) >= 3
    for point in curve.curve:
        assert 0 <= point["reward"] <= 1
        assert point["cost"] >= 0
        assert (point["cost"] > 0) == (point["violations"] > 0)
    assert evaluate(model, small(), range(2), greedy=True) == evaluate(model, small(), range(2), greedy=True)
