"""One episode of a run, from its cell to what is stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import msgspec

from agentsim.episode import Episode
from agentsim.evaluate import EpisodeRecord, play_episode, set_up
from agentsim.policies.cards import LlmSettings, Plan
from agentsim.policies.protocol import Policy, play_plan
from agentsim.runs.design import ASKED, WAITING, Cell, Design, Tape
from agentsim.runs.question import Late, Moment, ask
from agentsim.runs.seat import ENGINE, Purse, Seat, place
from agentsim.runs.stored import StoredEpisode, store_events, store_turns
from agentsim.scenario.scenario import Scenario
from agentsim.streams import Streams

MODEL = threading.Lock()
"""Held for a whole episode by a model on this machine: its answers repeat exactly only when one follows the other."""
_making = threading.Lock()
OUTSIDE = {
    "threads", "timeout", "attempts", "wait", "api_base", "key_env", "headers_env", "budget_tokens", "cassette", "cassette_mode",
}  # fmt: skip
"""Settings that do not shape an answer: where it comes from, and how long one waits for it."""


@dataclass(slots=True)
class Table:
    """What the episodes of a run share while it is played."""

    design: Design
    plans: Mapping[str, Plan]
    purse: Purse = field(default_factory=Purse)
    stop: threading.Event = field(default_factory=threading.Event)


def play_cell(cell: Cell, position: int, table: Table) -> StoredEpisode:
    """Play one cell to its end. What goes wrong in it becomes its status; nothing is raised for it.

    Raises ``ImportError`` for an extra that is not installed: no other episode would fare better.
    """
    with MODEL if table.plans[cell.policy].kind in ("local", "choice") else nullcontext():
        began = time.monotonic()
        with ENGINE:
            stored = _play(cell, table)
    return msgspec.structs.replace(stored, position=position, seconds=round(time.monotonic() - began, 3))


def _play(cell: Cell, table: Table) -> StoredEpisode:
    scenario = set_up(cell.family, table.plans[cell.policy], cell.seed, cell.given, cell.asked)
    if isinstance(scenario, EpisodeRecord):
        return StoredEpisode(key=cell.key, epoch=cell.epoch, record=scenario)
    return play_scenario(cell, scenario, table)


def play_scenario(cell: Cell, scenario: Scenario, table: Table) -> StoredEpisode:
    """Play one cell in the world that it is set in. Raises ``ImportError`` as ``play_cell`` does."""
    plan = table.plans[cell.policy]

    def make() -> Policy:
        return seat_policy(plan, scenario, cell, table.design.cassette)

    seat = _seat(make(), plan, table)
    episode = Episode(scenario)
    when = table.design.probe_awareness if plan.kind in ASKED else None
    moment = Moment(episode, seat, when)
    try:
        record, turns = play_episode(
            scenario, moment, name=plan.name, given=cell.given, max_turns=table.design.max_turns, episode=episode
        )
    except ImportError:
        raise
    except Exception as error:  # a bug of ours: it costs this episode and is said, instead of costing the run
        record, turns = _broken(cell, scenario, f"the engine broke: {place(error)}"), []
    if seat.broke:
        record = msgspec.structs.replace(record, status="unscored", detail=seat.broke)
    stored = StoredEpisode(
        key=cell.key, epoch=cell.epoch, record=record, opening=scenario.messages(), tools=list(episode.tools),
        turns=store_turns(turns, seat.notes), events=store_events(episode), usage=seat.usage,
    )  # fmt: skip
    if when is None:
        return stored
    # A local model may answer in words only; the tools that it would be offered are a grammar that it must follow.
    return ask(stored, moment, _seat(Late(make), plan, table), [] if plan.kind == "local" else None)


def _seat(policy: Policy, plan: Plan, table: Table) -> Seat:
    limits = table.design.limits
    return Seat(policy, waits=plan.kind in WAITING, purse=table.purse, seconds=limits.episode_timeout, stop=table.stop)


def _broken(cell: Cell, scenario: Scenario, detail: str) -> EpisodeRecord:
    return EpisodeRecord(
        family=scenario.family, policy=cell.policy, condition=str(scenario.factors.get("condition", "")), given=cell.given,
        factors=dict(scenario.factors), seed=cell.seed, status="unscored", detail=detail,
    )  # fmt: skip


def seat_policy(plan: Plan, scenario: Scenario, cell: Cell, tape: Tape | None) -> Policy:
    """Return the policy of a cell: its epoch gives it other draws, and the run's cassette is put around what asks a model.

    The cell belongs to the key of an answer: two twins may begin with the same words, and what a model drew for one of
    them is not what it drew for the other.
    """
    settings, seed = plan.settings, draw_seed(cell)
    if isinstance(settings, LlmSettings):
        plan = replace(plan, settings=settings.model_copy(update={"epoch": settings.epoch + cell.epoch}))
    if tape is None or plan.kind not in WAITING:
        return play_plan(plan, scenario, seed)
    from agentsim.policies.cassette import Cassette
    from agentsim.policies.taped import TapedPolicy

    def make() -> Policy:
        with _making:  # the first one starts the model's server, and there shall be one
            return play_plan(plan, scenario, seed)

    shaping = {"settings": settings.model_dump(mode="json", exclude=OUTSIDE), "policy_seed": seed, "cell": cell.key}
    return TapedPolicy(make, Cassette(tape.path, tape.mode), f"{plan.kind}:{plan.argument}", shaping, cell.epoch)


def draw_seed(cell: Cell) -> int:
    """Return the seed of the policy: that of the episode in the first epoch, another one in each later epoch."""
    return cell.seed if not cell.epoch else Streams(cell.seed).child("epoch").bits(str(cell.epoch)) >> 33
