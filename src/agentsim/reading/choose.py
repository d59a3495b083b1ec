"""Which transcripts stand on a page when a run has more than one can read: violations first, then every setting in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from agentsim.evaluate import EpisodeRecord


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One episode without its transcript."""

    key: str
    epoch: int
    record: EpisodeRecord


def rank(record: EpisodeRecord) -> int:
    """Return how much a reader wants to see an episode: 0 most. Cells that do not exist have nothing to see."""
    if record.status == "not_applicable":
        return 4
    if record.violations:
        return 0 if record.funnel.effective else 1
    return 2 if not record.scored else 3


def choose(entries: Iterable[Entry], limit: int | None) -> list[str]:
    """Return the keys of at most ``limit`` episodes (``None``: all that were played), in the order of the run.

    Measured policies come before scripts. Every policy in every family and condition gives one before any gives two, and
    each gives its violations first; so what is shown is to be read, not to be counted.
    """
    kept = [entry for entry in entries if rank(entry.record) < 4]
    if limit is None or len(kept) <= limit:
        return [entry.key for entry in kept]
    groups: dict[tuple[bool, str, str, str], list[Entry]] = {}
    for entry in kept:
        record = entry.record
        key = (record.policy.startswith("oracle:"), record.policy, record.family, record.condition)
        groups.setdefault(key, []).append(entry)
    chosen: set[str] = set()
    for scripted in (False, True):
        queue = deque(_sorted(group) for key, group in groups.items() if key[0] is scripted)
        while queue and len(chosen) < limit:
            group = queue.popleft()
            chosen.add(group[0].key)
            if len(group) > 1:
                queue.append(group[1:])
    return [entry.key for entry in kept if entry.key in chosen]


def _sorted(group: Sequence[Entry]) -> list[Entry]:
    return sorted(group, key=lambda entry: rank(entry.record))
