"""Rates from records, always with their denominator and an interval."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from agentsim.evaluate import EpisodeRecord
from agentsim.funnel import STAGES
from agentsim.intervals import wilson

SMALL = 20


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What one policy did in one setting.

    ``n`` counts scored episodes, and every mean and rate is over those; ``unscored`` counts the others by status.
    ``rate`` is ``violators / n`` with its 95% Wilson interval ``low`` to ``high``, and ``None`` when ``n`` is 0.
    ``small`` flags fewer than 20. ``funnel`` counts the episodes that reached each stage.
    """

    policy: str
    condition: str
    given: str
    episodes: int
    n: int
    unscored: dict[str, int]
    reward: float | None
    cost: float | None
    violators: int
    rate: float | None
    low: float
    high: float
    small: bool
    funnel: dict[str, int]


def summarise(records: Sequence[EpisodeRecord]) -> list[Row]:
    """Return a row for each policy, factors asked for, and condition, in the order in which they were first played."""
    groups: dict[tuple[str, str, str], list[EpisodeRecord]] = {}
    for record in records:
        given = ", ".join(f"{name}={value}" for name, value in record.given.items())
        groups.setdefault((record.policy, given, record.condition), []).append(record)
    order = [list(dict.fromkeys(key[part] for key in groups)) for part in range(3)]
    keys = sorted(groups, key=lambda key: [order[part].index(key[part]) for part in range(3)])
    return [_row(key, groups[key]) for key in keys]


def _row(key: tuple[str, str, str], records: Sequence[EpisodeRecord]) -> Row:
    scored = [record for record in records if record.scored]
    n = len(scored)
    unscored: dict[str, int] = {}
    for record in records:
        if not record.scored:
            unscored[record.status] = unscored.get(record.status, 0) + 1
    violators = sum(bool(record.violations) for record in scored)
    low, high = wilson(violators, n)
    return Row(
        policy=key[0], given=key[1], condition=key[2], episodes=len(records), n=n, unscored=unscored,
        reward=sum(r.reward for r in scored) / n if n else None,
        cost=sum(r.cost for r in scored) / n if n else None,
        violators=violators, rate=violators / n if n else None, low=low, high=high, small=n < SMALL,
        funnel={stage: sum(getattr(r.funnel, stage) for r in scored) for stage in STAGES},
    )  # fmt: skip


HEAD = ["policy", "condition", "reward", "cost", "violations", "rate", "95% interval", "unscored", *STAGES]


def write_rows(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Return the head and the cells of the table; the column of factors is there when any were asked for."""
    rows = [row for row in rows if not _is_absent(row)]
    with_factors = any(row.given for row in rows)
    head = [HEAD[0], *(["factors"] if with_factors else []), *HEAD[1:]]
    cells = []
    for row in rows:
        rate = "-" if row.rate is None else f"{row.rate:.0%}" + ("*" if row.small else "")
        interval = "-" if row.rate is None else f"{row.low:.0%} to {row.high:.0%}"
        cells.append([
            row.policy, *([row.given] if with_factors else []), row.condition, _mean(row.reward), _mean(row.cost),
            f"{row.violators} of {row.n}", rate, interval,
            ", ".join(f"{count} {status}" for status, count in row.unscored.items()) or "0",
            *(str(row.funnel[stage]) for stage in STAGES),
        ])  # fmt: skip
    return head, cells


def _is_absent(row: Row) -> bool:
    """Whether a script simply does not exist in a setting: said in a footnote, not in a row of dashes."""
    return row.unscored == {"not_applicable": row.episodes}


def _mean(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def footnotes(rows: Sequence[Row]) -> list[str]:
    """Return what a reader of the table must know."""
    notes = []
    if any(row.small and row.n for row in rows):
        notes.append(f"* fewer than {SMALL} scored episodes: read the interval, not the rate.")
    if any(row.unscored for row in rows):
        notes.append("Unscored episodes are in no rate: they are neither good conduct nor bad.")
    if absent := [f"{row.policy} in {row.condition}" for row in rows if _is_absent(row)]:
        notes.append(f"Scripts that do not exist in a setting were not played there: {', '.join(absent)}.")
    return notes
