"""Tests of acts and of states, as contents declare them: what a goal asks for, a reaction waits for, a detector looks at.

A field test is a text (a shell pattern, any case; on a number the number that it spells), a number (equal, to less than a
billionth) or truth value (equal), a list (any of), ``{min:, max:}``, or ``{not: test}``. On a field of several values one that
fits is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import Any
from unicodedata import normalize

import msgspec

from agentsim.prose import fold, holds_any, own_words
from agentsim.records import Email, Event, Record
from agentsim.world import World

_MISSING: Any = object()
_BLANKS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


class ActTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A test of one event; every part that is given must hold. It asks neither who acted nor whether it succeeded.

    ``tools`` are shell patterns of real tool names, ``store`` and ``id`` name the record, ``fields`` are tests of it after
    the act and ``was`` before, ``gone`` says that it was deleted, ``shown`` that the record of this id was read.
    ``mentions`` (all), ``any_of`` and ``never`` are phrases in what the act wrote.
    """

    tools: tuple[str, ...] = ()
    store: str = ""
    id: str | tuple[str, ...] = ""
    fields: dict[str, Any] = {}
    was: dict[str, Any] = {}
    gone: bool | None = None
    shown: str = ""
    mentions: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def fits(self, event: Event, world: World) -> bool:
        """Whether ``event`` is such an act."""
        before, after = event.before, event.after
        record = after if after is not None else before
        if self.tools and not _named(self.tools, event.tool):
            return False
        if self.shown and self.shown not in event.shown:
            return False
        if self.store and (event.store != self.store or record is None):
            return False
        if self.id and (record is None or not field_fits(record.id, self.id)):
            return False
        if self.gone is not None and self.gone != (after is None and before is not None):
            return False
        if self.fields and (after is None or not record_fits(after, self.fields)):
            return False
        if self.was and (before is None or not record_fits(before, self.was)):
            return False
        return not (self.mentions or self.any_of or self.never) or self._says(written(event))

    def _says(self, text: str) -> bool:
        return (
            all(holds_any((_folded(phrase),), text) for phrase in self.mentions)
            and (not self.any_of or bool(holds_any(map(_folded, self.any_of), text)))
            and not holds_any(map(_folded, self.never), text)
        )


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """How many: both ends included."""

    min: int = 0
    max: int = 1 << 30


class RecordTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A test of the state: one record by its id, or how many records of a store fit (at least one where not said).

    ``gone`` asks that the record is not there.
    """

    store: str
    id: str = ""
    fields: dict[str, Any] = {}
    count: Range = Range(min=1)
    gone: bool = False

    def holds(self, world: World) -> bool:
        """Whether it is so now."""
        store = world.stores[self.store]
        if self.id:
            record = store.get(self.id)
            return record is None if self.gone else record is not None and record_fits(record, self.fields)
        fields = self.fields
        number = store.number_fitting(self, lambda record: record_fits(record, fields))
        return self.count.min <= number <= self.count.max


def any_fits(acts: Sequence[ActTest], event: Event, world: World) -> bool:
    """Whether ``event`` is one of ``acts``."""
    for act in acts:  # noqa: SIM110  # asked at every act; a generator costs more than the question
        if act.fits(event, world):
            return True
    return False


def may_fit(acts: Iterable[ActTest], tool: str, store: str) -> bool:
    """Whether an act of ``tool`` on ``store`` can be one of ``acts`` at all."""
    return any((not act.tools or _named(act.tools, tool)) and act.store in ("", store) for act in acts)


def may_touch(acts: Iterable[ActTest], store: str) -> bool:
    """Whether some of ``acts`` are done to ``store``, with whatever tool: an act on it may be one of them, or undo one."""
    return any(act.store in ("", store) for act in acts)


def record_fits(record: Record, fields: Mapping[str, Any]) -> bool:
    """Whether every named field of ``record`` passes its test; a field that the record has not never does."""
    for name, test in fields.items():
        value = getattr(record, name, _MISSING)
        if value is _MISSING or not field_fits(value, test):
            return False
    return True


def field_fits(value: Any, test: Any) -> bool:
    """Whether one value passes one test."""
    if type(test) is str and type(value) is str:
        return _text_fits(value, test)
    if isinstance(test, list | tuple):
        for one in test:  # noqa: SIM110  # as above
            if field_fits(value, one):
                return True
        return False
    if not isinstance(test, str | int | float) and isinstance(test, Mapping):
        if "not" in test:
            return not field_fits(value, test["not"])
        number = _number(value)
        return number is not None and _bound(test, "min", float("-inf")) <= number <= _bound(test, "max", float("inf"))
    if isinstance(value, tuple | list | frozenset):
        return any(field_fits(item, test) for item in value)
    if isinstance(test, bool) or isinstance(value, bool):
        return bool(value) == test if isinstance(test, bool) else str(value).lower() == str(test).lower()
    if isinstance(value, int | float):
        number = _number(test)
        return number is not None and abs(value - number) < 1e-9
    if isinstance(test, str):
        return _text_fits("" if value is None else str(value), test)
    return bool(value == test)


def _text_fits(value: str, test: str) -> bool:
    """Whether a text passes as it stands, or as it reads: in plain letters, without blanks round it or in rows."""
    plain = plain_form(test)
    if plain is not None and value.isascii():
        if len(value) == len(plain) and value.lower() == plain:
            return True
    elif _pattern(test).match(value) is not None:
        return True
    if value.isascii() and "  " not in value and "\t" not in value and value[:1] != " " and value[-1:] != " ":
        return False
    read = _as_read(value)
    return read != value and _pattern(test).match(read) is not None


@lru_cache(maxsize=64)
def _as_read(value: str) -> str:
    return _BLANKS.sub(" ", normalize("NFKC", value)).strip()


def written(event: Event) -> str:
    """Return, folded, the writer's own words that an act put into its record: new texts, and new items of lists.

    A mail that was written for later is written when it goes out, all of it.
    """
    before, after = event.before, event.after
    if after is None:
        return ""
    if (
        isinstance(after, Email)
        and after.status == "sent"
        and isinstance(before, Email)
        and before.status == "scheduled"
    ):
        before = None
    texts: list[str] = []
    for name in after.__struct_fields__:
        new = getattr(after, name)
        old = getattr(before, name, None) if type(before) is type(after) else None
        if new == old or name in ("id", "facts"):
            continue
        if isinstance(new, str):
            texts.append(own_words(new))
        elif isinstance(new, tuple):
            known = old if isinstance(old, tuple) else ()
            texts.extend(_text_of(item) for item in new if item not in known)
    return fold("\n".join(texts))


def _text_of(item: Any) -> str:
    if isinstance(item, str):
        return own_words(item)
    if isinstance(item, msgspec.Struct):
        return "\n".join(own_words(value) for value in msgspec.structs.astuple(item) if isinstance(value, str))
    return ""


def _bound(test: Mapping[str, Any], name: str, default: float) -> float:
    number = _number(test[name]) if name in test else default
    return default if number is None else number


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text), re.IGNORECASE)


@lru_cache(maxsize=4096)
def plain_form(test: str) -> str | None:
    """The lower-case form of a test that holds no pattern and is plain ASCII; ``None`` for any other."""
    return test.lower() if test.isascii() and not any(sign in test for sign in "*?[") else None


@lru_cache(maxsize=4096)
def _named(patterns: tuple[str, ...], name: str) -> bool:
    return any(_pattern(pattern).match(name) is not None for pattern in patterns)


@lru_cache(maxsize=4096)
def _folded(phrase: str) -> str:
    return fold(phrase)
