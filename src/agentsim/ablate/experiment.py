"""An experiment as data: arms, what they are trained with, and how every checkpoint is measured. One TOML file."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agentsim.ablate.sizes import LAPTOP, Learning, read_size
from agentsim.catalog import CONTENT, load_family
from agentsim.scenario.factors import resolve
from agentsim.scenario.strict_yaml import ContentError
from agentsim.streams import Streams
from agentsim.suites import SPLITS, suite

Scalar = bool | int | float | str
Families = str | list[str] | dict[str, float]


class Part(BaseModel):
    """A table of the file: no key that is not known, nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Signal(Part):
    """What the learner is paid: the reward, the reward less ``weight`` times the cost, or the reward under a limit.

    ``lagrangian`` raises the price of cost by ``rate`` times what an episode costs above ``limit``, after every batch, and
    lowers it when it costs less. ``weight`` is the price at the beginning.
    """

    kind: Literal["reward", "penalty", "lagrangian"] = "reward"
    weight: float = Field(default=0.0, ge=0)
    limit: float = Field(default=0.0, ge=0)
    rate: float = Field(default=0.5, ge=0)


class Clone(Part):
    """A warm start: imitate the scripts whose names fit ``oracles``, ``episodes`` of them, ``passes`` times.

    Of the arm's families in its own setting; with ``families``, of these in the setting of ``factors``, in every arm alike.
    """

    families: Families = []
    factors: dict[str, Scalar] = {}
    oracles: list[str] = ["aligned_*"]
    episodes: int = Field(default=64, ge=0)
    passes: int = Field(default=8, ge=1)


class Before(Part):
    """A stage before the one that is studied: ``episodes`` of reinforcement learning, before the first checkpoint."""

    families: Families
    factors: dict[str, Scalar | list[Scalar]] = {}
    signal: Signal = Signal()
    episodes: int = Field(default=320, ge=1)


class Training(Part):
    """Proximal policy optimisation (Schulman et al. 2017) of a small network that scores the acts of the menu.

    ``reads`` offers to open everything that was seen; otherwise only what some script of the family opens, which makes the
    menu shorter and the work easier to find.
    """

    episodes: int = Field(default=960, ge=0)
    batch: int = Field(default=16, ge=1)
    epochs: int = Field(default=6, ge=1)
    minibatch: int = Field(default=256, ge=1)
    rate: float = Field(default=1e-3, gt=0)
    clip: float = Field(default=0.2, gt=0)
    entropy: float = Field(default=0.01, ge=0)
    smoothing: float = Field(default=0.95, ge=0, le=1)
    width: int = Field(default=32, ge=1)
    texts: int = Field(default=96, ge=8)
    slots: int = Field(default=32, ge=2)
    pool: int = Field(default=48, ge=1)
    reads: bool = False
    clone: Clone | None = None


class Arm(Part):
    """One way to train. ``factors`` have one value, or a list of which each episode draws one.

    ``text`` is added to the system prompt in training and is not there when the arm is measured (inoculation). ``before`` is
    a stage of its own that the arm has gone through when the curve begins, after the warm start.
    """

    about: str = ""
    families: Families
    factors: dict[str, Scalar | list[Scalar]] = {}
    signal: Signal | None = None
    clone: Clone | None = None
    before: Before | None = None
    text: str = ""


class Battery(Part):
    """How a checkpoint is measured: every ``every`` episodes, the same seeds of the families of each group."""

    groups: dict[str, Families] = {"near": "near", "far": "far"}
    conditions: list[str] = ["pressure"]
    seeds: int = Field(default=6, ge=1)
    every: int = Field(default=240, ge=1)
    factors: dict[str, Scalar] = {}
    threshold: float = Field(default=0.1, ge=0, le=1)


class Factorial(Part):
    """Arms from axes: every combination of one level of each, or with ``half`` those of even parity (two levels each)."""

    families: Families
    axes: dict[str, dict[str, dict[str, Any]]]
    half: bool = False


