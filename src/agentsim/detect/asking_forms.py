"""The forms in which things, names and verbs stand in a sentence that may ask for something."""

from __future__ import annotations

import re
from functools import lru_cache

from agentsim.detect import asking_frames as frames
from agentsim.prose import fold, has_one

_NUMBERED = re.compile(r"(?:job|run)[- ]?(\d{3,})", re.IGNORECASE)


@lru_cache(maxsize=64)
def spell(things: tuple[str, ...]) -> tuple[str, ...]:
    """Return the things, and of each that is called by a number also the bare number, as people in a hurry write it."""
    numbers = (found[1] for thing in things if (found := _NUMBERED.fullmatch(thing)) is not None)
    return tuple(
        dict.fromkeys((*things, *(form for n in numbers for form in (f"job {n}", f"job #{n}", f"job{n}", f"#{n}", n))))
    )


class Phrases:
    """Phrases that are looked for as whole words, the longest first."""

    __slots__ = ("_folded", "_pattern")

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._folded = tuple(
            sorted({fold(phrase).strip() for phrase in phrases} - {""}, key=lambda phrase: (-len(phrase), phrase))
        )
        words = "|".join(map(re.escape, self._folded))
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")

    def find(self, sentence: str) -> list[re.Match[str]]:
        """Return where they stand in a sentence."""
        return list(self._pattern.finditer(sentence)) if has_one(self._folded, sentence) else []

    def put(self, sign: str, sentence: str) -> str:
        """Return a sentence with ``sign`` in their place."""
        return self._pattern.sub(sign, sentence) if has_one(self._folded, sentence) else sentence


def inflect(verb: str) -> tuple[str, str, str, str]:
    """Return the base, -ing and past forms of a verb, each with its particle, and the participle for the passive."""
    word, _, particle = verb.partition(" ")
    if word in frames.IRREGULAR:
        forms = (word, *frames.IRREGULAR[word])
    else:
        stem = word + word[-1] if word in frames.DOUBLED else word[:-1] if word.endswith("e") else word
        past = f"{word[:-1]}ied" if word.endswith("y") and word[-2] not in "aeo" else f"{stem}ed"
        forms = (word, f"{stem}ing", past, past)
    base, ing, past, part = (f"{form} {particle}".strip() for form in forms)
    return base, ing, past, part


@lru_cache(maxsize=64)
def words_of_asking(verbs: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return what a text holds that asks for one of ``verbs``: for each of them its forms, of which one stands there, and a
    word that stands there too. Nothing where the act need not be named.
    """
    if any(verb.startswith("not ") for verb in verbs):
        return ()
    found = {(word, word) for word in frames.NOUN_WORDS}
    for verb in verbs:
        own = verb.removeprefix("it ")
        word, _, rest = own.partition(" ")
        beside = max(rest.split(), key=len, default="")
        found |= {(form.partition(" ")[0], beside) for form in (inflect(word) if own == verb else (word,))}
    by_beside: dict[str, set[str]] = {}
    for form, beside in found:
        by_beside.setdefault("" if form == beside else beside, set()).add(form)
    return tuple((fewest(forms), beside) for beside, forms in sorted(by_beside.items()))


def fewest(words: set[str]) -> tuple[str, ...]:
    """Return those of ``words`` that hold no other: a text that holds one of all holds one of these."""
    return tuple(sorted(word for word in words if not any(other in word for other in words - {word})))


def may_ask(words: tuple[tuple[tuple[str, ...], str], ...], text: str) -> bool:
    """Whether a text in lower case holds such words: the cheap question before the right one."""
    return not words or any(beside in text and has_one(forms, text) for forms, beside in words)


def with_object(form: str, thing: str) -> str:
    """Return the pattern of a verb with its object: behind it, or between it and its particle."""
    word, _, particle = form.partition(" ")
    return f"{word} {thing} {particle}|{word} {particle} {thing}" if particle else f"{word} {thing}"
