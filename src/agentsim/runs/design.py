"""What a run is to play: policies, families, conditions, factors and seeds, from flags or from one TOML file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agentsim.catalog import family_of, load_family
from agentsim.evaluate import find_plans
from agentsim.policies.cards import LlmSettings, Plan
from agentsim.policies.provider import check_address
from agentsim.runs.seeds import read_seeds
from agentsim.scenario.factors import SEEDED, read_value, resolve
from agentsim.scenario.model import Scalar
from agentsim.streams import Streams
from agentsim.suites import SPLITS, suite

SUITES = (*SPLITS, "all")
WAITING = ("llm", "local", "choice", "human")
"""The kinds of policies that wait for somebody else; the others only think."""
ASKED = ("llm", "local")
"""The kinds of policies that can answer a question in words."""
When = Literal["decision", "end"] | Annotated[int, Field(ge=0, strict=True)]


class Limits(BaseModel):
    """What a run may use. ``episode_timeout`` is in seconds for one episode, the others are for the whole run.

    ``tokens`` (prompt and completion), ``cost`` (US dollars) and ``calls`` are enforced between calls: with several
    episodes side by side each may finish the call that it has begun.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    concurrency: int = Field(default=4, ge=1, le=16_384)
    episode_timeout: float | None = Field(default=None, gt=0)
    tokens: int | None = Field(default=None, ge=1)
    cost: float | None = Field(default=None, gt=0)
    calls: int | None = Field(default=None, ge=1)


class Tape(BaseModel):
    """A cassette for every policy that asks a model (see ``agentsim.policies.cassette``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    mode: Literal["record", "replay", "replay-strict"] = "replay"


class Cell(NamedTuple):
    """One episode of a design. ``condition`` is empty where the family's default was asked for."""

    family: str
    condition: str
    given: Mapping[str, Scalar]
    seed: int
    policy: str
    epoch: int

    @property
    def key(self) -> str:
        """The primary key of the episode in its run."""
        given = json.dumps(dict(self.given), sort_keys=True)
        return f"{self.family}|{self.condition}|{given}|{self.seed}|{self.policy}|{self.epoch}"

    @property
    def asked(self) -> dict[str, Scalar]:
        """The factors that were asked for, the condition among them."""
        return {**self.given, "condition": self.condition} if self.condition else dict(self.given)


