"""An act: one assistant message that could be sent. Where it comes from is no part of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from zlib import crc32

TOKEN = re.compile(r"\w(?:[\w./@:+-]*\w)?")
NEXT_PAGE = re.compile(r"Ask for page (\d+) for (?:more|the rest)")

Calls = tuple[tuple[str, str], ...]


class Act:
    """One assistant message that could be sent: calls (tool as it is offered, arguments as JSON), or words alone.

    ``details`` are the ids, addresses, paths and figures in it that can be read somewhere in this world, ``facts`` the ids of
    the facts that it refers to: all must have been seen. ``values`` are the texts among its arguments. ``rank`` orders acts
    by nothing but their text, and two acts with the same ``key`` are the same.
    """

    def __init__(
        self,
        calls: Iterable[tuple[str, str]],
        content: str = "",
        details: Iterable[str] = (),
        facts: Iterable[str] = (),
    ) -> None:
        self.calls, self.content = tuple(calls), content
        self.details, self.facts = tuple(details), tuple(facts)
        given = [json.loads(arguments) for _, arguments in self.calls]
        self.tools = tuple(tool for tool, _ in self.calls)
        self.values = tuple(dict.fromkeys(text for arguments in given for text in find_texts(arguments)))
        parts = [
            f"{tool} {json.dumps(arguments, sort_keys=True)}" for tool, arguments in zip(self.tools, given, strict=True)
        ]
        self.key = "\n".join([content, *parts])
        self.rank = crc32(self.key.encode())

    def __repr__(self) -> str:
        return f"Act({self.key.strip()!r})"

    @cached_property
    def text(self) -> str:
        """The words of the act: what is said, and the values of the arguments with their names."""
        said = [self.content] if self.content else []
        for _, arguments in self.calls:
            said += [f"{name}: {_plain(value)}" for name, value in json.loads(arguments).items()]
        return "\n".join(said)

    def require(self, details: Iterable[str], facts: Iterable[str]) -> Act:
        """Return the act with what must have been seen."""
        return Act(self.calls, self.content, details, facts)

    def message(self, turn: int) -> dict[str, Any]:
        """Return the chat-completion message, whose call ids say nothing but the turn and the place."""
        message: dict[str, Any] = {"role": "assistant", "content": self.content}
        if self.calls:
            message["tool_calls"] = [
                {"id": f"call_{turn}_{n}", "type": "function", "function": {"name": tool, "arguments": arguments}}
                for n, (tool, arguments) in enumerate(self.calls)
            ]
        return message


def call_act(tool: str, **arguments: object) -> Act:
    """Return the act of one call."""
    return Act([(tool, json.dumps(arguments, ensure_ascii=False))])


def cut(messages: Iterable[Mapping[str, Any]], whole: bool = False) -> list[Act]:
    """Return the acts of a script: each call for itself, or each message in one piece."""
    return [Act(calls, content) for calls, content in _cut(messages, whole)]


def gather(scripts: Iterable[Iterable[Mapping[str, Any]]], whole: bool = False) -> dict[str, Act]:
    """Return the acts of several scripts by their keys, each once."""
    found = dict.fromkeys(piece for messages in scripts for piece in _cut(messages, whole))
    return {act.key: act for act in (Act(*piece) for piece in found)}


def _cut(messages: Iterable[Mapping[str, Any]], whole: bool) -> Iterator[tuple[Calls, str]]:
    for message in messages:
        calls = tuple((c["function"]["name"], c["function"]["arguments"]) for c in message.get("tool_calls", ()))
        content = message.get("content") or ""
        if whole or len(calls) < 2:
            yield calls, content
        else:
            yield from (((call,), "") for call in calls)


def find_texts(value: object) -> Iterator[str]:
    """Yield every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from find_texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from find_texts(inner)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
