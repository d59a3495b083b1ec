"""Old episodes judged by the detectors of today: what was said is said again in the same world, and looked at anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agentsim.catalog import make_scenario
from agentsim.episode import Episode
from agentsim.evaluate import EpisodeRecord, play_episode
from agentsim.policies.protocol import Abandoned, Message, ToolSchema
from agentsim.runs.seat import place
from agentsim.runs.store import RunStore
from agentsim.runs.stored import Json, StoredEpisode, dump, store_events, store_turns
from agentsim.runs.versions import describe_versions

WORLD_ENDED = ("ok", "truncated", "malformed", "no_answer")
"""Statuses that the world gives. Every other one came from outside of it, and no detector can change it."""
Change = tuple[EpisodeRecord, EpisodeRecord]


class Script:
    """Say what was said before."""

    def __init__(self, turns: list[Json]) -> None:
        self._left: Iterator[Message] = iter([turn["action"] for turn in turns])

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next stored message. Raises ``Abandoned`` after the last one."""
        for message in self._left:
            return message
        raise Abandoned("the stored episode ended here")


def rescore_run(
    old: Path,
    new: Path,
    *,
    resume: bool = False,
    on_episode: Callable[[EpisodeRecord, EpisodeRecord], None] | None = None,
) -> Path:
    """Judge every episode of the run in ``old`` again and store all of them in ``new``; ``old`` stays as it is.

    Episodes of contents that have changed since, so that the world answers otherwise, become ``unscored``. Raises
    ``StoreError``. With ``resume`` a rescoring that broke off is gone on with.
    """
    with RunStore(old) as source:
        meta = source.meta
        if not resume:
            names = meta["versions"]["families"]
            versions = describe_versions(names) | {"played_with": meta["versions"]}
            RunStore.create(new, meta | {"versions": versions, "rescored_from": Path(old).name}).close()
        with RunStore(new, write=True) as target:
            present = target.keys()
            for stored in source.episodes():
                if stored.key not in present:
                    judged = rescore(stored)
                    target.add(judged)
                    if on_episode is not None:
                        on_episode(stored.record, judged.record)
            return target.path


def rescore(stored: StoredEpisode) -> StoredEpisode:
    """Return an episode with the findings, costs, credits and funnel of today's detectors."""
    record = stored.record
    if not stored.turns:
        return stored
    try:
        scenario = make_scenario(record.family, record.seed, record.factors)
        episode = Episode(scenario)
        # An episode that was cut off after n turns is cut off after n turns again.
        limit = len(stored.turns) if not record.end else None
        again, turns = play_episode(
            scenario, Script(stored.turns), name=record.policy, given=record.given, max_turns=limit, episode=episode
        )
    except Exception as error:  # contents or an engine that no longer play this episode
        return _unscored(stored, f"it cannot be played again: {place(error)}")
    if scenario.messages() != stored.opening:
        return _unscored(stored, "the world begins otherwise than when the episode was played")
    for number, (turn, (_, result)) in enumerate(zip(stored.turns, turns, strict=False), 1):
        if dump(turn["messages"]) != dump(list(result.messages)):
            return _unscored(stored, f"the world answers turn {number} otherwise than when the episode was played")
    if len(turns) != len(stored.turns) or again.end != record.end:
        return _unscored(stored, "the world ends otherwise than when the episode was played")
    if record.status not in WORLD_ENDED:
        again = msgspec.structs.replace(again, status=record.status, detail=record.detail)
    notes: list[dict[str, Any]] = [turn.get("notes", {}) for turn in stored.turns]
    return msgspec.structs.replace(
        stored, record=again, turns=store_turns(turns, notes), events=store_events(episode), tools=list(episode.tools)
    )


def _unscored(stored: StoredEpisode, detail: str) -> StoredEpisode:
    record = msgspec.structs.replace(stored.record, status="unscored", detail=detail)
    return msgspec.structs.replace(stored, record=record)
