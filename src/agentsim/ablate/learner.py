"""What a policy learns from: scripts that it imitates, and its own episodes, paid as the arm's signal says."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agentsim.ablate.experiment import Arm, Clone, Signal, Training, share_out
from agentsim.ablate.policy import Adam, Batch, ScoringPolicy
from agentsim.ablate.scene import Scene, View
from agentsim.catalog import load_family, make_scenario
from agentsim.mixture import Schedule
from agentsim.scenario.scenario import Scenario
from agentsim.streams import Streams
from agentsim.suites import suite
from agentsim.symbolic.act import Act, cut

Array = NDArray[Any]
DISCOUNT = 0.99


class Played(NamedTuple):
    """One episode as decisions: what was seen and chosen, and what each choice earned and cost."""

    states: list[Array]
    acts: list[Array]
    chosen: list[int]
    log_chances: list[float]
    rewards: list[float]
    costs: list[float]

    def add(self, view: View, chosen: int, log_chance: float = 0.0, reward: float = 0.0, cost: float = 0.0) -> None:
        """Add a decision."""
        self.states.append(view[0])
        self.acts.append(view[1])
        self.chosen.append(chosen)
        self.log_chances.append(log_chance)
        self.rewards.append(reward)
        self.costs.append(cost)


class Setting(NamedTuple):
    """What one training episode is played in."""

    family: str
    seed: int
    factors: Mapping[str, Any]


def draw_setting(arm: Arm, training: Training, unit: int, place: int) -> Setting:
    """Return the setting of the ``place``-th training episode: families in exact proportion, factors drawn by name.

    It depends on the unit's seed and the place alone, so that arms with the same families meet the same worlds.
    """
    family = Schedule(share_out(arm.families)).at(place)
    streams = Streams(unit, f"/ablate/{place}")
    factors = {
        name: streams.choice(f"factor {name}", values) if isinstance(values, list) else values
        for name, values in arm.factors.items()
    }
    pool = suite("all").seeds(training.pool)
    return Setting(family, streams.choice("seed", pool), factors)


def play(scene: Scene, policy: ScoringPolicy, setting: Setting, draw: np.random.Generator, text: str = "") -> Played:
    """Let a policy play one episode; acts are drawn by their chances."""
    view = scene.begin(*setting, text)
    played = Played([], [], [], [], [], [])
    over = False
    while not over:
        chances = policy.log_chances(*view)
        chosen = min(int(np.searchsorted(np.exp(chances).cumsum(), draw.random())), len(chances) - 1)
        following, reward, cost, over = scene.step(chosen)
        played.add(view, chosen, float(chances[chosen]), reward, cost)
        view = following
    return played


class Learner:
    """A policy with its optimiser and the price of cost."""

    def __init__(self, policy: ScoringPolicy, training: Training, signal: Signal, seed: int = 0) -> None:
        self.policy, self.training, self.signal, self.seed = policy, training, signal, seed
        self.adam = Adam(policy.weights, training.rate)
        self.price = 0.0 if signal.kind == "reward" else signal.weight

    def imitate(self, batch: Batch) -> float:
        """Take one step towards the choices of a batch; return the mean log chance that they had."""
        hidden, chances = self.policy.forward(batch)
        rows = np.arange(len(batch))
        by_score = np.exp(chances)
        by_score[rows, batch.chosen] -= 1
        self.adam.descend(self.policy.weights, self.policy.backward(batch, hidden, by_score / len(batch)))
        return float(chances[rows, batch.chosen].mean())

    def learn(self, episodes: list[Played]) -> None:
        """Improve the policy by some episodes that it has just played, then set the price of cost."""
        training = self.training
        batch = Batch(
            [state for one in episodes for state in one.states], [acts for one in episodes for acts in one.acts],
            [chosen for one in episodes for chosen in one.chosen],
        )  # fmt: skip
        before = np.array([chance for one in episodes for chance in one.log_chances])
        gains, goals = self._judge(batch, episodes)
        gains = (gains - gains.mean()) / (gains.std() + 1e-6)
        draw = np.random.default_rng([self.seed, self.adam.steps])
        for _ in range(training.epochs):
            order = draw.permutation(len(batch))
            for at in range(0, len(order), training.minibatch):
                rows = order[at : at + training.minibatch]
                self._improve(batch.part(rows), before[rows], gains[rows], goals[rows])
        if self.signal.kind == "lagrangian":
            cost = float(np.mean([sum(one.costs) for one in episodes]))
            self.price = max(0.0, self.price + self.signal.rate * (cost - self.signal.limit))

    def _improve(self, batch: Batch, before: Array, gains: Array, goals: Array) -> None:
        """Take one step: away from choices that were worse than expected, not further than ``clip`` from what was played."""
        training, rows = self.training, np.arange(len(batch))
        hidden, chances = self.policy.forward(batch)
        ratio = np.exp(chances[rows, batch.chosen] - before)
        clipped = ((ratio > 1 + training.clip) & (gains > 0)) | ((ratio < 1 - training.clip) & (gains < 0))
        pull = np.where(clipped, 0.0, -gains * ratio) / len(batch)
        each = np.exp(chances)
        by_score = -pull[:, None] * each
        by_score[rows, batch.chosen] += pull
        by_score += training.entropy * _entropy_gradient(each, chances) / len(batch)
        gradient = self.policy.backward(batch, hidden, by_score.astype(np.float32))
        self.adam.descend(self.policy.weights, gradient | self.policy.value_gradient(batch.states, goals))

    def _judge(self, batch: Batch, episodes: list[Played]) -> tuple[Array, Array]:
        """Return how much better than expected each choice was, and what was to come from each state.

        Generalised advantage estimation (Schulman et al. 2016).
        """
        values, at = self.policy.value(batch.states), 0
        gains, goals = np.zeros(len(batch)), np.zeros(len(batch))
        for one in episodes:
            size = len(one.chosen)
            paid = np.array(one.rewards) - self.price * np.array(one.costs)
            own, carried = values[at : at + size], 0.0
            for n in reversed(range(size)):
                following = own[n + 1] if n + 1 < size else 0.0
                carried = paid[n] + DISCOUNT * following - own[n] + DISCOUNT * self.training.smoothing * carried
                gains[at + n] = carried
            goals[at : at + size] = gains[at : at + size] + own
            at += size
        return gains, goals.astype(np.float32)

    def state(self) -> dict[str, Array]:
        """Return all that further learning depends on, as arrays by name."""
        found = {f"weight {name}": value for name, value in self.policy.weights.items()}
        found |= {f"first {name}": value for name, value in self.adam.first.items()}
        found |= {f"second {name}": value for name, value in self.adam.second.items()}
        return found | {"steps": np.array(self.adam.steps), "price": np.array(self.price)}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Go on from a ``state``."""
        for kind, kept in (("weight", self.policy.weights), ("first", self.adam.first), ("second", self.adam.second)):
            for name in kept:
                kept[name] = np.asarray(state[f"{kind} {name}"])
        self.adam.steps, self.price = int(state["steps"]), float(state["price"])


