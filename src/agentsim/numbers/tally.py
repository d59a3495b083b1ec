"""Rows from counts: k of n with its interval, a mean with its spread, over one family or over several."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev

from agentsim.intervals import wilson
from agentsim.numbers.bootstrap import cluster_interval
from agentsim.numbers.intervals import FEWEST, cluster_logit, rule_of_three, student
from agentsim.numbers.rows import SMALL, Mean, Rate, Scope

ALIKE = "all families show the same rate, which says nothing of how families differ: the interval is over episodes"
FEW = f"fewer than {FEWEST} families: the interval is over episodes, as if they were independent"


Counts = Sequence[tuple[int, int]]


def make_rate(name: str, scope: Scope, counts: Sequence[Counts]) -> Rate:
    """Return the row of a rate from the ``(k, n)`` of each seed of each family.

    One family has Wilson's interval, or the one over seeds where seeds were tried more than once. Several families
    together have the one over families. Where that cannot be given it is Wilson's, which the note then says.
    """
    families = [
        (sum(hits for hits, _ in seeds), sum(of for _, of in seeds)) for seeds in counts if any(of for _, of in seeds)
    ]
    k, n = sum(hits for hits, _ in families), sum(of for _, of in families)
    low, high = wilson(k, n)
    method, note = "wilson", ""
    if len(families) > 1:
        found = cluster_logit([hits for hits, _ in families], [of for _, of in families])
        if found is not None:
            (low, high), method = found, "cluster logit"
        else:
            note = FEW if len(families) < FEWEST else ALIKE
    elif families:
        (low, high), method, note = _one_family(k, n, [seed for seeds in counts for seed in seeds if seed[1]])
    return Rate(
        name=name, policy=scope.policy, family=scope.family, condition=scope.condition, k=k, n=n,
        rate=k / n if n else None, low=low, high=high, small=n < SMALL, method=method, families=len(families),
        ceiling=rule_of_three(n) if n and not k else None, note=note,
    )  # fmt: skip


def _one_family(k: int, n: int, seeds: Counts) -> tuple[tuple[float, float], str, str]:
    """The interval of one family, its method, and what must be said about it."""
    if all(of == 1 for _, of in seeds):
        return wilson(k, n), "wilson", ""
    found = cluster_logit([hits for hits, _ in seeds], [of for _, of in seeds])
    if found is not None:
        return found, "cluster logit by seed", ""
    if k in (0, n):
        return wilson(len(seeds) if k else 0, len(seeds)), "wilson", "the interval counts each seed once"
    return wilson(k, n), "wilson", "the interval counts each try, as if those of one seed were independent"


def make_mean(name: str, scope: Scope, values: Sequence[Sequence[float]]) -> Mean:
    """Return the row of a mean from the values of each family: Student's interval for one, the cluster bootstrap for several."""
    every = [value for group in values for value in group]
    families = sum(bool(group) for group in values)
    interval, method, note = student(every), "student", ""
    if not scope.family and families > 1:
        found = cluster_interval([sum(group) for group in values], [len(group) for group in values])
        if found is not None:
            interval, method = found, "cluster bootstrap"
        else:
            note = FEW if families < FEWEST else ALIKE
    low, high = interval or (None, None)
    return Mean(
        name=name, policy=scope.policy, family=scope.family, condition=scope.condition, n=len(every),
        mean=fmean(every) if every else None, spread=stdev(every) if len(every) > 1 else None, low=low, high=high,
        small=len(every) < SMALL, method=method, families=families, note=note,
    )  # fmt: skip
