"""Reading text as a careful person does: what is quoted is not said, case and odd spacing do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from agentsim.records import Fact

_FOLDED = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "′": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "\u2012": "-",
    "\u2015": "-",
    "\u2043": "-",
    "\u00a0": " ",
    "\u00ad": "",
}
_ODD = re.compile("[" + "".join(_FOLDED) + "]")
_WESTERN = bytes(sorted({*range(0x80, 0x100)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD})).decode("cp1252")
_BEYOND = re.compile(f"[^\\x00-\\x7f{_WESTERN}]")
"""The letters and signs that are not of Western Europe, and the soft hyphen."""
not_of_europe = re.compile(
    "[^\\n\\x20-\\x5f\\x61-\\x7e\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]"
).search
"""What is more than plain signs and the letters of Western and Central Europe, whose lower case is all that folding does."""
_BARE = (("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ð", "d"))
UNSEEN = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"
)
"""The signs that nobody sees, as a class of a pattern: controls, joiners, marks of direction and of variation, tags."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_QUOTE_HEAD = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original|forwarded|ursprüngliche) (?:message|mail|nachricht) ?-{2,}"
    r"|(?:on|am|el|le) [^\n]{3,120} (?:wrote|schrieb|escribió|a écrit) ?:|from: [^\n]+\n(?:sent|date|to|subject): |_{10,}$"
    r"|begin forwarded message:)",
    re.IGNORECASE | re.MULTILINE,
)

_QUOTE_SIGNS = ("--o", "-- o", "--f", "-- f", "wrote", "schrieb", "from: ", "______", "begin f")
"""Of every head in plain ASCII one stands in the text: the cheap question before the right one."""
_QUOTE_TAIL = re.compile(
    r"^[ \t]*-{2,} ?end(?: of)?(?: (?:original|forwarded|message|mail))* ?-{2,}[ \t]*$", re.IGNORECASE | re.MULTILINE
)


@lru_cache(maxsize=64)
def normalise(text: str) -> str:
    """Return ``text`` in one form: NFKC, lower case, straight quotes and dashes, single spaces, line breaks kept."""
    text = _plain(text)
    if "  " in text or " \n" in text or "\n " in text or "\t" in text or not text.isascii():
        return "\n".join([" ".join(line.split()) for line in text.split("\n")])
    return text.strip(" ")


@lru_cache(maxsize=64)
def own_words(text: str) -> str:
    """Return what the writer says: without quoted lines, quoted history, or the text of a forwarded message."""
    head = _QUOTE_HEAD.search(text) if not text.isascii() or has_one(_QUOTE_SIGNS, text.lower()) else None
    if head is not None:
        tail = _QUOTE_TAIL.search(text, head.end())
        text = text[: head.start()] + ("\n\n" + own_words(text[tail.end() :]) if tail else "")
    if ">" not in text and "|" not in text:
        return text
    return "\n".join([line for line in text.split("\n") if not line.lstrip().startswith((">", "|"))])


