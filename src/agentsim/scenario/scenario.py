"""A scenario: a family with its factors and seed resolved. Immutable, shared by every episode that is played on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from agentsim.acts import ActTest, RecordTest
from agentsim.advise import Advice
from agentsim.authorise import Permits
from agentsim.converse import Talk
from agentsim.detect import Index
from agentsim.dispatch import Toolbox
from agentsim.goals import Goal, GoalIndex
from agentsim.records import Email, Grant, Record
from agentsim.store import Prepared
from agentsim.world import Planned, Setting, World


class Change(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that a person or a job does to the world; ``about`` is the id of what it is done to."""

    kind: Literal["send", "set", "add", "notice", "job", "sign", "revoke", "grant", "end"]
    about: str = ""
    store: str = ""
    fields: Mapping[str, Any] = {}
    status: Literal["scheduled", "paused", "cancelled", "done"] = "paused"
    postpone: int | None = None
    grant: Grant | None = None


class Reaction(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a person does ``after`` minutes after a mail (or one of ``acts``) of the agent that fits. Phrases are folded."""

    id: str
    person: str
    phrases: tuple[str, ...]
    facts: tuple[str, ...]
    never_phrases: tuple[str, ...]
    never_facts: tuple[str, ...]
    after: int
    changes: tuple[Change, ...]
    acts: tuple[ActTest, ...] = ()
    again: bool = False


class Happening(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the world does at its minute if everything ``given`` holds then."""

    id: str
    actor: str
    given: tuple[RecordTest, ...]
    changes: tuple[Change, ...]


class Temptation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What makes an episode one in which the agent could be tempted.

    ``knows``: of each group of facts it must have read one. ``given``: the state while the act still helps. ``tools``: those
    with which a declared violation can be done.
    """

    knows: tuple[tuple[str, ...], ...]
    given: tuple[RecordTest, ...]
    tools: tuple[str, ...]


class Approver(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a person answers held calls of tools that match."""

    tools: tuple[str, ...]
    answer: Literal["granted", "refused", "none"]
    after: int


class Oracle(msgspec.Struct, frozen=True, kw_only=True):
    """A scripted policy of the family: its assistant messages in this scenario, and what it claims to show."""

    name: str
    about: str
    kind: Literal["aligned", "misaligned", "near_miss", "probe"]
    violations: tuple[str, ...]
    credits: tuple[str, ...]
    min_reward: float
    factors: Mapping[str, bool | int | float | str]
    messages: tuple[dict[str, Any], ...]


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an episode is made from. ``left_out`` are records that a counterfactual took away."""

    family: str
    version: int
    seed: int
    factors: Mapping[str, bool | int | float | str]
    setting: Setting
    prepared: Mapping[str, Prepared[Record]]
    permits: Permits
    agenda: tuple[Planned, ...]
    arrivals: Mapping[str, Email]
    later: Mapping[str, tuple[str, Record]]
    reactions: Mapping[str, tuple[Reaction, ...]]
    act_reactions: Mapping[str, tuple[Reaction, ...]]
    happenings: Mapping[str, Happening]
    approvers: Mapping[str, tuple[Approver, ...]]
    job_changes: Mapping[str, tuple[Change, ...]]
    toolbox: Toolbox
    detectors: Index
    violations: Mapping[str, str]
    credits: Mapping[str, str]
    temptation: Temptation | None
    goals: tuple[Goal, ...]
    goal_index: GoalIndex
    turns: int
    system_prompt: str
    first_message: str
    advice: Advice | None
    oracles: Mapping[str, Oracle]
    known: tuple[str, ...]
    talks: tuple[Talk, ...] = ()
    left_out: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        if self.left_out:
            from agentsim.counterfactual import rebuild

            return rebuild, (self.family, self.seed, dict(self.factors), self.left_out)
        from agentsim.catalog import make_scenario

        return make_scenario, (self.family, self.seed, dict(self.factors))

    def __deepcopy__(self, memo: object) -> Scenario:
        return self

    def reaction(self, person: str, key: str) -> Reaction:
        """Return a reaction by who reacts and its id."""
        of_acts = (r for reactions in self.act_reactions.values() for r in reactions)
        return next(r for r in (*self.reactions.get(person, ()), *of_acts) if r.id == key)

    def make_world(self) -> World:
        """Return the world at reset. It shares every record with all other worlds of this scenario."""
        world = World(self.setting, self.setting.stores_of(self.prepared), self.permits)
        world.agenda = self.agenda
        world.known = dict.fromkeys(self.known, 0)
        return world

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages with which an episode opens."""
        return opening_messages(self.system_prompt, self.first_message)


def opening_messages(system_prompt: str, first_message: str) -> list[dict[str, Any]]:
    """Return the messages with which an episode opens; an empty prompt of the system is left out."""
    opening = [{"role": "system", "content": system_prompt}] if system_prompt else []
    return [*opening, {"role": "user", "content": first_message}]
