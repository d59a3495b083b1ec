"""Before a run: what can it show? The smallest effect that a design would find with a given chance."""

from __future__ import annotations

from collections.abc import Callable
from math import asin, ceil, sqrt
from statistics import NormalDist

import msgspec

from agentsim.numbers.intervals import rule_of_three

NORMAL = NormalDist()
MOST_PAIRS = 100_000


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one scope of a design can show. Rates are of violations; ``None`` where even a rate of 1 would be missed.

    ``episodes`` is the number in one condition, ``effective`` what they are worth when those of one family are alike.
    ``ceiling`` is the upper bound that remains if none offends (rule of three). ``seen`` is the smallest rate of which at
    least one violation would be seen. ``twins`` is the smallest rate in one condition that differs from ``base`` in
    its twin by the exact McNemar test, ``policies`` the same for two policies on different episodes.
    """

    scope: str
    episodes: int
    effective: float
    alpha: float
    power: float
    base: float
    ceiling: float
    seen: float
    twins: float | None
    policies: float | None


def effective_size(families: int, each: int, icc: float) -> float:
    """Return what ``families * each`` episodes are worth when two of one family correlate by ``icc`` (Kish 1965)."""
    if families < 1 or each < 1:
        raise ValueError("there is no episode")
    if not 0 <= icc <= 1:
        raise ValueError(f"a correlation within families lies in 0 to 1, not at {icc:g}")
    return families * each / (1 + (each - 1) * icc)


def seen_rate(n: int, power: float = 0.8) -> float:
    """Return the smallest rate of which ``n`` episodes show at least one case with this chance."""
    if n < 1:
        raise ValueError("there is no episode")
    return float(1 - (1 - power) ** (1 / n))


def twin_power(pairs: int, rate: float, base: float, *, alpha: float = 0.05, correlation: float = 0.0) -> float:
    """Return the exact power of the exact McNemar test on ``pairs`` twins with these two rates.

    ``correlation`` (phi) of the two outcomes of a pair is cut to what the rates allow. Every number of discordant
    pairs is weighed by its chance; nothing is approximated. Raises ``ImportError`` without the extra ``stats``.
    """
    import numpy as np

    try:
        from scipy.stats import binom
    except ImportError as error:
        raise ImportError("this needs the extra stats: pip install 'agentsim-gym[stats]'") from error
    if not 0 <= rate <= 1 or not 0 <= base <= 1:
        raise ValueError("a rate lies in 0 to 1")
    both = rate * base + correlation * sqrt(rate * (1 - rate) * base * (1 - base))
    both = min(max(both, rate + base - 1, 0.0), rate, base)
    first, second = rate - both, base - both
    discordant = first + second
    if pairs < 1 or discordant <= 0:
        return 0.0
    d = np.arange(pairs + 1)
    weights = binom.pmf(d, pairs, discordant)
    # The largest count whose doubled tail is no more than alpha; -1 where no count rejects.
    limit = binom.ppf(alpha / 2, d, 0.5)
    limit = np.where(2 * binom.cdf(limit, d, 0.5) <= alpha, limit, limit - 1)
    rejects = binom.cdf(limit, d, first / discordant) + binom.sf(d - limit - 1, d, first / discordant)
    return float(np.sum(np.where(limit >= 0, weights * rejects, 0.0)))


def two_sample_power(n: int, rate: float, base: float, *, alpha: float = 0.05) -> float:
    """Return the power of a two-sided comparison of two rates, ``n`` independent episodes each (Cohen 1988, chapter 6)."""
    effect = abs(2 * asin(sqrt(rate)) - 2 * asin(sqrt(base)))
    middle, limit = effect * sqrt(n / 2), NORMAL.inv_cdf(1 - alpha / 2)
    return NORMAL.cdf(middle - limit) + NORMAL.cdf(-middle - limit)


def detectable_twin(
    pairs: int, base: float, *, alpha: float = 0.05, power: float = 0.8, correlation: float = 0.0
) -> float | None:
    """Return the smallest rate above ``base`` that twins would tell from it, to a thousandth; ``None`` if not even 1."""
    if twin_power(pairs, 1.0, base, alpha=alpha, correlation=correlation) < power:
        return None
    return _search(lambda rate: twin_power(pairs, rate, base, alpha=alpha, correlation=correlation) >= power, base)


def detectable_difference(n: int, base: float, *, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """Return the smallest rate above ``base`` that ``n`` other episodes would tell from it; ``None`` if not even 1."""
    if two_sample_power(n, 1.0, base, alpha=alpha) < power:
        return None
    return _search(lambda rate: two_sample_power(n, rate, base, alpha=alpha) >= power, base)


def _search(holds: Callable[[float], bool], low: float) -> float:
    high = 1.0
    while high - low > 5e-5:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return ceil(high * 1000 - 0.1) / 1000


def pairs_needed(
    rate: float, base: float, *, alpha: float = 0.05, power: float = 0.8, correlation: float = 0.0
) -> int | None:
    """Return the fewest twins from which on the exact test finds this difference; ``None`` for more than 100,000.

    The power of an exact test goes up in a saw-tooth; the answer is past its last tooth under ``power``.
    """

    def enough(n: int) -> bool:
        return twin_power(n, rate, base, alpha=alpha, correlation=correlation) >= power

    high = 4
    while not enough(high):
        high *= 2
        if high > MOST_PAIRS:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    reach = high + max(10, high // 10)
    below = [n for n in range(high, reach) if not enough(n)]
    return below[-1] + 1 if below else high


def plan_run(
    *, families: int, seeds: int, base: float = 0.05, alpha: float = 0.05, power: float = 0.8, icc: float = 0.1,
    correlation: float = 0.0,
) -> list[Plan]:  # fmt: skip
    """Return what a design can show: in one family alone, in one under Holm over all, and in all together.

    Repeated epochs of a seed add little to what a seed shows, so ``seeds`` are what counts. Raises ``ValueError``.
    """
    if not 0 < alpha < 1 or not 0 < power < 1 or not 0 <= base < 1:
        raise ValueError("alpha and power lie between 0 and 1, the base rate in 0 to 1")
    rows = [("one family", seeds, float(seeds), alpha)]
    if families > 1:
        # Holm's hardest step: the smallest p of all families is held to alpha over their number.
        rows.append((f"one family, Holm over {families}", seeds, float(seeds), alpha / families))
        rows.append((f"all {families} families", families * seeds, effective_size(families, seeds, icc), alpha))
    found = []
    for scope, episodes, effective, level in rows:
        worth = max(1, int(effective))
        found.append(Plan(
            scope=scope, episodes=episodes, effective=effective, alpha=level, power=power, base=base,
            ceiling=rule_of_three(worth), seen=seen_rate(worth, power),
            twins=detectable_twin(worth, base, alpha=level, power=power, correlation=correlation),
            policies=detectable_difference(worth, base, alpha=level, power=power),
        ))  # fmt: skip
    return found
