"""Checkpoints of an algorithm of RLlib on the symbolic view (extra ``rllib``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from ray.rllib.callbacks.callbacks import RLlibCallback
from ray.rllib.core.columns import Columns

from agentsim.ablate.battery import Play
from agentsim.callbacks.checkpoints import Checkpoints
from agentsim.callbacks.players import Choose, play_menu


def make_callback(checkpoints: Checkpoints, **settings: Any) -> Callable[[], RLlibCallback]:
    """Return what ``config.callbacks([CostMetrics, ...])`` takes. Points go by sampled environment steps.

    The figures of a point stand in the result of that iteration under ``agentsim``. ``settings`` are those of the menu
    (``size``, ``features``, ``reads``). Only the process of the algorithm measures.
    """

    class MeasureCallback(RLlibCallback):  # type: ignore[misc]  # untyped where the extra is not installed
        def on_algorithm_init(self, *, algorithm: Any, metrics_logger: Any = None, **kwargs: Any) -> None:
            checkpoints.check_if_due(0, self._play(algorithm))

        def on_train_result(self, *, algorithm: Any, result: dict[str, Any], **kwargs: Any) -> None:
            step = int(result["num_env_steps_sampled_lifetime"])
            if found := checkpoints.check_if_due(step, self._play(algorithm)):
                result["agentsim"] = found

        def _play(self, algorithm: Any) -> Play:
            return play_menu(choose_with(algorithm.get_module()), **settings)

    return MeasureCallback


def choose_with(module: Any) -> Choose:
    """Return a chooser that draws from a module's policy."""

    def choose(observation: Any, mask: Any, draw: np.random.Generator) -> int:
        seen = {name: torch.as_tensor(np.asarray(value))[None] for name, value in observation.items()}
        with torch.no_grad():
            scores = module.forward_inference({Columns.OBS: seen})[Columns.ACTION_DIST_INPUTS][0]
        chances = torch.softmax(scores, -1).numpy().astype(float)
        chances = np.where(mask, chances, 0.0)
        return int(draw.choice(len(chances), p=chances / chances.sum()))

    return choose
