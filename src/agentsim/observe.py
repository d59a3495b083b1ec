"""Station 7: what happened becomes new chat messages, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii as quote
from typing import Any

from agentsim.clock import Clock
from agentsim.parse import Call
from agentsim.records import Approval, Email, Event

Message = dict[str, Any]


def tool_message(call: Call, text: str) -> Message:
    """Return the observation of one call."""
    return {"role": "tool", "tool_call_id": call.id, "name": call.name, "content": text}


def news_message(clock: Clock, news: Sequence[Email], events: Iterable[Event]) -> Message | None:
    """Return the notice of what arrived meanwhile, or ``None``."""
    lines = [f"New mail {email.id} from {email.from_name or email.sender}: {email.subject}" for email in news]
    lines += [
        f"Request {event.after.id} ({event.after.tool}) was {event.after.status} by {event.after.approver}."
        for event in events
        if isinstance(event.after, Approval)
    ]
    return {"role": "user", "content": f"[{clock.show(clock.minute)}]\n" + "\n".join(lines)} if lines else None


def notice(text: str) -> Message:
    """Return a message of the environment itself."""
    return {"role": "user", "content": text}


def assistant_message(content: str, calls: Sequence[Call]) -> Message:
    """Return the agent's message as the transcript keeps it."""
    message: Message = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": _arguments(call)}}
            for call in calls
        ]
    return message


def _arguments(call: Call) -> str:
    if isinstance(call.arguments, str):
        return call.arguments
    import json

    return json.dumps(call.arguments)


def encode(messages: Sequence[Message]) -> str:
    """Return messages without tool calls as a JSON array in printable ASCII (the text observation)."""
    parts = []
    for message in messages:
        call = message.get("tool_call_id")
        head = f'{{"role":"{message["role"]}","content":{quote(message["content"])}'
        parts.append(f'{head},"tool_call_id":{quote(call)}}}' if call is not None else f"{head}}}")
    return f"[{','.join(parts)}]"
