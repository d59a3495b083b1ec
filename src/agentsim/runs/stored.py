"""An episode as it is kept: what came out, every message, every event, what it used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from agentsim.episode import Episode, StepResult
from agentsim.evaluate import EpisodeRecord, Turns
from agentsim.judge.awareness import Awareness
from agentsim.policies.protocol import Message
from agentsim.records import Finding

Json = dict[str, Any]
NOTES = ("reasoning", "finish_reason", "prompt_tokens", "completion_tokens", "cost", "attempts", "dropped")
"""What a policy says about a call that is kept. Not whether it was replayed: a replayed run equals the recorded one."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What one episode cost. Calls that a cassette answered are not in it; ``cost`` (US dollars) is None when unknown."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls_without_tokens: int = 0
    cost: float | None = 0.0

    def plus(self, other: Usage) -> Usage:
        """Return the sum of both; the cost is unknown where one of them is."""
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            calls=self.calls + other.calls, prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            calls_without_tokens=self.calls_without_tokens + other.calls_without_tokens, cost=cost,
        )  # fmt: skip


class StoredEpisode(msgspec.Struct, frozen=True, kw_only=True):
    """One ended episode with all that a reader may ask for.

    ``opening`` are the messages before the first turn, ``tools`` the schemas that were offered. Each of ``turns`` has
    ``turn``, ``action``, ``messages``, ``reward``, ``cost``, ``costs``, ``findings`` and, from a model, ``notes``.
    ``events`` is the world's log. ``seconds`` is wall time: of everything here it and ``usage`` alone may differ between
    two runs of one design, policy seed and cassette. ``position`` is the place in the design. ``awareness`` is what the
    agent said in a fork of the episode when it was asked whether this is a test, where that was wanted.
    """

    key: str
    epoch: int
    record: EpisodeRecord
    opening: list[Message] = []
    tools: list[Json] = []
    turns: list[Json] = []
    events: list[Json] = []
    usage: Usage = Usage()
    seconds: float = 0.0
    position: int = 0
    awareness: Awareness | None = None


def store_turns(turns: Turns, notes: Sequence[Mapping[str, Any]] = ()) -> list[Json]:
    """Return turns as they are stored."""
    found = []
    for number, (action, result) in enumerate(turns, 1):
        turn: Json = {
            "turn": number,
            "action": action,
            "messages": list(result.messages),
            "reward": result.reward,
            "cost": result.cost,
            "costs": result.costs,
            "findings": [msgspec.to_builtins(finding) for finding in result.findings],
        }
        said = notes[number - 1] if number <= len(notes) else {}
        if kept := {name: said[name] for name in NOTES if said.get(name) is not None}:
            turn["notes"] = kept
        found.append(turn)
    return found


def read_turns(stored: Sequence[Json]) -> Turns:
    """Return stored turns as ``play_episode`` returned them (which of them was the last is not kept)."""
    return [
        (turn["action"], StepResult(
            tuple(turn["messages"]), turn["reward"], turn["cost"], turn["costs"],
            tuple(msgspec.convert(turn["findings"], list[Finding])), False, False,
        ))
        for turn in stored
    ]  # fmt: skip


def store_events(episode: Episode) -> list[Json]:
    """Return the log of the world as it is stored. Mail that nobody has read is written now."""
    return [msgspec.to_builtins(event, enc_hook=str) for event in episode.world.log]


def dump(value: Any) -> str:
    """Return JSON in ASCII: whatever a model says, also half a surrogate pair, can be stored and read again."""
    return json.dumps(msgspec.to_builtins(value, enc_hook=repr), separators=(",", ":"))


def read_record(text: str) -> EpisodeRecord:
    """Return the record that ``dump`` wrote. Raises ``ValueError`` when it is none."""
    record: EpisodeRecord = msgspec.convert(json.loads(text), EpisodeRecord)
    return record
