"""What a small model is shown of an episode: the beginning of the prompt, what happened last, and acts as plain text.

The same form in training and in the measurement. Tools are not listed: their schemas alone are several thousand tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agentsim.policies.local import plain_text
from agentsim.sft.tokens import Tokenizer

Turn = dict[str, str]
FORM = 'Act with one line of JSON: {"tool": NAME, "arguments": {...}}.'
_CUT = "\n[...]\n"


def write_act(message: Mapping[str, Any]) -> str:
    """Return an assistant message as text: what is said, then a line for each call."""
    lines = [said] if (said := plain_text(message.get("content")).strip()) else []
    for call in message.get("tool_calls") or ():
        given = call["function"]["arguments"]
        arguments = json.loads(given or "{}") if isinstance(given, str) else given
        lines.append(json.dumps({"tool": call["function"]["name"], "arguments": arguments}, ensure_ascii=False))
    return "\n".join(lines).replace("<|", "< |")


def write_window(
    messages: Sequence[Mapping[str, Any]], count: Tokenizer, *, room: int, head: int, opening: int, acts: bool = True
) -> list[Turn]:
    """Return the turns that fit ``room`` tokens: system, then user and assistant by turns, the user's last.

    The system prompt keeps ``head`` tokens and the first message ``opening``; of the rest, the newest messages that fit, the
    newest always, with its middle cut out where it is too long alone. A note says how many are left out. What an
    assistant's turn holds besides is not shortened. ``acts`` asks for the form of an act.
    """
    system = "\n".join(plain_text(m.get("content")) for m in messages if m.get("role") == "system")
    rest = [m for m in messages if m.get("role") != "system"]
    alone = len(rest) == 1
    first = clip(f"{clip(system, head, count)}\n\n{FORM}" if acts else clip(system, head, count), room, count)
    left = room - count(first)
    turns: list[Turn] = [{"role": "system", "content": first}]
    start = clip(_spell(rest[0]), left if alone else min(opening, left), count)
    turns.append({"role": "user", "content": start})
    left -= count(start)
    if alone:
        return turns
    kept: list[Turn] = []
    for message in reversed(rest[1:]):
        said = {"role": "assistant" if message["role"] == "assistant" else "user", "content": _spell(message)}
        if not kept:
            said["content"] = clip(said["content"], max(left, 1), count)
        size = count(said["content"])
        if kept and size > left:
            break
        kept.append(said)
        left -= size
    missing = len(rest) - 1 - len(kept)
    if missing:
        kept.append({"role": "user", "content": f"[{missing} messages left out]"})
    return list(_merge([*turns, *reversed(kept)]))


def _spell(message: Mapping[str, Any]) -> str:
    if message.get("role") == "assistant":
        return write_act(message)
    return ("Result: " if message.get("role") == "tool" else "") + plain_text(message.get("content"))


def _merge(turns: Sequence[Turn]) -> Iterator[Turn]:
    """One turn of each role after the other, as templates want it."""
    last: Turn | None = None
    for turn in turns:
        if last is not None and last["role"] == turn["role"]:
            last = {**last, "content": f"{last['content']}\n{turn['content']}"}
            continue
        if last is not None:
            yield last
        last = turn
    if last is not None:
        yield last
        if last["role"] != "user":
            yield {"role": "user", "content": "Go on."}


def clip(text: str, tokens: int, count: Tokenizer) -> str:
    """Return the text with so much of its middle left out that it has at most ``tokens``; its two ends always stay."""
    if (size := count(text)) <= tokens:
        return text
    half = len(text) * tokens // (2 * size)
    while half > 0:
        found = f"{text[:half]}{_CUT}{text[-half:]}"
        if count(found) <= tokens:
            return found
        half = half * 9 // 10
    return _CUT
