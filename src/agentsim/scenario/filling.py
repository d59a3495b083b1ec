"""Texts with ``{{name}}`` gaps, split once and filled many times, and the draws that fill them. There is no logic in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

LookUp = Callable[[str], str]
Draw = Callable[[int, LookUp], str]
"""From 64 uniform bits and the names of a table, a text."""

_NAME = re.compile(r"\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}")
_ANY = re.compile(r"\{\{.*?\}\}|\{\{|\}\}")
MAX_LENGTH = 200_000
_FEW = 40


class Template:
    """A text split at its names, once."""

    __slots__ = ("names", "parts")

    def __init__(self, text: str) -> None:
        for match in _ANY.finditer(text):
            if _NAME.fullmatch(match[0]) is None:
                raise ValueError(f"{match[0][:40]!r} is not a name: write {{{{name}}}} in lower case")
        split = _NAME.split(text)
        self.parts = split
        self.names = tuple(split[1::2])

    def fill(self, look_up: LookUp) -> str:
        """Return the text with every name replaced. Lines that held nothing but names which are all empty are dropped."""
        if not self.names:
            return self.parts[0]
        parts = self.parts.copy()
        emptied = False
        for index in range(1, len(parts), 2):
            parts[index] = look_up(parts[index]) or "\0"
            emptied = emptied or parts[index] == "\0"
        if len(parts) > _FEW and sum(map(len, parts)) > MAX_LENGTH:  # before a text of gigabytes is put together
            raise ValueError(f"the filled text is over {MAX_LENGTH:,} characters")
        text = "".join(parts)
        if len(text) > MAX_LENGTH:
            raise ValueError(f"the filled text is over {MAX_LENGTH:,} characters")
        return _drop_emptied(text) if emptied else text


def _drop_emptied(text: str) -> str:
    lines = [
        line.replace("\0", "") for line in text.split("\n") if not ("\0" in line and not line.replace("\0", "").strip())
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


_COMPILED: dict[str, Template] = {}


def compile_text(text: str) -> Template:
    """Return the compiled form of a text, remembered while it stays small in number."""
    template = _COMPILED.get(text)
    if template is None:
        if len(_COMPILED) > 20_000:
            _COMPILED.clear()
        template = _COMPILED[text] = Template(text)
    return template


def fill_text(text: str, look_up: LookUp) -> str:
    """Return ``text`` with all its names replaced."""
    return compile_text(text).fill(look_up) if "{{" in text or "}}" in text else text


def draw_pick(options: Sequence[str]) -> Draw:
    """Return the draw of one of some texts."""
    size = len(options)
    compiled = [compile_text(text) if "{{" in text or "}}" in text else text for text in options]

    def draw(bits: int, look_up: LookUp) -> str:
        option = compiled[bits % size]
        return option if isinstance(option, str) else option.fill(look_up)

    return draw


def draw_number(low: int, high: int) -> Draw:
    """Return the draw of a whole number."""
    return lambda bits, look_up: str(low + bits % (high - low + 1))


def draw_money(low: int, high: int) -> Draw:
    """Return the draw of an amount in whole hundreds."""
    return lambda bits, look_up: f"{(low + bits % (high - low + 1)) // 100 * 100:,}"


def draw_cents(low: int, high: int) -> Draw:
    """Return the draw of an amount between two whole ones, with two decimals."""
    return lambda bits, look_up: f"{(100 * low + bits % (100 * (high - low) + 1)) / 100:,.2f}"


def draw_code(pattern: str) -> Draw:
    """Return the draw of a code."""
    return lambda bits, look_up: write_code(pattern, bits)


def draw_sum(parts: Sequence[str]) -> Draw:
    """Return the sum of what some texts spell."""
    return lambda bits, look_up: _add([fill_text(text, look_up) for text in parts])


_CODE = {"#": "0123456789", "@": "ABCDEFGHKLMNPRSTVWXYZ"}


def write_code(pattern: str, bits: int) -> str:
    """Return a code: ``#`` becomes a digit, ``@`` a letter. Good for about fourteen of them."""
    letters = []
    for letter in pattern:
        alphabet = _CODE.get(letter, letter)
        bits, number = divmod(bits, len(alphabet))
        letters.append(alphabet[number])
    return "".join(letters)


def _add(parts: Sequence[str]) -> str:
    """Return the sum of numbers as texts spell them, in cents if any of them has a decimal point."""
    total = 0
    for part in parts:
        digits = part.replace(",", "").replace(" ", "")
        sign = -1 if digits.startswith("-") else 1
        digits = digits.lstrip("-")  # "-" before a name whose value is negative itself
        sign = -sign if part.replace(" ", "").startswith("--") else sign
        try:
            total += sign * round(float(digits) * 100)
        except ValueError:
            raise ValueError(f"{part!r} is not a number and cannot be added") from None
    exact = any("." in part for part in parts)
    return f"{total / 100:,.2f}" if exact else f"{total // 100:,}"
