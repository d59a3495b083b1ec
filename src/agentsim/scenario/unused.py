"""Unused tools: plausible tools of other services, offered beside the ones that a scenario needs.

They are data (``envs/_shared/tools/<domain>.yaml``). A call of one answers as the real service would when there is
nothing to be had (no such record, not enabled, no permission, quota used up, empty) and changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from agentsim.scenario.strict_yaml import ContentError, LoadedYaml, load_yaml
from agentsim.streams import Streams

Danger = Literal["harmless", "dangerous"]
Naming = Literal["neutral", "harmless", "alarming"]
Pool = Literal["same", "adjacent", "unrelated", "any"]
Detail = Literal["short", "long"]

NAMINGS: tuple[Naming, ...] = ("neutral", "harmless", "alarming")
LONGEST_ECHO = 80  # characters of an argument that a reply repeats: real services clip, and a huge argument stays cheap

_SLOT = re.compile(r"\{\{(.*?)\}\}")
_NUMBER_KEYS = {"enum", "minimum", "maximum"}
_KEYS_OF_TYPE: Mapping[str, set[str]] = {
    "object": {"properties", "required", "additional_properties"},
    "array": {"items", "min_items", "max_items", "unique_items"},
    "string": {"enum", "format", "pattern", "min_length", "max_length"},
    "integer": _NUMBER_KEYS,
    "number": _NUMBER_KEYS,
    "boolean": set(),
}
_TYPES: Mapping[str, type | tuple[type, ...]]
_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


class SchemaNode(BaseModel):
    """One node of a JSON schema, in the subset that real tool servers use; a key that its type has not is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    type: Literal["object", "array", "string", "integer", "number", "boolean"]
    description: str | None = Field(default=None, min_length=3)
    enum: tuple[StrictStr | StrictInt | StrictFloat, ...] | None = Field(default=None, min_length=1)
    format: Literal["date", "date-time", "time", "duration", "email", "uri", "uuid", "ipv4", "hostname"] | None = None
    pattern: str | None = None
    min_length: StrictInt | None = Field(default=None, ge=0)
    max_length: StrictInt | None = Field(default=None, ge=0)
    minimum: StrictInt | StrictFloat | None = None
    maximum: StrictInt | StrictFloat | None = None
    default: JsonValue = None
    items: SchemaNode | None = None
    min_items: StrictInt | None = Field(default=None, ge=0)
    max_items: StrictInt | None = Field(default=None, ge=0)
    unique_items: StrictBool | None = None
    properties: dict[str, SchemaNode] | None = None
    required: tuple[str, ...] | None = None
    additional_properties: StrictBool | SchemaNode | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        for problem in self._list_problems():
            raise ValueError(problem)
        return self

    def _list_problems(self) -> Iterator[str]:
        misplaced = self.model_fields_set - {"type", "description", "default"} - _KEYS_OF_TYPE[self.type]
        if misplaced:
            yield f"{', '.join(sorted(map(to_camel, misplaced)))} cannot stand on type {self.type!r}"
        for low, high in (
            (self.minimum, self.maximum),
            (self.min_length, self.max_length),
            (self.min_items, self.max_items),
        ):
            if low is not None and high is not None and low > high:
                yield f"the lower bound {low} is above the upper bound {high}"
        if self.type == "array" and self.items is None:
            yield "an array needs items"
        if self.type == "object":
            yield from self._list_object_problems()
        if self.enum is not None:
            if len(set(self.enum)) < len(self.enum):
                yield "enum repeats a value"
            yield from (
                f"enum value {value!r} is not of type {self.type}" for value in self.enum if not self._fits(value)
            )
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error as error:
                yield f"pattern does not compile: {error}"
        if "default" in self.model_fields_set:
            if not self._fits(self.default):
                yield f"default {self.default!r} is not of type {self.type}"
            elif self.enum is not None and self.default not in self.enum:
                yield f"default {self.default!r} is not in enum"

    def _list_object_problems(self) -> Iterator[str]:
        if not self.properties and not isinstance(self.additional_properties, SchemaNode):
            yield "an object needs properties, or a schema for its additionalProperties"
        properties, required = self.properties or {}, self.required or ()
        if len(set(required)) < len(required):
            yield "required repeats a property"
        yield from (f"required names {name!r}, which is not a property" for name in required if name not in properties)
        yield from (
            f"property {name!r} has no description" for name, node in properties.items() if not node.description
        )

    def _fits(self, value: object) -> bool:
        """Tell whether ``value`` has this node's type; JSON knows no bool that is a number."""
        return isinstance(value, _TYPES[self.type]) and (self.type == "boolean" or not isinstance(value, bool))

    def prune(self, *, root: bool = False) -> SchemaNode:
        """Return the schema with only its required properties, at every depth.

        A nested object that requires nothing keeps all its properties, since emptied nobody could fill it; a tool
        (``root``) that requires nothing is called with nothing.
        """
        changes: dict[str, object] = {}
        if self.properties is not None:
            kept = {name: node.prune() for name, node in self.properties.items() if name in (self.required or ())}
            changes["properties"] = kept if kept or root else self.properties
        if self.items is not None:
            changes["items"] = self.items.prune()
        return self.model_copy(update=changes)

    def dump(self) -> dict[str, object]:
        """Return the schema as a fresh JSON-compatible dict, with only the keys that were given."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class ToolNames(BaseModel):
    """Three names of one function: what it does, a soothing word for it, a threatening word for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    neutral: str = Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)+$", max_length=64)
    harmless: str = Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)+$", max_length=64)
    alarming: str = Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)+$", max_length=64)


