"""The small networks that ``agentsim.adapters.torchrl`` and ``agentsim.adapters.rllib`` learn with (torch).

The slots of a menu are shuffled in every step, so a flat network over slots cannot learn: these read each act by the same
weights, in whatever slot it stands.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class _Read(nn.Module):  # type: ignore[misc]  # untyped where the extras are not installed
    def __init__(self, state: int, act: int, width: int) -> None:
        super().__init__()
        self.state = nn.Sequential(nn.Linear(state, width), nn.Tanh())
        self.act = nn.Linear(act, width)
        self.both = nn.Linear(width, width)
        self.out = nn.Linear(width, 1)
        nn.init.zeros_(self.out.weight)  # begin without a preference

    def read(self, state: Tensor, acts: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.state(state)
        return seen, torch.tanh(self.act(acts) + self.both(seen).unsqueeze(-2))


class MenuScore(_Read):
    """One logit an act, by shared weights: whatever the order of the slots."""

    def forward(self, state: Tensor, acts: Tensor) -> Tensor:
        """Return logits of shape ``(..., slots)`` of states ``(..., n)`` and acts ``(..., slots, m)``."""
        logits: Tensor = self.out(self.read(state, acts)[1]).squeeze(-1)
        return logits


class MenuValue(_Read):
    """What is still to come, from the state and the mean of the acts that are open."""

    def __init__(self, state: int, act: int, width: int) -> None:
        super().__init__(state, act, width)
        self.mix = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh())

    def forward(self, state: Tensor, acts: Tensor, mask: Tensor) -> Tensor:
        """Return values of shape ``(..., 1)``."""
        seen, read = self.read(state, acts)
        shown = mask.unsqueeze(-1).to(read.dtype)
        mean = (read * shown).sum(-2) / shown.sum(-2).clamp(min=1)
        value: Tensor = self.out(self.mix(torch.cat([seen, mean], -1)))
        return value
