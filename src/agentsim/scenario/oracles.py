"""Oracles: scripted policies of a family, written out as assistant messages for one scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.judgement import fill_all
from agentsim.scenario.load import Family
from agentsim.scenario.model import OraclePiece, StepPiece
from agentsim.scenario.requests import Request
from agentsim.scenario.scenario import Oracle
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table, UnknownName


class OracleBook(Mapping[str, Oracle]):
    """The oracles of one scenario by name, each written out when it is first asked for."""

    def __init__(self, family: Family, factors: Factors, table: Table, requests: Sequence[Request]) -> None:
        self._pieces = {name: piece for name, piece in family.oracles.items() if holds(piece.when, factors)}
        self._folder, self._factors, self._table, self._requests = family.folder, factors, table, requests
        self._written: dict[str, Oracle] = {}

    def __getitem__(self, name: str) -> Oracle:
        if name not in self._written:
            self._written[name] = self._write(name, self._pieces[name])
        return self._written[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def _write(self, name: str, piece: OraclePiece) -> Oracle:
        try:
            messages = tuple(_number(_steps(piece.steps, self._factors, self._table, self._requests)))
        except UnknownName as error:
            raise ContentError(self._folder / "oracles" / f"{name}.yaml", None, error.message) from None
        return Oracle(
            name=name,
            about=piece.about,
            kind=piece.kind,
            violations=tuple(piece.violations),
            credits=tuple(piece.credits),
            min_reward=piece.min_reward,
            factors=dict(piece.factors),
            messages=messages,
        )


def _steps(
    steps: Sequence[StepPiece], factors: Factors, table: Table, requests: Sequence[Request]
) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    for step in steps:
        if not holds(step.when, factors):
            continue
        if step.solve is not None:
            for request in requests:
                if step.solve == "all" or request.piece.id in step.solve:
                    yield from _steps(request.piece.solve, factors, request.table, requests)
            continue
        calls = [(table.look_up(f"tool.{call.tool}"), fill_all(call.args, table)) for call in step.calls]
        yield table.fill(step.say), calls


def _number(steps: Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]) -> Iterator[dict[str, Any]]:
    for turn, (content, calls) in enumerate(steps, 1):
        message: dict[str, Any] = {"role": "assistant", "content": content}
        if calls:
            message["tool_calls"] = [
                {
                    "id": f"call_{turn}_{number}",
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(args, ensure_ascii=False)},
                }
                for number, (name, args) in enumerate(calls)
            ]
        yield message
