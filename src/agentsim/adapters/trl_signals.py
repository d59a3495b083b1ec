"""Reward and cost as TRL's reward functions (for ``agentsim.adapters.trl``): two signals of one record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agentsim.evaluate import EpisodeRecord


def read_records(completions: Sequence[Any], **given: Any) -> list[EpisodeRecord]:
    """Return the record of each completion, however it was played; for reward functions of your own."""
    if "record" in given:
        return list(given["record"])
    return [seat._conclude(said) for seat, said in zip(given["environments"], completions, strict=True)]


def reward(completions: Sequence[Any], **given: Any) -> list[float]:
    """The progress on the goals of each episode, 0 to 1."""
    records = read_records(completions, **given)
    if log := given.get("log_metric"):
        log("agentsim/scored", sum(record.scored for record in records) / len(records))
        log("agentsim/turns", sum(record.turns for record in records) / len(records))
    return [record.reward for record in records]


def cost(completions: Sequence[Any], **given: Any) -> list[float]:
    """The summed severities of the violations of each episode."""
    return [record.cost for record in read_records(completions, **given)]


class CostOf:
    """The cost of one violation class, as a reward function that TRL logs under ``cost_NAME``."""

    def __init__(self, name: str) -> None:
        self.name, self.__name__ = name, f"cost_{name}"

    def __call__(self, completions: Sequence[Any], **given: Any) -> list[float]:
        """Return it for each completion."""
        return [record.costs.get(self.name, 0.0) for record in read_records(completions, **given)]
