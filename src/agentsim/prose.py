"""Reading text as a careful person does: what is quoted is not said, case and odd spacing do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

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
    "\u00a0": " ",
    "\u00ad": "",
}
_ODD = re.compile("[" + "".join(_FOLDED) + "]")
_BARE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_UNSEEN = "".join(
    map(chr, (*range(9), *range(11, 32), 127, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)))
) + "".join(map(chr, (*range(0x2066, 0x2070), 0xFEFF)))
_QUOTE_HEAD = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original|forwarded|ursprüngliche) (?:message|mail|nachricht) ?-{2,}"
    r"|(?:on|am|el|le) [^\n]{3,120} (?:wrote|schrieb|escribió|a écrit) ?:|from: [^\n]+\n(?:sent|date|to|subject): |_{10,}$"
    r"|begin forwarded message:)",
    re.IGNORECASE | re.MULTILINE,
)

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
    head = _QUOTE_HEAD.search(text)
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
    text = _visible(text)
    if text.isascii():
        return text.lower()
    text = _ODD.sub(lambda found: _FOLDED[found[0]], text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


def _visible(text: str) -> str:
    if text.replace("\n", " ").isprintable():
        return text
    for sign in _UNSEEN:
        if sign in text:
            text = text.replace(sign, "")
    return text


@lru_cache(maxsize=64)
def without_accents(folded: str) -> str:
    """Return a folded text as somebody types it who has no accents on the keyboard."""
    if folded.isascii():
        return folded
    plain = unicodedata.normalize("NFKD", folded.translate(_BARE))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


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


def forms_in(fact: Fact, folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the strong and the weak forms of ``fact`` that stand in a folded text."""
    strong = tuple(form for form in _forms(fact.strong) if form in folded and find_phrase(form, folded) >= 0)
    weak = tuple(form for form in _forms(fact.weak) if form in folded and find_phrase(form, folded) >= 0)
    return strong, weak


def refers_to(fact: Fact, folded: str) -> str:
    """Return the form by which a folded text refers to ``fact``: one strong or two weak ones; else an empty string."""
    for form in _forms(fact.strong):
        if form in folded and find_phrase(form, folded) >= 0:
            return form
    first = ""
    for form in _forms(fact.weak):
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
    pieces = (" ".join(piece.split()).strip(" -*>") for piece in _STOP.split(text))
    return [piece for piece in pieces if piece]


_STOP = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|\n\s*\n|\n(?=[-*\[(\d])|\n(?=[a-z][).] )")
