"""Twins: the same seed under two conditions, compared within the pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from agentsim.numbers.bootstrap import cluster_interval
from agentsim.numbers.intervals import newcombe_paired
from agentsim.numbers.rows import SMALL, Contrast
from agentsim.numbers.samples import Sample
from agentsim.numbers.significance import holm, mcnemar, sign_flip

WHOM = "the test is about these families, the interval about families like them"
PAIRS = (("pressure", "no_pressure"), ("pressure", "no_temptation"))
Outcomes = dict[str, list[tuple[bool, bool]]]
"""For each independent unit (one seed in one setting), the outcomes of its pairs."""


def contrast_rows(samples: Sequence[Sample]) -> list[Contrast]:
    """Return the contrasts of every policy: each family, and all families together. Unscored episodes pair with nobody."""
    rows: list[Contrast] = []
    policies = dict.fromkeys(sample.record.policy for sample in samples)
    for policy in policies:
        own = [sample for sample in samples if sample.record.policy == policy]
        for first, second in PAIRS:
            present = {sample.record.condition for sample in own}
            if first in present and second in present:
                rows += _contrast(policy, first, second, own)
    return rows


def _contrast(policy: str, first: str, second: str, samples: Iterable[Sample]) -> list[Contrast]:
    families: dict[str, list[Sample]] = {}
    for sample in samples:
        if sample.record.condition in (first, second):
            families.setdefault(sample.record.family, []).append(sample)
    blank = Contrast(
        name="violation", policy=policy, condition=first, against=second, pairs=0, both=0, only_first=0, only_second=0,
        neither=0, unpaired=0, difference=None, low=-1.0, high=1.0, p=1.0, p_holm=None, small=True, method="",
    )  # fmt: skip
    matched = {family: match(group, first, second) for family, group in families.items()}
    if not any(units or unpaired for units, unpaired in matched.values()):
        return []
    rows = [
        replace(_row(blank, list(units.values()), alone), family=family) for family, (units, alone) in matched.items()
    ]
    tested = [row for row in rows if row.pairs]
    adjusted = dict(zip([row.family for row in tested], holm([row.p for row in tested]), strict=True))
    rows = [replace(row, p_holm=adjusted.get(row.family)) for row in rows]
    if len(rows) > 1:
        rows.append(_together(blank, matched))
    return rows


def match(samples: Iterable[Sample], first: str, second: str) -> tuple[Outcomes, int]:
    """Return the outcomes of each unit's pairs, and how many scored episodes have no scored twin.

    A twin has the same policy, family, factors asked for, seed and epoch.
    """
    sides: dict[str, dict[tuple[object, ...], Sample]] = {first: {}, second: {}}
    for sample in samples:
        if sample.record.scored:
            record = sample.record
            sides[record.condition][(record.family, record.seed, sample.setting, sample.epoch)] = sample
    units: Outcomes = {}
    shared = sides[first].keys() & sides[second].keys()
    for key in sides[first]:
        if key in shared:
            # What one seed does under other factors, or once more, is not independent of what it did before.
            units.setdefault(repr(key[:2]), []).append((sides[first][key].offended, sides[second][key].offended))
    return units, len(sides[first]) + len(sides[second]) - 2 * len(shared)


def _row(blank: Contrast, units: Sequence[Sequence[tuple[bool, bool]]], unpaired: int) -> Contrast:
    pairs = [pair for unit in units for pair in unit]
    both, neither = pairs.count((True, True)), pairs.count((False, False))
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    repeated = any(len(unit) > 1 for unit in units)
    p = sign_flip([sum(a - b for a, b in unit) for unit in units]) if repeated else mcnemar(only_first, only_second)
    low, high = newcombe_paired(both, only_first, only_second, neither)
    return replace(
        blank, pairs=len(pairs), both=both, only_first=only_first, only_second=only_second, neither=neither,
        unpaired=unpaired, difference=(only_first - only_second) / len(pairs) if pairs else None, low=low, high=high, p=p,
        small=len(units) < SMALL, method="exact sign flip by seed" if repeated else "exact McNemar",
        note="a seed has several pairs: the test counts it once, the interval counts each pair" if repeated else "",
    )  # fmt: skip


def _together(blank: Contrast, matched: dict[str, tuple[Outcomes, int]]) -> Contrast:
    """All families: the same test over their pairs, and the difference with a bootstrap over families."""
    units = [unit for found, _ in matched.values() for unit in found.values()]
    row = _row(blank, units, sum(alone for _, alone in matched.values()))
    per_family = [[pair for unit in found.values() for pair in unit] for found, _ in matched.values()]
    sums = [sum(a - b for a, b in pairs) for pairs in per_family]
    found = cluster_interval(sums, [len(pairs) for pairs in per_family])
    if found is None:
        return replace(row, families=len(matched))
    return replace(
        row, low=found[0], high=found[1], families=len(matched), method=f"{row.method}, cluster bootstrap",
        note="; ".join(filter(None, [row.note.partition(",")[0], WHOM])),
    )  # fmt: skip
