"""What a policy of Stable-Baselines3 comes to on given seeds (for ``agentsim.adapters.sb3``), once or along a training run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.callbacks import BaseCallback


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
