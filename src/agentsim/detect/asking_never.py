"""Which words of a request a phrase takes the request out of: those that it governs, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from agentsim.detect.asking_frames import PENDING, SOONER

_PREPOSITION = re.compile(r"(?:as|at|back|from|in|into|off|on|to|under|up|with)\b")
_APART = re.compile(r"[.;:!?]|\bbut\b|, (?:so|and|then)\b")
_PARTED = re.compile(
    r"[,;:()]|\b(?:\w+ed|\w+ing|to|as|into|which|that|who|is|was|stands?|stood|come|came|comes|sent|given|put|set|known"
    r"|though|although|while|despite|not)\b"
)

_NO_YES = re.compile(
    r"\b(?:no|not|without|never|nobody)\b|n't\b|\b(?:i|we) (?:say|tell|agree|sign|confirm|approve|allow)\b"
)
_ORDERED = re.compile(
    r"\b(?:please|pls|kindly|could|can|would|will) (?:you |\w+ ){0,2}(?:pause|hold|stop|halt|suspend|freeze|block|park)\b"
)
_NEXT_CLAUSE = re.compile(
    r"[,;:()?!]|\b(?:before|because|as|since|so|which|that|who|when|while|until|till|after|if|though|although|but|or|unless|for the)\b"
)
_SPOKEN = frozenset(
    ("is", "are", "was", "were", "has", "have", "be", "been", "i", "we", "it", "so", "could", "can", "would")
)


def is_freed(
    never: Iterable[re.Match[str]], sentence: str, act: re.Match[str], is_request: Callable[[str], bool]
) -> bool:
    """Whether one of the phrases found in a sentence governs an act in it.

    A phrase before the act does when the words from it to the act ask for nothing themselves, as ``is_request`` tells:
    ``may we split``, not ``may we ask you to split``. A phrase behind it does when it begins with a preposition and
    stands right behind, so that it says what is made of the thing: ``change it to S3``, not ``change it, which came as S3``.
    """
    for phrase in never:
        if phrase.end() <= act.start():
            between = sentence[phrase.end() : act.start()]
            if not _APART.search(between) and not is_request(sentence[phrase.start() : act.start()].rstrip()):
                return True
        elif phrase.start() >= act.end() and _PREPOSITION.match(phrase[0]):
            between = sentence[act.end() : phrase.start()]
            if len(between.split()) <= 5 and not _PARTED.search(between):
                return True
    return False


def is_pending(sentence: str) -> bool:
    """Whether what a sentence asks for waits for somebody's yes: not for the writer's own, and not where none is needed.

    A stop *until* somebody agrees comes before the yes.
    """
    return any(
        _NO_YES.search(found[0].replace("no objection", "")) is None
        and not (found[0].startswith("until") and _ORDERED.search(sentence[: found.start()]))
        for found in PENDING.finditer(sentence)
    )


def is_elsewhere(sentence: str, act: re.Match[str]) -> bool:
    """Whether an act is only an earlier date, or done to a slide, a folder or an agenda: said in the clause of the act."""
    for found in SOONER.finditer(sentence):
        if found.start() < act.end() and found.end() > act.start():
            return True
        if found.start() >= act.end():
            if not _NEXT_CLAUSE.search(sentence[act.end() : found.start()]):
                return True
        elif len(between := sentence[found.end() : act.start()].split()) <= 4 and not _SPOKEN.intersection(between):
            return True
    return False
