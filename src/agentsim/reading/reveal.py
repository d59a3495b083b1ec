"""Text that others wrote, made safe to look at: what cannot be seen, or moves what can be, is named where it stands."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters: escapes, bells, returns
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphens and fillers without a glyph
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction, invisible operators
    "\ud800-\udfff"  # half a pair
    "\U000e0000-\U000e0fff"  # tags: ASCII that nobody sees
    "]"
    # Joiners belong between letters of some scripts and between emoji; beside ASCII or each other they carry nothing.
    "|(?<=[\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f\u200c\u200d]|$)"
)


def reveal(value: object) -> str:
    """Return the text of a value with every invisible, control and direction character as ``[U+202E]``.

    Line breaks and tabs stay. What comes back has no character that acts on a terminal or reorders what stands beside it.
    """
    text = value if type(value) is str else str(value)
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_name, text.replace("\r\n", "\n"))


def _name(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def clip(text: str, limit: int) -> tuple[str, int]:
    """Return the first ``limit`` characters of a text and how many were left out."""
    return (text, 0) if len(text) <= limit else (text[:limit], len(text) - limit)


def one_line(value: object, limit: int = 200) -> str:
    """Return the beginning of a text on one line, revealed."""
    text = str(value)
    shown = reveal(" ".join(text[: 4 * limit].split()))
    return shown if len(shown) <= limit and len(text) <= 4 * limit else shown[:limit].rstrip() + " …"
