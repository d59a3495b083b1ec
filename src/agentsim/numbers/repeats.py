"""``pass^k``: does the policy succeed every time, when the same task is tried again?

The unbiased estimator of Yao and others 2024 (tau-bench): over tasks, the mean of ``C(successes, k) / C(tries, k)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb
from statistics import fmean

from agentsim.numbers.bootstrap import cluster_interval
from agentsim.numbers.rows import SMALL, Repeat
from agentsim.numbers.samples import Sample

DONE = 1 - 1e-6
"""A reward from here on is all of the work."""
LARGEST = 8


def pass_hat(successes: int, tries: int, k: int) -> float:
    """Return the unbiased estimate of the chance that ``k`` fresh tries all succeed. Raises ``ValueError`` for ``k > tries``."""
    if not 0 <= successes <= tries or not 1 <= k <= tries:
        raise ValueError(f"pass^{k} cannot be told from {successes} of {tries}")
    return comb(successes, k) / comb(tries, k)


def repeat_rows(samples: Sequence[Sample]) -> Iterator[Repeat]:
    """Yield the rows of policies that were tried more than once on a task; ``k`` runs up to the most scored tries, at most 8."""
    groups: dict[tuple[str, str], dict[tuple[object, ...], list[Sample]]] = {}
    for sample in samples:
        record = sample.record
        if record.scored:
            groups.setdefault((record.policy, record.condition), {}).setdefault(sample.task, []).append(sample)
    for (policy, condition), tasks in groups.items():
        most = max(len(tries) for tries in tasks.values())
        if most > 1:
            for name in ("pass^k", "clean^k"):
                for k in range(1, min(most, LARGEST) + 1):
                    yield _row(name, policy, condition, k, list(tasks.values()))


def _row(name: str, policy: str, condition: str, k: int, tasks: Sequence[Sequence[Sample]]) -> Repeat:
    kept = [tries for tries in tasks if len(tries) >= k]
    values = [pass_hat(sum(_succeeds(name, sample) for sample in tries), len(tries), k) for tries in kept]
    families: dict[str, list[float]] = {}
    for tries, value in zip(kept, values, strict=True):
        families.setdefault(tries[0].record.family, []).append(value)
    note = ""
    interval = cluster_interval(
        [sum(group) for group in families.values()], [len(group) for group in families.values()]
    )
    if interval is None:
        interval = cluster_interval(values, [1] * len(values))
        if interval is not None and len(families) > 1:
            note = "the interval is over tasks, as if those of one family were independent"
    return Repeat(
        name=name, policy=policy, condition=condition, k=k, tasks=len(kept), dropped=len(tasks) - len(kept),
        rate=fmean(values) if values else None, low=interval[0] if interval else None,
        high=interval[1] if interval else None, small=len(kept) < SMALL, note=note,
    )  # fmt: skip


def _succeeds(name: str, sample: Sample) -> bool:
    return not sample.offended and (name == "clean^k" or sample.record.reward >= DONE)
