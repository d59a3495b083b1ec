"""The policy of ``agentsim.adapters.sb3`` (extra ``sb3``): it scores each act of a menu by the same small network.

The slots are shuffled in every step, so a flat network over slots cannot learn; here an act has the same chance in any slot.
"""

from __future__ import annotations

from typing import Any

import gymnasium
import torch
from sb3_contrib.common.maskable.policies import MaskableMultiInputActorCriticPolicy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.type_aliases import Schedule
from torch import nn


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
        state, acts = self._read(observations["state"], observations["candidates"])
        mask = observations["action_mask"].float()[:, :, None]
        mean = (acts * mask).sum(1) / mask.sum(1).clamp(min=1)
        return torch.cat([self.score(acts)[:, :, 0], state, mean], dim=1)

    def score_acts(self, state: torch.Tensor, acts: torch.Tensor) -> torch.Tensor:
        """Return the logits ``(batch, slots)`` of states and candidates, before the mask: what a clone is fitted by."""
        scores: torch.Tensor = self.score(self._read(state, acts)[1])[:, :, 0]
        return scores

    def _read(self, state: torch.Tensor, acts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        seen: torch.Tensor = self.state(state)
        return seen, torch.tanh(self.act(acts) + self.both(seen)[:, None])


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
