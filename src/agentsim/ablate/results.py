"""What a study found: curves with bands, end points, contrasts between arms seed by seed, near against far."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Any

import msgspec

from agentsim.ablate.experiment import Experiment
from agentsim.ablate.unit import Unit
from agentsim.numbers.intervals import student, student_quantile

MEASURES = ("violations", "cost", "reward", "worked", "credits", "exposed")
"""Shares of episodes, but for the cost and the reward, which are means over episodes."""
_ENDLESS = float("inf")
BOUNDS = dict.fromkeys((*MEASURES, "area"), (0.0, 1.0)) | {"cost": (0.0, _ENDLESS)}
GAPS = (("near", "far"), ("own", "near"), ("own", "far"))
"""Groups of which the first is closer to what was trained."""
POWER = 0.8
_ONE_SIDED = (1.3764, 1.0607, 0.9785, 0.9410, 0.9195, 0.9057, 0.8960, 0.8889, 0.8834, 0.8791)
"""The 80% quantiles of Student's t for 1 to 10 degrees of freedom; beyond, 0.85."""
MOST_FLIPS = 16

Point = Mapping[str, Any]
Score = Callable[[Unit], float | None]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A mean over the seeds of an arm with its 95% interval (Student); no interval where all seeds agree or there is one."""

    mean: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """One arm less another, seed by seed.

    ``p`` is that of the exact test of flipped signs, two-sided; ``smallest`` is the difference that this many seeds would
    have found with a power of 80% at the spread that was seen.
    """

    first: str
    second: str
    group: str
    measure: str
    difference: Estimate
    p: float | None = None
    smallest: float | None = None


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """One arm less another at every checkpoint, seed by seed: whether a lead is kept, grows or is lost."""

    first: str
    second: str
    group: str
    measure: str
    differences: list[Estimate]


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the report shows. ``curves[arm][group][measure]`` is a list of estimates, beside ``episodes``.

    ``drops[arm][group]`` is by how much violations fell from the first checkpoint to the last, ``gaps[arm]`` by how much
    more they fell on one group than on another, seed by seed (``near - far``).
    """

    name: str
    episodes: list[int]
    curves: dict[str, dict[str, dict[str, list[Estimate]]]]
    ends: dict[str, dict[str, dict[str, Estimate]]]
    areas: dict[str, dict[str, Estimate]]
    reached: dict[str, dict[str, dict[str, Any]]]
    drops: dict[str, dict[str, Estimate]]
    gaps: dict[str, dict[str, Estimate]]
    leads: list[Lead]
    contrasts: list[Contrast]
    effects: list[Contrast]
    unscored: int
    seeds: int


def sum_up(experiment: Experiment, units: Sequence[Unit]) -> Results:
    """Return what the finished units show. Raises ``ValueError`` where one is not finished."""
    if missing := [unit for unit in units if not unit.whole]:
        raise ValueError(f"{len(missing)} of {len(units)} units are not finished; run the study again to resume it")
    arms = {arm: [unit for unit in units if unit.arm == arm] for arm in experiment.arms}
    groups = list(experiment.battery.groups)
    episodes = [point["episodes"] for point in units[0].curve]
    ends: dict[str, dict[str, dict[str, Estimate]]] = {
        arm: {g: {m: estimate([rate(u.curve[-1], g, m) for u in own], BOUNDS[m]) for m in MEASURES} for g in groups}
        for arm, own in arms.items()
    }
    return Results(
        name=experiment.name, episodes=episodes, ends=ends, seeds=experiment.seeds,
        curves={
            arm: {
                g: {
                    m: [estimate([rate(u.curve[n], g, m) for u in own], BOUNDS[m]) for n in range(len(episodes))]
                    for m in MEASURES
                }
                for g in groups
            }
            for arm, own in arms.items()
        },
        areas={arm: {g: estimate([area(u, g) for u in own], BOUNDS["area"]) for g in groups} for arm, own in arms.items()},
        reached={
            arm: {g: _reached(own, g, experiment.battery.threshold) for g in groups} for arm, own in arms.items()
        },
        drops={arm: {g: estimate([drop(u, g) for u in own], (-1.0, 1.0)) for g in groups} for arm, own in arms.items()},
        gaps={
            arm: {f"{a} - {b}": estimate([gap(u, a, b) for u in own]) for a, b in GAPS if {a, b} <= {*groups}}
            for arm, own in arms.items()
        },
        contrasts=[
            contrast(first, second, arms[first], arms[second], group, measure)
            for first, second in experiment.pairs for group in groups for measure in (*MEASURES[:5], "area")
        ],
        leads=[
            Lead(first=first, second=second, group=group, measure=measure, differences=[
                estimate([
                    _less(rate(a.curve[n], group, measure), rate(b.curve[n], group, measure))
                    for a, b in zip(arms[first], arms[second], strict=True)
                ], (-1.0, 1.0)) for n in range(len(episodes))
            ])
            for first, second in experiment.pairs for group in groups for measure in ("violations", "credits")
        ],
        effects=list(_main_effects(experiment, arms, groups)),
        unscored=sum(
            part["unscored"] for u in units for p in u.curve for g in p["groups"].values() for part in g.values()
        ),
    )  # fmt: skip


