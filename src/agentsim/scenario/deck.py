"""The pools that worlds are dealt from, read from the data folder, checked and compiled once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from pydantic import BaseModel, ConfigDict

from agentsim.scenario.strict_yaml import load_yaml
from agentsim.scenario.voice import Tables

PEOPLE: Final = 40
CONTACTS: Final = 12
AT_HOME: Final = 17
CITY_STEP: Final = 23


class Border(BaseModel):
    """What a data file may contain, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Border):
    """First names of women and men and last names of one origin."""

    f: tuple[str, ...]
    m: tuple[str, ...]
    last: tuple[str, ...]


class City(Border):
    """A place with the origins that are most frequent there."""

    city: str
    land: str
    region: str
    home: str
    second: str
    tld: str
    dial: str
    money: str
    rate: int
    streets: tuple[str, ...]


class Niche(Border):
    """What a firm of a sector does, and three things it sells."""

    niche: str
    goods: tuple[str, str, str]


class Sector(Border):
    """A trade with its vocabulary."""

    sector: str
    trades: tuple[str, ...]
    gear: tuple[str, ...]
    place: tuple[str, ...]
    stuff: tuple[str, ...]
    units: tuple[str, ...]
    paper: tuple[str, ...]
    talk: tuple[str, ...]
    crew: tuple[str, ...]
    niches: tuple[Niche, ...]


class Names(Border):
    """How companies are called and organised."""

    coined: tuple[str, ...]
    founders: tuple[str, ...]
    landscape: tuple[str, ...]
    compound: tuple[str, ...]
    letters: tuple[str, ...]
    numbered: tuple[str, ...]
    shapes: dict[str, tuple[str, ...]]
    kin: tuple[str, ...]
    counts: tuple[str, ...]
    lines: tuple[str, ...]
    departments: tuple[dict[str, str], ...]
    desk_titles: tuple[str, ...]
    staff: dict[str, tuple[str, ...]]
    domains: tuple[str, ...]


class Habits(Border):
    """Forms of writing to choose from."""

    greets: tuple[str, ...]
    byes: tuple[str, ...]
    local_byes: dict[str, tuple[str, ...]]
    phones: tuple[str, ...]
    signs: tuple[str, ...]
    quotes: tuple[str, ...]
    replies: tuple[str, ...]
    shapes: tuple[str, ...]
    openers: tuple[str, ...]
    dropped: dict[str, str]
    slips: dict[str, str]


class Deck(msgspec.Struct, frozen=True):
    """All pools of a folder, ready to be dealt."""

    origins: tuple[tuple[str, tuple[tuple[str, bool], ...], tuple[str, ...]], ...]
    cities: tuple[City, ...]
    homes: tuple[tuple[int, int], ...]
    trades: tuple[tuple[Sector, Niche], ...]
    special: tuple[tuple[Sector, Niche], ...]
    names: Names
    words: tuple[tuple[str, str], ...]
    habits: Habits
    tables: Tables
    blocks: tuple[tuple[int, ...], ...]

    def trades_of(self, sectors: tuple[str, ...]) -> tuple[tuple[Sector, Niche], ...]:
        """Return the trades to deal from: those of the named sectors, else all but the special ones.

        Raises ``ValueError`` for a sector that no file has.
        """
        if not sectors:
            return self.trades
        found = tuple(trade for trade in (*self.trades, *self.special) if trade[0].sector in sectors)
        if missing := set(sectors) - {trade[0].sector for trade in found}:
            raise ValueError(f"there are no sectors called {', '.join(sorted(missing))}")
        return found

    def place(self, seed: int) -> int:
        """Return the index of the city of ``seed``; neighbours in seed are far apart in the list."""
        return (CITY_STEP * seed + 11) % len(self.cities)

    def hand(self, seed: int, origin: int) -> range:
        """Return the cards that ``seed`` is dealt from an origin: they begin where those of all lower seeds end.

        Everybody gets one card, the two origins of the city more. The closed form holds because cities come in turn.
        """
        rounds, within = divmod(seed, len(self.cities))
        blocks = self.blocks[origin]
        begin = seed + rounds * blocks[-1] + blocks[within]
        return range(begin, begin + 1 + blocks[within + 1] - blocks[within])


def _read(path: Path) -> Any:
    return load_yaml(path).data


@lru_cache(maxsize=8)
def load_deck(folder: Path) -> Deck:
    """Read and check the pools of ``folder``. Raises what ``load_yaml`` and pydantic raise for a bad file."""
    origins = {key: Origin.model_validate(value) for key, value in _read(folder / "names.yaml").items()}
    cities = tuple(City.model_validate(value) for value in _read(folder / "cities.yaml"))
    paths = sorted(folder.glob("sectors-*.yaml"))
    # The numbered files hold what any company may do; the named ones what only some families ask for.
    sectors = [Sector.model_validate(v) for path in paths if path.stem[8:].isdigit() for v in _read(path)]
    special = [Sector.model_validate(v) for path in paths if not path.stem[8:].isdigit() for v in _read(path)]
    names = Names.model_validate(_read(folder / "company.yaml"))
    habits = Habits.model_validate(_read(folder / "voice.yaml"))
    order = list(origins)
    ways = tuple(names.shapes)
    homes = tuple((order.index(city.home), order.index(city.second)) for city in cities)
    second = PEOPLE + CONTACTS - len(order) - AT_HOME
    return Deck(
        tuple(
            (key, tuple(pair for f, m in zip(o.f, o.m, strict=True) for pair in ((f, True), (m, False))), o.last)
            for key, o in origins.items()
        ),
        cities,
        homes,
        tuple((sector, sector.niches[rank]) for rank in range(8) for sector in sectors),
        tuple((sector, niche) for sector in special for niche in sector.niches),
        names,
        tuple((way, getattr(names, way)[place]) for place in range(len(names.coined)) for way in ways),
        habits,
        Tables(frozenset(habits.openers), habits.dropped, habits.slips),
        tuple(tuple(_sums(homes, origin, second)) for origin in range(len(order))),
    )


def _sums(homes: tuple[tuple[int, int], ...], origin: int, second: int) -> list[int]:
    """Return how many extra cards an origin has given away before the n-th seed of a round of cities."""
    sums = [0]
    for turn in range(len(homes)):
        pair = homes[(CITY_STEP * turn + 11) % len(homes)]
        sums.append(sums[-1] + (AT_HOME if pair[0] == origin else second if pair[1] == origin else 0))
    return sums
