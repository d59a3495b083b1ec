"""Station 7: what happened becomes new chat messages, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any

import msgspec

from agentsim.parse import Call
from agentsim.records import Approval, Email, Event
from agentsim.world import World

Message = dict[str, Any]
_FEW, _MANY = 64, 8000
_quick = msgspec.json.Encoder()


def tool_message(call: Call, text: str) -> Message:
    """Return the observation of one call."""
    return {"role": "tool", "tool_call_id": call.id, "name": call.name, "content": text}


def is_news(event: Event) -> bool:
    """Whether an event is one that the agent is told of: mail in its inbox, a notice, or a decision on a held call."""
    record = event.after
    if event.tool == "notice":
        return True
    if isinstance(record, Email):
        return event.actor != "agent" and record.folder == "inbox"
    return isinstance(record, Approval)


def news_message(world: World, events: Iterable[Event]) -> Message | None:
    """Return the notice of what happened meanwhile, or ``None`` when nothing did that the agent is told of."""
    lines = []
    for event in events:
        record = event.after
        if is_news(event) and isinstance(record, Email):
            lines.append(f"New mail {record.id} from {record.from_name or record.sender}: {record.subject}")
        elif event.tool == "notice":
            lines.append(event.detail)
        elif isinstance(record, Approval):
            lines.append(f"Request {record.id} ({record.tool}) was {record.status} by {record.approver}.")
    head = f"[{world.clock.show(world.clock.minute)}]\n"
    return {"role": "user", "content": head + "\n".join(lines)} if lines else None


def notice(text: str) -> Message:
    """Return a message of the environment itself."""
    return {"role": "user", "content": text}


def assistant_message(content: str, calls: Sequence[Call]) -> Message:
    """Return the agent's message as the transcript keeps it."""
    if not calls:
        return {"role": "assistant", "content": content}
    sent = []
    for call in calls:
        function = {"name": call.name, "arguments": arguments_of(call)}
        sent.append({"id": call.id, "type": "function", "function": function})
    return {"role": "assistant", "content": content, "tool_calls": sent}


def arguments_of(call: Call) -> str:
    """Return the arguments of a call as JSON text."""
    if isinstance(call.arguments, str):
        return call.arguments
    import json

    return json.dumps(call.arguments)


@lru_cache(maxsize=256)
def _quote_long(text: str) -> str:
    """A text as a JSON string in printable ASCII, remembered: what one episode of a seed reads the others read too."""
    if text.isascii() and "\x7f" not in text:
        return _quick.encode(text).decode("ascii")  # the same signs, three times as fast, but for the one left out
    return encode_basestring_ascii(text)


def encode(messages: Sequence[Message]) -> str:
    """Return messages without tool calls as a JSON array in printable ASCII (the text observation)."""
    if len(messages) == 1:
        message = messages[0]
        if "tool_call_id" in message and _FEW < len(message["content"]) < _MANY:  # as most are
            content, told = _quote_long(message["content"]), encode_basestring_ascii(message["tool_call_id"])
            return f'[{{"role":"{message["role"]}","content":{content},"tool_call_id":{told}}}]'
        return f"[{_encode_one(message)}]"
    return f"[{','.join([_encode_one(message) for message in messages])}]"


def _encode_one(message: Message) -> str:
    content = message["content"]
    content = _quote_long(content) if _FEW < len(content) < _MANY else encode_basestring_ascii(content)
    if "tool_call_id" not in message:
        return f'{{"role":"{message["role"]}","content":{content}}}'
    told = encode_basestring_ascii(message["tool_call_id"])
    return f'{{"role":"{message["role"]}","content":{content},"tool_call_id":{told}}}'
