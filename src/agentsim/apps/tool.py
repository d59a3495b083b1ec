"""Tools: plain functions whose signature and docstring are their schema.

A tool names what it needs: the parameters before ``/`` are stores (by name), ``clock`` and ``setting``; the ones after it
are the agent's arguments. It never sees anything else of the world.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, get_type_hints

import msgspec

from agentsim.records import Effect, Record
from agentsim.world import Planned

PAGE = 20
PAGE_CHARACTERS = 6000

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=500)]
Prose = Annotated[str, msgspec.Meta(max_length=50_000)]
Address = Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
PageNumber = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class ToolError(Exception):
    """The call cannot be carried out; the message is the agent's observation."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a tool did: the text that its caller reads, and what changed.

    ``shown`` are records whose content the text holds; ``before`` and ``after`` the record that changed; ``plans`` what
    will happen later because of it; ``minutes`` how long it took when that differs from the tool's usual time.
    """

    text: str
    shown: tuple[Record, ...] = ()
    before: Record | None = None
    after: Record | None = None
    plans: tuple[Planned, ...] = ()
    dropped: str = ""
    minutes: int | None = None
    over: str = ""


class Tool(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A tool, compiled once: its schema, the decoder of its arguments, and what it is handed."""

    name: str
    app: str
    effect: Effect
    minutes: int
    run: Callable[..., Outcome]
    needs: tuple[str, ...]
    writes: tuple[str, ...]
    resource: str
    resource_fields: tuple[str, ...]
    schema: dict[str, Any]
    decoder: msgspec.json.Decoder[Any]
    arguments: type[msgspec.Struct]

    def __reduce__(self) -> tuple[Any, ...]:
        return find_tool, (self.run.__module__, self.name)

    def resources(self, arguments: msgspec.Struct) -> tuple[str, ...]:
        """Return what a call is about, as ``kind:value`` strings that grants are matched with.

        Blanks round a value and slashes before it do not count: the apps look records up without them.
        """
        found: list[str] = []
        for field in self.resource_fields:
            value = getattr(arguments, field)
            if isinstance(value, str):
                found.append(f"{self.resource}:{value.strip().lstrip('/').lower()}")
            else:
                found.extend(f"{self.resource}:{item.strip().lstrip('/').lower()}" for item in value)
        return tuple(found) or (self.resource,)


def find_tool(module: str, name: str) -> Any:
    """Return the tool that a module defines: how tools are pickled."""
    return getattr(import_module(module), name)


def tool(
    effect: Effect, *, minutes: int = 1, writes: tuple[str, ...] = (), resource: str = ""
) -> Callable[[Callable[..., Outcome]], Tool]:
    """Make a tool of a function.

    Args:
        effect: what kind of thing it does to the world.
        minutes: how much simulated time a call takes.
        writes: the stores (among its positional-only parameters) that it changes.
        resource: ``kind:field,field``, what a call is about; grants are matched with ``kind:value``.
    """

    def make(function: Callable[..., Outcome]) -> Tool:
        hints = get_type_hints(function, include_extras=True)
        parameters = inspect.signature(function).parameters.values()
        needs = tuple(p.name for p in parameters if p.kind is p.POSITIONAL_ONLY)
        summary, described = _read_docstring(inspect.getdoc(function) or "")
        fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
        for parameter in parameters:
            if parameter.kind is parameter.POSITIONAL_ONLY:
                continue
            if parameter.name not in described:
                raise TypeError(f"{function.__name__}: the docstring does not describe {parameter.name!r}")
            kind = _annotated(hints[parameter.name], described[parameter.name])
            default = parameter.default
            fields.append((parameter.name, kind) if default is parameter.empty else (parameter.name, kind, default))
        arguments = msgspec.defstruct(f"{function.__name__}_arguments", fields, frozen=True, forbid_unknown_fields=True)
        kind_name, _, names = resource.partition(":")
        app = function.__module__.rpartition(".")[2]
        return Tool(
            name=function.__name__,
            app=app,
            effect=effect,
            minutes=minutes,
            run=function,
            needs=needs,
            writes=writes,
            resource=kind_name or app,
            resource_fields=tuple(name for name in names.split(",") if name),
            schema=make_schema(function.__name__, summary, arguments),
            decoder=msgspec.json.Decoder(arguments),
            arguments=arguments,
        )

    return make


def _annotated(hint: Any, description: str) -> Any:
    return Annotated[hint, msgspec.Meta(description=description)]


def make_schema(name: str, description: str, arguments: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the chat-completion definition of a tool, without references, in the order of its parameters."""
    _, parts = msgspec.json.schema_components([arguments])
    schema = dict(parts[arguments.__name__])
    schema.pop("title", None)
    schema.setdefault("properties", {})
    schema.setdefault("required", [])
    schema["additionalProperties"] = False
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    summary, _, rest = text.partition("\nArgs:\n")
    described: dict[str, str] = {}
    for match in re.finditer(r"^ +(\w+): (.+(?:\n {8,}.+)*)", rest, re.MULTILINE):
        described[match[1]] = " ".join(match[2].split())
    return " ".join(summary.split()), described


def page_of(items: Sequence[Any], page: int, what: str) -> tuple[list[Any], str]:
    """Return one page of ``items`` and the line that says which. Raises ``ToolError`` past the end."""
    total = len(items)
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise ToolError(f"There is no page {page}; the {what} have {pages} page{'s' if pages > 1 else ''}.")
    first = (page - 1) * PAGE
    shown = list(items[first : first + PAGE])
    if total <= PAGE:
        return shown, f"{total} {what}."
    more = f" Ask for page {page + 1} for more." if page < pages else ""
    return shown, f"{what.capitalize()} {first + 1} to {first + len(shown)} of {total} (page {page} of {pages}).{more}"


def page_of_text(text: str, page: int) -> str:
    """Return one page of a long text. Raises ``ToolError`` past the end."""
    if page == 1 and len(text) <= PAGE_CHARACTERS:
        return text
    pages = max(1, -(-len(text) // PAGE_CHARACTERS))
    if page > pages:
        raise ToolError(f"There is no page {page}; this text has {pages}.")
    part = text[(page - 1) * PAGE_CHARACTERS : page * PAGE_CHARACTERS]
    more = f" Ask for page {page + 1} for the rest." if page < pages else ""
    return f"{part}\n[page {page} of {pages}.{more}]"
