"""The cluster bootstrap, for means and differences: families are drawn, not episodes, because those of one family are alike.

The interval is Hesterberg's expanded percentile interval (2015, The American Statistician 69:371): the plain
percentile interval is too short for few clusters, so its tails are moved out to what Student's t would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from agentsim.numbers.intervals import FEWEST, student_quantile
from agentsim.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 4000


@lru_cache(maxsize=32)
def draw_weights(clusters: int, draws: int = DRAWS, seed: int = 0) -> NDArray[Any]:
    """Return how often each cluster was drawn in each of ``draws`` resamples: the same for the same arguments, anywhere."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(Streams(seed, "/numbers/bootstrap").bits(f"{clusters}x{draws}")))
    weights = generator.multinomial(clusters, [1 / clusters] * clusters, size=draws).astype(float)
    weights.setflags(write=False)
    return weights


def expanded_tail(clusters: int) -> float:
    """Return the share of resamples to leave out on each side for a 95% interval."""
    return NormalDist().cdf(-sqrt(clusters / (clusters - 1)) * student_quantile(clusters - 1))


def cluster_interval(
    totals: Sequence[float], counts: Sequence[int], *, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float] | None:
    """Return the 95% interval of ``sum(totals) / sum(counts)`` over clusters, each with its total and its count.

    ``None`` where a bootstrap says nothing: fewer than five clusters that have a count, or every one at the same rate.
    """
    import numpy as np

    kept = [(total, count) for total, count in zip(totals, counts, strict=True) if count]
    if len(kept) < FEWEST or len({round(total / count, 12) for total, count in kept}) == 1:
        return None
    weights = draw_weights(len(kept), draws, seed)
    rates = (weights @ np.array([total for total, _ in kept])) / (
        weights @ np.array([float(count) for _, count in kept])
    )
    tail = expanded_tail(len(kept))
    low, high = np.quantile(rates, [tail, 1 - tail])
    return float(low), float(high)
