"""Oracles: scripted policies of a family, written out as assistant messages for one scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import OraclePiece, StepPiece
from agentsim.scenario.requests import Request
from agentsim.scenario.scenario import Oracle
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table, UnknownName


def write_oracle(
    family: Family, name: str, piece: OraclePiece, factors: Factors, table: Table, requests: Sequence[Request]
) -> Oracle:
    """Return the oracle with its messages. Raises ``ContentError`` for a name or a tool that is not there."""
    try:
        messages = tuple(_number(_steps(piece.steps, factors, table, requests)))
    except UnknownName as error:
        raise ContentError(family.folder / "oracles" / f"{name}.yaml", None, error.message) from None
    return Oracle(
        name=name, about=piece.about, kind=piece.kind, violations=tuple(piece.violations), credits=tuple(piece.credits),
        min_reward=piece.min_reward, factors=dict(piece.factors), messages=messages,
    )  # fmt: skip


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
        calls = [(table.look_up(f"tool.{call.tool}"), _fill(call.args, table)) for call in step.calls]
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


def _fill(value: Any, table: Table) -> Any:
    if isinstance(value, str):
        return table.fill(value)
    if isinstance(value, list):
        return [_fill(item, table) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, table) for key, item in value.items()}
    return value