def rate(point: Point, group: str, measure: str) -> float | None:
    """Return a measure of one checkpoint over the scored episodes of a group; ``None`` without any."""
    parts = point["groups"][group].values()
    n = sum(part["n"] for part in parts)
    return float(sum(part[measure] for part in parts) / n) if n else None


def area(unit: Unit, group: str) -> float | None:
    """Return the mean height of a unit's curve of violations over training (trapezia): 0 is none from the beginning on."""
    found = [(point["episodes"], rate(point, group, "violations")) for point in unit.curve]
    pairs = list(itertools.pairwise(found))
    if any(height is None for _, height in found) or not pairs:
        return found[0][1] if len(found) == 1 else None
    whole = found[-1][0] - found[0][0]
    return float(sum((b - a) * (u + v) / 2 for (a, u), (b, v) in pairs if u is not None and v is not None) / whole)


def gap(unit: Unit, closer: str = "near", farther: str = "far") -> float | None:
    """Return the suppression gap: how much more training lowered the rate of violations on one group than on another."""
    return _less(drop(unit, closer), drop(unit, farther))


def drop(unit: Unit, group: str) -> float | None:
    """Return by how much training lowered the rate of violations on a group."""
    return _less(rate(unit.curve[0], group, "violations"), rate(unit.curve[-1], group, "violations"))


def _less(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def _reached(units: Sequence[Unit], group: str, threshold: float) -> dict[str, Any]:
    """In how many seeds the rate of violations was at most ``threshold`` at some checkpoint, and when it was first."""
    firsts = []
    for unit in units:
        low = [p["episodes"] for p in unit.curve if (r := rate(p, group, "violations")) is not None and r <= threshold]
        firsts.append(min(low) if low else None)
    found = [first for first in firsts if first is not None]
    return {"threshold": threshold, "seeds": len(found), "of": len(units), "episodes": fmean(found) if found else None}


def estimate(values: Sequence[float | None], bounds: tuple[float, float] | None = None) -> Estimate:
    """Return the mean of what there is, with Student's interval, cut to what is possible (``bounds``)."""
    found = [value for value in values if value is not None]
    if not found:
        return Estimate(mean=None)
    interval = student(found)
    if interval is None:
        return Estimate(mean=fmean(found), n=len(found))
    low, high = interval if bounds is None else (max(bounds[0], interval[0]), min(bounds[1], interval[1]))
    return Estimate(mean=fmean(found), low=low, high=high, n=len(found))


def contrast(first: str, second: str, own: Sequence[Unit], other: Sequence[Unit], group: str, measure: str) -> Contrast:
    """Return how two arms differ, paired by seed: units with the same seed began alike and were measured alike."""
    score: Score = (lambda u: area(u, group)) if measure == "area" else (lambda u: rate(u.curve[-1], group, measure))
    differences = [value for a, b in zip(own, other, strict=True) if (value := _less(score(a), score(b))) is not None]
    blank = Contrast(
        first=first,
        second=second,
        group=group,
        measure=measure,
        difference=estimate(differences, (-BOUNDS[measure][1], BOUNDS[measure][1])),
    )
    return _judge(blank, differences)


def _judge(blank: Contrast, differences: Sequence[float]) -> Contrast:
    n = len(differences)
    if n < 2:
        return blank
    smallest = (student_quantile(n - 1) + (_ONE_SIDED[n - 2] if n <= 11 else 0.85)) * stdev(differences) / sqrt(n)
    return msgspec.structs.replace(blank, p=flip_signs(differences), smallest=smallest)


def flip_signs(differences: Sequence[float]) -> float | None:
    """Return the two-sided p that differences are symmetric about 0, over all flips of their signs (Fisher 1935).

    ``None`` for more than 16: there would be too many.
    """
    if len(differences) > MOST_FLIPS:
        return None
    seen = abs(sum(differences)) - 1e-12
    ways = [abs(sum(s * d for s, d in zip(signs, differences, strict=True))) for signs in _signs(len(differences))]
    return sum(way >= seen for way in ways) / len(ways)


def _signs(n: int) -> itertools.product[tuple[int, ...]]:
    return itertools.product((1, -1), repeat=n)


def _main_effects(
    experiment: Experiment, arms: Mapping[str, Sequence[Unit]], groups: Sequence[str]
) -> Iterator[Contrast]:
    """Each axis of a factorial design: the mean over the arms at its second level less that at its first, seed by seed."""
    design = experiment.factorial
    for axis, levels in (design.axes if design else {}).items():
        names = list(levels)
        if len(names) != 2:
            continue
        sides = [[own for arm, own in arms.items() if f"{axis}: {name}" in arm.split(", ")] for name in names]
        for group in groups:
            differences = []
            for n in range(experiment.seeds):
                means = [
                    [r for own in side if (r := rate(own[n].curve[-1], group, "violations")) is not None]
                    for side in sides
                ]
                if all(means):
                    differences.append(fmean(means[1]) - fmean(means[0]))
            blank = Contrast(
                first=f"{axis}: {names[1]}", second=f"{axis}: {names[0]}", group=group, measure="violations",
                difference=estimate(differences, (-1.0, 1.0)),
            )  # fmt: skip
            yield _judge(blank, differences)
