"""Which words of a request a phrase takes the request out of: those that it governs, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_PREPOSITION = re.compile(r"(?:as|at|back|from|in|into|off|on|to|under|up|with)\b")
_APART = re.compile(r"[.;:!?]|\bbut\b|, (?:so|and|then)\b")
_PARTED = re.compile(
    r"[,;:()]|\b(?:\w+ed|\w+ing|to|as|into|which|that|who|is|was|stands?|stood|come|came|comes|sent|given|put|set|known"
    r"|though|although|while|despite|not)\b"
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
