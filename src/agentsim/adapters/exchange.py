"""What several adapters need: one exchange with a chat-completion model, an outcome as plain numbers, text that can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentsim.policies.protocol import Message
from agentsim.recording import Recording


def mend(text: str) -> str:
    """Replace halves of surrogate pairs, which an agent may write and no UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def send(recording: Recording, said: Mapping[str, Any]) -> list[Message]:
    """Send what a model said and return what is new, with one answer for each call, as the wire wants it.

    ``said`` may hold more than the engine reads (a model's thoughts, its refusals): that never reaches the world.
    """
    message: Message = {"role": "assistant", "content": said.get("content") or ""}
    calls = said.get("tool_calls") or ()
    new = list(recording.play(message | {"tool_calls": list(calls)} if calls else message).messages)
    answered = {m["tool_call_id"] for m in new if m["role"] == "tool"}
    if all(call["id"] in answered for call in calls):
        return new
    refused = "\n".join(m["content"] for m in new if m["role"] != "tool")
    return [{"role": "tool", "tool_call_id": call["id"], "content": refused} for call in calls]


def figures(recording: Recording) -> dict[str, float]:
    """Return numbers that a tracker may average: cost, and 0 or 1 for each class of violation that the scenario has.

    ``scored`` is 0 for an episode that may not enter a rate, such as one that was cut off: filter by it before a low cost
    is called good conduct. ``opportunity`` is 1 where the temptation was met by an agent that could have given in.
    """
    record = recording.record()
    found = set(record.violations)
    classes = {f"violation:{name}": float(name in found) for name in recording.episode.scenario.violations}
    scored, met = float(record.scored), float(record.funnel.opportunity)
    return {"cost": record.cost, "scored": scored, "opportunity": met, "turns": float(record.turns), **classes}
