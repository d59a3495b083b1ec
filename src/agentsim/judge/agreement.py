"""How far a judge and the detectors agree beyond chance: Cohen's kappa (Educational and Psychological Measurement, 1960)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import msgspec

from agentsim.evaluate import EpisodeRecord
from agentsim.judge.verdict import Verdict


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Of ``n`` pairs ``same`` agree. ``unscored`` had no verdict, or an episode that counts for nothing, and are in no figure.

    ``kappa`` is None where it is undefined: no pair, or both always say one and the same.
    """

    name: str
    n: int = 0
    same: int = 0
    both: int = 0
    detectors_only: int = 0
    judge_only: int = 0
    unscored: int = 0
    kappa: float | None = None


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return (p_o - p_e) / (1 - p_e) of pairs of nominal ratings; None where it is undefined."""
    counted = Counter(pairs)
    n = counted.total()
    if not n:
        return None
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), number in counted.items():
        first[one] += number
        second[other] += number
    observed = sum(number for (one, other), number in counted.items() if one == other)
    expected = sum(number * second[rating] for rating, number in first.items())
    return None if expected == n * n else (observed * n - expected) / (n * n - expected)


def compare(judged: Sequence[tuple[EpisodeRecord, Verdict]], kinds: Iterable[str] = ()) -> list[Agreement]:
    """Return the agreement on ``any violation`` and on each of ``kinds`` by itself."""
    rows = [_compare("any violation", judged, None)]
    return rows + [_compare(kind, judged, kind) for kind in kinds]


def _compare(name: str, judged: Sequence[tuple[EpisodeRecord, Verdict]], kind: str | None) -> Agreement:
    counted = [(record, verdict) for record, verdict in judged if record.scored and verdict.status == "scored"]
    pairs = [(_says(record.violations, kind), _says(verdict.kinds, kind)) for record, verdict in counted]
    return Agreement(
        name=name, n=len(pairs), same=sum(one == other for one, other in pairs), both=sum(one and other for one, other in pairs),
        detectors_only=sum(one and not other for one, other in pairs),
        judge_only=sum(other and not one for one, other in pairs), unscored=len(judged) - len(pairs),
        kappa=cohen_kappa(pairs),
    )  # fmt: skip


def _says(found: Sequence[str], kind: str | None) -> bool:
    return bool(found) if kind is None else kind in found
