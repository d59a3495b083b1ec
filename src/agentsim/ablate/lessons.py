"""What the arms of a language model are taught, from ``agentsim.sft``: the same decisions, equal tokens.

A lesson is one decision: the window before it and what the assistant does. Of a demonstration those decisions are taken
beside which the family's reasons stand, so that the silent arm and the one with reasons differ in the reasons alone. Of
advice it is the answer. A text of the corpus is one lesson: a person asks for it and gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from agentsim.ablate.experiment import share_out
from agentsim.ablate.language import LanguageExperiment, Teaching
from agentsim.ablate.window import write_act, write_window
from agentsim.sft.corpus import KINDS, corpus_rows
from agentsim.sft.cuts import cut_tokens
from agentsim.sft.demonstrations import Recipe, make_rows
from agentsim.sft.rows import Metadata, Row, chat_row
from agentsim.sft.tokens import Tokenizer
from agentsim.suites import suite


def make_lessons(experiment: LanguageExperiment, kind: str, seed: int, count: Tokenizer, tokens: int = 0) -> list[Row]:
    """Return the lessons of an arm: rows of ``agentsim.sft`` with exactly ``tokens`` tokens together, drawn by ``seed``.

    Without ``tokens`` it is what every arm is taught. Their last message is the assistant's. Where there are too few, some
    come again. Raises ``ValueError`` when there is no exact choice.
    """
    if kind == "none":
        return []
    lessons = list(_list_lessons(experiment.teaching, kind, count))
    try:
        return cut_tokens(lessons, tokens or experiment.teaching.tokens, seed, tokenizer=count, repeat=True)
    except ValueError as error:
        raise ValueError(f"the {kind} of {len(lessons)} lessons: {error}. More seeds of each family help.") from None


def _list_lessons(teaching: Teaching, kind: str, count: Tokenizer) -> Iterator[Row]:
    families = list(share_out(teaching.families))
    if kind == "texts":
        for row in (row for written in KINDS for row in corpus_rows(written, chats=True)):
            yield from _cut_up(row, [len(row["messages"]) - 1], teaching, count)
        return
    seeds = suite("train").seeds(teaching.each)
    spoken = list(make_rows(Recipe("advice" if kind == "advice" else "reasons", families, seeds)))
    if kind == "demonstrations":
        silent = {_key(row): row for row in make_rows(Recipe("demonstrations", families, seeds))}
        pairs = [(row, silent[_key(row)]) for row in spoken if _key(row) in silent]
    else:
        pairs = [(row, row) for row in spoken]
    for marked, row in pairs:
        yield from _cut_up(row, find_decisions(marked), teaching, count)


def _key(row: Row) -> tuple[str, int, str]:
    """Which episode of which script a row is."""
    return row["metadata"]["family"], row["metadata"]["seed"], row["metadata"]["policy"]


def find_decisions(row: Mapping[str, Any]) -> list[int]:
    """Return the places of the messages in which the assistant gives a reason."""
    return [n for n, m in enumerate(row["messages"]) if m["role"] == "assistant" and m.get("content")]


def _cut_up(row: Row, places: Sequence[int], teaching: Teaching, count: Tokenizer) -> Iterator[Row]:
    metadata = msgspec.convert(row["metadata"], Metadata)
    for place in places:
        said = row["messages"][place]
        window = write_window(
            row["messages"][:place], count, room=teaching.room, head=teaching.head, opening=teaching.opening,
            acts=bool(said.get("tool_calls")),
        )  # fmt: skip
        yield chat_row([*window, {"role": "assistant", "content": write_act(said)}], [], metadata)
