"""Records of one kind, shared by all copies of a world.

A store is what the seed prepared (``base``: never changed, shared by every episode of that seed, with its indexes) and
what happened since (``changed``). Python's dictionaries keep the order of insertion, so nothing depends on a hash seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from agentsim.records import Email, File, Record

R = TypeVar("R", bound=Record)
_SEARCHED = ("title", "name", "subject", "text", "body", "notes", "memo", "description")


class Prepared(Generic[R]):
    """The records of one kind as the seed made them, in order, with the indexes that reading needs."""

    __slots__ = ("_fields", "_fitting", "_words", "records", "shown")

    def __init__(self, records: tuple[R, ...] = ()) -> None:
        self.records: dict[str, R] = {record.id: record for record in records}
        self.shown: dict[str, str] = {}
        """What was shown of the records as they are here: one text for all episodes of the seed. The apps keep it."""
        self._fields: dict[str, dict[str, tuple[R, ...]]] = {}
        self._fitting: dict[int, tuple[object, frozenset[str]]] = {}
        self._words: dict[str, tuple[R, ...]] = {}

    def where(self, field: str, value: str) -> tuple[R, ...]:
        """Return the records whose ``field`` is ``value``."""
        if field not in self._fields:
            found: dict[str, list[R]] = {}
            for record in self.records.values():
                found.setdefault(getattr(record, field, ""), []).append(record)
            self._fields[field] = {key: tuple(records) for key, records in found.items()}
        return self._fields[field].get(value, ())

    def fitting(self, test: object, fits: Callable[[R], bool]) -> frozenset[str]:
        """Return the ids of the records that pass a test, worked out once for each ``test`` and kept as long as this."""
        kept = self._fitting.get(id(test))
        if kept is None:
            ids = frozenset(key for key, record in self.records.items() if fits(record))
            kept = self._fitting[id(test)] = (test, ids)  # the test is kept, so that its id stays its own
        return kept[1]

    def matching(self, word: str) -> tuple[R, ...]:
        """Return the records whose text holds ``word`` (lower case). Remembered, as the same seed asks again."""
        if word not in self._words:
            if len(self._words) > 256:
                self._words.clear()
            self._words[word] = tuple(r for r in self.records.values() if word in searchable(r))
        return self._words[word]


class Store(Generic[R]):
    """The records of one kind in one world, oldest first."""

    __slots__ = ("base", "changed", "made", "owner")

    def __init__(self, base: Prepared[R], owner: object = None) -> None:
        self.base = base
        self.changed: dict[str, R | None] = {}
        self.made = 0
        self.owner = owner

    def copy(self, owner: object) -> Store[R]:
        """Return a store that shares every record, for another owner."""
        other = Store(self.base, owner)
        other.changed = self.changed.copy()
        other.made = self.made
        return other

    def get(self, key: str) -> R | None:
        """Return the record, or ``None``."""
        if key in self.changed:
            return self.changed[key]
        return self.base.records.get(key)

    def put(self, record: R) -> None:
        """Add a record, or replace the one with its id."""
        self.changed[record.id] = record

    def remove(self, key: str) -> None:
        """Take a record away. Nothing happens when there is none."""
        self.changed[key] = None

    def fresh(self, prefix: str) -> str:
        """Return an id that no record has had."""
        self.made += 1
        return f"{prefix}-{self.made:03d}"

    def __iter__(self) -> Iterator[R]:
        changed = self.changed
        for key, record in self.base.records.items():
            if key not in changed:
                yield record
        for after in changed.values():
            if after is not None:
                yield after

    def where(self, field: str, value: str) -> list[R]:
        """Return the records whose ``field`` is ``value``, oldest first as far as the seed and the episode made them."""
        changed = self.changed
        found = [record for record in self.base.where(field, value) if record.id not in changed]
        found += [after for after in changed.values() if after is not None and getattr(after, field, "") == value]
        return found

    def number_fitting(self, test: object, fits: Callable[[R], bool]) -> int:
        """Return how many records pass a test: only those that changed are asked again."""
        base, changed = self.base.fitting(test, fits), self.changed
        number = len(base)
        for key, after in changed.items():
            number += (after is not None and fits(after)) - (key in base)
        return number

    def matching(self, word: str) -> list[R]:
        """Return the records whose text holds ``word`` (lower case)."""
        changed = self.changed
        found = [record for record in self.base.matching(word) if record.id not in changed]
        found += [after for after in changed.values() if after is not None and word in searchable(after)]
        return found


def searchable(record: Record) -> str:
    """Return the text of a record that a search looks through, in lower case."""
    if isinstance(record, Email):
        return f"{record.sender} {' '.join(record.to)} {record.subject}\n{record.body}".lower()
    if isinstance(record, File):
        return f"{record.id}\n{record.text}".lower()
    return " ".join(str(getattr(record, name)) for name in _SEARCHED if hasattr(record, name)).lower()
