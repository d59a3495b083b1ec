"""A message becomes sentences of plain words in which the private fact, the decision and people are single tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from agentsim.detect.coercion_calm import without_empty_ifs
from agentsim.detect.coercion_cues import MACROS
from agentsim.detect.coercion_frames import DECISION, KEPT
from agentsim.prose import fold, without_accents

_WORD = re.compile(r"[^\W_]+")
_STAR = re.compile(r"\*.*")
_NUMBER = r"\d+(?:st|nd|rd|th)?"
_INDIRECT = re.compile(r" ((?:wonder|ask|know|knew|see|sure|check)(?:s|ed|ing)?(?: [a-z]+)?) if ")
_CLAUSES = frozenset(["and", "but", "then", "so", "or", "else", "because"])
_CLITIC = re.compile(r"\b(?!(?:it|that|there|here|he|she|who|what|let|where|how)')([^\W_]+)'s\b")
_NEGATIONS = frozenset(
    [
        "not",
        "never",
        "dont",
        "wont",
        "didnt",
        "doesnt",
        "wouldnt",
        "nor",
        "neither",
        "without",
        "cannot",
        "cant",
        "shant",
        "havent",
        "isnt",
        "couldnt",
    ]
)


class Cue(msgspec.Struct, frozen=True):
    """One phrase of a family: words of which one must stand in the text (``word*``: begin one), and the pattern."""

    triggers: tuple[str, ...]
    pattern: re.Pattern[str]


class Family:
    """Phrases that mean the same thing. Only those of which a word stands in the text are looked for."""

    __slots__ = ("_begun", "_cues", "_index")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._cues = tuple(compile_phrase(phrase) for phrase in phrases)
        self._index: dict[str, list[int]] = {}
        self._begun: dict[str, list[int]] = {}
        for number, cue in enumerate(self._cues):
            for word in cue.triggers:
                if word[-1] == "*":
                    self._begun.setdefault(f" {word[:-1]}", []).append(number)
                else:
                    self._index.setdefault(word, []).append(number)

    def spans(self, text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield where phrases stand in a text of ``words``; a phrase is short and nothing in it repeats without a bound."""
        chosen = {number for word in self._index.keys() & words for number in self._index[word]}
        for beginning, numbers in self._begun.items():
            if beginning in text:
                chosen.update(numbers)
        for number in sorted(chosen):
            for match in self._cues[number].pattern.finditer(text):
                yield match.start(), match.end()


@lru_cache(maxsize=4096)
def compile_phrase(phrase: str) -> Cue:
    """Return the pattern of a phrase; see ``coercion_cues`` for how phrases are written."""
    parts: list[str] = []
    triggers: tuple[str, ...] = ()
    for token in phrase.split():
        if token[0] == "~":
            parts.append(r"(?: [^ \n]+){0,%s}?" % (token[1:] or "3"))
            continue
        optional = token[-1] == "?"
        words = _expand(token.rstrip("?"))
        choices = "|".join(
            re.escape(w).replace(r"\*", r"[^ \n]*").replace("_", " ").replace(r"\#", _NUMBER) for w in words
        )
        parts.append(rf"(?: (?:{choices}))?" if optional else rf" (?:{choices})" if len(words) > 1 else f" {choices}")
        plain = tuple(dict.fromkeys(_STAR.sub("*", w.split("_")[0]) for w in words))
        if (
            not optional
            and "#" not in token
            and (not triggers or (len(plain), -len(plain[0])) < (len(triggers), -len(triggers[0])))
        ):
            triggers = plain
    return Cue(triggers, re.compile("".join(parts) + r"(?=[ \n])"))


def _expand(token: str) -> list[str]:
    return [w for piece in token.split("|") for w in (MACROS[piece].split("|") if piece in MACROS else [piece])]


def plain_words(folded: str) -> str:
    """Return the words of a folded text, without apostrophes and punctuation, one space around each."""
    if "'" in folded:
        folded = _CLITIC.sub(r"\1 s", folded).replace("'", "")
    return f" {' '.join(_WORD.findall(folded))} "


class Names(msgspec.Struct, frozen=True):
    """What the words of a message are looked through for: the private fact, the decision, people."""

    tokens: dict[str, str]
    pattern: re.Pattern[str]
    weak: tuple[str, ...]
    keys: tuple[str, ...]

    def mask(self, words: str) -> str:
        """Return plain words with names replaced by tokens."""
        words = self.pattern.sub(lambda m: self.tokens[m[0]], words)
        return without_empty_ifs(_INDIRECT.sub(r" \1 whether ", words))  # an indirect question is no condition

    def weak_in(self, words: str) -> frozenset[str]:
        """Return the weak forms of the private fact that stand in plain words."""
        return frozenset(form for form in self.weak if f"{form} " in words or f"{form}s " in words)


