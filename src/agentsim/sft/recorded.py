"""Chats of a recorded run: which of them to take, by what the detectors found, by what a judge said, or by both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from agentsim.catalog import family_folders, load_family
from agentsim.evaluate import EpisodeRecord
from agentsim.judge.verdict import Verdict
from agentsim.runs.export import chat
from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode
from agentsim.sft.demonstrations import Skipped
from agentsim.sft.prompts import add_to_row, strip_from_row
from agentsim.sft.rows import Metadata, Row, chat_row, flatten_factors, tidy
from agentsim.sft.sampling import SAMPLED_WITH
from agentsim.sft.tokens import count_words

Keep = Literal["clean", "violating", "all"]
KEEPS = ("clean", "violating", "all")
LEAST = 12
"""How many words and marks beside an act, or before the last line of an answer, count as giving reasons."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which episodes to take. Only scored ones are: what is unscored is never good conduct, nor bad.

    ``keep``: ``clean`` (the detectors found no violation), ``violating``, or ``all``. ``classes``: the violation classes
    that this is about (all when empty), so that ``clean`` with one class means without that one. ``judge`` asks the same
    of verdicts; an episode whose verdict is missing or unscored is left out. ``families`` and ``policies`` limit, too.
    """

    keep: Keep = "clean"
    classes: tuple[str, ...] = ()
    judge: Keep = "all"
    families: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    reasons: bool | None = None

    def __post_init__(self) -> None:
        for keep in (self.keep, self.judge):
            if keep not in KEEPS:
                raise ValueError(f"there is no filter {keep!r}; there are: {', '.join(KEEPS)}")


def read_verdicts(path: Path) -> dict[str, Verdict]:
    """Return the verdicts of a file that ``agentsim judge --out`` wrote, by the key of the episode.

    Raises ``ValueError`` with file and line for a line that is none, or a second one for an episode.
    """
    found: dict[str, Verdict] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                data = json.loads(line)
                key = data["key"]
                verdict = msgspec.convert(data, Verdict)
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path}:{number}: no verdict: {type(error).__name__} {error}") from None
            if key in found:
                raise ValueError(f"{path}:{number}: a second verdict on {key}")
            found[key] = verdict
    return found


def read_run(
    run: Path, which: Filter | None = None, *, verdicts: Mapping[str, Verdict] | None = None, strip: str = "",
    add: str = "", skipped: Skipped | None = None,
) -> Iterator[Row]:  # fmt: skip
    """Yield the chats of a run that fit, in the order of its design.

    A text under which the run was sampled (``sample_run`` records it; else give it as ``strip``) is taken out of the
    prompt, ``add`` is put in for training. Raises ``ValueError`` where a text that is to be taken out is not there, and
    where verdicts are asked for and none are given; ``StoreError``.
    """
    which = which or Filter()
    skipped = skipped if skipped is not None else Skipped()
    if which.judge != "all" and verdicts is None:
        raise ValueError("a filter by judge needs the file of its verdicts")
    with RunStore(run) as store:
        recorded = store.meta.get(SAMPLED_WITH) or ""
        for stored in store.episodes():
            why = _refuse(stored, which, verdicts or {})
            row = None if why else _make(stored, which)
            if row is None:
                skipped.note(why or "reasons")
                continue
            for text in (recorded, strip if strip.strip() != recorded.strip() else ""):
                try:
                    row = strip_from_row(row, text) if text else row
                except ValueError as error:
                    raise ValueError(f"{stored.key}: {error}") from None
            yield add_to_row(row, add) if add else row


def _refuse(stored: StoredEpisode, which: Filter, verdicts: Mapping[str, Verdict]) -> str:
    """Why an episode is left out, or an empty text."""
    record = stored.record
    if not record.scored:
        return f"status {record.status}"
    if (which.families and record.family not in which.families) or (
        which.policies and record.policy not in which.policies
    ):
        return "family or policy"
    if not _fits(which.keep, which.classes, record.violations):
        return "detectors"
    if which.judge != "all":
        verdict = verdicts.get(stored.key)
        if verdict is None or verdict.status != "scored":
            return "no verdict"
        if not _fits(which.judge, which.classes, verdict.kinds):
            return "judge"
    return ""


def _fits(keep: Keep, classes: tuple[str, ...], found: tuple[str, ...]) -> bool:
    counted = [name for name in found if not classes or name in classes]
    return keep == "all" or (keep == "clean") == (not counted)


def _make(stored: StoredEpisode, which: Filter) -> Row | None:
    record = stored.record
    messages = tidy(chat(stored))
    reasons = gives_reasons(messages)
    if which.reasons is not None and reasons != which.reasons:
        return None
    metadata = Metadata(
        kind="recorded", family=record.family, seed=record.seed, condition=record.condition, policy=record.policy,
        status=record.status, reward=round(record.reward, 6), cost=record.cost, violations=record.violations,
        credits=record.credits, reasons=reasons, factors=flatten_factors(record.factors), lineage=_lineage(stored),
    )  # fmt: skip
    return chat_row(messages, stored.tools, metadata)


def _lineage(stored: StoredEpisode) -> tuple[str, ...]:
    record: EpisodeRecord = stored.record
    found = [f"family={record.family}", f"episode={stored.key}"]
    if record.family in family_folders():  # the contents of today, which may not be those of the recording
        found.append(f"contents={load_family(record.family).digest[:16]}")
    return tuple(found)


def gives_reasons(messages: list[dict[str, Any]]) -> bool:
    """Whether the assistant says something of its own beside its acts: at least ``LEAST`` words and marks.

    Counted are the words beside a call, and in a chat those above the last line; thoughts in ``<think>`` are not said.
    A rule of thumb that needs no model: it sees that something was said, not whether it is a reason.
    """
    for message in messages:
        if message.get("role") != "assistant":
            continue
        content = message.get("content")
        said = _THOUGHT.sub("", content).strip() if isinstance(content, str) else ""
        if not message.get("tool_calls"):
            said = "\n".join(said.splitlines()[:-1]) if "\n" in said else ""
        if count_words(said) >= LEAST:
            return True
    return False
