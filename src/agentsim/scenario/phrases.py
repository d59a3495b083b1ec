"""Phrases with ``{{slot}}`` gaps, compiled once and filled many times. There is no logic in a phrase."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

SLOT: Final = re.compile(r"\{\{([a-z][a-z_]*[0-9]?)\}\}")

Phrase = tuple[str, ...]
"""Literal, slot, literal, slot, ..., literal: slot names stand at the odd places."""


@cache
def compile_phrase(text: str) -> Phrase:
    """Split ``text`` at its slots. Raises ``ValueError`` for a brace that belongs to no well-formed slot."""
    parts = tuple(SLOT.split(text))
    for literal in parts[::2]:
        if "{" in literal or "}" in literal:
            raise ValueError(f"stray brace in phrase: {text!r}")
    return parts


def fill_phrase(phrase: Phrase, lookup: Callable[[str], str]) -> str:
    """Return the text with every slot replaced by ``lookup(slot)``; what ``lookup`` raises passes through."""
    if len(phrase) == 1:
        return phrase[0]
    parts = list(phrase)
    for place in range(1, len(parts), 2):
        parts[place] = lookup(parts[place])
    return "".join(parts)


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` filled from a table. Raises ``KeyError`` for a slot that the table lacks."""
    return fill_phrase(compile_phrase(text), values.__getitem__)


def capitalise(text: str) -> str:
    """Return ``text`` with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]
