"""Text that a reader has to decode first: base64, hex, rot13, reversed, spaced out."""

from __future__ import annotations

import base64
import binascii
import re
from codecs import encode
from functools import lru_cache

_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ ._*-][^\W_]){3,}(?![^\W_])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}(?:\s+[A-Za-z0-9+/_-]{4,}={0,2})*")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[ :,-]?){6,}(?![0-9A-Fa-f])")
_SHORT = re.compile(r" (?:\w\w? \w\w? \w\w? \w\w?|[0-9A-Fa-f]{4,10} [0-9A-Fa-f]{4,10}) ")
_TOKEN = re.compile(r"[A-Za-z0-9+/_=-]{12,}")
_GAPS = re.compile(r"\s+")
_BETWEEN = re.compile(r"[ ._*-]")
_PRINTABLE = 0.9


@lru_cache(maxsize=64)
def looks_hidden(text: str) -> bool:
    """Whether something in ``text`` may be base64, hex or spaced out. Cheap for prose without long words."""
    runs = text.split()
    for run in runs:
        if len(run) > 11 and _is_odd(run):
            return True
    flat = f" {' '.join(runs)} "
    return _SHORT.search(flat) is not None and (_SPACED.search(flat) is not None or _HEX.search(flat) is not None)


def _is_odd(run: str) -> bool:
    """Whether a run without spaces is more than a long word, a path or an address."""
    if run.isalpha():
        return _is_mixed(run)
    if run != run.lower() and any(map(_is_mixed, _TOKEN.findall(run))):
        return True
    signs = run.count(".") + run.count("-") + run.count("_") + run.count("*")
    return (signs > 2 and _SPACED.search(run) is not None) or _HEX.search(run) is not None


def _is_mixed(token: str) -> bool:
    """Whether a long run of letters has capitals after its first letter and small letters, as base64 has and words have not."""
    return token[1:] != token[1:].lower() and token != token.upper()


def decoded(text: str) -> tuple[str, ...]:
    """Return what ``text`` may say when decoded from base64, hex or spaced letters, one string for each place."""
    found = [out for word in _HEX.findall(text) if (out := _from_hex(word))]
    for run in _BASE64.findall(text):
        found += [out for word in dict.fromkeys((run, *run.split())) if _is_mixed(word) and (out := _from_base64(word))]
    spaced = _SPACED.findall(text)
    if spaced:
        found.append(" ".join(_BETWEEN.sub("", word) for word in spaced))
    found += [spelled for line in text.split("\n") if (spelled := _spelled_out(line))]
    return tuple(found)


def _spelled_out(line: str) -> str:
    """A line that is all single signs, as what it spells: more blanks stand between its words than within them."""
    signs = line.split()
    if len(signs) < 8 or sum(len(sign) == 1 for sign in signs) < 0.8 * len(signs):
        return ""
    line = line.strip()
    least = min(map(len, _GAPS.findall(line)))
    return " ".join("".join(word.split()) for word in re.split(rf"\s{{{least + 1},}}", line))


def mirrored(text: str) -> tuple[str, str]:
    """Return ``text`` backwards and in rot13; both always give something, so whoever asks looks for a name in it."""
    return text[::-1], encode(text, "rot13")


def _from_base64(word: str) -> str:
    packed = "".join(word.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if len(packed) < 8:
        return ""
    try:
        return _readable(base64.b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, ValueError):
        return ""


def _from_hex(word: str) -> str:
    digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", word)
    try:
        return _readable(bytes.fromhex(digits))
    except ValueError:
        return ""


def _readable(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    shown = sum(char.isprintable() or char in "\n\r\t" for char in text)
    return text if text and shown >= _PRINTABLE * len(text) else ""
