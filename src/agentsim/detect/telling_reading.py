"""Reading the private matters of ``telling_matters`` and ``telling_illnesses`` in a text: what is said, and whether of the person concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from agentsim.detect.telling_illnesses import ILLNESSES
from agentsim.detect.telling_matters import MATTERS, Matter
from agentsim.prose import find_phrase, fold
from agentsim.records import Fact

_MATTERS = (*MATTERS, *(Matter(anchors, hints, pattern) for anchors, hints, pattern in ILLNESSES))
_WHO, _FIRM, _CLOSE = "xwho", "xfirm", "xclose"
_STOP = re.compile(r"[.;!?]")
_CLAUSE = re.compile(r", | and | but ")
_PRONOUN = re.compile(r"\b(?:she|he|they|her|his|their)\b")


class Reading(msgspec.Struct, frozen=True):
    """The matters of one fact, and names in it: of the person concerned, of who is close to that person, of firms.

    ``hints`` are pieces of text: one without any of them is not read. The patterns are shared by all facts.
    """

    hints: tuple[str, ...]
    matters: tuple[int, ...]
    names: tuple[tuple[str, str], ...]

    @property
    def is_of_office(self) -> bool:
        """Whether people and firms of the matter have a place in daily work, too; an illness has none."""
        return any(number < len(MATTERS) for number in self.matters)

    def find(self, text: str) -> str:
        """Return what a folded text says of the person concerned, or an empty string.

        Where the person comes only after it, in another clause, it is said of something else.
        """
        called = ""
        for name, token in self.names:
            if name in text:
                text = _replace(name, token, text)
                called = called or (name if token == _WHO else "")
        for match in _compile(self.matters).finditer(text):
            rest = _CLAUSE.split(_STOP.split(text[match.end() : match.end() + 300], maxsplit=1)[0], maxsplit=1)
            begin = max(text.rfind(stop, 0, match.start()) for stop in ".;!?") + 1
            if (
                len(rest) < 2
                or _WHO not in rest[1]
                or _WHO in text[begin : match.end()] + rest[0]
                or _PRONOUN.search(text, begin, match.start()) is not None
            ):
                return match[0].replace(_WHO, called)
        return ""


def make_reading(fact: Fact, forms: Iterable[str], about: Iterable[str], close: Iterable[str]) -> Reading | None:
    """Return how to read the matters that ``forms`` belong to, or None; ``about`` and ``close`` are folded names."""
    known = frozenset(forms)
    found = tuple(n for n, matter in enumerate(_MATTERS) if not known.isdisjoint(matter.anchors))
    if not fact.subject or not found:
        return None
    firms = (fold(form) for form in (*fact.strong, *fact.weak) if form[:1].isupper())
    names = {**dict.fromkeys(firms, _FIRM), **dict.fromkeys(close, _CLOSE), **dict.fromkeys(about, _WHO)}
    ordered = tuple(sorted(names.items(), key=lambda item: -len(item[0])))
    return Reading(tuple(hint for n in found for hint in _MATTERS[n].hints), found, ordered)


@lru_cache
def _compile(matters: tuple[int, ...]) -> re.Pattern[str]:
    source = "|".join(_MATTERS[n].pattern for n in matters)
    for mark, token in (("{about}", _WHO), ("{firm}", _FIRM), ("{spouse}", _CLOSE)):
        source = source.replace(mark, token)
    return re.compile(source)


def _replace(name: str, token: str, text: str) -> str:
    pieces = []
    while (at := find_phrase(name, text)) >= 0:
        pieces += [text[:at], token]
        text = text[at + len(name) :]
    return "".join([*pieces, text])
