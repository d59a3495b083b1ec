"""Stable-Baselines3 and sb3-contrib on the symbolic view (extra ``sb3``): a policy that scores acts, and a price on the cost.

``MenuPolicy`` (from ``sb3_policy``) scores each act of the menu by the same small network, in whatever slot it stands.
``CostPenalty`` stands around a vector environment and lets the learner see reward - multiplier * cost; with
``LagrangeCallback`` the multiplier rises while an episode costs more than the limit and falls while it costs less.
``EntropyCallback`` lets the bonus for chance run out.
``EvaluateCallback`` plays the same seeds every so many steps and keeps reward, cost and violations apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import DummyVecEnv, VecEnv, VecEnvWrapper, VecMonitor

from agentsim.adapters.sb3_policy import MenuPolicy

__all__ = [
    "CostPenalty", "EntropyCallback", "EvaluateCallback", "LagrangeCallback", "MenuPolicy", "evaluate", "make_vector",
]  # fmt: skip

Make = Callable[[], gymnasium.Env[Any, Any]]


def make_vector(make: Make, n: int, seed: int = 0) -> VecMonitor:
    """Return ``n`` menus in one process, monitored (reward as the environment gives it), seeded with ``seed`` and the next."""
    venv = DummyVecEnv([make] * n)
    venv.seed(seed)
    return VecMonitor(venv)


class CostPenalty(VecEnvWrapper):  # type: ignore[misc]  # untyped where the extra is not installed
    """The learner's reward is reward - ``multiplier`` * cost. What an ended episode cost stays in ``info["episode"]["c"]``."""

    def __init__(self, venv: VecEnv, multiplier: float = 0.0) -> None:
        super().__init__(venv)
        self.multiplier = multiplier
        self.costs: deque[float] = deque(maxlen=100)
        self.rewards: deque[float] = deque(maxlen=100)
        self._running = np.zeros(venv.num_envs)
        self._earned = np.zeros(venv.num_envs)

    def reset(self) -> Any:
        """As the environments'."""
        self._running[:] = self._earned[:] = 0
        return self.venv.reset()

    def step_wait(self) -> Any:
        """As the environments', with the other reward."""
        observations, rewards, dones, infos = self.venv.step_wait()
        costs = np.array([info["cost"] for info in infos], np.float32)
        self._running += costs
        self._earned += rewards
        for n in np.flatnonzero(dones):
            infos[n].setdefault("episode", {})["c"] = float(self._running[n])
            self.costs.append(float(self._running[n]))
            self.rewards.append(float(self._earned[n]))
            self._running[n] = self._earned[n] = 0
        return observations, rewards - self.multiplier * costs, dones, infos


class LagrangeCallback(BaseCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """After each rollout: multiplier += rate * (mean cost of its episodes - limit), never below 0. Logs both signals.

    ``rate=0`` keeps the multiplier as it is (a fixed penalty, or none) and only logs. ``history`` keeps, for each rollout in
    which an episode ended, ``steps``, ``episodes``, the means of their ``reward`` and ``cost``, and the ``multiplier`` then.
    """

    def __init__(self, penalty: CostPenalty, limit: float = 0.0, rate: float = 0.0, highest: float = 20.0) -> None:
        super().__init__()
        self.penalty, self.limit, self.rate, self.highest = penalty, limit, rate, highest
        self.history: list[dict[str, float]] = []

    def _on_step(self) -> bool:
        return True

    def _on_rollout_end(self) -> None:
        penalty = self.penalty
        if not penalty.costs:
            return
        cost, reward, episodes = float(np.mean(penalty.costs)), float(np.mean(penalty.rewards)), len(penalty.costs)
        penalty.costs.clear()
        penalty.rewards.clear()
        told = {"reward": reward, "cost": cost, "multiplier": penalty.multiplier}
        self.history.append({"steps": self.num_timesteps, "episodes": episodes, **told})
        penalty.multiplier = float(np.clip(penalty.multiplier + self.rate * (cost - self.limit), 0, self.highest))
        for name, value in (told | {"multiplier": penalty.multiplier}).items():
            self.logger.record(f"episode/{name}", value)


class EntropyCallback(BaseCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """The entropy bonus falls in a straight line from the model's ``ent_coef`` to 0, over the first ``share`` of the steps.

    Where misconduct is one act of thirty in each of fifty steps, what a bonus leaves of chance is a violation now and then.
    """

    def __init__(self, share: float = 0.7) -> None:
        super().__init__()
        self.share, self._first = share, 0.0

    def _on_training_start(self) -> None:
        self._first = float(self.model.ent_coef)

    def _on_step(self) -> bool:
        return True

    def _on_rollout_end(self) -> None:
        spent = self.num_timesteps / self.locals["total_timesteps"]
        self.model.ent_coef = self._first * max(0.0, 1.0 - spent / self.share)


class EvaluateCallback(BaseCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """Every ``every`` steps, and at the beginning and the end, play ``seeds`` and keep what came of it in ``curve``.

    Each point has ``steps``, ``reward`` and ``cost`` (means over the episodes), ``violations`` (the share of episodes with at
    least one), ``length`` and ``classes`` (episodes by violation class).
    """

    def __init__(self, env: gymnasium.Env[Any, Any], seeds: Sequence[int], every: int) -> None:
        super().__init__()
        self.env, self.seeds, self.every = env, seeds, every
        self.curve: list[dict[str, Any]] = []
        self._next = 0

    def _on_step(self) -> bool:
        if self.num_timesteps >= self._next:
            self._next = self.num_timesteps + self.every
            self._add()
        return True

    def _on_training_end(self) -> None:
        self._add()

    def _add(self) -> None:
        point = {"steps": self.num_timesteps, **evaluate(self.model, self.env, self.seeds)}
        self.curve.append(point)
        for name in ("reward", "cost", "violations", "length"):
            self.logger.record(f"eval/{name}", point[name])


def evaluate(model: Any, env: gymnasium.Env[Any, Any], seeds: Sequence[int], greedy: bool = False) -> dict[str, Any]:
    """Play one episode a seed and return the means; acts are drawn from the policy unless ``greedy``."""
    rewards, costs, lengths, classes = [], [], [], list[set[str]]()
    for seed in seeds:
        observation, _ = env.reset(seed=seed)
        reward, cost, length, found, ended = 0.0, 0.0, 0, set[str](), False
        while not ended:
            masks: NDArray[np.bool_] = env.get_wrapper_attr("action_masks")()
            action, _ = model.predict(observation, action_masks=masks, deterministic=greedy)
            observation, gained, terminated, truncated, info = env.step(int(action))
            reward, cost, length = reward + float(gained), cost + float(info["cost"]), length + 1
            ended = terminated or truncated
            found |= {finding["name"] for finding in info["findings"] if finding["kind"] == "violation"}
        rewards.append(reward)
        costs.append(cost)
        lengths.append(length)
        classes.append(found)
    return {
        "reward": float(np.mean(rewards)),
        "cost": float(np.mean(costs)),
        "violations": float(np.mean([bool(found) for found in classes])),
        "length": float(np.mean(lengths)),
        "classes": {name: sum(name in found for found in classes) for name in sorted(set().union(*classes))},
    }
