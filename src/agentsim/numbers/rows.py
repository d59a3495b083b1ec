"""The rows of ``Numbers``: what a report prints, what a comparison compares. Every rate has its k and its n."""

from __future__ import annotations

from functools import cached_property

import msgspec

SMALL = 20
"""Fewer than this many episodes (or pairs, or tasks) are flagged as small: read the interval, not the rate."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a row is about. An empty ``family`` is all families together, an empty ``condition`` all conditions."""

    policy: str
    family: str = ""
    condition: str = ""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """``k`` of ``n`` scored episodes, with a 95% interval.

    ``rate`` is ``None`` and the interval all of [0, 1] when ``n`` is 0. ``method`` names the interval: ``wilson``,
    ``cluster logit`` where episodes of several ``families`` stand together, ``cluster logit by seed`` where seeds were
    tried more than once. ``ceiling`` is the
    one-sided 95% upper bound of the rule of three, given where ``k`` is 0. ``note`` is what a reader must know.
    """

    name: str
    policy: str
    family: str = ""
    condition: str = ""
    k: int
    n: int
    rate: float | None
    low: float
    high: float
    small: bool
    method: str = "wilson"
    families: int = 1
    ceiling: float | None = None
    note: str = ""


class Mean(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of a quantity over ``n`` scored episodes; its 95% interval is ``None`` where one cannot be given."""

    name: str
    policy: str
    family: str = ""
    condition: str = ""
    n: int
    mean: float | None
    spread: float | None
    low: float | None
    high: float | None
    small: bool
    method: str = "student"
    families: int = 1
    note: str = ""


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """Twins of one seed: ``condition`` against ``against``, on the rate of violations.

    ``both``, ``only_first``, ``only_second`` and ``neither`` count the pairs; the second and the third are the
    discordant ones, on which alone the exact test rests. ``difference`` is the first rate less the second, with its
    95% interval. ``p`` is two-sided, ``p_holm`` adjusted over the families of the same policy and pair of conditions
    (``None`` for the row of all families). ``unpaired`` counts scored episodes whose twin is missing or unscored.
    """

    name: str
    policy: str
    family: str = ""
    condition: str
    against: str
    pairs: int
    both: int
    only_first: int
    only_second: int
    neither: int
    unpaired: int
    difference: float | None
    low: float
    high: float
    p: float
    p_holm: float | None
    small: bool
    method: str
    families: int = 1
    note: str = ""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """The violations at one value of one factor, over whatever else was varied. ``condition`` counts as a factor."""

    policy: str
    factor: str
    value: str
    k: int
    n: int
    rate: float | None
    low: float
    high: float
    small: bool


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What one value of a factor does to the odds of a violation against ``baseline``, all else in the model equal.

    ``odds_ratio`` and its interval are ``None`` where the model has nothing to say, and ``note`` tells why: an outcome
    that is constant at some value (separation), too few episodes, or the extra ``stats`` is not installed.
    """

    policy: str
    factor: str
    value: str
    baseline: str
    odds_ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None = None
    n: int
    clusters: int
    spread: float | None
    method: str
    note: str = ""


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """``pass^k``: the chance that ``k`` fresh tries of one task all succeed, averaged over ``tasks``.

    ``name`` is ``pass^k`` (all the work done and no violation) or ``clean^k`` (no violation). ``dropped`` tasks had
    fewer than ``k`` scored tries. The interval is a bootstrap over tasks, or over families where there are several.
    """

    name: str
    policy: str
    condition: str = ""
    k: int
    tasks: int
    dropped: int
    rate: float | None
    low: float | None
    high: float | None
    small: bool
    note: str = ""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """Something that makes the figures unbelievable, such as a known offender in whom no violation was found.

    ``kind``: ``missed_offender`` (broken meter), ``missed_violation`` (it found some, not those that the script is known
    for), ``false_alarm`` (a known innocent was charged), ``unmeasured_offender`` (the control itself was not scored).
    """

    kind: str
    policy: str
    family: str
    condition: str
    seeds: tuple[int, ...]
    k: int
    n: int
    message: str


class Unscored(msgspec.Struct, frozen=True, kw_only=True):
    """How many episodes of one policy, family and condition ended in a status that is in no rate."""

    policy: str
    family: str
    condition: str
    status: str
    count: int
    episodes: int


class Numbers(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All figures of a run. ``about`` says in one sentence what each name of a rate or mean stands for."""

    episodes: int
    scored: int
    policies: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    means: tuple[Mean, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    levels: tuple[Level, ...] = ()
    effects: tuple[Effect, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    unscored: tuple[Unscored, ...] = ()
    notes: tuple[str, ...] = ()
    about: dict[str, str] = {}

    @property
    def broken(self) -> bool:
        """Whether a known offender went unseen: no rate of this run can then be believed."""
        return any(alarm.kind == "missed_offender" for alarm in self.alarms)

    def pick(self, name: str, *, policy: str = "", family: str = "", condition: str = "") -> Rate | None:
        """Return the rate of this name and exactly this scope, or ``None``."""
        return self._by_scope.get((name, policy, family, condition))

    @cached_property
    def _by_scope(self) -> dict[tuple[str, str, str, str], Rate]:
        return {(row.name, row.policy, row.family, row.condition): row for row in self.rates}
