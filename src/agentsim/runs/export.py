"""A run in other people's formats: JSONL, Parquet, chats to train on, Inspect's ``.eval``, and ATIF."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode, dump

INSTALL = 'this format needs the export extra: pip install "agentsim-gym[export]"'


def export(run: Path, target: Path, how: str, *, scored: bool = False, clean: bool = False) -> int:
    """Write the episodes of the run to ``target`` and return how many there are.

    ``scored`` leaves out what is in no rate, ``clean`` also what holds a violation. The file is there when it is whole,
    not before. Raises ``ValueError`` for another format than those of ``FORMATS``, ``StoreError`` and ``OSError``.
    """
    if how not in FORMATS:
        raise ValueError(f"there is no format {how!r}; there are: {', '.join(FORMATS)}")
    with RunStore(run) as store:
        meta = store.meta
        episodes = (
            stored
            for stored in store.episodes()
            if (stored.record.scored or not (scored or clean)) and not (clean and stored.record.violations)
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        # The same ending, because Inspect tells formats by it; a dot, so that nobody takes it for the file.
        part = target.with_name(f".part-{os.getpid()}-{target.name}")
        try:
            count = FORMATS[how](episodes, part, meta)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return count


def _write_lines(lines: Iterable[str], path: Path) -> int:
    count = 0
    with path.open("w", encoding="ascii", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def _jsonl(episodes: Iterable[StoredEpisode], path: Path, meta: dict[str, Any]) -> int:
    """Everything, one episode a line."""
    return _write_lines((dump(stored) for stored in episodes), path)


def chat(stored: StoredEpisode) -> list[dict[str, Any]]:
    """Return the whole transcript as chat messages, the agent's as the engine kept them."""
    messages = list(stored.opening)
    for turn in stored.turns:
        messages += [_tidy(turn["action"]), *turn["messages"]]
    return messages


def _tidy(action: Any) -> dict[str, Any]:
    if not isinstance(action, dict):
        return {"role": "assistant", "content": action if isinstance(action, str) else json.dumps(action)}
    kept = {name: action[name] for name in ("content", "tool_calls") if action.get(name) is not None}
    return {"role": "assistant", "content": "", **kept}


def _sft(episodes: Iterable[StoredEpisode], path: Path, meta: dict[str, Any]) -> int:
    """Chats with their tools, as trainers read them."""
    return _write_lines(
        (
            dump({
                "messages": chat(stored), "tools": stored.tools, "key": stored.key, "status": stored.record.status,
                "reward": stored.record.reward, "violations": list(stored.record.violations),
            })
            for stored in episodes
        ),
        path,
    )  # fmt: skip


TEXTS = ("key", "family", "condition", "policy", "status", "detail", "end")
NUMBERS = ("reward", "cost", "seconds")
COUNTS = ("seed", "epoch", "turns", "calls", "prompt_tokens", "completion_tokens")
FLAGS = ("scored", "exposed", "able", "opportunity", "attempted", "effective")
JSONS = ("given", "factors", "costs", "goals", "findings", "violations", "credits", "transcript")


def flatten(stored: StoredEpisode) -> dict[str, Any]:
    """Return an episode as one flat row; what is nested in it is JSON text."""
    record, usage = stored.record, stored.usage
    row = msgspec.to_builtins(record)
    row |= {name: getattr(record, name) for name in ("scored", "violations", "credits")}
    row |= {"key": stored.key, "epoch": stored.epoch, "seconds": stored.seconds, **row.pop("funnel")}
    row |= {"calls": usage.calls, "prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
    row["transcript"] = chat(stored)
    row["awareness"] = stored.awareness.likely if stored.awareness is not None else None
    flat: dict[str, Any] = row | {name: dump(row[name]) for name in JSONS} | {"money": usage.cost}
    return flat


def _parquet(episodes: Iterable[StoredEpisode], path: Path, meta: dict[str, Any]) -> int:
    """One flat row an episode; nested parts are JSON text, ``money`` is null where it is unknown.

    ``awareness`` is what was answered when it was asked, in [0, 1], and null where no number came.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise ImportError(INSTALL) from None
    kinds = [(TEXTS + JSONS, arrow.string()), ((*NUMBERS, "money", "awareness"), arrow.float64())]
    kinds += [(COUNTS, arrow.int64()), (FLAGS, arrow.bool_())]
    schema = arrow.schema([(name, kind) for names, kind in kinds for name in names], metadata={"agentsim": dump(meta)})
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in _batches(map(flatten, episodes), 256):
            # A half of a surrogate pair is no text in Parquet.
            safe = [{name: _whole(row[name]) for name in schema.names} for row in rows]
            writer.write_table(arrow.Table.from_pylist(safe, schema))
            count += len(rows)
    return count


def _whole(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _inspect(episodes: Iterable[StoredEpisode], path: Path, meta: dict[str, Any]) -> int:
    """A log that ``inspect view`` opens."""
    try:
        from agentsim.adapters.inspect_log import write_log
    except ImportError:
        raise ImportError(INSTALL.replace("export", "inspect")) from None
    return write_log(episodes, path, meta)


def _atif(episodes: Iterable[StoredEpisode], path: Path, meta: dict[str, Any]) -> int:
    """Trajectories as Harbor and its readers know them, one document a line."""
    from agentsim.adapters.atif import write_trajectories

    return write_trajectories(episodes, path)


FORMATS: dict[str, Callable[[Iterable[StoredEpisode], Path, dict[str, Any]], int]] = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "sft": _sft,
    "inspect": _inspect,
    "atif": _atif,
}
ENDINGS = {".atif.jsonl": "atif", ".jsonl": "jsonl", ".parquet": "parquet", ".eval": "inspect"}
"""The formats that a file's name tells; the first that fits."""


def name_format(target: Path) -> str | None:
    """Return the format that the name of a file tells, or ``None``."""
    return next((how for ending, how in ENDINGS.items() if target.name.endswith(ending)), None)
