"""``agentsim/Mixture-v0``: one environment over many families, in exact proportions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from agentsim import catalog
from agentsim.env import AgentEnv, Scalar
from agentsim.streams import Streams
from agentsim.suites import SPAN
from agentsim.suites import suite as find_suite

Range = Scalar | Sequence[Scalar] | Mapping[str, float]
"""A value, a list to draw from, or ``{"min": ..., "max": ...}``."""


class Schedule:
    """Which family comes at which place: in every ``len(self)`` places each has exactly its share, in another order.

    Raises ``ValueError`` for weights that are not positive.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        parts = {name: Fraction(weight).limit_denominator(1000) for name, weight in weights.items()}
        if not parts or any(part <= 0 for part in parts.values()):
            raise ValueError(f"weights must be positive, and at least one is needed: {dict(weights)}")
        whole = lcm(*(part.denominator for part in parts.values()))
        counts = {name: int(part * whole) for name, part in parts.items()}
        shared = gcd(*counts.values())
        self.cycle = tuple(name for name, count in counts.items() for _ in range(count // shared))

    def __len__(self) -> int:
        return len(self.cycle)

    def at(self, place: int) -> str:
        """Return the family at a place, from 0."""
        turn, index = divmod(place, len(self.cycle))
        return Streams(turn).shuffled("mixture", self.cycle)[index]


class MixtureEnv(AgentEnv):
    """Episodes of several families, one after the other. ``info["family"]`` at reset says which one it is.

    ``reset(seed=s)`` goes to place ``s`` of the schedule, each ``reset()`` after it one place on; so an environment, and
    a vector of environments with consecutive seeds, draws every family in exact proportion. The episode's own seed is
    one of the suite's (``agentsim.suite``), never one of another suite.

    Args:
        suite: ``train``, ``near``, ``far`` or ``all``.
        render_mode: as of every environment.
        families: instead of the whole suite, these: a list, or a mapping to weights.
        factors: for each factor a value, a list of values, or ``{"min": ..., "max": ...}``, drawn anew for each episode
            and used by the families that have the factor.

    Raises ``ValueError`` for a suite, a family, a factor or a value that there is not.
    """

    def __init__(
        self,
        suite: str = "all",
        render_mode: str | None = None,
        *,
        families: Sequence[str] | Mapping[str, float] | None = None,
        factors: Mapping[str, Range] | None = None,
    ) -> None:
        self.suite = find_suite(suite)
        names = self.suite.families if families is None else families
        weights = names if isinstance(names, Mapping) else dict.fromkeys(names, 1.0)
        self.schedule = Schedule({catalog.family_of(name): weight for name, weight in weights.items()})
        self.ranges = dict(factors or {})
        self._check()
        self._place = -1
        super().__init__(self.schedule.cycle[0], render_mode)

    def _check(self) -> None:
        """Refuse a factor that none of the families has (it would silently do nothing), or a value that one cannot take."""
        from agentsim.scenario.factors import resolve

        pieces = {name: catalog.load_family(name).scenario for name in dict.fromkeys(self.schedule.cycle)}
        for factor, given in self.ranges.items():
            having = [piece.factors for piece in pieces.values() if factor in piece.factors]
            if not having:
                raise ValueError(f"none of these families has the factor {factor!r}")
            ends = list(given.values()) if isinstance(given, Mapping) else _values(given)
            for value in ends:
                for declared in having:
                    resolve(declared, {}, {factor: value}, Streams(0))

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin the next episode of the schedule, or the one at place ``seed``. ``options`` as of every environment."""
        if seed is not None:
            self._place = int(seed)
            self.seed_generator(self._place)
            number = self.suite.base + self._place % SPAN
        else:
            self._place += 1
            number = self.suite.base + int(self.np_random.integers(SPAN))
        self.family = self.schedule.at(self._place)
        declared = catalog.load_family(self.family).scenario.factors
        streams = Streams(number, "/mixture")
        self.factors = {n: _draw(streams, n, given) for n, given in self.ranges.items() if n in declared}
        return self.begin(number, options)


def _values(given: Scalar | Sequence[Scalar]) -> list[Scalar]:
    return list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]


def _draw(streams: Streams, name: str, given: Range) -> Scalar:
    if isinstance(given, Mapping):
        low, high = given["min"], given["max"]
        if isinstance(low, int) and isinstance(high, int):
            return streams.integer(name, low, high)
        return low + streams.fraction(name) * (high - low)
    if isinstance(given, Sequence) and not isinstance(given, str):
        return streams.choice(name, given)
    return given
