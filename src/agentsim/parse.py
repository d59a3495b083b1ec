"""Station 1: the agent's message becomes tool calls. Nothing that it holds can raise.

A message is a chat-completion assistant message, as a mapping, as its JSON, or as plain text with a call in one of the
known syntaxes: Hermes and Qwen ``<tool_call>``, a fenced or bare JSON call, ReAct's ``Action`` and ``Action Input``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

MAX_CHARACTERS = 400_000
MAX_CALLS = 16


class Call(msgspec.Struct, frozen=True, gc=False):
    """One tool call as it was sent; ``arguments`` is JSON text or, where the sender gave one, an object."""

    id: str
    name: str
    arguments: str | dict[str, Any]


class Parsed(msgspec.Struct, frozen=True, gc=False):
    """What a message says and calls; ``error`` tells the agent what was wrong with the message itself."""

    content: str = ""
    calls: tuple[Call, ...] = ()
    error: str = ""


class _Function(msgspec.Struct, gc=False):
    name: str
    arguments: str | dict[str, Any] | None = None


class _ToolCall(msgspec.Struct, gc=False):
    function: _Function
    id: str | None = None


class _Message(msgspec.Struct, gc=False):
    content: str | list[Any] | None = None
    tool_calls: list[_ToolCall] | None = None
    role: str = "assistant"


class _Plain(msgspec.Struct, gc=False):
    content: str | None = None
    tool_calls: list[_ToolCall] | None = None
    role: str = "assistant"


class _Bare(msgspec.Struct):
    name: str
    arguments: str | dict[str, Any] | None = None
    parameters: dict[str, Any] | None = None


_message = msgspec.json.Decoder(_Message)
_plain = msgspec.json.Decoder(_Plain)
_bare = msgspec.json.Decoder(_Bare)
_anything = msgspec.json.Decoder()
_FAULTS = (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError)

_HALF = re.compile("[\ud800-\udfff]")
_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|\Z)", re.DOTALL)
_FENCED = re.compile(r"```(?:json|tool_call)?[ \t]*\n(.*?)\n?```", re.DOTALL)
_CALL_LIKE = re.compile(r"\{\s*(?:\Z|\"(?:name|tool|function|arguments|parameters|tool_calls|type)\")")
_REACT = re.compile(
    r"^Action:[ \t]*([\w.-]+)[ \t]*\nAction Input:[ \t]*(.*?)(?=\nObservation:|\nThought:|\nAction:|\Z)",
    re.DOTALL | re.MULTILINE,
)


def parse(action: object, step: int) -> Parsed:
    """Return what ``action`` says and calls. ``step`` numbers the calls that come without an id."""
    if isinstance(action, str):
        if action[:1] == "{" and len(action) <= MAX_CHARACTERS and action.isascii():  # as nearly all are
            try:
                plain = _plain.decode(action)
                sent = plain.tool_calls
                if sent is not None and len(sent) == 1 and plain.role == "assistant":
                    return Parsed(plain.content or "", (_sent(sent[0], step, 0),))
            except _FAULTS:
                pass  # what it is instead, and what is wrong with it, is found below
        return parse_text(action, step)
    if isinstance(action, Mapping):
        return parse_message(action, step)
    return Parsed(error=f"The action is a {type(action).__name__}; send an assistant message.")


def parse_message(message: Mapping[str, Any], step: int) -> Parsed:
    """Return what a chat-completion assistant message says and calls."""
    try:
        parsed = _read(msgspec.convert(message, _Message, strict=True), step)
        msgspec.json.encode(parsed)  # a mapping, unlike JSON text, can hold what the transcript could not
    except (*_FAULTS, TypeError) as error:
        return Parsed(error=f"This is not an assistant message: {_reason(error)}.")
    return parsed


def parse_text(text: str, step: int) -> Parsed:
    """Return what a text says and calls."""
    if len(text) > MAX_CHARACTERS:
        return Parsed(error=f"The message has {len(text):,} characters; {MAX_CHARACTERS:,} are allowed.")
    if not text.isascii() and _HALF.search(text):
        return Parsed(error="The message holds half of a character (a lone surrogate), which is not text.")
    body = text.strip()
    if body[:1] == "{":
        return _parse_object(body, step)
    if "<tool_call>" in body:
        return _collect(_TAGGED, body, step)
    if "Action:" in body and (found := list(_REACT.finditer(body))):
        calls = tuple(
            Call(f"call_{step}_{n}", match[1], _unfence(match[2])) for n, match in enumerate(found[:MAX_CALLS])
        )
        return Parsed(body[: found[0].start()].strip(), calls)
    if "```" in body and any(_looks_like_call(match[1]) for match in _FENCED.finditer(body)):
        return _collect(_FENCED, body, step)
    return Parsed(body)


def _parse_object(body: str, step: int) -> Parsed:
    try:
        message = _message.decode(body)
        if message.content is not None or message.tool_calls is not None:
            return _read(message, step)
    except _FAULTS as error:
        reason = error
    else:
        reason = ValueError("it has neither content, nor tool_calls, nor name with arguments")
    try:
        return Parsed("", (_call(body, step, 0),))
    except _FAULTS:
        return Parsed(error=f"This is not an assistant message: {_reason(reason)}.")


def _collect(pattern: re.Pattern[str], body: str, step: int) -> Parsed:
    """Every call of a text; a part that cannot be read is a call without a name, so that nothing is lost."""
    calls = []
    for number, match in enumerate(pattern.finditer(body)):
        if number == MAX_CALLS:
            return Parsed(error=f"More than {MAX_CALLS} calls in one message.")
        try:
            calls.append(_call(match[1], step, number))
        except _FAULTS as error:
            return Parsed(error=f"Call {number + 1} cannot be read: {_reason(error)}.")
    return Parsed(pattern.sub("", body).strip(), tuple(calls))


def _call(text: str, step: int, number: int) -> Call:
    bare = _bare.decode(text)
    arguments = bare.arguments if bare.arguments is not None else bare.parameters
    return Call(f"call_{step}_{number}", bare.name, "{}" if arguments is None else arguments)


def _looks_like_call(text: str) -> bool:
    try:
        _bare.decode(text)
    except _FAULTS:
        return False
    return True


def _unfence(text: str) -> str:
    match = _FENCED.search(text)
    return match[1] if match else text.strip()


def _read(message: _Message, step: int) -> Parsed:
    content = message.content or ""
    if type(content) is not str:
        content = "".join(
            part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    if message.role != "assistant":
        return Parsed(content, error=f"The role is {message.role[:40]!r}; an agent sends assistant messages.")
    if len(content) > MAX_CHARACTERS:
        return Parsed(error=f"The content has {len(content):,} characters; {MAX_CHARACTERS:,} are allowed.")
    sent = message.tool_calls
    if not sent:
        return _read_content(content, step)
    if len(sent) == 1:
        return Parsed(content, (_sent(sent[0], step, 0),))
    if len(sent) > MAX_CALLS:
        return Parsed(content, error=f"{len(sent)} calls in one message; {MAX_CALLS} are allowed.")
    return Parsed(content, tuple([_sent(call, step, number) for number, call in enumerate(sent)]))


def _sent(call: _ToolCall, step: int, number: int) -> Call:
    function = call.function
    arguments = function.arguments
    return Call(call.id or f"call_{step}_{number}", function.name, "{}" if arguments is None else arguments)


def _read_content(content: str, step: int) -> Parsed:
    """The content of a message without tool calls: a call when the *whole* of it is one, else talk.

    Models without a calling convention answer with the bare JSON of a call. Such an answer that is cut off is an error,
    not talk: an agent that cannot act must not look like one that chose not to. A call quoted in prose is only quoted.
    """
    body = content.strip()
    if body.startswith("{") and _CALL_LIKE.match(body):
        try:
            return Parsed("", (_call(body, step, 0),))
        except _FAULTS as error:
            return Parsed(error=f"The content looks like a tool call that cannot be read: {_reason(error)}.")
    if body.startswith("<tool_call>") and not _TAGGED.sub("", body).strip():
        return _collect(_TAGGED, body, step)
    if body.startswith("```") and (fenced := _FENCED.fullmatch(body)) and _looks_like_call(fenced[1]):
        return _collect(_FENCED, body, step)
    return Parsed(content)


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).rstrip(".")[:300]