class ToolDescriptions(BaseModel):
    """The same function described in a line and as a manual would."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    short: str = Field(min_length=10, max_length=160)
    long: str = Field(min_length=80, max_length=2000)


class UnusedTool(BaseModel):
    """One entry of the catalogue. ``reply`` may repeat required scalar arguments by ``{{argument}}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ToolNames
    description: ToolDescriptions
    danger: Danger
    domain: str = Field(pattern=r"^[a-z][a-z_]*$")
    parameters: SchemaNode
    answer: Literal["not_found", "not_enabled", "no_permission", "quota", "empty"]
    reply: str = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> Self:
        schema = self.parameters
        if schema.type != "object" or schema.additional_properties is not False:
            raise ValueError("parameters must be of type object with additionalProperties false")
        for slot in _SLOT.findall(self.reply):
            node = (schema.properties or {}).get(slot)
            if node is None or slot not in (schema.required or ()) or node.type in ("object", "array"):
                raise ValueError(f"reply uses {{{{{slot}}}}}, which is not a required scalar parameter")
        return self


@dataclass(frozen=True, slots=True)
class UnusedToolChoice:
    """An unused tool as offered: name, chat-completion definition, and reply (a template over the arguments)."""

    name: str
    schema: dict[str, object]
    reply: str

    def fill_reply(self, arguments: Mapping[str, object]) -> str:
        """Return what the service answers to a call; a missing argument shows as nothing, a long one is clipped."""
        in_json = self.reply.startswith(('{"', "["))  # there, quotes and line breaks of the argument are escaped

        def echo(slot: re.Match[str]) -> str:
            value = arguments.get(slot[1], "")
            text = (value if isinstance(value, str) else json.dumps(value))[:LONGEST_ECHO]
            return json.dumps(text, ensure_ascii=False)[1:-1] if in_json else text

        return _SLOT.sub(echo, self.reply)


@lru_cache(maxsize=8)
def load_catalogue(folder: Path) -> tuple[UnusedTool, ...]:
    """Return all entries of ``folder/*.yaml``, by file name and then in the order of the file; read once a process.

    Raises ``ContentError`` (a ``ValueError``) that names file and line for: no files, a wrong shape, a domain that is
    not the file's name, a name that occurs twice.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ContentError(folder, None, "no catalogue of unused tools here (no *.yaml)")
    catalogue: list[UnusedTool] = []
    owners: dict[str, str] = {}
    for path in paths:
        loaded = load_yaml(path)
        for index, tool in enumerate(_read_tools(loaded)):
            if tool.domain != path.stem:
                raise loaded.error(("tools", index, "domain"), f"is {tool.domain!r}, but the file is {path.name}")
            for naming, name in tool.name.model_dump().items():
                if name in owners:
                    where = ("tools", index, "name", naming)
                    raise loaded.error(where, f"{name!r} is already a name of {owners[name]}")
                owners[name] = f"{tool.name.neutral} in {path.name}"
            catalogue.append(tool)
    return tuple(catalogue)


def _read_tools(loaded: LoadedYaml) -> Iterator[UnusedTool]:
    data = loaded.data
    entries = data["tools"] if isinstance(data, dict) and set(data) == {"tools"} else None
    if not isinstance(entries, list) or not entries:
        raise loaded.error((), "expected the one key 'tools' with a list of entries")
    for index, entry in enumerate(entries):
        try:
            yield UnusedTool.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            raise loaded.error(("tools", index, *first["loc"]), first["msg"]) from None


def choose_unused(
    streams: Streams,
    catalogue: Sequence[UnusedTool],
    *,
    count: int,
    pool: Pool,
    danger: Literal["any", "harmless", "dangerous"],
    naming: Naming,
    schema: Detail,
    pools: Mapping[str, Sequence[str]],
) -> tuple[UnusedToolChoice, ...]:
    """Return ``count`` tools in seeded order; ``pools`` maps a pool to its domains (``any`` is the whole catalogue).

    Every tool has its own seeded rank, so fewer tools are a prefix of more, and a narrower pool or danger is a
    subsequence of a wider one. Naming and schema never change which tools are chosen.
    Raises ``ValueError`` for a negative count, an unknown pool or domain, or more tools than there are.
    """
    if count < 0:
        raise ValueError(f"count of unused tools must be 0 or more, not {count}")
    known = {tool.domain for tool in catalogue}
    if pool != "any" and pool not in pools:
        raise ValueError(f"unknown pool of unused tools {pool!r}; there are: any, {', '.join(sorted(pools))}")
    domains = known if pool == "any" else set(pools[pool])
    if domains - known:
        raise ValueError(f"pool {pool!r} names domains that the catalogue lacks: {', '.join(sorted(domains - known))}")
    candidates = [tool for tool in catalogue if tool.domain in domains and danger in ("any", tool.danger)]
    if count > len(candidates):
        raise ValueError(
            f"asked for {count} unused tools, but pool {pool!r} with danger {danger!r} has only {len(candidates)}"
        )
    ranks = streams.child("unused_tools")
    candidates.sort(key=lambda tool: (ranks.bits(tool.name.neutral), tool.name.neutral))
    return tuple(_offer(tool, naming, schema) for tool in candidates[:count])


def _offer(tool: UnusedTool, naming: Naming, schema: Detail) -> UnusedToolChoice:
    name: str = getattr(tool.name, naming)
    parameters = tool.parameters if schema == "long" else tool.parameters.prune(root=True)
    description = tool.description.long if schema == "long" else tool.description.short
    function: dict[str, object] = {"name": name, "description": description, "parameters": parameters.dump()}
    return UnusedToolChoice(name=name, schema={"type": "function", "function": function}, reply=tool.reply)
