"""How a person writes: small habits laid over a plain text, so that no two colleagues sound alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

import msgspec

PROTECTED: Final = re.compile(r"\{\{.*?\}\}|\S*[@\d/\\]\S*|\"[^\"]*\"|“[^”]*”")
WORD: Final = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
OPENER: Final = re.compile(r"(?:^|(?<=[.!?] ))([A-Z][a-z]*)(?=[ ,'])")
STOP: Final = re.compile(r"(?<=[a-z])\.(?= |$)")
_LONG: Final = 500
HISTORY: Final = re.compile(r"^(?:>|On .* wrote:|-{3,} ?Original|_{5,}|From: )")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tables:
    """What words may change, shared by everybody: compared by identity, so that a person stays hashable and short."""

    openers: frozenset[str]
    dropped: Mapping[str, str]
    slips: Mapping[str, str]


class Quirks(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One person's habits: probabilities for a mail, forms, and the small tables that the forms need."""

    lower: float = 0.0
    apostrophes: float = 0.0
    double: bool = False
    slips: float = 0.0
    dots: float = 0.0
    bangs: float = 0.0
    phone: float = 0.0
    phone_line: str = ""
    sign: str = "first"
    quote: str = "none"
    reply: str = "Re: "
    shape: str = "{{name}}"
    tables: Tables = Tables(frozenset(), {}, {})


class Writer(Protocol):
    """What the voice needs to know of its owner."""

    @property
    def first(self) -> str:
        """The first name."""

    @property
    def last(self) -> str:
        """The last name."""

    @property
    def bye(self) -> str:
        """The words before the name."""

    @property
    def signature(self) -> str:
        """The block under a mail."""

    @property
    def quirks(self) -> Quirks:
        """The habits."""


def rewrite(quirks: Quirks, text: str, rng: Random) -> str:
    """Return ``text`` with the habits applied to its own words.

    Slots, words with a digit, slash or at-sign, quoted speech, capitalised words and quoted history stay as they are.
    """
    lower, apostrophes = rng.random() < quirks.lower, rng.random() < quirks.apostrophes
    slips, dots, bangs = rng.random() < quirks.slips, rng.random() < quirks.dots, rng.random() < quirks.bangs
    if not (lower or apostrophes or slips or dots or bangs or quirks.double):
        return text
    tables = quirks.tables
    left = 1 + (rng.random() < 0.3) if slips else 0

    def change(match: re.Match[str]) -> str:
        nonlocal left
        word = match.group()
        if apostrophes and "'" in word:
            return tables.dropped.get(word, word)
        if left and word in tables.slips and rng.random() < 0.25:
            left -= 1
            return tables.slips[word]
        return word

    def shrink(match: re.Match[str]) -> str:
        word = match.group()
        return word.lower() if word in tables.openers else word

    def stop(match: re.Match[str]) -> str:
        draw = rng.random()
        if dots and draw < 0.35:
            return "..."
        return "!!" if bangs and draw > 0.7 else "."

    lines = text.split("\n")
    for number, plain in enumerate(lines):
        if HISTORY.match(plain):
            break
        if not plain or (len(plain) > _LONG and _is_no_prose(plain)):
            continue
        line = OPENER.sub(shrink, plain) if lower else plain
        if not (apostrophes or left or dots or bangs or quirks.double):
            lines[number] = line
            continue
        pieces: list[str] = []
        at = 0
        for match in PROTECTED.finditer(line):
            pieces += (line[at : match.start()], match.group())
            at = match.end()
        pieces.append(line[at:])
        for place in range(0, len(pieces), 2):
            piece = pieces[place]
            if apostrophes or left:
                piece = WORD.sub(change, piece)
            if dots or bangs:
                piece = STOP.sub(stop, piece)
            pieces[place] = piece.replace(". ", ".  ") if quirks.double else piece
        lines[number] = "".join(pieces)
    return "\n".join(lines)


def _is_no_prose(line: str) -> bool:
    """Whether a long line is one that nobody typed, on which the patterns would take the square of its length."""
    return len(line) > 8 * _LONG or line.count("“") > 20 or max(map(len, line.split()), default=0) > _LONG // 2


def close(writer: Writer, text: str, rng: Random) -> str:
    """Return ``text`` with the writer's sign-off, unless one of its last three lines already names the writer."""
    quirks = writer.quirks
    last = "\n".join(text.rstrip().split("\n")[1:][-3:])
    if (
        text.rstrip().endswith((writer.first, f"{writer.first}."))
        or writer.first in last
        or (writer.last and writer.last in last)
    ):
        return text
    sign = quirks.sign if rng.random() < 0.75 else ("none", "first", "initial", "bye")[rng.randrange(4)]
    if sign == "initial":
        text += f"\n\n{writer.first[0]}" if rng.random() < 0.6 else f"\n{writer.first[0].lower()}."
    elif sign == "initials":
        text += f"\n\n/{writer.first[:1]}{writer.last[:1]}"
    elif sign == "first":
        text += f"\n\n{writer.first}"
    elif sign == "bye":
        text += f"\n\n{writer.bye}\n{writer.first}"
    elif sign == "block":
        text += f"\n\n{writer.bye}\n{writer.signature}"
    if rng.random() < quirks.phone:
        text += f"\n\n{quirks.phone_line}"
    return text


def speak(writer: Writer, text: str, rng: Random) -> str:
    """Return ``text`` as ``writer`` would have typed and signed it."""
    return close(writer, rewrite(writer.quirks, text, rng), rng)
