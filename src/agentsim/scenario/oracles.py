"""Oracles: scripted policies of a family, written out as assistant messages for one scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from agentsim.clock import Clock
from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.judgement import fill_all
from agentsim.scenario.load import Family
from agentsim.scenario.model import OraclePiece, StepPiece
from agentsim.scenario.requests import Request
from agentsim.scenario.scenario import Oracle
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table, UnknownName

Step = tuple[str, list[tuple[str, dict[str, Any]]]]


class OracleBook(Mapping[str, Oracle]):
    """The oracles of one scenario by name, each written out when it is first asked for."""

    def __init__(
        self,
        family: Family,
        factors: Factors,
        table: Table,
        requests: Sequence[Request],
        start: datetime,
        arrivals: Mapping[str, int],
    ) -> None:
        self._pieces = {name: piece for name, piece in family.oracles.items() if holds(piece.when, factors)}
        self._folder, self._factors, self._table, self._requests = family.folder, factors, table, requests
        self._clock, self._arrivals = Clock(start), arrivals
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
            messages = tuple(_number(self._steps(piece.steps, self._table)))
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

    def _steps(self, steps: Sequence[StepPiece], table: Table) -> Iterator[Step]:
        for step in steps:
            if not holds(step.when, self._factors):
                continue
            if step.solve is None:
                yield (
                    table.fill(step.say),
                    [self._call(call.tool, fill_all(call.args, table), table) for call in step.calls],
                )
                continue
            waited = 0
            for request in self._requests:
                if step.solve == "all" or request.piece.id in step.solve:
                    arrives = self._arrivals.get(request.key, 0)
                    if arrives > waited:
                        waited = arrives
                        yield "", [self._call("wait", {"until": self._clock.show(arrives)}, table)]
                    yield from self._steps(_way(step, request), request.table)

    def _call(self, tool: str, arguments: dict[str, Any], table: Table) -> tuple[str, dict[str, Any]]:
        return table.look_up(f"tool.{tool}"), arguments


def _way(step: StepPiece, request: Request) -> list[StepPiece]:
    """How a request is solved in this oracle: its own way, or the one that the step puts in its place."""
    group = request.piece.chat.group if request.piece.chat else ""
    if step.by and (not step.only or request.piece.id in step.only or group in step.only):
        return step.by
    return request.piece.solve


def _number(steps: Iterator[Step]) -> Iterator[dict[str, Any]]:
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
