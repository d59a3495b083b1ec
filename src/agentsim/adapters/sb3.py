"""Stable-Baselines3 and sb3-contrib on the symbolic view (extra ``sb3``): a policy that scores acts, and a price on the cost.

``MenuPolicy`` scores each act of the menu by the same small network, since the slots are shuffled in every step.
``CostPenalty`` stands around a vector environment and lets the learner see reward - multiplier * cost; with
``LagrangeCallback`` the multiplier rises while an episode costs more than the limit and falls while it costs less.
``EvaluateCallback`` plays the same seeds every so many steps and keeps reward, cost and violations apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import gymnasium
import numpy as np
import torch
from numpy.typing import NDArray
from sb3_contrib.common.maskable.policies import MaskableMultiInputActorCriticPolicy
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.type_aliases import Schedule
from stable_baselines3.common.vec_env import DummyVecEnv, VecEnv, VecEnvWrapper, VecMonitor
from torch import nn

Make = Callable[[], gymnasium.Env[Any, Any]]


def make_vector(make: Make, n: int, seed: int = 0) -> VecMonitor:
    """Return ``n`` menus in one process, monitored (reward as the environment gives it), seeded with ``seed`` and the next."""
    venv = DummyVecEnv([make] * n)
    venv.seed(seed)
    return VecMonitor(venv)


class MenuNet(BaseFeaturesExtractor):  # type: ignore[misc]  # untyped where the extra is not installed
    """State and acts become one score an act, and a summary of state and menu for the value."""

    def __init__(self, observation_space: gymnasium.spaces.Dict, width: int = 64) -> None:
        shapes = {name: space.shape or () for name, space in observation_space.spaces.items()}
        self.slots, self.width = shapes["candidates"][0], width
        super().__init__(observation_space, self.slots + 2 * width)
        self.state = nn.Sequential(nn.Linear(shapes["state"][0], width), nn.Tanh())
        self.act = nn.Linear(shapes["candidates"][1], width)
        self.both = nn.Linear(width, width)
        self.score = nn.Linear(width, 1)

    def forward(self, observations: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return scores, state and mean act side by side, of shape ``(batch, slots + 2 * width)``."""
        state = self.state(observations["state"])
        acts = torch.tanh(self.act(observations["candidates"]) + self.both(state)[:, None])
        mask = observations["action_mask"].float()[:, :, None]
        mean = (acts * mask).sum(1) / mask.sum(1).clamp(min=1)
        return torch.cat([self.score(acts)[:, :, 0], state, mean], dim=1)


class _Split(nn.Module):  # type: ignore[misc]  # untyped where the extra is not installed
    """The scores are the logits; the summary goes to the value."""

    def __init__(self, slots: int, width: int) -> None:
        super().__init__()
        self.latent_dim_pi, self.latent_dim_vf = slots, width
        self.value = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh())

    def forward(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.forward_actor(features), self.forward_critic(features)

    def forward_actor(self, features: torch.Tensor) -> torch.Tensor:
        return features[:, : self.latent_dim_pi]

    def forward_critic(self, features: torch.Tensor) -> torch.Tensor:
        value: torch.Tensor = self.value(features[:, self.latent_dim_pi :])
        return value


class MenuPolicy(MaskableMultiInputActorCriticPolicy):  # type: ignore[misc]  # untyped where the extra is not installed
    """The policy for ``MaskablePPO`` on a ``Menu`` of layout ``dict``: a score for each act, shared weights, any order."""

    def __init__(self, *args: Any, width: int = 64, **kwargs: Any) -> None:
        super().__init__(*args, features_extractor_class=MenuNet, features_extractor_kwargs={"width": width}, **kwargs)

    def _build_mlp_extractor(self) -> None:
        net = self.features_extractor
        self.mlp_extractor = _Split(net.slots, net.width)

    def _build(self, lr_schedule: Schedule) -> None:
        super()._build(lr_schedule)
        self.action_net = nn.Identity()
        nn.init.constant_(self.features_extractor.score.weight, 0.0)  # begin without a preference
        self.optimizer = self.optimizer_class(self.parameters(), lr=lr_schedule(1), **self.optimizer_kwargs)


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

    ``rate=0`` keeps the multiplier as it is (a fixed penalty, or none) and only logs.
    """

    def __init__(self, penalty: CostPenalty, limit: float = 0.0, rate: float = 0.0, highest: float = 20.0) -> None:
        super().__init__()
        self.penalty, self.limit, self.rate, self.highest = penalty, limit, rate, highest

    def _on_step(self) -> bool:
        return True

    def _on_rollout_end(self) -> None:
        penalty = self.penalty
        if not penalty.costs:
            return
        cost, reward = float(np.mean(penalty.costs)), float(np.mean(penalty.rewards))
        penalty.costs.clear()
        penalty.rewards.clear()
        penalty.multiplier = float(np.clip(penalty.multiplier + self.rate * (cost - self.limit), 0, self.highest))
        for name, value in (("reward", reward), ("cost", cost), ("multiplier", penalty.multiplier)):
            self.logger.record(f"episode/{name}", value)


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
            reward, cost, length, ended = (
                reward + float(gained),
                cost + float(info["cost"]),
                length + 1,
                terminated or truncated,
            )
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