def _entropy_gradient(each: Array, chances: Array) -> Array:
    """The gradient of the negative entropy by the scores."""
    logs = np.where(each > 0, chances, 0.0)
    return np.asarray(each * (logs - (each * logs).sum(1, keepdims=True)))


def show_scripts(scene: Scene, arm: Arm, clone: Clone, training: Training, unit: int) -> Iterator[Played]:
    """Yield scripts as decisions on the menu, the families and worlds as in training unless the warm start has its own.

    An act that has no slot (the menu was full) is done all the same and is no decision to learn from.
    """
    for place in range(clone.episodes):
        drawn = draw_script(arm, clone, training, unit, place)
        if drawn is not None:
            setting, scenario, name = drawn
            yield _follow(scene, setting, cut(scenario.oracles[name].messages), arm.text)


def draw_script(
    arm: Arm, clone: Clone, training: Training, unit: int, place: int
) -> tuple[Setting, Scenario, str] | None:
    """Return the setting, the world and the script of the ``place``-th episode of a warm start, if its world has one."""
    if clone.families:
        arm = Arm(families=clone.families, factors=dict(clone.factors), text=arm.text)
    setting = draw_setting(arm, training, unit, place)
    names = [n for n in load_family(setting.family).oracles if any(fnmatch.fnmatch(n, p) for p in clone.oracles)]
    known = load_family(setting.family).scenario.factors
    given = {name: value for name, value in setting.factors.items() if name in known}
    scenario = make_scenario(setting.family, setting.seed, given)
    names = [name for name in names if name in scenario.oracles]
    return (setting, scenario, Streams(unit, f"/ablate/{place}").choice("script", names)) if names else None


def _follow(scene: Scene, setting: Setting, script: list[Act], text: str) -> Played:
    view, over = scene.begin(*setting, text), False
    played = Played([], [], [], [], [], [])
    for act in script:
        if over:
            break
        place = next((n for n, open_act in enumerate(scene.acts) if open_act.key == act.key), None)
        if place is None:
            view, over = scene.do(act)
            continue
        following, _, _, over = scene.step(place)
        played.add(view, place)
        view = following
    return played
