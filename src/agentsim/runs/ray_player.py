"""What stands on a worker of a Ray cluster (extra ``ray``): a player of episodes, and a way to the purse that all share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ray

import agentsim
from agentsim.policies.cards import Plan
from agentsim.runs.design import Cell, Design, Limits
from agentsim.runs.play import Table, play_cell
from agentsim.runs.seat import Purse
from agentsim.runs.stored import StoredEpisode, Usage
from agentsim.runs.versions import compare_versions, describe_versions

Hand = list[tuple[int, Cell]]
"""Cells with their places in the design."""


class Order(NamedTuple):
    """What a worker is to play. ``folders`` and ``plugins`` are of families that are not the package's own."""

    design: Design
    plans: dict[str, Plan]
    versions: dict[str, Any]
    folders: Sequence[Path]
    plugins: Sequence[str]
    till: Any = None


class Player:
    """One worker."""

    def __init__(self, order: Order) -> None:
        for plugin in order.plugins:
            agentsim.load_plugin(plugin)
        for folder in order.folders:
            agentsim.load_family(folder)
        design = order.design
        self._changed = compare_versions(order.versions, describe_versions(design.names))
        purse = Purse() if order.till is None else FarPurse(design.limits, order.till)
        self._table = Table(design, order.plans, purse)

    def ready(self) -> tuple[int, list[str]]:
        """Return the process, and what it has otherwise than the driver; it must not play then."""
        return os.getpid(), self._changed

    def play(self, hand: Hand) -> list[StoredEpisode]:
        """Play a hand. Raises ``ImportError`` for an extra that is not installed here."""
        return [play_cell(cell, position, self._table) for position, cell in hand]


class Till(Purse):
    """The purse of a whole run, an actor beside the driver."""

    def tell(self) -> str:
        """Return which budget is spent, or an empty text."""
        return self.spent

    def tally(self) -> tuple[int, int, int, float | None]:
        """Return calls, tokens, calls without tokens, cost."""
        return self.calls, self.tokens, self.calls_without_tokens, self.cost


class FarPurse(Purse):
    """A worker's hand in the till: a budget holds between any two calls, wherever they are made."""

    def __init__(self, limits: Limits, till: Any) -> None:
        super().__init__(limits)
        self._till = till

    def add(self, usage: Usage) -> None:
        """Count what was used."""
        ray.get(self._till.add.remote(usage))

    @property
    def spent(self) -> str:
        """Which budget is spent, or an empty text."""
        return str(ray.get(self._till.tell.remote()))
