"""What is kept of a run's episodes for the table at its end: a million of them are played by one command."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

from msgspec.structs import replace

from agentsim.records import Finding
from agentsim.runs.stored import Json, StoredEpisode, Usage

H = TypeVar("H", bound=Hashable)
_nothing: list[Json] = []
_no_usage = Usage()


class Keeper:
    """Keeps of each episode what is printed of it: all but what was said and logged, or (``whole`` is false) what the table
    counts."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._shared: dict[Any, Any] = {}

    def keep(self, stored: StoredEpisode) -> StoredEpisode:
        """Return what is kept of an episode. What it shares with others it shares as one object."""
        stored = replace(
            stored, opening=_nothing, tools=_nothing, turns=_nothing, events=_nothing, usage=_no_usage, seconds=0.0
        )
        if self._whole:
            return stored
        record, share = stored.record, self._share
        # The type belongs to the key: True and 1 are equal, and are printed otherwise.
        given = self._shared.setdefault(tuple((n, type(v), v) for n, v in record.given.items()), record.given)
        named = (Finding(kind="violation", name=n, detector="", status="effective", key="") for n in record.violations)
        slim = replace(
            record, family=share(record.family), policy=share(record.policy), condition=share(record.condition), given=given,
            factors={}, costs={}, goals={}, end="", detail=share(record.detail), findings=share(tuple(named)),
            funnel=share(record.funnel),
        )  # fmt: skip
        return replace(stored, record=slim)

    def _share(self, value: H) -> H:
        kept: H = self._shared.setdefault(value, value)
        return kept
