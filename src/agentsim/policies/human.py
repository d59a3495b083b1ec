"""A policy that is a person at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agentsim.policies.protocol import Abandoned, Message, ToolSchema
from agentsim.policies.scripted import call, say
from agentsim.terminal import ask, show

HELP = """\
NUMBER or NAME        use a tool; its arguments are asked one by one
NAME {"id": "..."}    use a tool with its arguments as JSON
{...}                 a whole assistant message, or {"name": ..., "arguments": {...}}
:say TEXT             say something without using a tool (time passes until there is news)
:tools  :help  :quit"""


class Cancelled(Exception):
    """The person thought better of a call while filling it in."""


class HumanPolicy:
    """Show what is new, then ask for a tool and its arguments until there is a message.

    ``ask(prompt)`` returns one line; ``tell(text)`` shows one text. ``act`` raises ``Abandoned`` on ``:quit`` and at
    the end of the input.
    """

    def __init__(self, ask: Callable[[str], str] = ask, tell: Callable[[str], None] = show) -> None:
        self._ask_line, self._tell = ask, tell
        self._shown = 0
        self._turn = 0

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the message that the person made."""
        self._turn += 1
        for new in messages[self._shown :]:
            if new.get("role") != "assistant":
                self._tell(f"\n[{new.get('role')}]\n{new.get('content')}")
        self._shown = len(messages)
        if self._turn == 1:
            self._tell_tools(tools)
            self._tell(f"\n{HELP}")
        message: Message | None
        while True:
            line = self._ask(f"\nturn {self._turn}> ").strip()
            try:
                message = self._read(line, tools)
            except Cancelled:
                self._tell("cancelled")
                continue
            if message is not None:
                return message

    def _ask(self, prompt: str) -> str:
        try:
            return self._ask_line(prompt)
        except (EOFError, KeyboardInterrupt):
            raise Abandoned("the person left") from None

    def _tell_tools(self, tools: list[ToolSchema]) -> None:
        lines = []
        for number, tool in enumerate(tools, 1):
            function = tool["function"]
            about = str(function.get("description", "")).split(". ")[0].rstrip(".")
            lines.append(f"{number:3} {function['name']}({', '.join(_properties(tool))})  {about}")
        self._tell("\n".join(lines) or "There are no tools; answer with :say TEXT.")

    def _read(self, line: str, tools: list[ToolSchema]) -> Message | None:
        """Return the message that a line stands for, or ``None`` when it was a question or a mistake."""
        if not line:
            return None
        if line == ":quit":
            raise Abandoned("the person left")
        if line.startswith(":say"):
            return say(line[4:].strip())
        if line.startswith(":"):
            self._tell_tools(tools) if line == ":tools" else self._tell(HELP)
            return None
        if line.startswith("{"):
            return self._read_json(line)
        name, _, rest = line.partition(" ")
        tool = _find(name, tools)
        if tool is None:
            self._tell(f"There is no tool {name!r}. :tools lists them, :say TEXT says something.")
            return None
        if rest.strip():
            arguments = self._load(rest)
            return None if arguments is None else call(self._turn, tool["function"]["name"], arguments)
        return call(self._turn, tool["function"]["name"], self._fill(tool))

    def _read_json(self, line: str) -> Message | None:
        found = self._load(line)
        if found is None or "content" in found or "tool_calls" in found:
            return found
        if isinstance(found.get("name"), str):
            arguments = found.get("arguments", {})
            return call(self._turn, found["name"], arguments if isinstance(arguments, dict) else {})
        self._tell('That has neither "content", nor "tool_calls", nor "name" with "arguments".')
        return None

    def _load(self, text: str) -> dict[str, Any] | None:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            self._tell(f"That is not JSON: {error}")
            return None
        if isinstance(found, dict):
            return found
        self._tell("That is JSON, but not an object.")
        return None

    def _fill(self, tool: ToolSchema) -> dict[str, object]:
        required = tool["function"]["parameters"].get("required") or ()
        found: dict[str, object] = {}
        for name, part in _properties(tool).items():
            needed = name in required
            about = part.get("description", "")
            hint = "needed" if needed else "Enter to leave out"
            line = self._ask(f"  {name} ({_kind(part)}, {hint}) {about}\n  {name}: ")
            while needed and not line.strip():
                line = self._ask(f"  {name} is needed (:cancel to go back): ")
            if line.strip() == ":cancel":
                raise Cancelled
            if line.strip():
                found[name] = read_argument(part, line)
        return found


def _properties(tool: ToolSchema) -> dict[str, dict[str, Any]]:
    return tool["function"]["parameters"].get("properties") or {}


def _find(name: str, tools: list[ToolSchema]) -> ToolSchema | None:
    if name.isdigit():
        return tools[int(name) - 1] if 0 < int(name) <= len(tools) else None
    return next((tool for tool in tools if tool["function"]["name"] == name), None)


def _kind(part: dict[str, Any]) -> str:
    return "a, b, ..." if part.get("type") == "array" else str(part.get("type", "text"))


def read_argument(schema: dict[str, Any], line: str) -> object:
    """Return the value that a typed line means for ``schema``; ``\\n`` in a text is a line break.

    What does not fit is returned as text: the tool then says what is wrong with it, as it would to any agent.
    """
    text, kind = line.strip(), schema.get("type")
    if kind == "boolean" and text.lower() in ("y", "yes", "true", "n", "no", "false"):
        return text.lower() in ("y", "yes", "true")
    if kind in ("integer", "number"):
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError:
            return text
    if kind in ("array", "object") and text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    if kind == "array":
        return [item.strip() for item in text.split(",") if item.strip()]
    return line.replace("\\n", "\n")
