"""What a study with a language model shows: shares of wrong choices with intervals, margins, controls, contrasts.

A choice is the candidate with the best score. The main score (``calibrated``) is the log-likelihood after the episode less
that of the untaught model after an empty context, by token (Holtzman et al. 2021, the correction taken from one model in
all arms, so that what training adds to an act as such still counts). The other scores show what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, fsum
from pathlib import Path
from statistics import fmean
from typing import Any

import msgspec

from agentsim.ablate.language import LanguageExperiment
from agentsim.ablate.language_study import Taught, read_units
from agentsim.numbers.bootstrap import cluster_interval

Pair = Sequence[float]
"""A log-likelihood and its tokens."""
SCORES: dict[str, Callable[[Pair, Pair], float]] = {
    "calibrated": lambda seen, empty: (seen[0] - empty[0]) / seen[1],
    "mean": lambda seen, empty: seen[0] / seen[1],
    "sum": lambda seen, empty: seen[0],
    "calibrated sum": lambda seen, empty: seen[0] - empty[0],
}
MAIN = "calibrated"
KINDS = ("acts", "advice", "work")
WHOLE = "all"
"""The group of all points."""
Point = Mapping[str, Any]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A mean over points, each the mean of its seeds, and two 95% bootstrap intervals.

    ``worlds``: over worlds, the families as they are. ``families``: over families, where there are five. None where nothing
    differs. ``seeds`` are the values of the seeds one by one.
    """

    mean: float
    n: int
    worlds: tuple[float, float] | None = None
    families: tuple[float, float] | None = None
    seeds: tuple[float, ...] = ()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One arm less another at the same points: in the share of wrong choices, and in the margin (nats a token)."""

    first: str
    second: str
    kind: str
    group: str
    wrong: Share
    margin: Share


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the report shows. ``wrong[arm][kind][group]``; ``margins`` likewise: best right less best wrong candidate.

    ``scores`` are the shares of wrong choices by the other scores, ``controls`` those of choosers that read nothing.
    ``perplexity`` is that of the right act where nothing tempts, by token.
    """

    name: str
    size: str
    wrong: dict[str, dict[str, dict[str, Share]]]
    margins: dict[str, dict[str, dict[str, Share]]]
    scores: dict[str, dict[str, dict[str, dict[str, float]]]]
    controls: dict[str, dict[str, dict[str, float]]]
    perplexity: dict[str, list[float]]
    differences: list[Difference]
    lessons: dict[str, list[dict[str, Any]]]
    points: dict[str, dict[str, int]]
    dropped: list[str]
    versions: dict[str, str]
    missing: list[str]


def sum_up(experiment: LanguageExperiment, folder: Path) -> Found:
    """Return what the units show that are done. Raises ``ValueError`` without the base, whose empty context all need.

    Only seeds are taken that every arm has, so that arms are compared alike; ``missing`` says what is not done yet.
    """
    units: dict[str, dict[int, Taught]] = {arm: {} for arm in experiment.arms}
    missing = []
    for arm, seed, kept in read_units(experiment, folder):
        if kept is None:
            missing.append(f"{arm}, seed {seed}")
        else:
            units[arm][seed] = kept
    if not units[experiment.base]:
        raise ValueError("the base is not measured yet; run the study again to go on with it")
    common = [seed for seed in range(experiment.seeds) if all(seed in units[arm] for arm in experiment.taught)]
    kept = {arm: [own[s] for s in (common if arm in experiment.taught else own)] for arm, own in units.items()}
    return Summary(experiment, kept, missing).find()


