"""Records of the apps, as a scenario declares them: one by one, or rows upon rows of what does not matter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from agentsim.records import Record
from agentsim.scenario.factors import holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import Moment, RecordPiece
from agentsim.scenario.moments import draw_minute
from agentsim.scenario.office import Person
from agentsim.scenario.template import Table, UnknownName, fill_text, write_code
from agentsim.streams import Streams

MAX_ROWS = 10_000

Entry = tuple[str, RecordPiece, Table, int]
"""A record's name in this scenario, its piece, the table that fills it, and how many days later it is."""


class Made(msgspec.Struct):
    """The records made so far by store; those that appear later by name, and the minutes of those that do by themselves."""

    stores: dict[str, list[Record]] = {}
    later: dict[str, tuple[str, Record]] = {}
    planned: dict[str, int] = {}


def record_id(piece: RecordPiece, streams: Streams, key: str, taken: set[str]) -> str:
    """Return an id that is not ``taken``, and note it there."""
    for attempt in range(100):
        name = f"id:{key}" if not attempt else f"id:{key}:{attempt}"
        code = piece.code or f"{piece.store[:3]}-######"
        found = write_code(code, streams.bits(name)) if "#" in code or "@" in code else code
        if found not in taken:
            taken.add(found)
            return found
    raise ValueError(f"the code {piece.code!r} of {key!r} leaves no free id")


