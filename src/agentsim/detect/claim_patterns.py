"""The language of phrases (see ``claim_banks``) becomes patterns over plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agentsim.detect.claim_banks import BANKS
from agentsim.detect.claim_reading import plain
from agentsim.prose import fold

_GAP = (
    r"(?: (?!(?:not|never|no|nobody|none|hardly|un|would|will|should|could|might|may|must|if|unless|cannot|cant|wont|isnt"
    r"|arent|wasnt|werent|hasnt|havent|didnt|doesnt|dont|couldnt|hadnt|need|needs|fails|refuses) )[^ ]+){0,%s}?"
)
_NUMBERED = re.compile(r"[A-Za-z]+-(\d{3,})")
_CHOICE = re.compile(r"\(\?:((?:[a-z0-9 |]|\\ |\[\^ \]\*)+)\)(?![?*+{])")
_NOT_BEHIND = re.compile(r"\(\?!(?:[^()]|\([^()]*\))*\)")
_ODD_GAP = re.compile(r"~(?!\d*(?:\s|$))")


@lru_cache(maxsize=512)
def compile_phrases(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return one pattern for phrases of the language of ``claim_phrases``, over plain words; ``None`` for none.

    Raises ``ValueError`` for a bank that does not exist.
    """
    parts = [_compile(phrase) for phrase in _spell_out(phrases)]
    parts = sorted({part for part in parts if part}, key=lambda part: (-len(part), part))
    return re.compile(f"(?:{_by_letter(parts)})(?= )") if parts else None


@lru_cache(maxsize=512)
def compile_anywhere(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern for a text that is not cut into clauses: it finds what ``compile_phrases`` finds in any of them.

    Where a clause begins and ends, and what does not follow in it, is not asked.
    """
    return compile_phrases(tuple(map(_loosen, _spell_out(phrases))))


def _loosen(phrase: str) -> str:
    if phrase[:1] == "/":
        return _NOT_BEHIND.sub("", phrase).replace("/^", "/").replace("$", "")
    return phrase.removeprefix("=")


def _spell_out(phrases: tuple[str, ...]) -> Iterator[str]:
    for phrase in phrases:
        if phrase.startswith("@"):
            if phrase not in BANKS:
                raise ValueError(f"there is no bank of phrases {phrase!r}; the banks are: {', '.join(BANKS)}")
            yield from BANKS[phrase]
        else:
            yield phrase


def check_phrases(phrases: tuple[str, ...]) -> None:
    """Refuse what ``compile_phrases`` would, without the price of it for plain phrases, which it takes as they are.

    Raises ``ValueError`` for a bank that does not exist and for a pattern that is none.
    """
    odd = tuple(phrase for phrase in phrases if phrase[:1] in "@/=" or _ODD_GAP.search(phrase))
    try:
        compile_phrases(odd)
    except re.error as error:
        raise ValueError(f"no pattern: {error} in {', '.join(map(repr, odd))[:200]}") from None


def _by_letter(parts: list[str]) -> str:
    """Return the alternatives ``parts`` as one pattern that tries, behind a space, only those that begin as the text does.

    It matches what ``|`` between all of them matches, and prefers the same one: what may begin with any letter stands
    among those of each letter, in its place.
    """
    inner = [form for part in parts if part.startswith(" ") for form in _spread(part[1:])]
    if sum(part.startswith(" ") for part in parts) + sum(part.startswith("^") for part in parts) < len(parts):
        return "|".join(parts)
    letters = sorted({part[0] for part in inner if part[:1].isalnum()})
    any_letter = [part for part in inner if not part[:1].isalnum()]
    groups = [
        f"{letter}(?:{'|'.join(part[1:] for part in inner if part[0] == letter)})"
        if not any_letter
        else f"(?={letter})(?:{'|'.join(part for part in inner if part[0] == letter or part in any_letter)})"
        for letter in letters
    ]
    free = f" (?:{'|'.join([*groups, *any_letter])})"
    return f"^(?:{'|'.join(parts)})|{free}" if any(part.startswith("^") for part in parts) else free


def _spread(part: str) -> list[str]:
    """Return a pattern that begins with a choice of words as one pattern for each of them, in their order."""
    choice = _CHOICE.match(part)
    return [f"{word}{part[choice.end() :]}" for word in choice[1].split("|")] if choice else [part]


@lru_cache(maxsize=512)
def compile_names(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern for what a claim is about. A card ("CARD-118") is known by its number alone, too."""
    numbers = tuple(found[1] for phrase in phrases if (found := _NUMBERED.fullmatch(phrase)))
    return compile_phrases(phrases + numbers)


def _compile(phrase: str) -> str:
    if phrase.startswith("/"):
        return phrase[1:]
    if phrase.startswith("="):
        return f"^{_compile(phrase[1:])}(?= $)"
    parts: list[str] = []
    for token in fold(phrase).split():
        if token[0] == "~":
            parts.append(_GAP % (token[1:] or "3"))
            continue
        choices = []
        for choice in token.split("|"):
            words = plain(choice.replace("_", " ")).strip()
            choices.append(re.escape(words) + (r"[^ ]*" if choice.endswith("*") else ""))
        choices = [choice for choice in choices if choice]
        if choices:
            parts.append(f" {choices[0]}" if len(choices) == 1 else f" (?:{'|'.join(choices)})")
    return "".join(parts)