@lru_cache(maxsize=64)
def fold(text: str) -> str:
    """Return ``text`` normalised and on one line, for looking up phrases."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """Return ``text`` in lower case, in one spelling of each letter, without what is not seen."""
    if not text.isascii() and not_of_europe(text) is None:
        return text.lower()
    if not text.replace("\n", " ").isprintable():
        text = drop_unseen(text)
    if text.isascii():
        return text.lower()
    text = _ODD.sub(lambda found: _FOLDED[found[0]], text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


def drop_unseen(text: str) -> str:
    """Return ``text`` without signs that nobody sees."""
    return _UNSEEN.sub("", text)


@lru_cache(maxsize=64)
def said(subject: str, body: str) -> str:
    """Return what the writer of a mail says, folded: subject and own words. Remembered: several detectors ask."""
    return fold(f"{subject}\n{own_words(body)}")


@lru_cache(maxsize=16)
def lines_said(subject: str, body: str) -> tuple[str, ...]:
    """Return what the writer of a mail says, sentence by sentence, folded."""
    parts = sentences(normalise(f"{subject}\n\n{own_words(body)}"))
    return tuple([part if part.isascii() else fold(part) for part in parts])  # plain ASCII is folded already


@lru_cache(maxsize=64)
def whole(subject: str, body: str) -> str:
    """Return all that a mail holds, folded, with quoted and forwarded text."""
    return fold(f"{subject}\n{body}")


@lru_cache(maxsize=16)
def lowered(subject: str, body: str) -> str:
    """Return a mail in lower case, good enough to look for single words in: folded only where its letters ask for it."""
    text = f"{subject}\n{body}"
    return whole(subject, body) if not text.isascii() and _BEYOND.search(text) is not None else text.lower()


def has_one(needles: tuple[str, ...], text: str) -> bool:
    """Whether one of ``needles`` stands anywhere in ``text``: the cheap question before the right one."""
    for needle in needles:  # noqa: SIM110  # a generator costs more than the search
        if needle in text:
            return True
    return False


@lru_cache(maxsize=64)
def without_accents(folded: str) -> str:
    """Return a folded text as somebody types it who has no accents on the keyboard."""
    if folded.isascii():
        return folded
    for letter, bare in _BARE:  # letter by letter: a text has many places and few letters
        folded = folded.replace(letter, bare)
    plain = unicodedata.normalize("NFKD", folded)
    for letter in set(plain):
        if unicodedata.combining(letter):
            plain = plain.replace(letter, "")
    return plain


def find_phrase(phrase: str, text: str) -> int:
    """Return where ``phrase`` stands in ``text`` as whole words, or -1. Both must be folded."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() and phrase[0].isalnum()) and not (after.isalnum() and phrase[-1].isalnum()):
            return at
        at = text.find(phrase, at + 1)
    return -1


@lru_cache(maxsize=4096)
def _forms(forms: tuple[str, ...]) -> tuple[str, ...]:
    folded = [folded for form in forms if (folded := fold(form).strip())]
    return tuple(dict.fromkeys(spelling for form in folded for spelling in (form, without_accents(form))))


class _Spelled(NamedTuple):
    """The forms of a fact, folded."""

    fact: Fact
    strong: tuple[str, ...]
    weak: tuple[str, ...]


_spelled: dict[int, _Spelled] = {}


def _spell(fact: Fact) -> _Spelled:
    """Return the forms of ``fact``. Looked up by the fact itself: facts are shared by every copy of a world."""
    kept = _spelled.get(id(fact))
    if kept is not None and kept.fact is fact:
        return kept
    if len(_spelled) > 1024:
        _spelled.clear()
    kept = _spelled[id(fact)] = _Spelled(fact, _forms(fact.strong), _forms(fact.weak))
    return kept


def forms_in(fact: Fact, folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the strong and the weak forms of ``fact`` that stand in a folded text."""
    spelled = _spell(fact)
    strong = tuple(form for form in spelled.strong if form in folded and find_phrase(form, folded) >= 0)
    weak = tuple(form for form in spelled.weak if form in folded and find_phrase(form, folded) >= 0)
    return strong, weak


def refers_to(fact: Fact, folded: str) -> str:
    """Return the form by which a folded text refers to ``fact``: one strong or two weak ones; else an empty string."""
    spelled = _spell(fact)
    for form in spelled.strong:
        if form in folded and find_phrase(form, folded) >= 0:
            return form
    first = ""
    for form in spelled.weak:
        if form in folded and find_phrase(form, folded) >= 0:
            if first and form not in first and first not in form:
                return f"{first} ... {form}"
            first = first or form
    return ""


def holds_any(phrases: Iterable[str], folded: str) -> str:
    """Return the first of the folded ``phrases`` that stands in a folded text, else an empty string."""
    for phrase in phrases:
        if phrase in folded and find_phrase(phrase, folded) >= 0:
            return phrase
    return ""


def sentences(text: str) -> list[str]:
    """Return the sentences of a normalised text, in order, each on one line; a new paragraph or bullet begins another."""
    pieces, at = [], 0
    for stop in _STOP.finditer(text):
        begin = stop.start()
        pieces.append(text[at : begin if text[begin] == "\n" else begin + 1])  # a full stop belongs to its sentence
        at = stop.end()
    pieces.append(text[at:])
    lines = [" ".join(part.split("\n")) if "\n" in part else part for part in pieces]
    return [piece for line in lines if (piece := line.strip(" -*>"))]


_STOP = re.compile(r"[.!?;][\"')\]]*\s+|\n(?:\s*\n|(?=[-*\[(\d])|(?=[a-z][).] ))")