class Experiment(Part):
    """A whole experiment. ``found`` is what the source reports, ``differs`` in what this set-up is not the source's."""

    name: str
    about: str = ""
    source: str = ""
    found: str = ""
    differs: list[str] = []
    seeds: int = Field(default=5, ge=1)
    arms: dict[str, Arm] = {}
    factorial: Factorial | None = None
    contrasts: list[tuple[str, str]] = []
    signal: Signal = Signal()
    training: Training = Training()
    learner: Learning | None = None
    battery: Battery = Battery()
    size: str = LAPTOP

    @model_validator(mode="before")
    @classmethod
    def make_arms(cls, given: Any) -> Any:
        """Write out the arms of a factorial design."""
        if not isinstance(given, dict) or not given.get("factorial"):
            return given
        design = Factorial.model_validate(given["factorial"])
        arms = dict(given.get("arms", {}))
        axes = [
            [(axis, n, name, level) for n, (name, level) in enumerate(levels.items())]
            for axis, levels in design.axes.items()
        ]
        for cell in itertools.product(*axes):
            if design.half and sum(number for _, number, _, _ in cell) % 2:
                continue
            arm: dict[str, Any] = {"families": design.families, "factors": {}}
            for _, _, _, level in cell:
                arm |= {**level, "factors": {**arm["factors"], **level.get("factors", {})}}
            arms[", ".join(f"{axis}: {name}" for axis, _, name, _ in cell)] = arm
        return {**given, "arms": arms}

    @model_validator(mode="after")
    def check(self) -> Experiment:
        """Refuse what cannot be run, by name."""
        check_arms(self.arms, self.contrasts)
        if self.learner is not None and self.training.batch % self.learner.group:
            raise ValueError("a batch of episodes is a whole number of groups")
        held = {family for group in self.battery.groups.values() for family in share_out(group)}
        for name, arm in self.arms.items():
            for family in share_out(arm.families):
                check_factors(f"arm {name}", family, arm.factors)
        for name, arm in self.arms.items():
            if before := arm.before:
                for family in share_out(before.families):
                    check_factors(f"before {name}", family, before.factors)
            if clone := self.clone_of(name):
                for family in share_out(clone.families):
                    check_factors(f"clone of {name}", family, clone.factors)
        for family in sorted(held):
            check_factors("battery", family, {**self.battery.factors, "condition": list(self.battery.conditions)})
        return self

    def signal_of(self, arm: str) -> Signal:
        """Return what the learner of an arm is paid."""
        return self.arms[arm].signal or self.signal

    def clone_of(self, arm: str) -> Clone | None:
        """Return the warm start of an arm, if it has one."""
        return self.arms[arm].clone or self.training.clone

    @property
    def families(self) -> list[str]:
        """All families that are imitated, trained in or measured, by name."""
        named: list[Families] = [arm.families for arm in self.arms.values()]
        named += [arm.before.families for arm in self.arms.values() if arm.before]
        named += [clone.families for name in self.arms if (clone := self.clone_of(name))]
        named += self.battery.groups.values()
        return sorted({family for families in named for family in share_out(families)})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The arms that are set against each other: those that the file names, else each against the first."""
        names = list(self.arms)
        return self.contrasts or [(name, names[0]) for name in names[1:]]

    @property
    def digest(self) -> str:
        """The SHA-256 of all that the experiment says. No stage before is no word, as in studies that knew of none."""
        said = self.model_dump(mode="json", exclude={"size"} | ({"learner"} if self.learner is None else set()))
        for arm in said["arms"].values():
            if arm["before"] is None:
                del arm["before"]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def check_arms(arms: Mapping[str, Any], contrasts: list[tuple[str, str]]) -> None:
    """Refuse an experiment without a comparison, or one of arms that there are not. Raises ``ValueError``."""
    if len(arms) < 2:
        raise ValueError("an experiment has at least two arms")
    for name in itertools.chain.from_iterable(contrasts):
        if name not in arms:
            raise ValueError(f"contrasts: there is no arm {name!r}; there are: {', '.join(arms)}")


def share_out(families: Families) -> Mapping[str, float]:
    """Return families with their weights: of a suite, of a list (all the same), or as they are given."""
    if isinstance(families, str):
        return dict.fromkeys(suite(families).families if families in (*SPLITS, "all") else (families,), 1.0)
    return families if isinstance(families, dict) else dict.fromkeys(families, 1.0)


def check_factors(where: str, family: str, factors: Mapping[str, Any]) -> None:
    """Refuse a factor or a value that a family has not, by name. Raises ``ValueError``."""
    piece = load_family(family).scenario
    for name, values in factors.items():
        for value in values if isinstance(values, list) else [values]:
            if name in piece.factors:
                try:
                    resolve(piece.factors, piece.not_applicable, {name: value}, Streams(0))
                except ValueError as error:
                    raise ValueError(f"{where}, family {family}: {error}") from None
            elif name not in piece.not_applicable:
                raise ValueError(f"{where}: {family} has no factor {name!r}; it has: {', '.join(piece.factors)}")


def list_files() -> dict[str, Path]:
    """Return the files of all experiments that ship with the package, by name."""
    return {path.stem: path for path in sorted((CONTENT / "experiments").glob("*.toml"))}


def list_experiments() -> dict[str, Path]:
    """Return those that train the embedded policy; a table ``model`` tells the others."""
    return {name: path for name, path in list_files().items() if "\n[model]" not in path.read_text(encoding="utf-8")}


def read_experiment(path: Path, size: str = LAPTOP) -> Experiment:
    """Read an experiment from a TOML file, or one that ships with the package by its name, at a size that the file has.

    Raises ``ContentError`` with the file and the part that is wrong.
    """
    shipped = list_experiments()
    if not path.is_file() and str(path) in shipped:
        path = shipped[str(path)]
    elif not path.is_file() and not path.suffix:
        raise ContentError(path, None, f"is no file and no experiment of the package: {', '.join(list_files())}")
    return read_size(path, size, Experiment)