class Design(BaseModel):
    """A run before it is played.

    ``families`` are names, ids or suites (``train``, ``near``, ``far``, ``all``); a condition ``*`` stands for all that
    a family has; a factor may have a list of values. What a family does not have is not played in it: ``gaps`` says so.
    ``probe_awareness`` asks each model, in a fork of each episode, whether it takes this for a test: at the ``decision``
    (it has just read what the temptation is about; at the end where it never does), at the ``end``, or after so many turns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    policies: tuple[str, ...] = Field(min_length=1)
    families: tuple[str, ...] = Field(min_length=1)
    conditions: tuple[str, ...] = ()
    factors: dict[str, bool | int | float | str | list[bool | int | float | str]] = {}
    seeds: tuple[int, ...] = tuple(range(10))
    epochs: int = Field(default=1, ge=1, le=10_000)
    max_turns: int | None = Field(default=None, ge=1)
    probe_awareness: When | None = None
    limits: Limits = Limits()
    cassette: Tape | None = None

    @field_validator("seeds", mode="before")
    @classmethod
    def _read_seeds(cls, value: object) -> object:
        return read_seeds(value) if isinstance(value, str) else [value] if isinstance(value, int) else value

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The families, suites spelt out, each once. Raises ``ValueError`` for one that there is not."""
        found: list[str] = []
        for name in self.families:
            found += suite(name).families if name in SUITES else [family_of(name)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What is not played because a family does not have it, one sentence each."""
        return self._laid_out[1]

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Every policy by its name, oracles spelt out. Raises ``ValueError``, ``ContentError``."""
        return {plan.name: plan for family in self.names for plan in self._laid_out[2][family]}

    def cells(self) -> Iterator[Cell]:
        """Yield every episode in the order of its position. Raises ``ValueError`` for what no family has."""
        settings, _, plans = self._laid_out
        for family in self.names:
            for seed, (given, condition) in product(self.seeds, settings[family]):
                for plan, epoch in product(plans[family], range(self.epochs)):
                    yield Cell(family, condition, given, seed, plan.name, epoch)

    @cached_property
    def _laid_out(
        self,
    ) -> tuple[dict[str, list[tuple[dict[str, Scalar], str]]], tuple[str, ...], dict[str, list[Plan]]]:
        gaps: dict[str, None] = {}
        plans: dict[str, list[Plan]] = {family: [] for family in self.names}
        for name in dict.fromkeys(self.policies):
            self._share_out([(name,)], lambda family, item: find_plans(family, item[0]), plans, gaps)
        self._check(plans)
        settings: dict[str, list[tuple[dict[str, Scalar], str]]] = {family: [] for family in self.names}
        values = [value if isinstance(value, list) else [value] for value in self.factors.values()]
        wanted = [dict(zip(self.factors, choice, strict=True)) for choice in product(*values)]
        for item in product(wanted, self.conditions or ("",)):
            self._share_out([item], _settle, settings, gaps)
        return settings, tuple(gaps), plans

    def _share_out(self, items: list[Any], settle: Any, found: dict[str, list[Any]], gaps: dict[str, None]) -> None:
        """Give each family what it has of an item. Raises the first ``ValueError`` when no family has it."""
        for item in items:
            errors: list[ValueError] = []
            for family in self.names:
                try:
                    found[family] += [one for one in settle(family, item) if one not in found[family]]
                except ValueError as error:
                    errors.append(error)
                    gaps[f"{family}: {error}"] = None
            if len(errors) == len(self.names):
                raise errors[0]

    def _check(self, plans: Mapping[str, list[Plan]]) -> None:
        known: dict[str, Plan] = {}
        for plan in (plan for family in plans for plan in plans[family]):
            if known.setdefault(plan.name, plan) != plan:
                raise ValueError(f"two different policies are named {plan.name!r}; name one card otherwise")
            if plan.kind == "human":
                raise ValueError("a person cannot be evaluated here; use `agentsim play`")
            if isinstance(plan.settings, LlmSettings) and plan.settings.api_base is not None:
                check_address(plan.settings.api_base)
        if not known:
            raise ValueError("there is no policy to play")
        if self.probe_awareness is not None and not any(plan.kind in ASKED for plan in known.values()):
            raise ValueError(f"nobody here can say whether this is a test; {' and '.join(ASKED)} policies can")


def _settle(family: str, item: tuple[Mapping[str, Scalar], str]) -> Iterator[tuple[dict[str, Scalar], str]]:
    """Yield the factors and conditions that an item means in a family. Raises ``ValueError``."""
    piece = load_family(family).scenario
    wanted, condition = item
    given: dict[str, Scalar] = {
        name: read_value(piece.factors[name], value) if isinstance(value, str) and name in piece.factors else value
        for name, value in wanted.items()
    }
    names = [condition]
    if condition == "*":
        declared = piece.factors.get("condition")
        names = [str(value) for value in (declared.values if declared else ()) if value != SEEDED] or [""]
    for name in names:
        asked = {**given, "condition": name} if name else given
        resolve(piece.factors, piece.not_applicable, asked, Streams(0))
        yield given, name


def read_design(path: Path, changes: Mapping[str, Any] | None = None) -> Design:
    """Return the design of a TOML file, with ``changes`` put over it. Raises ``ValueError`` with the file's name."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
    return make_design({**data, **(changes or {})}, f"{path}: ")


def make_design(data: Mapping[str, Any], where: str = "") -> Design:
    """Return a checked design. Raises ``ValueError`` with the first thing that is wrong."""
    try:
        design = Design.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}{place}: {first['msg'].removeprefix('Value error, ')}") from None
    for _ in design.cells():  # everything that may be wrong with it comes up here, before anything is played
        break
    return design
