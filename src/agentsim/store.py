"""Records of one kind, shared by all copies of a world.

A store is what the seed prepared (``base``: never changed, shared by every episode of that seed, with its indexes) and
what happened since (``changed``). Python's dictionaries keep the order of insertion, so nothing depends on a hash seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress, islice
from operator import attrgetter, is_not
from typing import Any, Generic, TypeVar, overload

from agentsim.records import Email, File, Record
from agentsim.vocabulary import Vocabulary

R = TypeVar("R", bound=Record)
_SEARCHED = ("title", "name", "subject", "text", "body", "notes", "memo", "description")
MINUTE: Any = attrgetter("minute")
FEW_WORDS, LONG_TEXTS = 32, 200_000
"""An index costs as much as so many searches; of texts of so many characters it is made at the first."""
MANY_CHANGES = 32
"""From so many records of its own on, an episode remembers which of them hold a word."""


class Prepared(Generic[R]):
    """The records of one kind as the seed made them, in order, with the indexes that reading needs."""

    __slots__ = (
        "_fields", "_fitting", "_index", "_newest", "_texts", "_words", "opened", "records", "shown",
    )  # fmt: skip

    def __init__(self, records: tuple[R, ...] = ()) -> None:
        self.records: dict[str, R] = {record.id: record for record in records}
        self.shown: dict[str, str] = {}
        """What was shown of the records as they are here: one text for all episodes of the seed. The apps keep it."""
        self.opened: dict[str, R] = {}
        """Records as they are once they were read, where reading leaves a trace: one for all episodes. The apps keep it."""
        self._fields: dict[str, dict[str, tuple[R, ...]]] = {}
        self._fitting: dict[int, tuple[object, frozenset[str]]] = {}
        self._newest: dict[tuple[tuple[str, object], ...], tuple[R, ...]] = {}
        self._words: dict[str, tuple[R, ...]] = {}
        self._texts: list[str] | None = None
        self._index: tuple[Vocabulary, tuple[R, ...]] | None = None

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

    def newest(self, wanted: tuple[tuple[str, object], ...]) -> tuple[R, ...]:
        """Return the records whose fields are as ``wanted``, those of the latest ``minute`` first."""
        found = self._newest.get(wanted)
        if found is None:
            fitting = [record for record in self.records.values() if _fits(record, wanted)]
            found = self._newest[wanted] = tuple(sorted(fitting, key=MINUTE, reverse=True))
        return found

    def matching(self, word: str) -> tuple[R, ...]:
        """Return the records whose text holds ``word`` (lower case). Remembered, as the same seed asks again."""
        found = self._words.get(word)
        if found is None:
            if len(self._words) > 256:
                self._words.clear()
            found = self._words[word] = self._look_for(word)
        return found

    def _look_for(self, word: str) -> tuple[R, ...]:
        """Read the texts through; once that has been done often, or they are long, look the word up."""
        if self._index is None:
            texts = self._texts
            if texts is None:
                texts = self._texts = [searchable(record) for record in self.records.values()]
            if len(self._words) < FEW_WORDS and sum(map(len, texts)) < LONG_TEXTS:
                return tuple([r for r, text in zip(self.records.values(), texts, strict=True) if word in text])
            self._index, self._texts = (Vocabulary(texts), tuple(self.records.values())), None
        vocabulary, records = self._index
        parts = word.split()
        if not parts:
            return tuple([record for record in records if word in searchable(record)])
        found = [records[number] for number in vocabulary.find(max(parts, key=len))]
        return tuple(found if parts == [word] else [record for record in found if word in searchable(record)])


class Store(Generic[R]):
    """The records of one kind in one world, oldest first."""

    __slots__ = ("_asked", "base", "changed", "made", "owner")

    def __init__(self, base: Prepared[R], owner: object = None) -> None:
        self._asked: dict[str, tuple[tuple[R | None, ...], dict[int, R]]] = {}
        """By word, the changed records that were read through for it, and the places of those that hold it."""
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

    def newest(self, **wanted: object) -> Sequence[R]:
        """Return the records whose fields are as ``wanted``, those of the latest ``minute`` first: only what is read is laid
        out."""
        fields = tuple(wanted.items())
        first, changed = self.base.newest(fields), self.changed
        if not changed:
            return first
        known = self.base.records
        gone = frozenset([key for key in changed if key in known and _fits(known[key], fields)])
        (field, value), *more = (
            fields  # one field first: a long episode has changed much, and little of it is in the list
        )
        later = [after for after in changed.values() if after is not None and getattr(after, field, "") == value]
        if more:
            later = [after for after in later if _fits(after, fields)]
        return Newest(first, gone, sorted(later, key=MINUTE, reverse=True))

    def matching(self, word: str) -> list[R]:
        """Return the records whose text holds ``word`` (lower case)."""
        changed = self.changed
        held = self.base.matching(word)
        if not changed:
            return list(held)
        found = [record for record in held if record.id not in changed]
        if len(changed) < MANY_CHANGES:
            found += [after for after in changed.values() if after is not None and word in _text_of(after)]
        else:
            found += self._again(word)
        return found

    def _again(self, word: str) -> Iterator[R]:
        """Yield the records of this episode that hold ``word``; those that it was asked of before are not read again."""
        if word not in self._asked and len(self._asked) >= FEW_WORDS:
            self._asked = {}
        before, held = self._asked.get(word, ((), {}))
        now = tuple(self.changed.values())
        new = [*compress(range(len(before)), map(is_not, before, now)), *range(len(before), len(now))]
        for place in new:
            after = now[place]
            if after is not None and word in _text_of(after):
                held[place] = after
            else:
                held.pop(place, None)
        self._asked[word] = now, held
        yield from [held[place] for place in sorted(held)]


class Newest(Sequence[R]):
    """Records as the seed made them, latest first, without those that are ``gone``, and later ones in their places."""

    __slots__ = ("_first", "_gone", "_later")

    def __init__(self, first: tuple[R, ...], gone: frozenset[str], later: list[R]) -> None:
        self._first, self._gone, self._later = first, gone, later

    def __len__(self) -> int:
        return len(self._first) - len(self._gone) + len(self._later)

    def __iter__(self) -> Iterator[R]:
        at, later, gone = 0, self._later, self._gone
        for record in self._first:
            while at < len(later) and MINUTE(later[at]) > MINUTE(record):
                yield later[at]
                at += 1
            if record.id not in gone:
                yield record
        yield from later[at:]

    @overload
    def __getitem__(self, index: int) -> R: ...

    @overload
    def __getitem__(self, index: slice) -> list[R]: ...

    def __getitem__(self, index: int | slice) -> R | list[R]:
        if isinstance(index, slice) and index.step in (None, 1):
            first, end, _ = index.indices(len(self))
            return list(islice(self, first, end))
        return list(self)[index]


def _fits(record: Record, wanted: tuple[tuple[str, object], ...]) -> bool:
    for field, value in wanted:  # noqa: SIM110  # asked of every record; a generator costs more than the question
        if getattr(record, field, "") != value:
            return False
    return True


def searchable(record: Record) -> str:
    """Return the text of a record that a search looks through, in lower case."""
    if isinstance(record, Email):
        return f"{record.sender} {' '.join(record.to)} {record.subject}\n{record.body}".lower()
    if isinstance(record, File):
        return f"{record.id}\n{record.text}".lower()
    return " ".join(str(getattr(record, name)) for name in _SEARCHED if hasattr(record, name)).lower()


def _text_of(record: Record) -> str:
    """The same, remembered for the last records that were asked for: a long episode searches its own mail over and over."""
    kept = _texts.get(id(record))
    if kept is not None:
        return kept[1]
    text = searchable(record)
    if len(text) <= _LONGEST:
        if len(_texts) >= _REMEMBERED:
            _texts.clear()
        _texts[id(record)] = record, text  # the record is kept, so that its id stays its own
    return text


_texts: dict[int, tuple[Record, str]] = {}
_REMEMBERED, _LONGEST = 2048, 4000
