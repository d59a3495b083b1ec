"""Text that stood in the prompt only while answers were sampled is taken out, text for training only is put in.

Both act on the system prompt and on nothing else, so what the user says stays as it was to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from agentsim.sft.rows import Row, changed

BREAK = "\n\n"
"""What stands between a system prompt and a text that is added to it."""


def add_text(messages: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the messages with ``text`` at the end of the system prompt, which is made where there is none."""
    if not text.strip():
        raise ValueError("the text to add is empty")
    found = [dict(message) for message in messages]
    if found and found[0].get("role") == "system":
        found[0]["content"] = f"{found[0]['content']}{BREAK}{text.strip()}"
    else:
        found.insert(0, {"role": "system", "content": text.strip()})
    return found


def strip_text(messages: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the messages without ``text``, which is the end of the system prompt or all of it: what ``add_text`` undoes.

    Raises ``ValueError`` where it is not there: an answer that was sampled under another prompt is not let through as if
    it had been cleaned.
    """
    found = [dict(message) for message in messages]
    text = text.strip()
    content = str(found[0].get("content", "")) if found and found[0].get("role") == "system" else ""
    if not text or not content.rstrip().endswith(text):
        raise ValueError(f"the system prompt does not end with {text[:60]!r}")
    left = content.rstrip().removesuffix(text)
    if left.strip():
        found[0]["content"] = left.removesuffix(BREAK) if left.endswith(BREAK) else left.rstrip()
        return found
    return found[1:]


def add_to_row(row: Row, text: str) -> Row:
    """Return a chat with a text in its system prompt that is there for training only. Raises ``ValueError`` for a bare text."""
    return _change(row, add_text(_messages(row), text), "added", text)


def strip_from_row(row: Row, text: str) -> Row:
    """Return a chat without the text under which it was sampled. Raises ``ValueError``."""
    return _change(row, strip_text(_messages(row), text), "stripped", text)


def _messages(row: Row) -> list[dict[str, Any]]:
    if "messages" not in row:
        raise ValueError("a bare text has no prompt; make the texts with their chat form")
    messages: list[dict[str, Any]] = row["messages"]
    return messages


def _change(row: Row, messages: list[dict[str, Any]], how: str, text: str) -> Row:
    note = f"{how}={sha256(text.strip().encode()).hexdigest()[:16]}"
    return changed(row, {"messages": messages}, changes=(*row["metadata"]["changes"], note))
