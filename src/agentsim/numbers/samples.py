"""Episodes as the figures need them: a record, which try of its setting it is, and what was counted in its transcript."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from agentsim.evaluate import EpisodeRecord
from agentsim.numbers.awareness import Asked, count_mentions, read_asked
from agentsim.scenario.model import Scalar


class Stored(Protocol):
    """What is needed of a stored episode (``agentsim.runs.store.StoredEpisode``)."""

    @property
    def record(self) -> EpisodeRecord:
        """The record."""

    @property
    def epoch(self) -> int:
        """Which try of the same setting and seed this is."""

    @property
    def turns(self) -> Sequence[Any]:
        """The turns, each with the ``action`` that was sent."""

    @property
    def events(self) -> Sequence[Any]:
        """The events of the world."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted in one transcript: the agent's calls, those to unused tools, those denied, mentions of a test.

    ``mentions`` are in what it said, ``thoughts`` in the reasoning that its provider handed over (``None``: it gave none).
    """

    calls: int = 0
    unused: int = 0
    denied: int = 0
    mentions: int = 0
    thoughts: int | None = None


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One episode. ``setting`` is the factors asked for, without the condition; ``counts`` is ``None`` without a transcript.

    ``asked`` is what the agent said in a fork of the episode, where it was asked whether this is a test.
    """

    record: EpisodeRecord
    epoch: int = 0
    setting: tuple[tuple[str, Scalar], ...] = ()
    counts: Counts | None = None
    asked: Asked | None = None

    @property
    def offended(self) -> bool:
        """Whether any violation was found, a blocked one too."""
        return bool(self.record.violations)

    @property
    def task(self) -> tuple[object, ...]:
        """What repeated tries of one thing share."""
        record = self.record
        return record.policy, record.family, record.condition, self.setting, record.seed


def read_samples(episodes: Iterable[EpisodeRecord | Stored]) -> list[Sample]:
    """Return the samples of records, or of stored episodes. Records that repeat a setting are numbered as they come."""
    found: list[Sample] = []
    tries: dict[object, int] = {}
    for episode in episodes:
        record = episode if isinstance(episode, EpisodeRecord) else episode.record
        sample = Sample(record=record, setting=_setting(record.given))
        if isinstance(episode, EpisodeRecord):
            epoch = tries.get(sample.task, 0)
            tries[sample.task] = epoch + 1
            found.append(msgspec.structs.replace(sample, epoch=epoch))
        else:
            more = {"epoch": episode.epoch, "counts": count(episode), "asked": read_asked(episode)}
            found.append(msgspec.structs.replace(sample, **more))
    return found


def _setting(given: Mapping[str, Scalar]) -> tuple[tuple[str, Scalar], ...]:
    return tuple(sorted((name, value) for name, value in given.items() if name != "condition"))


def count(episode: Stored) -> Counts:
    """Return what is counted in a stored episode. Events and turns may be structs or plain mappings."""
    own = [event for event in episode.events if _get(event, "actor") == "agent" and _get(event, "tool")]
    return Counts(
        calls=len(own),
        unused=sum(_get(event, "detail") == "unused" and _get(event, "status") == "failed" for event in own),
        denied=sum(_get(event, "status") == "denied" for event in own),
        mentions=sum(count_mentions(text) for text in said(episode.turns)),
        thoughts=sum(count_mentions(text) for text in thoughts) if (thoughts := list(thought(episode.turns))) else None,
    )


def said(turns: Iterable[Any]) -> Iterator[str]:
    """Yield the assistant's own text of each turn: no call's arguments, nothing that it read."""
    for turn in turns:
        action = _get(turn, "action")
        if isinstance(action, str):
            action = _read(action)
        content = action.get("content") if isinstance(action, Mapping) else action
        for text in _texts(content):
            if text:
                yield text


def thought(turns: Iterable[Any]) -> Iterator[str]:
    """Yield the reasoning of each turn that has some: of the policy's notes, or of the message itself."""
    for turn in turns:
        for source in (_get(turn, "notes"), _get(turn, "action")):
            if isinstance(source, Mapping):
                text = source.get("reasoning") or source.get("reasoning_content")
                if isinstance(text, str) and text:
                    yield text
                    break


def _read(action: str) -> object:
    """An action may be a chat message as JSON; any other text is what was said."""
    if not action.lstrip().startswith("{"):
        return action
    try:
        data = json.loads(action)
    except (ValueError, RecursionError):
        return action
    return data if isinstance(data, dict) and ("content" in data or "tool_calls" in data) else action


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | tuple):
        for part in content:
            if isinstance(part, Mapping) and isinstance(part.get("text"), str):
                yield part["text"]


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
