"""The network: its gradients are those of what it computes, and the order of the acts is nothing to it."""

import numpy as np
import pytest

from agentsim.ablate.experiment import Signal, Training
from agentsim.ablate.learner import Learner, Played, _entropy_gradient
from agentsim.ablate.policy import Adam, Batch, ScoringPolicy

STATE, ACT, WIDTH = 7, 5, 4


@pytest.fixture
def policy():
    made = ScoringPolicy(STATE, ACT, WIDTH, 3)
    draw = np.random.default_rng(1)
    for name, value in made.weights.items():
        made.weights[name] = value + 0.3 * draw.standard_normal(value.shape)  # float64, so that differences are exact
    return made


@pytest.fixture
def batch():
    draw = np.random.default_rng(2)
    acts = [draw.standard_normal((k, ACT)) for k in (3, 1, 5, 2)]
    return Batch([draw.standard_normal(STATE) for _ in acts], acts, [2, 0, 4, 1])


def numeric(weights, name, function, step=1e-5):
    found = np.zeros_like(weights[name])
    for place in np.ndindex(found.shape):
        before = weights[name][place]
        weights[name][place] = before + step
        up = function()
        weights[name][place] = before - step
        found[place] = (up - function()) / (2 * step)
        weights[name][place] = before
    return found


def test_the_gradient_of_imitation_is_that_of_the_log_chances(policy, batch):
    def loss():
        return -policy.forward(batch)[1][np.arange(4), batch.chosen].mean()

    hidden, chances = policy.forward(batch)
    by_score = np.exp(chances)
    by_score[np.arange(4), batch.chosen] -= 1
    gradient = policy.backward(batch, hidden, by_score / 4)
    for name, part in gradient.items():
        assert part == pytest.approx(numeric(policy.weights, name, loss), abs=1e-5), name


def test_the_gradient_of_the_entropy(policy, batch):
    def loss():
        _, chances = policy.forward(batch)
        each = np.exp(chances)
        return (each * np.where(each > 0, chances, 0)).sum() / 4

    hidden, chances = policy.forward(batch)
    gradient = policy.backward(batch, hidden, _entropy_gradient(np.exp(chances), chances) / 4)
    for name, part in gradient.items():
        assert part == pytest.approx(numeric(policy.weights, name, loss), abs=1e-5), name


def test_the_gradient_of_the_value(policy, batch):
    goal = np.array([0.5, -1.0, 2.0, 0.0])

    def loss():
        return ((policy.value(batch.states) - goal) ** 2).mean() / 2

    for name, part in policy.value_gradient(batch.states, goal).items():
        assert part == pytest.approx(numeric(policy.weights, name, loss), abs=1e-5), name


def test_the_order_and_the_number_of_the_acts_are_nothing_to_a_chance(policy):
    draw = np.random.default_rng(4)
    state, acts = draw.standard_normal(STATE), draw.standard_normal((6, ACT))
    chances = policy.log_chances(state, acts)
    order = draw.permutation(6)
    assert policy.log_chances(state, acts[order]) == pytest.approx(chances[order])
    assert np.exp(chances).sum() == pytest.approx(1)
    _, padded = policy.forward(Batch([state, state], [acts[:2], acts], [0, 0]))
    assert padded[1] == pytest.approx(chances, abs=1e-5)
    assert np.exp(padded[0][2:]).sum() == 0


def test_a_fresh_policy_has_no_preference():
    chances = ScoringPolicy(STATE, ACT, WIDTH, 0).log_chances(np.ones(STATE), np.eye(5))
    assert chances == pytest.approx(np.full(5, -np.log(5)))


def bandit(signal, rounds=60):
    """Two acts, one that pays more and costs: returns the chance of it after learning, and the learner."""
    acts = np.eye(2, 3, dtype=np.float32)
    policy = ScoringPolicy(STATE, 3, WIDTH, 5)
    learner = Learner(policy, Training(rate=0.05, entropy=0.0), signal)
    draw, state = np.random.default_rng(0), np.ones(STATE, np.float32)
    for _ in range(rounds):
        episodes = []
        for _ in range(16):
            chances = policy.log_chances(state, acts)
            chosen = int(draw.random() < np.exp(chances[1]))
            one = Played([], [], [], [], [], [])
            one.add((state, acts), chosen, float(chances[chosen]), 0.5 + 0.5 * chosen, float(chosen))
            episodes.append(one)
        learner.learn(episodes)
    return float(np.exp(policy.log_chances(state, acts)[1])), learner


def test_a_reward_is_learnt_a_price_unlearns_it_and_a_limit_finds_its_price():
    greedy, _ = bandit(Signal(kind="reward"))
    priced, _ = bandit(Signal(kind="penalty", weight=2.0))
    limited, learner = bandit(Signal(kind="lagrangian", weight=0.0, rate=0.3), 120)
    assert greedy > 0.9
    assert priced < 0.1
    assert limited < 0.25
    assert learner.price > 0.5


def test_adam_cuts_long_gradients():
    weights = {"a": np.zeros(2, np.float32)}
    adam = Adam(weights, 0.1, longest=1.0)
    adam.descend(weights, {"a": np.array([1e6, 0.0])})
    assert abs(weights["a"][0]) <= 0.11
    assert adam.first["a"][0] == pytest.approx(0.1)
