"""Exact tests of pairs, and Holm's adjustment. Plain arithmetic; ``tests/numbers`` holds them to statsmodels and scipy."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p of the exact conditional test of two discordant counts (McNemar 1947; binomial, half).

    1.0 without discordant pairs: they say nothing. Raises ``ValueError`` for a negative count.
    """
    if min(only_first, only_second) < 0:
        raise ValueError("a count is not negative")
    n, least = only_first + only_second, min(only_first, only_second)
    # Whole numbers until the end: exact for any n. Each term is made from the one before.
    term = total = 1
    for i in range(least):
        term = term * (n - i) // (i + 1)
        total += term
    return min(1.0, float(Fraction(2 * total, 2**n)))


def sign_flip(differences: Sequence[int]) -> float:
    """Return the two-sided p that the differences of pairs are symmetric about 0, over all flips of their signs.

    Each difference is one independent cluster: the discordant pairs of one seed, first kind less second. With
    one pair to a cluster this is the exact McNemar test; with several (epochs) it does not count them as independent.
    """
    sizes = [abs(d) for d in differences if d]
    seen = abs(sum(differences))
    ways = {0: 1}
    for size in sizes:
        grown: dict[int, int] = {}
        for total, count in ways.items():
            for flipped in (total + size, total - size):
                grown[flipped] = grown.get(flipped, 0) + count
        ways = grown
    extreme = sum(count for total, count in ways.items() if abs(total) >= seen)
    return float(Fraction(extreme, 2 ** len(sizes)))


def holm(values: Sequence[float]) -> list[float]:
    """Return the p values adjusted for their number by Holm's step-down (Holm 1979), in the order given."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    adjusted = [1.0] * len(values)
    highest = 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[i]))
        adjusted[i] = highest
    return adjusted
