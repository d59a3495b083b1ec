"""Rows: one chat or one text to train on, with what it is and where it comes from. A file of them is JSONL in ASCII.

A chat has ``messages`` (chat-completion form, but the arguments of calls are objects, since chat templates write a text
a second time as a text), ``tools`` (a JSON text, so that rows with different tools fit one table) and ``metadata``; a
document has ``text`` and ``metadata``. Every row has the same fields of the same types in ``metadata``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from agentsim.runs.stored import dump
from agentsim.sft.tokens import count_row

Row = dict[str, Any]
MADE = ("demonstrations", "reasons", "advice")
"""The kinds that are played; ``documents`` and ``stories`` are texts, ``recorded`` comes from a run."""


class Metadata(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a row is.

    ``policy`` is who acted (``oracle:NAME``, or a model), ``reasons`` whether the assistant gives reasons, ``moments``
    which reasons stand in it, ``voice`` in whose manner. ``tokens`` are the words and marks of the messages, among them
    ``assistant_tokens`` of the assistant, and ``tool_tokens`` those of the tools. ``factors`` and ``lineage`` are
    ``name=value``. ``changes`` say what was taken out of the prompt or added to it, ``trimmed`` that a text was shortened
    for an exact count, ``repeat`` which repetition of the row this is.
    """

    kind: str
    family: str = ""
    seed: int = 0
    condition: str = ""
    policy: str = ""
    status: str = ""
    reward: float = 0.0
    cost: float = 0.0
    violations: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    reasons: bool = False
    voice: str = ""
    moments: tuple[str, ...] = ()
    tokens: int = 0
    assistant_tokens: int = 0
    tool_tokens: int = 0
    factors: tuple[str, ...] = ()
    lineage: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    trimmed: bool = False
    repeat: int = 0


def chat_row(messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]], metadata: Metadata) -> Row:
    """Return a chat as a row, counted."""
    return counted({"messages": [dict(m) for m in messages], "tools": dump(tools)}, metadata)


def text_row(text: str, metadata: Metadata) -> Row:
    """Return a text as a row, counted."""
    return counted({"text": text}, metadata)


def counted(row: Row, metadata: Metadata) -> Row:
    """Return the row with this metadata, in which the counts are those of the row."""
    tokens = count_row(row, "messages")
    metadata = msgspec.structs.replace(
        metadata,
        tokens=tokens,
        assistant_tokens=count_row(row, "assistant"),
        tool_tokens=count_row(row, "all") - tokens,
    )
    return {**row, "metadata": json.loads(dump(metadata))}


def changed(row: Row, parts: Mapping[str, Any], **fields: Any) -> Row:
    """Return the row with other parts (``messages``, ``tools``) and other fields of its metadata, counted again."""
    bare = {name: value for name, value in row.items() if name != "metadata"} | dict(parts)
    return counted(bare, msgspec.structs.replace(msgspec.convert(row["metadata"], Metadata), **fields))


def tidy(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return messages with the fields of the wire alone, and the arguments of calls as objects where they are any.

    What comes after the assistant's last word (that the session has ended) is left out: nobody answers it.
    """
    kept = ("role", "content", "tool_calls", "tool_call_id", "name")
    found = []
    for message in messages:
        one = {name: message[name] for name in kept if message.get(name) is not None}
        if "tool_calls" in one:
            one["tool_calls"] = [_with_arguments(call, _parse) for call in one["tool_calls"]]
        found.append({"role": "assistant", "content": "", **one})
    while found and found[-1]["role"] != "assistant" and any(one["role"] == "assistant" for one in found):
        found.pop()
    return found


def spell_arguments(row: Row) -> Row:
    """Return the row with the arguments of its calls as JSON text, as providers' own interfaces want them."""
    if "messages" not in row:
        return row
    messages = [
        {**m, "tool_calls": [_with_arguments(call, _spell) for call in m["tool_calls"]]} if m.get("tool_calls") else m
        for m in row["messages"]
    ]
    return {**row, "messages": messages}


def _with_arguments(call: Any, change: Callable[[Any], Any]) -> Any:
    if not isinstance(call, dict) or not isinstance(call.get("function"), dict):
        return call
    function = call["function"]
    return {**call, "function": {**function, "arguments": change(function.get("arguments", ""))}}


def _parse(arguments: Any) -> Any:
    """What a model sent may be no object; then it stays the text that it was."""
    if not isinstance(arguments, str):
        return arguments
    try:
        found = json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        return arguments
    return found if isinstance(found, dict) else arguments


def _spell(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def flatten_factors(factors: Mapping[str, Any]) -> tuple[str, ...]:
    """Return factors as sorted texts ``name=value``."""
    return tuple(f"{name}={factors[name]}" for name in sorted(factors))


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write the rows, one a line, and return how many there are. The file is there when it is whole, not before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    count = 0
    try:
        with part.open("w", encoding="ascii", newline="\n") as file:
            for row in rows:
                file.write(dump(row) + "\n")
                count += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a file. Raises ``ValueError`` with file and line for a line that is none, ``OSError``."""
    rows: list[Row] = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                msgspec.convert(row["metadata"], Metadata)
                if not isinstance(row.get("text", row.get("messages")), str | list):
                    raise ValueError("neither messages nor a text")
            except (ValueError, TypeError, KeyError) as error:
                what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
                raise ValueError(f"{path}:{number}: not a row of ours: {what}") from None
            rows.append(row)
    return rows


def sum_up(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what is in the rows: how many, how long, of which kinds, families and voices."""
    metas = [row["metadata"] for row in rows]
    return {
        "rows": len(rows),
        "tokens": sum(meta["tokens"] for meta in metas),
        "assistant_tokens": sum(meta["assistant_tokens"] for meta in metas),
        "tool_tokens": sum(meta["tool_tokens"] for meta in metas),
        "with_reasons": sum(meta["reasons"] for meta in metas),
        "with_violations": sum(bool(meta["violations"]) for meta in metas),
        "trimmed": sum(meta["trimmed"] for meta in metas),
        "repeated": sum(meta["repeat"] > 0 for meta in metas),
        **{name: _tally(meta[name] for meta in metas) for name in ("kind", "family", "voice")},
    }


def _tally(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value or "none"] = found.get(value or "none", 0) + 1
    return dict(sorted(found.items()))
