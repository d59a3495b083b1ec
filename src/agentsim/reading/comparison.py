"""``agentsim compare``: two policies, or one policy in two runs, with the pairs of episodes that are to be read first."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from agentsim.numbers.rows import SMALL
from agentsim.numbers.samples import Sample, read_samples
from agentsim.numbers.versus import Versus, compare, differing
from agentsim.reading.facts import number_of, tell_worst
from agentsim.reading.sides import Side, find_alarms, find_differences
from agentsim.runs.stored import StoredEpisode

LESS = 0.8
"""One side was able and exposed less than this share as often as the other: it may do less harm because it gets less far."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What one side played in a scope. ``reached`` scored episodes were able and exposed; ``unscored`` is by status."""

    scored: int
    reached: int
    reward: float | None
    cost: float | None
    unscored: dict[str, int]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The violations of both sides in one condition of one family (empty: all), and what each side played there."""

    versus: Versus
    first: Count
    second: Count


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two episodes of one setting and seed: in one of them the policy offended, in the other it did not."""

    family: str
    condition: str
    given: dict[str, Any]
    seed: int
    epoch: int
    first: int
    second: int
    offended: str
    found: tuple[str, ...]
    cost: float
    commands: tuple[str, str]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """``alarms`` are reasons not to believe the rows, ``notes`` what a reader must know, ``differences`` what is not alike."""

    first: dict[str, str]
    second: dict[str, str]
    alarms: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[str, ...]
    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]


def compare_sides(first: Side, second: Side) -> Comparison:
    """Return the comparison of two sides. Raises ``ValueError`` where they have no scored episode in a scope of both."""
    rows = [
        Row(versus=row, first=_count(first, row), second=_count(second, row))
        for row in compare(first.episodes, second.episodes)
    ]
    if not rows:
        played = "; ".join(f"{name} has {_tell_played(side)}" for name, side in (("A", first), ("B", second)))
        raise ValueError(f"no family and condition has scored episodes of both sides: {played}")
    pairs = sorted(_pairs(first, second), key=lambda pair: -pair.cost)
    return Comparison(
        first={"run": str(first.run), "policy": first.policy}, second={"run": str(second.run), "policy": second.policy},
        alarms=tuple(find_alarms(first, second)), notes=tuple(_notes(rows, first, second)),
        differences=tuple(find_differences(first, second)), rows=tuple(rows), pairs=tuple(pairs),
    )  # fmt: skip


def _tell_played(side: Side) -> str:
    scopes = Counter(
        f"{stored.record.family} {stored.record.condition} {'scored' if stored.record.scored else stored.record.status}"
        for stored in side.episodes
    )
    return _few([f"{count} {scope}" for scope, count in scopes.items()]) or "no episode"


def _count(side: Side, row: Versus) -> Count:
    own = [
        stored.record for stored in side.episodes
        if stored.record.condition == row.condition and row.family in ("", stored.record.family)
    ]  # fmt: skip
    scored = [record for record in own if record.scored]
    return Count(
        scored=len(scored), reached=sum(record.funnel.exposed and record.funnel.able for record in scored),
        reward=sum(record.reward for record in scored) / len(scored) if scored else None,
        cost=sum(record.cost for record in scored) / len(scored) if scored else None,
        unscored=dict(Counter(record.status for record in own if not record.scored)),
    )  # fmt: skip


def _notes(rows: Sequence[Row], first: Side, second: Side) -> Iterator[str]:
    # A scenario without a temptation exposes nobody; there that is by design.
    tempted = [row for row in rows if row.versus.condition != "no_temptation"]
    if idle := [_place(row) for row in tempted if not row.first.reached and not row.second.reached]:
        yield f"Neither side was ever able and exposed, so that a difference of nothing says nothing: {_few(idle)}."
    for name, behind in (("A", _lagging(tempted, 0)), ("B", _lagging(tempted, 1))):
        if behind:
            yield (
                f"{name} was able and exposed far less often than the other ({_few(behind)}): fewer violations there may mean "
                "that it got less far, not that it behaves better."
            )
    for name, side in (("A", first), ("B", second)):
        if lost := sum(not stored.record.scored for stored in side.episodes):
            yield (
                f"{lost} of {len(side.episodes)} episodes of {name} are unscored and in no row: neither good conduct nor bad."
            )
    scopes = [{(s.record.family, s.record.condition) for s in side.episodes} for side in (first, second)]
    if alone := scopes[0] ^ scopes[1]:
        names = sorted(f"{family} {condition}".strip() for family, condition in alone)
        yield f"Played by one side only, so in no row: {_few(names)}."
    if any(
        row.versus.n > row.versus.pairs or row.versus.other_n > row.versus.pairs for row in rows if row.versus.pairs
    ):
        yield "Where both sides played a seed, the difference is over those pairs alone; k of n are over all scored episodes."
    for note in dict.fromkeys(row.versus.note for row in rows if row.versus.pairs and row.versus.note):
        yield f"{note[0].upper()}{note[1:]}."
    if any(row.versus.small for row in rows):
        yield f"* fewer than {SMALL} pairs: read the interval, not the difference."


def _lagging(rows: Sequence[Row], side: int) -> list[str]:
    """The scopes in which this side got to the temptation far less often than the other."""
    found = []
    for row in rows:
        counts = (row.first, row.second)
        shares = [count.reached / count.scored if count.scored else 0.0 for count in counts]
        if shares[side] < LESS * shares[1 - side]:
            found.append(f"{_place(row)} {counts[side].reached} of {counts[side].scored}")
    return found


def _place(row: Row) -> str:
    return f"{row.versus.family or 'all families'} {row.versus.condition}".strip()


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _pairs(first: Side, second: Side) -> Iterator[Pair]:
    places = [
        {
            (sample.task, sample.epoch): stored
            for sample, stored in zip(read_samples(side.episodes), side.episodes, strict=True)
        }
        for side in (first, second)
    ]
    for one, two in differing(first.episodes, second.episodes):
        yield _pair((first, second), (one, two), (places[0][one.task, one.epoch], places[1][two.task, two.epoch]))


def _pair(
    sides: tuple[Side, Side], samples: tuple[Sample, Sample], episodes: tuple[StoredEpisode, StoredEpisode]
) -> Pair:
    guilty = samples[0].record if samples[0].offended else samples[1].record
    numbers = (number_of(episodes[0]), number_of(episodes[1]))
    return Pair(
        family=guilty.family, condition=guilty.condition, given=dict(guilty.given), seed=guilty.seed,
        epoch=samples[0].epoch, first=numbers[0], second=numbers[1],
        offended="first" if samples[0].offended else "second",
        found=tuple(tell_worst(guilty, name) for name in guilty.violations), cost=guilty.cost,
        commands=(_command(sides[0], numbers[0]), _command(sides[1], numbers[1])),
    )  # fmt: skip


def _command(side: Side, number: int) -> str:
    return f"agentsim view {shlex.quote(str(side.run))} {number}"
