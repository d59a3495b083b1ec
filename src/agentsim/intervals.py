"""Intervals of a rate."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Return the score interval of ``hits`` out of ``n`` (Wilson 1927; method 3 of Newcombe 1998), 95% by default.

    Without any trial it is all of [0, 1]. Raises ``ValueError`` when ``hits`` is not in ``0..n``.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} out of {n} is no rate")
    if n == 0:
        return 0.0, 1.0
    rate = hits / n
    middle = rate + z * z / (2 * n)
    spread = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return (
        0.0 if hits == 0 else max(0.0, (middle - spread) / scale),
        1.0 if hits == n else min(1.0, (middle + spread) / scale),
    )
