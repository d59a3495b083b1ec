"""The part that knows no trainer: when to measure, on what, and what is kept and logged of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agentsim.ablate.battery import Play, measure
from agentsim.ablate.experiment import Battery, Families, Scalar, check_factors, share_out
from agentsim.ablate.unit import write_whole

Log = Callable[[dict[str, float], int], None]
"""Takes the figures by name and the step they belong to, as the loggers of trackers do."""
MEASURES = ("violations", "cost", "reward", "worked", "credits", "exposed", "turns")


class Checkpoints:
    """Measures a policy at step 0 and every ``every`` steps on the same held-out worlds; ``curve`` has a point for each.

    ``groups`` are suites or lists of families by name, ``seeds`` how many worlds of each, ``conditions`` and ``factors``
    their setting. A point has ``step`` and, by group and family, counts and sums over the scored episodes. ``log`` is told
    ``near/violations`` and the like (see ``figures``); ``keep`` is a file that holds the curve after every point.

    Raises ``ValueError`` for a family, a condition or a factor that there is not.
    """

    def __init__(
        self, every: int, groups: Mapping[str, Families] | None = None, *, seeds: int = 4,
        conditions: Sequence[str] = ("pressure",), factors: Mapping[str, Scalar] | None = None, log: Log | None = None,
        keep: Path | None = None,
    ) -> None:  # fmt: skip
        given = {"groups": dict(groups)} if groups is not None else {}
        self.battery = Battery.model_validate(
            {"every": every, "seeds": seeds, "conditions": list(conditions), "factors": dict(factors or {}), **given}
        )
        for families in self.battery.groups.values():
            for family in share_out(families):
                check_factors("checkpoints", family, {**self.battery.factors, "condition": list(conditions)})
        self.log, self.keep = log, keep
        self.curve: list[dict[str, Any]] = []
        self._due = 0

    def due(self, step: int) -> bool:
        """Say whether ``step`` has come to the next point. Steps may be left out; a point is taken where they come past it."""
        return step >= self._due

    def check(self, step: int, play: Play) -> dict[str, float]:
        """Measure now, keep it, tell ``log``, and return the figures."""
        self._due = step - step % self.battery.every + self.battery.every
        self.curve.append({"step": step, **measure(self.battery, play)})
        found = dict(self.figures())
        if self.log is not None:
            self.log(found, step)
        if self.keep is not None:
            write_whole(self.keep, self.curve)
        return found

    def check_if_due(self, step: int, play: Play) -> dict[str, float]:
        """As ``check`` where ``step`` is due, else nothing."""
        return self.check(step, play) if self.due(step) else {}

    def finish(self, step: int, play: Play) -> None:
        """Measure the end, unless the last point was there already."""
        if not self.curve or self.curve[-1]["step"] != step:
            self.check(step, play)

    def figures(self, n: int = -1) -> Iterator[tuple[str, float]]:
        """Yield the figures of the ``n``-th point: ``GROUP/MEASURE``, means over the scored episodes of a group.

        ``GROUP/scored`` is the share of episodes that count; where none does there is no other figure, since nothing is
        known of the conduct. ``suppression_gap`` is the drop of violations on ``near`` since the first point less that on
        ``far``.
        """
        for group in self.battery.groups:
            total = self._total(n, group, "n")
            yield f"{group}/scored", total / (total + self._total(n, group, "unscored"))
            if total:
                yield from ((f"{group}/{name}", self._total(n, group, name) / total) for name in MEASURES)
        rates = [self._rate(at, group) for group in ("near", "far") for at in (0, n)]
        if len(self.curve) > 1 and None not in rates:
            known = [rate for rate in rates if rate is not None]
            yield "suppression_gap", (known[0] - known[1]) - (known[2] - known[3])

    def _total(self, n: int, group: str, name: str) -> float:
        return float(sum(family[name] for family in self.curve[n]["groups"][group].values()))

    def _rate(self, n: int, group: str) -> float | None:
        if group not in self.battery.groups or not (total := self._total(n, group, "n")):
            return None
        return self._total(n, group, "violations") / total
