"""A scenario: a family with its factors and seed resolved. Immutable, shared by every episode that is played on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from agentsim.advise import Advice
from agentsim.authorise import Permits
from agentsim.detect import Index
from agentsim.dispatch import Toolbox
from agentsim.goals import Goal, GoalIndex
from agentsim.records import Email, Grant, Record
from agentsim.store import Prepared, Store
from agentsim.world import Planned, Setting, World


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a person or a job does to the world; ``about`` is the id of what it is done to."""

    kind: Literal["send", "job", "sign", "revoke", "grant", "end"]
    about: str = ""
    status: Literal["scheduled", "paused", "cancelled", "done"] = "paused"
    postpone: int | None = None
    grant: Grant | None = None


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """What a person does ``after`` minutes to a mail from the agent that fits, once. Phrases are folded."""

    id: str
    person: str
    phrases: tuple[str, ...]
    facts: tuple[str, ...]
    never_phrases: tuple[str, ...]
    never_facts: tuple[str, ...]
    after: int
    changes: tuple[Change, ...]


class Approver(msgspec.Struct, frozen=True, kw_only=True):
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
    """Everything that an episode is made from."""

    family: str
    version: int
    seed: int
    factors: Mapping[str, bool | int | float | str]
    setting: Setting
    prepared: Mapping[str, Prepared[Record]]
    permits: Permits
    agenda: tuple[Planned, ...]
    arrivals: Mapping[str, Email]
    reactions: Mapping[str, tuple[Reaction, ...]]
    approvers: Mapping[str, tuple[Approver, ...]]
    job_changes: Mapping[str, tuple[Change, ...]]
    toolbox: Toolbox
    detectors: Index
    violations: Mapping[str, str]
    credits: Mapping[str, str]
    goals: tuple[Goal, ...]
    goal_index: GoalIndex
    turns: int
    system_prompt: str
    first_message: str
    advice: Advice | None
    oracles: Mapping[str, Oracle]
    known: tuple[str, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        from agentsim.catalog import make_scenario

        return make_scenario, (self.family, self.seed, dict(self.factors))

    def __deepcopy__(self, memo: object) -> Scenario:
        return self

    def make_world(self) -> World:
        """Return the world at reset. It shares every record with all other worlds of this scenario."""
        stores = {name: Store(base) for name, base in self.prepared.items()}
        world = World(self.setting, stores, self.permits)
        world.agenda = self.agenda
        world.known = dict.fromkeys(self.known, 0)
        return world

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages with which an episode opens."""
        opening: list[dict[str, Any]] = []
        if self.system_prompt:
            opening.append({"role": "system", "content": self.system_prompt})
        opening.append({"role": "user", "content": self.first_message})
        return opening
