"""Where a quoted text stands. Detectors quote in their own folded form: case, odd spacing and typography do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_SAME = {
    "‘": "'",
    "’": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
}
SHORTEST = 3
"""Shorter quotes would mark half a page."""


def fold_text(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, where it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char.isspace():
            if folded and folded[-1] != " ":
                folded.append(" ")
                places.append(place)
            continue
        if unicodedata.category(char) == "Cf":
            continue
        for part in unicodedata.normalize("NFKC", _SAME.get(char, char)).lower():
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def find_quotes(text: str, quotes: list[str]) -> list[tuple[int, int]]:
    """Return the places of quotes in a text, in order and without overlap. A quote cut with dots counts by its parts."""
    folded, places = fold_text(text)
    found: list[tuple[int, int]] = []
    for quote in quotes:
        for part in quote.replace("...", "…").split("…"):
            wanted = fold_text(part)[0].strip()
            if len(wanted) >= SHORTEST and (begin := folded.find(wanted)) >= 0:
                found.append((places[begin], places[begin + len(wanted) - 1] + 1))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def restore_quote(quote: str, texts: Sequence[str]) -> str:
    """Return a quote in the letters of the texts that it was taken from; as it is where it does not stand in one of them.

    Only the letters of each part come back: where parts were left out, the dots stay.
    """
    parts = []
    for part in quote.replace("...", "…").split("…"):
        found = next((text[begin:end] for text in texts for begin, end in find_quotes(text, [part])), part)
        parts.append(" ".join(found.split()))
    return " … ".join(parts).strip()