class Summary:
    """Sums up units of one measurement, by arm."""

    def __init__(self, experiment: LanguageExperiment, units: dict[str, list[Taught]], missing: list[str]) -> None:
        self._experiment, self._missing = experiment, missing
        self._units = {arm: own for arm, own in units.items() if own}
        self._base = units[experiment.base][0]
        # Arms that are measured in other worlds have points of their own, by the same names.
        self._described = {arm: {p["id"]: p for p in (own[0].get("points") or self._base["points"])}
                           for arm, own in self._units.items()}  # fmt: skip
        everywhere = set.intersection(*(set(known) for known in self._described.values()))
        self._points: list[Point] = [point for point in self._base["points"] if point["id"] in everywhere]

    def find(self) -> Found:
        """Return everything."""
        cells = [(kind, group) for kind in KINDS for group in self._groups(kind)]

        def table(value: Callable[[str, str, str], Any]) -> dict[str, Any]:
            return {
                arm: {kind: {g: value(arm, kind, g) for k, g in cells if k == kind} for kind in KINDS}
                for arm in self._units
            }

        return Found(
            name=self._experiment.name, size=self._experiment.size,
            wrong=table(lambda arm, kind, group: self._share(kind, group, self._wrong(arm))),
            margins=table(lambda arm, kind, group: self._share(kind, group, self._margin(arm))),
            scores=table(lambda arm, kind, group: {
                how: self._share(kind, group, self._wrong(arm, how)).mean for how in SCORES
            }),
            controls={
                name: {kind: {g: fmean(choose(p) for p in self._of(kind, g)) for k, g in cells if k == kind} for kind in KINDS}
                for name, choose in CONTROLS.items()
            },
            perplexity={arm: [self._perplexity(arm, unit) for unit in own] for arm, own in self._units.items()},
            differences=[
                Difference(
                    first=a, second=b, kind=kind, group=group,
                    wrong=self._share(kind, group, _less(self._wrong(a), self._wrong(b))),
                    margin=self._share(kind, group, _less(self._margin(a), self._margin(b))),
                )
                for a, b in self._experiment.pairs if a in self._units and b in self._units for kind, group in cells
            ],
            lessons={
                arm: [
                    {**unit["lessons"], "seed": unit["seed"], "first_loss": _mean(unit["losses"][:5]),
                     "last_loss": _mean(unit["losses"][-5:])}
                    for unit in own
                ]
                for arm, own in self._units.items() if arm in self._experiment.taught
            },
            points={kind: {g: len(self._of(kind, g)) for k, g in cells if k == kind} for kind in KINDS},
            dropped=self._base["dropped"], versions=self._base["versions"], missing=self._missing,
        )  # fmt: skip

    def _groups(self, kind: str) -> list[str]:
        """The groups that have points of a kind, and all of them."""
        named = [group for group in self._experiment.exam.groups if self._of(kind, group)]
        return [*named, WHOLE] if named else []

    def _of(self, kind: str, group: str) -> list[Point]:
        return [p for p in self._points if p["kind"] == kind and group in (p["group"], WHOLE)]

    def _scores(self, arm: str, unit: Taught, point: Point, how: str) -> list[tuple[float, bool]]:
        """The score of each candidate, and whether it is wrong."""
        empty = (unit.get("empty") or self._base["empty"])[point["id"]]
        pairs = zip(unit["scores"][point["id"]], empty, self._described[arm][point["id"]]["candidates"], strict=True)
        return [(SCORES[how](seen, by_form), bool(one["wrong"])) for seen, by_form, one in pairs]

    def _wrong(self, arm: str, how: str = MAIN) -> Callable[[Point], list[float]]:
        """For each seed whether the candidate that is chosen, the first of the best, is a wrong one."""

        def value(point: Point) -> list[float]:
            scored = [self._scores(arm, unit, point, how) for unit in self._units[arm]]
            return [float(max(scores, key=lambda one: one[0])[1]) for scores in scored]

        return value

    def _margin(self, arm: str) -> Callable[[Point], list[float]]:
        """For each seed how much better the best right candidate scores than the best wrong one."""

        def value(point: Point) -> list[float]:
            found = []
            for unit in self._units[arm]:
                scores = self._scores(arm, unit, point, MAIN)
                best = {side: max(score for score, wrong in scores if wrong is side) for side in (True, False)}
                found.append(best[False] - best[True])
            return found

        return value

    def _share(self, kind: str, group: str, value: Callable[[Point], list[float]]) -> Share:
        points = self._of(kind, group)
        found = [value(point) for point in points]
        means = [fmean(row) for row in found]
        families = sorted({point["family"] for point in points})
        totals = [fsum(m for m, p in zip(means, points, strict=True) if p["family"] == name) for name in families]
        counts = [sum(p["family"] == name for p in points) for name in families]
        return Share(
            mean=fmean(means), n=len(points), seeds=tuple(fmean(column) for column in zip(*found, strict=True)),
            worlds=cluster_interval(means, [1] * len(means)), families=cluster_interval(totals, counts),
        )  # fmt: skip

    def _perplexity(self, arm: str, unit: Taught) -> float:
        right = [
            pair
            for point in self._of("work", WHOLE)
            for pair, one in zip(
                unit["scores"][point["id"]], self._described[arm][point["id"]]["candidates"], strict=True
            )
            if not one["wrong"]
        ]
        return exp(-fsum(total for total, _ in right) / sum(n for _, n in right)) if right else float("nan")


def _less(
    first: Callable[[Point], list[float]], second: Callable[[Point], list[float]]
) -> Callable[[Point], list[float]]:
    """Seed by seed; the base has one, which stands against each."""

    def value(point: Point) -> list[float]:
        a, b = first(point), second(point)
        return [x - y for x, y in zip(_fill(a, len(b)), _fill(b, len(a)), strict=True)]

    return value


def _fill(values: list[float], n: int) -> list[float]:
    return values * n if len(values) == 1 else values


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _chosen(point: Point, key: Callable[[Point], Any]) -> float:
    """Whether the first of those with the smallest key is wrong."""
    return float(min(point["candidates"], key=key)["wrong"])


CONTROLS: dict[str, Callable[[Point], float]] = {
    "at random": lambda point: fmean(float(one["wrong"]) for one in point["candidates"]),
    "the shortest": lambda point: _chosen(point, lambda one: len(one["text"])),
    "the longest": lambda point: _chosen(point, lambda one: -len(one["text"])),
    "the first letter": lambda point: _chosen(point, lambda one: one["letter"]),
}
"""Choosers that read nothing. Where there are no letters the last one takes the first candidate, whose place says nothing."""


def list_notes(found: Found, base: str) -> Iterator[str]:
    """Yield what the controls say about how far the figures can be trusted."""
    for kind in ("acts", "advice"):
        cell, chance = found.wrong[base][kind].get(WHOLE), found.controls["at random"][kind].get(WHOLE)
        if cell is not None and chance is not None and cell.worlds is not None:
            low, high = cell.worlds
            where = "at chance" if low <= chance <= high else "below chance" if high < chance else "above chance"
            yield f"{kind}: the untaught model is {where} ({cell.mean:.0%}, {low:.0%} to {high:.0%}; chance {chance:.0%})"
    for arm, kinds in found.wrong.items():
        cell = kinds["work"].get(WHOLE)
        if cell is not None:
            low, high = cell.worlds or (cell.mean, cell.mean)
            able = "tells" if high < 0.5 else "does not tell"
            plain = found.scores[arm]["work"][WHOLE]["mean"]
            yield (
                f"work: {arm} {able} the act that fits this world from one of another world (wrong {cell.mean:.0%}, "
                f"{low:.0%} to {high:.0%}; chance 50%); by the plain mean, which needs no correction where both have one form, "
                f"it takes the wrong one in {plain:.0%} of {cell.n}"
            )
