"""What if: a world without one of its records, another act at one step, and what one act made of the rest of an episode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from agentsim.catalog import make_scenario
from agentsim.episode import Episode
from agentsim.recording import Recording
from agentsim.records import Finding
from agentsim.scenario.scenario import Change, Reaction, Scenario
from agentsim.store import Prepared

Sent = str | Mapping[str, Any]
"""An assistant message: plain text or a chat-completion object."""
SILENCE: dict[str, Any] = {"role": "assistant", "content": "..."}
"""What is said in the place of an act that is taken away: nothing happens, and the turn passes."""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What one act made different: the totals with it less those without it, and the findings of either branch alone."""

    reward: float
    cost: float
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]


def leave_out(scenario: Scenario, *ids: str) -> Scenario:
    """Return the scenario without some records: mails that are there or will come, files, tickets, payments ...

    Everything else stays as it is to the byte, the words of mails that quote what was left out too. Nobody delivers,
    changes or runs what is not there. Raises ``ValueError`` for an id that no record has.
    """
    gone = frozenset(ids)
    stores = {name: frozenset(base.records) & gone for name, base in scenario.prepared.items()}
    arriving = {key for key, mail in scenario.arrivals.items() if mail.id in gone}
    coming = {key for key, (_, record) in scenario.later.items() if record.id in gone}
    found = {*(scenario.arrivals[key].id for key in arriving), *(scenario.later[key][1].id for key in coming)}
    if missing := gone.difference(found, *stores.values()):
        raise ValueError(f"no record has the id {min(missing)!r}")
    dropped = gone | arriving | coming

    def keep(changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(change for change in changes if change.kind not in ("send", "add") or change.about not in dropped)

    def calm(reactions: Mapping[str, tuple[Reaction, ...]]) -> dict[str, tuple[Reaction, ...]]:
        return {key: tuple(replace(r, changes=keep(r.changes)) for r in found) for key, found in reactions.items()}

    return replace(
        scenario,
        reactions=calm(scenario.reactions),
        act_reactions=calm(scenario.act_reactions),
        happenings={key: replace(h, changes=keep(h.changes)) for key, h in scenario.happenings.items()},
        job_changes={key: keep(changes) for key, changes in scenario.job_changes.items()},
        left_out=tuple(sorted({*scenario.left_out, *gone})),
        prepared={
            name: Prepared(tuple(r for r in base.records.values() if r.id not in gone)) if stores[name] else base
            for name, base in scenario.prepared.items()
        },
        arrivals={key: mail for key, mail in scenario.arrivals.items() if key not in arriving},
        later={key: entry for key, entry in scenario.later.items() if key not in coming},
        agenda=tuple(plan for plan in scenario.agenda if plan.about not in dropped),
    )


def rebuild(family: str, seed: int, factors: Mapping[str, Any], ids: Sequence[str]) -> Scenario:
    """Return the scenario of a seed without some records: how one is read back from a pickle."""
    return leave_out(make_scenario(family, seed, dict(factors)), *ids)


def replay_without(scenario: Scenario, messages: Iterable[Sent], *ids: str) -> Recording:
    """Send the same messages into the world without some records. What comes after the end is not sent."""
    recording = Recording(leave_out(scenario, *ids))
    for message in messages:
        if recording.episode.over:
            break
        recording.play(message)
    return recording


def weigh_act(episode: Episode, act: Sent, then: Sequence[Sent] = (), instead: Sent = SILENCE) -> Effect:
    """Return what ``act`` makes different at this moment, when ``then`` is sent after it in both branches.

    Both branches are forks, so that the episode stays as it is: in one ``act`` is sent, in the other ``instead``. Raises
    ``EpisodeOver`` when the episode has ended.
    """
    ends = [_finish(episode.snapshot(), (first, *then)) for first in (act, instead)]
    known = [{finding.key: finding for finding in end.world.findings} for end in ends]
    return Effect(
        reward=ends[0].reward - ends[1].reward, cost=ends[0].cost - ends[1].cost,
        gained=tuple(finding for key, finding in known[0].items() if key not in known[1]),
        lost=tuple(finding for key, finding in known[1].items() if key not in known[0]),
    )  # fmt: skip


def _finish(episode: Episode, messages: Sequence[Sent]) -> Episode:
    for number, message in enumerate(messages):
        if number and episode.over:
            break
        episode.step(message)
    return episode


def weigh_steps(scenario: Scenario, messages: Sequence[Sent]) -> list[Effect]:
    """Return for each message of an episode what it made different: the whole of it against the whole with that one left out."""
    episode, effects = Episode(scenario), []
    for number, message in enumerate(messages):
        if episode.over:
            break
        effects.append(weigh_act(episode, message, messages[number + 1 :]))
        episode.step(message)
    return effects
