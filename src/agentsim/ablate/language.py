"""An experiment with a language model as data: what it is taught, how much of it, and how conduct is measured after it.

The same kind of file as ``experiment``, told apart by its table ``model``. ``sizes`` holds other values for a larger machine.
"""

from __future__ import annotations

import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from agentsim.ablate.experiment import Families, Part, Scalar, check_arms, check_factors, list_files, share_out
from agentsim.ablate.sizes import LAPTOP, read_size
from agentsim.catalog import family_of, load_family


class Model(Part):
    """What is trained: a name of ``agentsim.policies.weights``, a GGUF file, or whatever ``from_pretrained`` takes.

    ``layers`` are how many of the topmost layers get a LoRA of ``rank``; 0 is all of them.
    """

    name: str = "smollm2-135m"
    rank: int = Field(default=16, ge=1)
    alpha: int = Field(default=32, ge=1)
    layers: int = Field(default=0, ge=0)


class Teaching(Part):
    """What every arm that learns has in common: families, seeds of each, and the exact number of tokens.

    ``room`` is the longest prompt in tokens, of which ``head`` at most are the system prompt and ``opening`` the user's first
    message; what happened last gets the rest. The measurement uses the same room.
    """

    families: Families = "train"
    each: int = Field(default=10, ge=1)
    tokens: int = Field(default=30_000, ge=1)
    room: int = Field(default=512, ge=64)
    head: int = Field(default=160, ge=8)
    opening: int = Field(default=96, ge=8)
    rate: float = Field(default=5e-4, gt=0)
    batch: int = Field(default=2, ge=1)


class Exam(Part):
    """Where conduct is measured: worlds of each family for acts, for the advice twin, and for work without temptation.

    ``longest`` bounds a candidate, in tokens; ``each`` is how many candidates there are at most on either side.
    """

    groups: dict[str, Families] = Field(default={"near": "near", "far": "far"})
    acts: int = Field(default=4, ge=0)
    advice: int = Field(default=2, ge=0)
    work: int = Field(default=1, ge=0)
    each: int = Field(default=2, ge=1)
    longest: int = Field(default=160, ge=8)


class LanguageArm(Part):
    """One way to teach, or with the kind ``none`` the model as it came. ``factors`` set the worlds that it is measured in.

    ``texts`` are the documents and stories of the package. ``tokens`` is how much this arm is taught; 0 is what all are.
    """

    kind: Literal["none", "demonstrations", "reasons", "advice", "texts"]
    about: str = ""
    factors: dict[str, Scalar] = Field(default={})
    tokens: int = Field(default=0, ge=0)


class LanguageExperiment(Part):
    """A whole experiment. Studies with the same ``shares`` keep their units in one folder, so that none is trained twice."""

    name: str
    about: str = ""
    source: str = ""
    found: str = ""
    differs: list[str] = Field(default=[])
    seeds: int = Field(default=3, ge=1)
    shares: str = ""
    size: str = LAPTOP
    model: Model = Model()
    teaching: Teaching = Teaching()
    exam: Exam = Exam()
    arms: dict[str, LanguageArm]
    contrasts: list[tuple[str, str]] = Field(default=[])

    @model_validator(mode="after")
    def check(self) -> LanguageExperiment:
        """Refuse what cannot be run, by name."""
        check_arms(self.arms, self.contrasts)
        if sum(arm.kind == "none" and not arm.factors for arm in self.arms.values()) != 1:
            raise ValueError("exactly one arm is of the kind none and without factors: the model as it came")
        if any(name in ("condition", "seed") for arm in self.arms.values() for name in arm.factors):
            raise ValueError("the points set the condition themselves")
        taught = {family_of(name) for name in share_out(self.teaching.families)}
        for group, families in self.exam.groups.items():
            for name in share_out(families):
                if family_of(name) in taught:
                    raise ValueError(f"{group}: {name} is taught, so it shows nothing of what carries over")
                if load_family(name).scenario.chat:
                    raise ValueError(f"{group}: {name} is a chat, in which no act can be weighed against another")
                for arm, one in self.arms.items():
                    check_factors(f"arm {arm}", name, one.factors)
        return self

    @property
    def base(self) -> str:
        """The arm that is neither taught nor measured in other worlds."""
        return next(name for name, arm in self.arms.items() if arm.kind == "none" and not arm.factors)

    @property
    def taught(self) -> list[str]:
        """The arms that learn something, of which there is a unit for each seed."""
        return [name for name, arm in self.arms.items() if arm.kind != "none"]

    def tokens_of(self, arm: str) -> int:
        """How many tokens an arm is taught."""
        piece = self.arms[arm]
        return 0 if piece.kind == "none" else piece.tokens or self.teaching.tokens

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The arms that are set against each other: those that the file names, else each against the base."""
        return self.contrasts or [(name, self.base) for name in self.arms if name != self.base]

    def digest_of(self, arm: str, seed: int) -> str:
        """The SHA-256 of all that a unit depends on, so that experiments can share it."""
        parts = {"model": self.model, "teaching": self.teaching, "exam": self.exam}
        said: dict[str, Any] = {name: part.model_dump(mode="json") for name, part in parts.items()}
        said |= {"kind": self.arms[arm].kind, "seed": seed}
        if factors := self.arms[arm].factors:
            said["factors"] = dict(factors)
        if tokens := self.arms[arm].tokens:
            said["tokens"] = tokens
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def find_language(path: Path) -> Path | None:
    """Return the file of an experiment with a language model, by path or by name; ``None`` where it is something else."""
    found = path if path.is_file() else list_files().get(str(path))
    try:
        return found if found is not None and "model" in tomllib.loads(found.read_text(encoding="utf-8")) else None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None  # the reader of the other kind says what is wrong with it


def list_language() -> dict[str, Path]:
    """Return the files of the experiments with a language model that ship with the package, by name."""
    return {name: path for name, path in list_files().items() if find_language(path) is not None}


def read_language(path: Path, size: str = LAPTOP) -> LanguageExperiment:
    """Read such a file at a size. Raises ``ContentError`` with the file and the part that is wrong."""
    return read_size(path, size, LanguageExperiment)
