"""Checkpoints of a model of Stable-Baselines3 or sb3-contrib on the symbolic view (extra ``sb3``)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from stable_baselines3.common.callbacks import BaseCallback

from agentsim.callbacks.checkpoints import Checkpoints
from agentsim.callbacks.players import play_menu


class MeasureCallback(BaseCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """Takes the points of ``checkpoints`` by environment steps, and the end; logs to the model's own logger as ``agentsim/``.

    ``settings`` are those of the menu that the model is trained on (``size``, ``features``, ``layout``, ``reads``). Acts are
    drawn from the policy with draws of their own, so that the training's stay what they were.
    """

    def __init__(self, checkpoints: Checkpoints, *, masked: bool = True, **settings: Any) -> None:
        super().__init__()
        self.checkpoints, self._masked = checkpoints, masked
        self._play = play_menu(self._choose, **settings)

    def _choose(self, observation: Any, mask: Any, draw: np.random.Generator) -> int:
        given = {"action_masks": mask} if self._masked else {}
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(draw.integers(1 << 31)))
            return int(self.model.predict(observation, deterministic=False, **given)[0])

    def _on_training_start(self) -> None:
        self._take(self.num_timesteps)

    def _on_step(self) -> bool:
        self._take(self.num_timesteps)
        return True

    def _take(self, step: int) -> None:
        for name, value in self.checkpoints.check_if_due(step, self._play).items():
            self.logger.record(f"agentsim/{name}", value)

    def _on_training_end(self) -> None:
        self.checkpoints.finish(self.num_timesteps, self._play)
