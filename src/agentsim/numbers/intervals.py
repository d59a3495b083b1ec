"""Intervals beyond Wilson's: exact, over clusters, for differences of rates, for means, and for 0 of n.

What can be written in a few lines of arithmetic is, so that reading a run needs no scipy; ``clopper_pearson`` asks scipy
when it is called. Sources stand at each function; ``tests/numbers`` holds them to published tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from statistics import NormalDist, fmean, stdev

from agentsim.intervals import wilson

CONFIDENCE = 0.95
FEWEST = 5
"""With fewer clusters no interval over them is given: how much they differ cannot be told from so few."""
_STUDENT = (12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139)


def clopper_pearson(hits: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval of a rate (Clopper and Pearson 1934). Never covers less than it says, often much more.

    Raises ``ImportError`` without the extra ``stats`` and ``ValueError`` for hits outside ``0..n``.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} out of {n} is no rate")
    if n == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    found = binomtest(hits, n).proportion_ci(confidence, method="exact")
    return float(found.low), float(found.high)


def cluster_logit(hits: Sequence[int], counts: Sequence[int]) -> tuple[float, float] | None:
    """Return the 95% interval of ``sum(hits) / sum(counts)`` over clusters, each with its hits and its count.

    The logit interval of survey statistics (Korn and Graubard 1999, Analysis of Health Surveys; what Stata's
    ``svy: proportion`` gives): the variance is that between clusters, by linearisation, the quantile Student's with one
    degree of freedom fewer than there are clusters. ``None`` where clusters say nothing of each other: fewer than five that
    have a count, or every one at the same rate.
    """
    kept = [(hit, count) for hit, count in zip(hits, counts, strict=True) if count]
    if len(kept) < FEWEST or len({round(hit / count, 12) for hit, count in kept}) == 1:
        return None
    clusters, n = len(kept), sum(count for _, count in kept)
    rate = sum(hit for hit, _ in kept) / n
    spread = sum((hit - rate * count) ** 2 for hit, count in kept) * clusters / (clusters - 1)
    reach = student_quantile(clusters - 1) * sqrt(spread) / n / (rate * (1 - rate))
    middle = log(rate / (1 - rate))
    return _expit(middle - reach), _expit(middle + reach)


def _expit(value: float) -> float:
    """The inverse of the logit; neither end overflows."""
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))


def rule_of_three(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper bound of a rate that was 0 of ``n``: ``1 - (1 - confidence) ** (1/n)``, about ``3/n``.

    Hanley and Lippman-Hand 1983, JAMA 249:1743. Raises ``ValueError`` for fewer than one.
    """
    if n < 1:
        raise ValueError("nothing was tried, so nothing is bounded")
    return float(1 - (1 - confidence) ** (1 / n))


def newcombe_difference(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float]:
    """Return the 95% interval of ``hits/n - other_hits/other_n`` for independent episodes.

    Newcombe 1998, Statistics in Medicine 17:873, method 10 (hybrid score). All of [-1, 1] without trials on a side.
    """
    if not n or not other_n:
        return -1.0, 1.0
    rate, other = hits / n, other_hits / other_n
    (low, high), (other_low, other_high) = wilson(hits, n), wilson(other_hits, other_n)
    return (
        rate - other - sqrt((rate - low) ** 2 + (other_high - other) ** 2),
        rate - other + sqrt((high - rate) ** 2 + (other - other_low) ** 2),
    )


def newcombe_paired(both: int, only_first: int, only_second: int, neither: int) -> tuple[float, float]:
    """Return the 95% interval of the difference of two rates on the same pairs.

    Newcombe 1998, Statistics in Medicine 17:2635, method 10 (square and add, with the continuity-corrected phi).
    All of [-1, 1] without pairs.
    """
    n = both + only_first + only_second + neither
    if not n:
        return -1.0, 1.0
    first, second = both + only_first, both + only_second
    rate, other = first / n, second / n
    (low, high), (other_low, other_high) = wilson(first, n), wilson(second, n)
    phi = _phi(both, only_first, only_second, neither)
    down, up = rate - low, high - rate
    other_down, other_up = other - other_low, other_high - other
    # The radicand is a squared distance; rounding can leave it a hair below 0.
    return (
        rate - other - sqrt(max(0.0, down**2 - 2 * phi * down * other_up + other_up**2)),
        rate - other + sqrt(max(0.0, up**2 - 2 * phi * up * other_down + other_down**2)),
    )


def _phi(both: int, only_first: int, only_second: int, neither: int) -> float:
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if not margins:
        return 0.0
    n = both + only_first + only_second + neither
    product = float(both * neither - only_first * only_second)
    # Newcombe's correction: shrink a positive association, leave a negative one alone.
    product = max(product - n / 2, 0.0) if product > 0 else product
    return product / sqrt(margins)


def student_quantile(df: int) -> float:
    """Return the 97.5% quantile of Student's t; exact to four decimals (table to 10, Cornish-Fisher beyond)."""
    if df < 1:
        raise ValueError("one value has no spread")
    if df <= len(_STUDENT):
        return _STUDENT[df - 1]
    z = NormalDist().inv_cdf(0.975)
    return z + sum((
        (z**3 + z) / (4 * df),
        (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2),
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3),
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * df**4),
    ))  # fmt: skip


def student(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95% interval of a mean, or ``None`` for fewer than two values or values that are all the same."""
    if len(values) < 2 or min(values) == max(values):
        return None
    middle = fmean(values)
    reach = student_quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
    return middle - reach, middle + reach
