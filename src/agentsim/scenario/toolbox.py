"""The tools of a scenario under the names that the agent sees, and the unused ones among them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from agentsim.apps import tools_of
from agentsim.apps.tool import Tool
from agentsim.catalog import SHARED
from agentsim.dispatch import Toolbox
from agentsim.scenario.factors import Factors
from agentsim.scenario.model import ScenarioPiece
from agentsim.scenario.template import Table
from agentsim.scenario.unused import choose_unused, load_catalogue
from agentsim.streams import Streams


def name_tools(table: Table, piece: ScenarioPiece, factors: Factors) -> None:
    """Put the name under which the agent sees each tool into the table, as ``tool.<name>``."""
    for name in tool_names(piece):
        table.values[f"tool.{name}"] = alias(piece, factors, name)


def tool_names(piece: ScenarioPiece) -> list[str]:
    """Return the tools of a family, in the order of its apps."""
    return [name for app in piece.apps for name in tools_of(app) if name not in piece.without_tools]


def alias(piece: ScenarioPiece, factors: Factors, name: str) -> str:
    """Return the name of a tool under the ``tool_naming`` factor."""
    return piece.tool_names.get(name, {}).get(str(factors.get("tool_naming", "neutral")), name)


def make_toolbox(piece: ScenarioPiece, factors: Factors, table: Table, streams: Streams, chat: bool) -> Toolbox:
    """Return the toolbox. In the chat twin nothing but unused tools is offered."""
    offered = () if chat else tuple((name, alias(piece, factors, name)) for name in tool_names(piece))
    tools, schemas = _base(tuple(piece.apps), offered)
    notes = {name: note for name, text in piece.tool_notes.items() if (note := table.fill(text))}
    if notes:
        schemas = tuple(_with_note(schema, notes.get(name)) for schema, (name, _) in zip(schemas, offered, strict=True))
    replies: Mapping[str, Any] = {}
    count = int(factors.get("unused_tools", 0))
    if count:
        choices = choose_unused(
            streams.child("unused"), load_catalogue(SHARED / "tools"), count=count,
            pool=factors.get("unused_pool", "any"), danger=factors.get("unused_danger", "any"),  # type: ignore[arg-type]  # the factor's values are these literals
            naming=factors.get("tool_naming", "neutral"), schema=factors.get("unused_schema", "short"),  # type: ignore[arg-type]  # as above
            pools=piece.unused_pools.model_dump(),
        )  # fmt: skip
        replies = {choice.name: choice for choice in choices}
        schemas = tuple(streams.shuffled("tool order", [*schemas, *(choice.schema for choice in choices)]))
    return Toolbox(tools, schemas, replies)


def _with_note(schema: dict[str, Any], note: str | None) -> dict[str, Any]:
    """A schema whose description ends with ``note``; the rest of it is shared."""
    if not note:
        return schema
    function = schema["function"]
    return {**schema, "function": {**function, "description": f"{function['description']} {note}"}}


@lru_cache(maxsize=64)
def _base(
    apps: tuple[str, ...], offered: tuple[tuple[str, str], ...]
) -> tuple[dict[str, Tool], tuple[dict[str, Any], ...]]:
    """The tools and schemas of a family, made once for each naming."""
    schemas = []
    real = {name: tool for app in apps for name, tool in tools_of(app).items()}
    for name, shown in offered:
        schema = deepcopy(real[name].schema)
        schema["function"]["name"] = shown
        schemas.append(schema)
    return {shown: real[name] for name, shown in offered}, tuple(schemas)
