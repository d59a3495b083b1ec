"""Stable-Baselines3 and sb3-contrib on the symbolic view (extra ``sb3``): a policy that scores acts, and a price on the cost.

``MenuPolicy`` (from ``sb3_policy``) scores each act of the menu by the same small network, in whatever slot it stands.
``CostPenalty`` stands around a vector environment and lets the learner see reward - multiplier * cost; with
``LagrangeCallback`` the multiplier rises while an episode costs more than the limit and falls while it costs less.
``EntropyCallback`` lets the bonus for chance run out.
``EvaluateCallback`` (from ``sb3_curve``) plays the same seeds every so many steps and keeps reward, cost and violations apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import DummyVecEnv, VecEnv, VecEnvWrapper, VecMonitor

from agentsim.adapters.sb3_curve import EvaluateCallback, evaluate
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
