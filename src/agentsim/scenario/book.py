"""The book of background mail: banks of phrases and plots of threads, read from the data folder and compiled once.

A bank is a text block with one alternative a line. A body is a series of such blocks, one for each sentence slot, with
a blank line between them; a block that is just ``/`` starts a paragraph, as does ``/ // `` before an alternative; an
alternative ``-`` says nothing, and `` // `` inside one is a line break.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from agentsim.scenario.amounts import MAKERS
from agentsim.scenario.phrases import Phrase, compile_phrase
from agentsim.scenario.strict_yaml import load_yaml

Bank = tuple[Phrase, ...]
PARAGRAPH: Final[Bank] = ()
BREAK: Final = re.compile(r" ?(?<!\S)//(?!\S) ?")
BLANK: Final = re.compile(r"^/ // ")
ROLES: Final = ("a", "b", "c", "d", "x", "y", "z", "o", "p")
PARTS: Final = {
    "": "first",
    "last": "last",
    "name": "name",
    "mail": "email",
    "title": "title",
    "dept": "department",
    "firm": "",
    "phone": "phone",
    "they": "they",
    "their": "their",
    "them": "them",
}
FIXED: Final = frozenset(
    {f"{role}_{part}".rstrip("_") for role in ROLES for part in PARTS}
    | {"company", "domain", "city", "region", "land", "street", "dept", "desk", "niche", "headcount", "founded"}
)
LISTS: Final = frozenset({"room", "stem", "goods", "gear", "place", "stuff", "units", "paper", "talk", "crew"})


class Border(BaseModel):
    """What a data file may contain, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MailText(Border):
    """One mail of a plot; ``from`` is a role or ``bot``, ``to`` a role, ``desk`` or ``all`` (default: who wrote last)."""

    sender: str = Field(alias="from")
    to: str = ""
    body: str
    files: str = ""
    bare: bool = False


class PlotText(Border):
    """A thread as data. ``bot`` is ``Name <local part or address>``."""

    subject: str
    mails: tuple[MailText, ...]
    bot: str = ""
    work: bool = False


class TopicText(Border):
    """A topic with its plots."""

    key: str
    plots: tuple[PlotText, ...]


class BankFile(Border):
    """``banks`` are drawn from for each thread, ``fixed`` once for a world, ``rooms`` is a list of themes."""

    banks: dict[str, str]
    fixed: dict[str, str]
    rooms: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...]


class MailPlan(msgspec.Struct, frozen=True):
    """A compiled mail."""

    sender: str
    to: str
    body: tuple[Bank, ...]
    files: Bank
    bare: bool


class Plot(msgspec.Struct, frozen=True):
    """A compiled thread."""

    subject: Bank
    mails: tuple[MailPlan, ...]
    bot: Phrase
    work: bool


class Topic(msgspec.Struct, frozen=True):
    """A compiled topic."""

    key: str
    plots: tuple[Plot, ...]


class Book(msgspec.Struct, frozen=True):
    """Everything that background mail is made of."""

    topics: tuple[Topic, ...]
    banks: dict[str, Bank]
    fixed: dict[str, Bank]
    rooms: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=8)
def load_book(folder: Path) -> Book:
    """Read ``folder``. Raises ``ValueError`` for a slot that nothing fills, and what YAML and pydantic raise."""
    source = BankFile.model_validate(load_yaml(folder / "banks.yaml").data)
    banks = {name: _bank(text) for name, text in source.banks.items()}
    fixed = {name: _bank(text) for name, text in source.fixed.items()}
    known = FIXED | LISTS | MAKERS.keys() | banks.keys() | fixed.keys()
    topics = []
    for path in sorted(folder.glob("topics-*.yaml")):
        for entry in load_yaml(path).data:
            topics.append(_topic(TopicText.model_validate(entry), known, path.name))
    for name, bank in (banks | fixed).items():
        _check(bank, known, f"banks.yaml: {name}")
    return Book(tuple(topics), banks, fixed, source.rooms, source.stems)


def _topic(text: TopicText, known: frozenset[str], file: str) -> Topic:
    plots = []
    for plot in text.plots:
        mails = []
        for mail in plot.mails:
            body = tuple(_bank(block) for block in mail.body.strip("\n").split("\n\n"))
            files = _bank(mail.files) if mail.files else ()
            for bank in (*body, files):
                _check(bank, known, f"{file}: {text.key}")
            mails.append(MailPlan(mail.sender, mail.to, body, files, mail.bare))
        subject = _bank(plot.subject)
        _check(subject, known, f"{file}: {text.key}: subject")
        plots.append(Plot(subject, tuple(mails), compile_phrase(plot.bot), plot.work))
    return Topic(text.key, tuple(plots))


def _bank(text: str) -> Bank:
    lines = [line.strip() for line in text.strip("\n").split("\n")]
    if lines == ["/"]:
        return PARAGRAPH
    if not all(lines):
        raise ValueError(f"an empty alternative in {text!r}")
    return tuple(compile_phrase("" if line == "-" else BREAK.sub("\n", BLANK.sub("\n\n", line))) for line in lines)


def _check(bank: Any, known: frozenset[str], where: str) -> None:
    for phrase in bank:
        for slot in phrase[1::2]:
            if slot not in known and slot.rstrip("0123456789") not in known:
                raise ValueError(f"{where}: nothing fills {{{{{slot}}}}}")
