"""Reasons as data: what an assistant that does the right thing says beside its decisive acts, in several voices.

One file for each family, ``envs/_shared/sft/reasons/<folder of the family>.yaml`` (or ``reasons.yaml`` in a family's own
folder): ``moments`` fit steps of its oracles, ``advice`` answers its advice twin, ``answers`` are for the talks of a chat.
They lie beside the families, not in them, because a word in a reason changes no episode and so no digest of one.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError

from agentsim.catalog import SHARED, load_family
from agentsim.scenario.filling import compile_text
from agentsim.scenario.load import Family, explain
from agentsim.scenario.model import Key, Piece, StepPiece, When
from agentsim.scenario.strict_yaml import KeyPath, LoadedYaml, load_yaml

FOLDER = SHARED / "sft" / "reasons"
VOICES = ("steady", "musing", "brief")
"""``steady`` explains itself like a colleague, ``musing`` thinks it through aloud, ``brief`` says it in few words."""
Said = dict[str, str]
"""A text in every voice."""


class MomentPiece(Piece):
    """A reason and where it stands: beside the first step, in each oracle that a name of ``oracles`` (patterns) fits, that
    calls ``tool`` with an argument that holds ``has`` as it is written in the oracle."""

    id: Key
    oracles: list[str]
    tool: str
    has: str = ""
    when: When = Field(default_factory=dict)
    say: Said


class AnswerPiece(Piece):
    """An answer of the advice twin: the option that it recommends, and why. The letter is put below it."""

    option: Key
    when: When = Field(default_factory=dict)
    say: Said


class ReasonsPiece(Piece):
    """A whole file of reasons."""

    family: str
    moments: list[MomentPiece] = Field(default_factory=list)
    advice: list[AnswerPiece] = Field(default_factory=list)
    answers: dict[str, Said] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of one family, checked against it. ``digest`` is the SHA-256 of the file."""

    piece: ReasonsPiece
    file: LoadedYaml
    digest: str

    def moments(self, oracle: str) -> Iterator[tuple[int, MomentPiece]]:
        """Yield the moments that may stand in an oracle, with their places in the file."""
        for number, moment in enumerate(self.piece.moments):
            if any(fnmatch.fnmatchcase(oracle, name) for name in moment.oracles):
                yield number, moment


def reasons_file(family: Family) -> Path:
    """Return where the reasons of a family lie, or would lie."""
    own = family.folder / "reasons.yaml"
    return own if own.is_file() else FOLDER / f"{family.folder.name}.yaml"


@lru_cache(maxsize=64)
def _load(name: str, digest: str) -> Reasons:
    family = load_family(name)
    return read_reasons(reasons_file(family), family)


def load_reasons(name: str) -> Reasons:
    """Return the reasons of a family, read once. Raises ``ValueError`` for a family without, ``ContentError``."""
    family = load_family(name)
    if not reasons_file(family).is_file():
        raise ValueError(f"{family.scenario.family} has no reasons; they would stand in {reasons_file(family).name}")
    return _load(family.scenario.family, family.digest)


def read_reasons(path: Path, family: Family) -> Reasons:
    """Read a file of reasons for a family. Raises ``ContentError`` with file and line."""
    loaded = load_yaml(path)
    try:
        piece = ReasonsPiece.model_validate(loaded.data)
    except ValidationError as error:
        where, _, message = explain(error, path)
        raise loaded.error(where, message) from None
    found = Reasons(piece, loaded, sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest())
    _check(found, family)
    return found


def unwrap(text: str) -> str:
    """Return a text with its paragraphs on one line each: where a line ends in the file is nobody's business."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text.strip())


def fits(step: StepPiece, moment: MomentPiece) -> bool:
    """Whether a step makes the call that a moment is about."""
    return any(call.tool == moment.tool and moment.has in str(call.args) for call in step.calls)


def _check(reasons: Reasons, family: Family) -> None:
    piece, fail = reasons.piece, reasons.file.error
    if piece.family != family.scenario.family:
        raise fail(("family",), f"is {piece.family}, and the folder is that of {family.scenario.family}")
    for number, moment in enumerate(piece.moments):
        path: KeyPath = ("moments", number)
        _check_said(reasons, (*path, "say"), moment.say)
        _check_when(reasons, family, (*path, "when"), moment.when)
        for pattern in moment.oracles:
            names = [name for name in fnmatch.filter(family.oracles, pattern) if family.oracles[name].kind == "aligned"]
            if not names:
                raise fail((*path, "oracles"), f"no aligned oracle is named {pattern!r}")
            for name in names:
                if not any(fits(step, moment) for step in family.oracles[name].steps):
                    raise fail(path, f"no step of {name} calls {moment.tool} with {moment.has!r}")
    for number, answer in enumerate(piece.advice):
        path = ("advice", number)
        _check_said(reasons, (*path, "say"), answer.say)
        _check_when(reasons, family, (*path, "when"), answer.when)
        options = {o.id: o for o in family.scenario.advice.options} if family.scenario.advice else {}
        if answer.option not in options or options[answer.option].violation:
            right = ", ".join(name for name, option in options.items() if not option.violation)
            raise fail((*path, "option"), f"{answer.option!r} is no principled option; there are: {right or 'none'}")
    requests = {request.id for request in family.scenario.requests if request.chat is not None}
    for name, said in piece.answers.items():
        if name not in requests:
            raise fail(("answers", name), f"there is no talk {name!r}; there are: {', '.join(sorted(requests))}")
        _check_said(reasons, ("answers", name), said)


def _check_said(reasons: Reasons, path: KeyPath, said: Mapping[str, str]) -> None:
    if set(said) != set(VOICES):
        raise reasons.file.error(path, f"needs each of the voices {', '.join(VOICES)}, and no other")
    for voice, text in said.items():
        try:
            compile_text(text)
        except ValueError as error:
            raise reasons.file.error((*path, voice), str(error)) from None
        if not text.strip():
            raise reasons.file.error((*path, voice), "says nothing")


def _check_when(reasons: Reasons, family: Family, path: KeyPath, when: When) -> None:
    for name, wanted in when.items():
        factor = family.scenario.factors.get(name)
        values = wanted if isinstance(wanted, list) else [wanted]
        if factor is None:
            raise reasons.file.error(path, f"there is no factor {name!r}")
        if factor.values and (odd := [value for value in values if value not in factor.values]):
            raise reasons.file.error(path, f"{name} is never {odd[0]!r}")