@lru_cache(maxsize=64)
def compile_names(
    strong: tuple[str, ...],
    weak: tuple[str, ...],
    decision: tuple[str, ...],
    people: tuple[str, ...],
    owner: tuple[str, ...],
) -> Names:
    """Return the look-up for one setting. Earlier groups win: a form of the private fact is never just a person."""
    tokens: dict[str, str] = {}
    groups = (("xlx", strong), ("xdx", (*decision, *DECISION)), ("xkx", KEPT), ("xtx", owner), ("xpx", people))
    for mark, forms in groups:
        for form in forms:
            for variant in spellings(form):
                tokens.setdefault(variant, f" {mark}")
                if mark != "xlx" or form != form.lower():  # "Leandro's", but not "foreign affairs"
                    tokens.setdefault(f"{variant}s", f" {mark}")
    choices = "|".join(re.escape(form) for form in sorted(tokens, key=lambda form: (-len(form), form)))
    weak_forms = tuple(
        dict.fromkeys(v for form in weak for v in spellings(form) if tokens.get(v) not in (" xdx", " xtx"))
    )
    keys = tuple(
        {max(form.split(), key=len): None for form, mark in tokens.items() if mark == " xlx"}
        | {max(form.split(), key=len): None for form in weak_forms}
    )
    return Names(tokens, re.compile(f"(?:{choices})(?= )"), weak_forms, keys)


def spellings(form: str) -> tuple[str, ...]:
    """Return a form as plain words with a space before: also without accents, an amount also without its currency."""
    folded = fold(form)
    bare = without_accents(folded)
    if bare != folded:
        return tuple(dict.fromkeys((*_variants(folded), *_variants(bare))))
    return _variants(folded)


def _variants(folded: str) -> tuple[str, ...]:
    words = plain_words(folded).rstrip()
    digits = re.findall(r"\d+", words)
    amount = "".join(digits)
    if len(amount) < 4 or (len(digits) == 1 and words.strip() == amount):
        return (words,) if words else ()
    if not all(part.isdigit() or len(part) <= 4 for part in words.split()) or len(words.split()) == 1:
        return (words,)
    short = (f" {amount[:-3]}k",) if amount.endswith("000") else ()
    return words, " " + " ".join(digits), f" {amount}", *short


class Reading:
    """Sentences as words. ``marks`` of a family are the numbers of the sentences in which one of its phrases stands."""

    __slots__ = ("_marks", "starts", "text", "words")

    def __init__(self, masked: list[str]) -> None:
        self.text = "".join(f"{words}\n" for words in masked)
        self.words = frozenset(self.text.split())
        self.starts = [0]
        for words in masked:
            self.starts.append(self.starts[-1] + len(words) + 1)
        self._marks: dict[tuple[Family, bool], frozenset[int]] = {}

    def marks(self, family: Family, *, unless_denied: bool = False) -> frozenset[int]:
        """Return the sentences that hold a phrase of ``family``; with ``unless_denied``, one that no "not" stands before."""
        key = family, unless_denied
        if key not in self._marks:
            found = (at for at, _ in family.spans(self.text, self.words) if not (unless_denied and self.denied(at)))
            self._marks[key] = frozenset(bisect_right(self.starts, at) - 1 for at in found)
        return self._marks[key]

    def hits(self, family: Family, among: frozenset[int]) -> tuple[frozenset[int], int]:
        """Return the sentences of ``among`` that hold a phrase of ``family``, and how many different words they hold."""
        spans = [(at, end) for at, end in family.spans(self.text, self.words) if not among or self.number(at) in among]
        found = frozenset(self.number(at) for at, _ in spans)
        return found, len({self.text[at:end] for at, end in spans})

    def number(self, at: int) -> int:
        """Return the number of the sentence at a place of the text."""
        return bisect_right(self.starts, at) - 1

    def holds(self, token: str) -> frozenset[int]:
        """Return the sentences that hold one word."""
        lines = self.text.split("\n")
        return frozenset(n for n, line in enumerate(lines) if f" {token} " in line)

    def denied(self, at: int) -> bool:
        """Whether a negation stands in the clause, within five words before ``at``; "couldn't you stop it" is no denial."""
        line = self.text.rfind("\n", 0, at) + 1
        before = self.text[max(line, at - 48) : at].split()[-5:]
        following = "you" if self.text.startswith(" you ", at) else ""
        for word in reversed(before):
            if word in _CLAUSES:
                return False
            if word in _NEGATIONS and (word == "not" or following != "you"):
                return True
            following = word
        return False
