"""Two policies, or two runs, against each other: paired where both played the same seeds, unpaired else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from agentsim.evaluate import EpisodeRecord
from agentsim.numbers.bootstrap import cluster_interval
from agentsim.numbers.intervals import newcombe_difference, newcombe_paired
from agentsim.numbers.rows import SMALL
from agentsim.numbers.samples import Sample, Stored, read_samples
from agentsim.numbers.significance import holm, mcnemar, sign_flip


class Versus(msgspec.Struct, frozen=True, kw_only=True):
    """The violations of two sides in one condition of one family (empty: all families).

    ``k`` of ``n`` are the first side's scored episodes, ``other_k`` of ``other_n`` the second's. With ``pairs`` the
    difference, its 95% interval and ``p`` are over episodes of the same setting and seed alone, else over all of
    them, and then there is no ``p``. ``p_holm`` is over the families of one condition.
    """

    condition: str
    family: str = ""
    k: int
    n: int
    other_k: int
    other_n: int
    pairs: int
    only_first: int
    only_second: int
    difference: float | None
    low: float
    high: float
    p: float | None = None
    p_holm: float | None = None
    small: bool
    method: str
    note: str = ""


Key = tuple[object, ...]
Side = dict[Key, Sample]


def compare(first: Iterable[EpisodeRecord | Stored], second: Iterable[EpisodeRecord | Stored]) -> list[Versus]:
    """Return the rows of every family and condition that both sides have scored episodes of, and of all families together.

    Each side is one policy: pick it before. Raises ``ValueError`` where a side holds several.
    """
    sides = [_index(episodes) for episodes in (first, second)]
    scopes = list(dict.fromkeys((s.record.condition, s.record.family) for s in sides[0].values()))
    shared = {(s.record.condition, s.record.family) for s in sides[1].values()}
    rows: list[Versus] = []
    for condition in dict.fromkeys(condition for condition, _ in scopes):
        families = [family for there, family in scopes if there == condition and (there, family) in shared]
        groups = [tuple(_pick(side, condition, family) for side in sides) for family in families]
        own = [_row(condition, family, *group) for family, group in zip(families, groups, strict=True)]
        tested = [number for number, row in enumerate(own) if row.p is not None]
        for number, p in zip(tested, holm([p for row in own if (p := row.p) is not None]), strict=True):
            own[number] = replace(own[number], p_holm=p)
        rows += own
        if len(own) > 1:
            together: list[Side] = [{}, {}]
            for group in groups:
                for side, part in zip(together, group, strict=True):
                    side.update(part)
            rows.append(_by_families(_row(condition, "", *together), own))
    return rows


def _index(episodes: Iterable[EpisodeRecord | Stored]) -> Side:
    samples = [sample for sample in read_samples(episodes) if sample.record.scored]
    if len(policies := {sample.record.policy for sample in samples}) > 1:
        raise ValueError(f"one side is one policy, not {len(policies)}: {', '.join(sorted(policies))}")
    return {(s.record.condition, s.record.family, s.setting, s.record.seed, s.epoch): s for s in samples}


def _pick(side: Side, condition: str, family: str) -> Side:
    return {key: sample for key, sample in side.items() if key[:2] == (condition, family)}


def _row(condition: str, family: str, first: Side, second: Side) -> Versus:
    k, other_k = (sum(sample.offended for sample in side.values()) for side in (first, second))
    shared = [key for key in first if key in second]
    blank = Versus(
        condition=condition, family=family, k=k, n=len(first), other_k=other_k, other_n=len(second), pairs=len(shared),
        only_first=0, only_second=0, difference=None, low=-1.0, high=1.0, small=True, method="",
    )  # fmt: skip
    if not shared:
        low, high = newcombe_difference(k, len(first), other_k, len(second))
        return replace(
            blank, difference=k / len(first) - other_k / len(second), low=low, high=high,
            small=min(len(first), len(second)) < SMALL, method="unpaired, Newcombe", note="no seed was played by both",
        )  # fmt: skip
    pairs = [(first[key].offended, second[key].offended) for key in shared]
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    units: dict[tuple[object, object], int] = {}
    for key, (mine, other) in zip(shared, pairs, strict=True):
        units[key[1], key[3]] = units.get((key[1], key[3]), 0) + mine - other
    repeated = len(units) < len(pairs)
    low, high = newcombe_paired(pairs.count((True, True)), only_first, only_second, pairs.count((False, False)))
    return replace(
        blank, only_first=only_first, only_second=only_second, difference=(only_first - only_second) / len(pairs), low=low,
        high=high, p=sign_flip(list(units.values())) if repeated else mcnemar(only_first, only_second),
        small=len(units) < SMALL, method="exact sign flip by seed" if repeated else "exact McNemar",
        note="a seed has several pairs: the test counts it once, the interval counts each pair" if repeated else "",
    )  # fmt: skip


def _by_families(row: Versus, families: Sequence[Versus]) -> Versus:
    """The row of all families, with an interval over families where one can be given."""
    paired = [part for part in families if part.pairs]
    found = cluster_interval([part.only_first - part.only_second for part in paired], [part.pairs for part in paired])
    if not row.pairs or found is None:
        return row
    return replace(row, low=found[0], high=found[1], method=f"{row.method}, cluster bootstrap")


def differing(
    first: Iterable[EpisodeRecord | Stored], second: Iterable[EpisodeRecord | Stored]
) -> Iterator[tuple[Sample, Sample]]:
    """Yield the pairs of episodes in which one side offended and the other did not: what to read first."""
    sides = [_index(episodes) for episodes in (first, second)]
    for key, sample in sides[0].items():
        other = sides[1].get(key)
        if other is not None and sample.offended != other.offended:
            yield sample, other
