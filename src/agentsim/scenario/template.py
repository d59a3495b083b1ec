"""Strict substitution: ``{{name}}`` from a declared table, and nothing else. There is no logic in documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.model import Source
from agentsim.streams import Streams

_NAME = re.compile(r"\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}")
_ANY = re.compile(r"\{\{.*?\}\}|\{\{|\}\}")
MAX_LENGTH = 200_000


class UnknownName(KeyError):
    """A text asks for a name that the table does not have."""

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, known, 1)
        self.message = f"{{{{{name}}}}} is not in the table" + (f"; did you mean {{{{{near[0]}}}}}?" if near else "")
        super().__init__(self.message)


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

    def fill(self, look_up: Callable[[str], str]) -> str:
        """Return the text with every name replaced. Lines that held nothing but names which are all empty are dropped."""
        if not self.names:
            return self.parts[0]
        parts = self.parts.copy()
        emptied = False
        for index in range(1, len(parts), 2):
            parts[index] = look_up(parts[index]) or "\0"
            emptied = emptied or parts[index] == "\0"
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


class Table:
    """The names that texts may use, each worked out when it is first asked for."""

    def __init__(
        self, streams: Streams, factors: Factors, fixed: Mapping[str, str], sources: Mapping[str, Sequence[Source]],
        parent: Table | None = None,
    ) -> None:  # fmt: skip
        self.streams, self.factors, self.sources, self.parent = streams, factors, sources, parent
        self.values: dict[str, str] = dict(fixed)
        self._open: list[str] = []

    def look_up(self, name: str) -> str:
        """Return the text of ``name``. Raises ``UnknownName``; ``ValueError`` when names ask for each other in a ring."""
        table: Table | None = self
        while table is not None:
            value = table.values.get(name)
            if value is not None:
                return value
            if name in table.sources:
                return table._resolve(name)
            table = table.parent
        raise UnknownName(name, self.names())

    def _resolve(self, name: str) -> str:
        if name in self._open:
            raise ValueError(f"{' -> '.join([*self._open, name])}: these names ask for each other")
        self._open.append(name)
        try:
            value = self.values[name] = self._draw(name)
        finally:
            self._open.pop()
        return value

    def fill(self, text: str) -> str:
        """Return ``text`` with all its names replaced."""
        return compile_text(text).fill(self.look_up) if "{{" in text or "}}" in text else text

    def names(self) -> list[str]:
        """Return every name that can be asked for."""
        inherited = self.parent.names() if self.parent else []
        return sorted({*self.values, *self.sources, *inherited})

    def child(self, streams: Streams, fixed: Mapping[str, str], sources: Mapping[str, Sequence[Source]]) -> Table:
        """Return a table with names of its own before this one's."""
        return Table(streams, self.factors, fixed, sources, self)

    def _draw(self, name: str) -> str:
        for source in self.sources[name]:
            if holds(source.when, self.factors):
                return self.fill(draw(source, self.streams, f"value:{name}"))
        raise UnknownName(name)


def draw(source: Source, streams: Streams, name: str) -> str:
    """Return one draw from a source, before its own names are filled."""
    if source.pick is not None:
        return streams.choice(name, source.pick)
    if source.number is not None:
        return str(streams.integer(name, *source.number))
    if source.money is not None:
        return f"{streams.integer(name, *source.money) // 100 * 100:,}"
    if source.code is not None:
        letters = streams.generator(name)
        return "".join(
            letters.choice("0123456789") if c == "#" else letters.choice("ABCDEFGHKLMNPRSTVWXYZ") if c == "@" else c
            for c in source.code
        )
    return source.text or ""