class RecordMaker:
    """Makes the records of one scenario."""

    def __init__(
        self, family: Family, kinds: Mapping[str, type[Record]], streams: Streams, start: datetime,
        staff: Sequence[Person], taken: set[str],
    ) -> None:  # fmt: skip
        self.family, self.kinds, self.streams, self.start, self.staff = family, kinds, streams, start, staff
        self.taken, self.made, self.rows = taken, Made(), 0

    def make(self, entries: Iterable[Entry], clutter: float) -> Made:
        """Make every record whose ``when`` holds. Raises ``ContentError``."""
        for key, piece, table, shift in entries:
            if holds(piece.when, table.factors):
                path = ("records",) if "." in key else self._path(piece)
                try:
                    self._make(key, piece, table, shift, clutter)
                except UnknownName as error:
                    raise self.family.error(path, f"{piece.id}: {error.message}") from None
                except ValueError as error:
                    raise self.family.error(path, f"{piece.id}: {error}") from None
        for store in self.made.stores.values():
            if store and hasattr(store[0], "minute"):
                store.sort(key=_minute)
        return self.made

    def _path(self, piece: RecordPiece) -> tuple[str | int, ...]:
        numbers = (n for n, other in enumerate(self.family.scenario.records) if other is piece)
        return ("records", next(numbers, 0))

    def _make(self, key: str, piece: RecordPiece, table: Table, shift: int, clutter: float) -> None:
        if piece.store not in self.kinds:
            raise ValueError(f"there is no store {piece.store!r}; there are: {', '.join(self.kinds)}")
        kind = self.kinds[piece.store]
        casts = _casts(kind, piece.fields)
        times = round(piece.times * clutter) if piece.scale else piece.times
        many = piece.times > 1 or piece.scale
        self.rows += times
        if self.rows > MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS:,} records in one world")
        names = [f"r.{name}" for name in piece.values]
        facts = tuple(piece.facts)
        timed = "minute" in kind.__struct_fields__ and "minute" not in piece.fields
        for number in range(times):
            bits = self.streams.many(f"row:{key}:{number}")
            own: dict[str, str] = {}
            look = _looker(own, table)
            if piece.people:
                for who in piece.people:
                    person = self.staff[next(bits) % len(self.staff)]
                    own |= {f"{who}.{form}": getattr(person, form) for form in _FORMS}
            for name, sources in zip(names, piece.values.values(), strict=True):
                drawn = next(bits)
                for source in sources:
                    if not source.when or holds(source.when, table.factors):
                        own[name] = source.draw(drawn, look)
                        break
            name = f"{key}{number}" if many else key
            if many:
                identity = table.values[f"id.{name}"] = record_id(piece, self.streams, name, self.taken)
            else:
                identity = table.look_up(f"id.{piece.id}")
            fields = {field: cast(text, look) for field, text, cast in casts}
            minute = 0
            if piece.at is not None:
                minute = self._minute(piece.at, piece.days, number % piece.times, piece.times, shift, next(bits), name)
                if timed:
                    fields["minute"] = minute
            try:
                record = kind(id=identity, facts=facts, **fields)
            except TypeError as error:
                raise ValueError(str(error)) from None
            self._keep(name, piece, record, minute)

    def _keep(self, name: str, piece: RecordPiece, record: Record, minute: int) -> None:
        if piece.later or minute > 0:
            self.made.later[name] = (piece.store, record)
            if not piece.later:
                self.made.planned[name] = minute
        else:
            self.made.stores.setdefault(piece.store, []).append(record)

    def _minute(self, at: Moment, days: int, number: int, times: int, shift: int, bits: int, name: str) -> int:
        if days:
            low, high = (int(text[:2]) * 60 + int(text[3:]) for text in at.time)
            day = _midnight(self.start, at.day + number * days // max(times, 1) + shift)
            return day + low + bits % (max(low, high) - low + 1)
        return draw_minute(at, self.start, self.streams, f"record:{name}", shift)


@lru_cache(maxsize=4096)
def _midnight(start: datetime, days: int) -> int:
    """The minute of midnight of a working day, counted from the start."""
    midnight = Moment(day=days, time=("00:00", "00:00"))
    return draw_minute(midnight, start, _NO_STREAMS, "")


_NO_STREAMS = Streams(0)
_FORMS = ("name", "first", "last", "email", "title", "phone", "department")


def _minute(record: Any) -> int:
    return int(record.minute)


def _looker(own: Mapping[str, str], table: Table) -> Callable[[str], str]:
    def look(name: str) -> str:
        found = own.get(name)
        return table.look_up(name) if found is None else found

    return look


@lru_cache(maxsize=256)
def _types(kind: type[Record]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _known(kind: type[Record], names: Collection[str]) -> dict[str, Any]:
    """The types of a record's fields. Raises ``ValueError`` for a name that is none of them."""
    types = _types(kind)
    for name in names:
        if name not in kind.__struct_fields__:
            raise ValueError(f"a {kind.__name__} has no field {name!r}; it has: {', '.join(kind.__struct_fields__)}")
    return types


def _casts(
    kind: type[Record], fields: Mapping[str, Any]
) -> list[tuple[str, Any, Callable[[Any, Callable[[str], str]], Any]]]:
    types = _known(kind, fields)
    return [(name, value, _caster(name, types[name])) for name, value in fields.items()]


def _caster(name: str, kind: Any) -> Callable[[Any, Callable[[str], str]], Any]:
    if kind is str:
        return lambda value, look: fill_text(value, look) if isinstance(value, str) else str(value)
    return lambda value, look: _cast(name, _filled(value, look), kind)


def _filled(value: Any, look: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill_text(value, look)
    if isinstance(value, list):
        return [_filled(item, look) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, look) for key, item in value.items()}
    return value


def _cast(name: str, value: Any, kind: Any) -> Any:
    if kind is str and not isinstance(value, str):
        return str(value)
    if isinstance(value, str) and "," in value and kind is not str:
        plain = value.replace(",", "")
        value = plain if plain.lstrip("-").replace(".", "", 1).isdigit() else value
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: {error} (got {str(value)[:60]!r})") from None


def convert_fields(kind: type[Record], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return filled values in the types of the record's fields. Raises ``ValueError``."""
    types = _known(kind, fields)
    return {name: _cast(name, value, types[name]) for name, value in fields.items()}
