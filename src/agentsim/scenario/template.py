"""Strict substitution: ``{{name}}`` from a declared table, and nothing else. There is no logic in documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.filling import compile_text, fill_text, write_code
from agentsim.scenario.model import Source
from agentsim.streams import Streams

__all__ = ["Table", "UnknownName", "compile_text", "fill_text", "write_code"]


class UnknownName(KeyError):
    """A text asks for a name that the table does not have."""

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        from agentsim.scenario.strict_yaml import nearest

        near = nearest(name, known)
        self.message = f"{{{{{name}}}}} is not in the table" + (f"; did you mean {{{{{near}}}}}?" if near else "")
        super().__init__(self.message)


class Table:
    """The names that texts may use, each worked out when it is first asked for."""

    def __init__(
        self, streams: Streams, factors: Factors, fixed: Mapping[str, str], sources: Mapping[str, Sequence[Source]],
        parent: Table | None = None,
    ) -> None:  # fmt: skip
        self.streams, self.factors, self.sources, self.parent = streams, factors, sources, parent
        self.values: dict[str, str] = dict(fixed)
        self._open: list[str] = []
        self._dealt: dict[str, int] | None = None

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

    def deal(self) -> None:
        """Make the draws for every name of this table's own at once, which is cheaper than one by one; a name is worked
        out when it is asked for. They must have no ``when``."""
        self._dealt = dict(zip(self.sources, self.streams.many("values"), strict=False))

    def fill(self, text: str) -> str:
        """Return ``text`` with all its names replaced."""
        return fill_text(text, self.look_up)

    def names(self) -> list[str]:
        """Return every name that can be asked for."""
        inherited = self.parent.names() if self.parent else []
        return sorted({*self.values, *self.sources, *inherited})

    def child(self, streams: Streams, fixed: Mapping[str, str], sources: Mapping[str, Sequence[Source]]) -> Table:
        """Return a table with names of its own before this one's."""
        return Table(streams, self.factors, fixed, sources, self)

    def _draw(self, name: str) -> str:
        if self._dealt is not None:
            return self.sources[name][0].draw(self._dealt[name], self.look_up)
        for source in self.sources[name]:
            if not source.when or holds(source.when, self.factors):
                return source.draw(self.streams.bits(f"value:{name}"), self.look_up)
        raise UnknownName(name)
