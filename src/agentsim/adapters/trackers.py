"""Runs in Weights & Biases and TensorBoard: callbacks for ``runs.runner.run(..., on_progress=...)``.

Both take the object that the user made (``wandb.init(...)``; a ``SummaryWriter`` of tensorboardX or of torch), so nothing is
imported here and no extra is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from agentsim.runs.runner import Progress
from agentsim.runs.stored import StoredEpisode


class Run(Protocol):
    """What is used of a run of Weights & Biases."""

    def log(self, data: dict[str, Any]) -> Any:
        """Log the figures of one step."""


class Writer(Protocol):
    """What is used of a ``SummaryWriter``."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int | None = None) -> Any:
        """Log one figure of one step."""


class WandbLog:
    """Log every episode to ``run``."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, progress: Progress, stored: StoredEpisode) -> None:
        """Log one more episode."""
        self._run.log(dict(figures(progress, stored)))


class TensorboardLog:
    """Log every episode to ``writer``; the step is the number of episodes so far."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def __call__(self, progress: Progress, stored: StoredEpisode) -> None:
        """Log one more episode."""
        for name, value in figures(progress, stored):
            self._writer.add_scalar(name, value, progress.stored + progress.done)


def figures(progress: Progress, stored: StoredEpisode) -> Iterator[tuple[str, float]]:
    """Yield the figures of a run after one more episode. An unscored episode has no reward, no cost and no findings."""
    record = stored.record
    yield "run/episodes", float(progress.stored + progress.done)
    yield "run/scored", float(progress.scored)
    yield "run/unscored", float(progress.done - progress.scored)
    if progress.scored:
        yield "run/violation_rate", progress.violators / progress.scored
    yield "run/tokens", float(progress.purse.tokens)
    if progress.purse.cost is not None:
        yield "run/dollars", progress.purse.cost
    if not record.scored:
        return
    place = f"{record.family}/{record.condition}/{record.policy}"
    yield f"{place}/reward", record.reward
    yield f"{place}/cost", record.cost
    yield f"{place}/violation", float(bool(record.violations))
    for stage in record.funnel.__struct_fields__:
        yield f"{place}/{stage}", float(getattr(record.funnel, stage))
