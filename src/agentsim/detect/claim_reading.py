"""A text becomes statements and clauses in which it is asked whether the writer asserts something of something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import msgspec

from agentsim.detect.claim_layout import lay_out
from agentsim.detect.claim_phrases import words_of
from agentsim.prose import fold, own_words

_WORD = re.compile(r"[^\W_]+")
_CLITIC = re.compile(r"([^\W_])'s\b")
_NO_SIGNS = {sign: " " for sign in range(128) if not chr(sign).isalnum()}
_MARKS = str.maketrans(
    {
        "✅": " ticked ",
        "✔": " ticked ",
        "☑": " ticked ",
        "✓": " ticked ",
        "❌": " not ",
        "☐": " not ",
        "✗": " not ",
        "✘": " not ",
        "⬜": " not ",
        "🟢": " green ",
        "🔴": " red ",
        "%": " percent ",
        "👍": " ok ",
        "🟩": " green ",
    }
)
SIGNS = (*map(chr, _MARKS), "[")
"""Of every mark that is read as a word one stands in the text, or a box in brackets."""
_WHOLE = re.compile(r"(?<![\d/.-])\b(\d{1,5})(?: ?/ ?| (?:out )?of (?:the )?| from )\1\b(?![\d/-]|\.\d)")
_CLAUSES, _WORDS = 40, 80
_BOX = re.compile(r"\[( |x|X|-)\]")
_BULLET = re.compile(r"^\s*(?:[-*•·+]|\d{1,2}[.)])\s+")
_STOP = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|\n+")
_WITH = re.compile(r"\bw/? ?(?=(?:them|him|her|the|it|ms|mr|both)\b)|\bw/(?=\w)")
_SHORT = re.compile(r"\b(mr|mrs|ms|dr|nr|approx|e\.g|i\.e|resp|incl)\. ", re.IGNORECASE)
_ALL_BUT = re.compile(r"\b(everything|everyone|everybody|all|anything|nothing|nobody) but\b")
_BUT_ONE = re.compile(r"\b((?:all|every|each|any|no)(?: [a-z]+){1,2}) but (?=[a-z]+-\d)")
_QUOTE = re.compile(r"\"([^\"\n]{0,300})\"|(?<![\w'])'([^'\n]{2,120})'(?!\w)")
_CHANGED = re.compile(
    r"(?<!not )\b(?:open|new|pending|in progress|in review|in test|to ?do|amber|yellow|red|blocked|reopened|assigned|failing|failed)"
    r"\"? ?(?:->|=>|→|-->|>) ?"
)
_LABELLED = re.compile(r"\b(?:to|as|is|are|status|state|now|in|on|under|into|of|=)(?: the)?[:\s]*$")
_JOINT = re.compile(
    r"\s*([,;:()]|\s[-&+]+(?=\s)|--+|->|=>)\s*|\s+(and|but|while|whereas|although|though|because|plus)\s+(?=\S)"
)
_FIELD = (":", "-", "--", "->", "=>", "(")
_NONE = (" none ", " nil ", " zero ", " 0 ", " no ", " none reported ", " none found ", " none on the list ")
_COUNTED = re.compile(
    r"^ (?:[a-z0-9]+ ){0,3}?(?:serious|s3|saes?|excess|surplus|extra|excessive|adverse)(?: [a-z]+){0,3} $"
)
_VERBS = words_of(
    """is are was were be been being has have had will would should could can may might must do does did s ran went
    sent took got incomplete ok okay fine pass run work fail go ran runs passes fails waits needs works goes
    stands remains stays said says not no yes open pending red outstanding todo blocked missing none unclear
    unknown tbd still ticked green done finished complete passed tested failed waiting isnt arent hasnt
    havent didnt cant cannot late half partly i we they it if when once unless spoke wrote rang met found
    gave told knows know sorted spoken written heard rung given taken came come works worked kept put set read closed
    happened resolved solved dont worry doesnt wont please sorry feel look see note"""
)


class Clause(msgspec.Struct, frozen=True):
    """Plain words with a space around each, and the joint (``,``, ``:``, ``and`` ...) that stands before them."""

    words: str
    joint: str


class Statement(msgspec.Struct, frozen=True):
    """One sentence or line; ``asks`` when it is a question."""

    clauses: tuple[Clause, ...]
    asks: bool

    @property
    def words(self) -> str:
        """All its words, clause after clause."""
        return " " + " ".join(clause.words.strip() for clause in self.clauses) + " "


@lru_cache(maxsize=32)
def read_questions(text: str) -> tuple[Statement, ...]:
    """Return the questions of others below an answer: what a short answer to them is about."""
    if ">" not in text or "?" not in text:
        return ()
    quoted = " ".join(line.lstrip("> ") for line in text.split("\n") if line.lstrip().startswith(">"))[:1000]
    return tuple(one for one in _statements(quoted) if one.asks)


@lru_cache(maxsize=32)
def read_statements(text: str) -> tuple[Statement, ...]:
    """Return what the writer of ``text`` says in own words, statement by statement; quotations are left out."""
    return tuple(statement for line in _lines(text) for statement in _statements(line))


def plain(folded: str) -> str:
    """Return the words of a folded text with one space around each, apostrophes dropped."""
    if "'" in folded:
        folded = (_CLITIC.sub(r"\1 s", folded) if "'s" in folded else folded).replace("'", "")
    words = folded.translate(_NO_SIGNS).split() if folded.isascii() else _WORD.findall(folded)
    return f" {' '.join(words)} "


@lru_cache(maxsize=32)
def flatten(head: str, body: str) -> str:
    """Return all the words of a text, quoted ones too: to look for a phrase before reading with care."""
    return plain(_wholes(fold(f"{head}\n{body}")))


def _wholes(folded: str) -> str:
    """Write a number of itself as all of it: 31/31, 31 out of 31."""
    return _WHOLE.sub(r"all \1", folded)


def _lines(text: str) -> Iterator[str]:
    """Yield lines as they were meant: wrapped prose is joined, an item of a list gets the words of its heading."""
    heading, wrapped, last, alone = "", "", 0, False
    for raw in [*own_words(lay_out(text)).split("\n"), ""]:
        item = _BULLET.match(raw)
        line = (raw[item.end() :] if item else raw).strip(" \t*_#")
        begins = bool(item) or not line or not line[0].islower()
        if wrapped and (begins and (item or not line or last < 60 or wrapped.endswith((":", ".", "?", "!")))):
            yield wrapped
            wrapped = ""
        if line.endswith(":") and len(line) < 60:
            if alone:
                yield heading
            heading, alone, last = line, True, len(raw)
            continue
        if alone and line:
            if not item:
                yield heading  # no list follows: it is a line of its own
            alone = False
        if not item and line and heading and not raw[:1].isspace():
            heading = ""
        if line:
            prefix = f"{heading} " if item and heading and not wrapped else ""
            wrapped = f"{wrapped} {line}".strip() if wrapped else prefix + line
        last = len(raw)
    if wrapped:
        yield wrapped


def _statements(line: str) -> Iterator[Statement]:
    if "[" in line:
        line = _BOX.sub(lambda box: " ticked " if box[1] in "xX" else " not ", line)
    if "%" in line or not line.isascii():
        line = line.translate(_MARKS)
    flat = _WITH.sub("with ", fold(line))
    flat = _CHANGED.sub(" ", flat) if ">" in flat or "→" in flat else flat
    flat = _unquote(_wholes(flat))
    if ". " in flat:
        flat = _SHORT.sub(r"\1 ", flat)
    if " but" in flat:
        flat = _BUT_ONE.sub(r"\1 except ", _ALL_BUT.sub(r"\1 except", flat))
    for piece in _STOP.split(flat):
        clauses = tuple(_count_none(_merge(chain.from_iterable(map(_shorten, _clauses(piece))))))
        asks = bool(clauses) and _asks(piece, clauses)
        for at in range(0, len(clauses), _CLAUSES):
            yield Statement(clauses[at : at + _CLAUSES], asks)


def _shorten(clause: Clause) -> Iterator[Clause]:
    """No clause is without an end: what a reader would not take in at once is cut, so that reading stays linear."""
    if len(clause.words) < 2 * _WORDS:
        yield clause
        return
    words = clause.words.split()
    for at in range(0, len(words), _WORDS):
        yield Clause(f" {' '.join(words[at : at + _WORDS])} ", clause.joint if not at else ",")


def _unquote(flat: str) -> str:
    """Leave quotations out; a word or two in quotes after "to", "as" or "is" is a name of a state and is said."""

    def spare(found: re.Match[str]) -> str:
        inner = found[1] if found[1] is not None else found[2]
        short = len(inner.split()) <= 2 and _LABELLED.search(flat[max(0, found.start() - 24) : found.start()])
        return f" {inner} " if short else " quotation "

    return _QUOTE.sub(spare, flat) if '"' in flat or "'" in flat else flat


def _clauses(piece: str) -> Iterator[Clause]:
    at, joint = 0, ""
    for found in _JOINT.finditer(piece):
        if (
            found[1] == ","
            and piece[found.start() - 1 : found.start()].isdigit()
            and piece[found.end() : found.end() + 1].isdigit()
        ):
            continue
        if found[1] == ":" and piece[: found.start()][-1:].isdigit() and found[0] == ":":
            continue
        words = plain(piece[at : found.start()])
        mark = (found[1] or found[2]).strip()
        if words.strip():
            yield Clause(words, joint)
            joint = mark
        elif not joint or mark in (":", "but"):
            joint = mark
        at = found.end()
    words = plain(piece[at:])
    if words.strip():
        yield Clause(words, joint)


def _count_none(clauses: Iterator[Clause]) -> Iterator[Clause]:
    """Write a field that counts nothing as what it says: "serious cases: none" is "no serious cases"."""
    held: Clause | None = None
    for clause in clauses:
        if held is not None and clause.joint in _FIELD and clause.words in _NONE and _COUNTED.search(held.words):
            held = Clause(f" no{held.words}", held.joint)
            continue
        if held is not None:
            yield held
        held = clause
    if held is not None:
        yield held


def _merge(clauses: Iterator[Clause]) -> Iterator[Clause]:
    """Put the parts of a list of names together: "the labels and the restore test are done" is one clause."""
    held: Clause | None = None
    for clause in clauses:
        if held is not None:
            if clause.joint in (",", "and", "plus"):
                joined = Clause(f"{held.words.rstrip()}{clause.words}", held.joint)
            else:
                yield held
                joined = clause
        else:
            joined = clause
        held = joined if _is_name(joined.words) else None
        if held is None:
            yield joined
    if held is not None:
        yield held


def _is_name(words: str) -> bool:
    parts = words.split()
    return len(parts) <= 6 and _VERBS.isdisjoint(parts) and not any(part.endswith(("ed", "ing")) for part in parts)


def _asks(piece: str, clauses: tuple[Clause, ...]) -> bool:
    if not piece.rstrip("\"') ").endswith("?"):
        return False
    tag = clauses[-1].words.split()
    return not (
        len(clauses) > 1
        and len(tag) <= 2
        and tag[0] in ("ok", "okay", "right", "yes", "good", "alright", "fine", "deal")
    )
