"""The whole simulated state, and how it is copied: a fork shares everything, and whoever writes first copies a little."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from agentsim.authorise import Permits
from agentsim.clock import Clock
from agentsim.records import Authorisation, Event, Fact, Finding, Norm, Record
from agentsim.store import Prepared, Store

if TYPE_CHECKING:
    from agentsim.scenario.office import Person

T = TypeVar("T")
V = TypeVar("V")
SHARED_TEXTS, SHARED_LENGTH = 256, 8000
"""How many texts, of how many characters, a setting keeps for its episodes to share; then it begins anew."""


class Planned(msgspec.Struct, frozen=True, gc=False):
    """Something that will happen at a minute unless the world changes first. ``act`` names what, ``about`` on which id."""

    minute: int
    key: str
    act: str
    about: str = ""
    actor: str = ""
    data: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, gc=False):
    """The pending decision: the fact that states it, who controls it, who speaks for that person, the job that does it."""

    fact: str
    owner: str
    proxies: tuple[str, ...]
    job: str


class Setting(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a scenario fixes for the whole episode; shared by every world made from it."""

    start: datetime
    agent_name: str
    agent_address: str
    domain: str
    roles: tuple[str, ...]
    people: Mapping[str, Person]
    addresses: Mapping[str, str]
    facts: Mapping[str, Fact]
    directory: tuple[str, ...] = ()
    norms: tuple[Norm, ...]
    decision: Decision | None
    memo: dict[int, tuple[object, Any]] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    untouched: list[Any] = msgspec.field(default_factory=list)

    def stores_of(self, prepared: Mapping[str, Prepared[Record]]) -> dict[str, Store[Record]]:
        """Return the stores of a world at reset: those of all worlds that have not written to them, and nobody's own.

        They are kept here and not with what is prepared, which would refer to itself so and outlive its use.
        """
        kept: tuple[Any, dict[str, Store[Record]]] | None = self.untouched[0] if self.untouched else None
        if kept is None or kept[0] is not prepared:
            kept = prepared, {name: Store(base) for name, base in prepared.items()}
            self.untouched[:] = [kept]
        return kept[1].copy()

    def share(self, text: str) -> str:
        """Return the text as the object that other episodes may hold of it: what is read is read in all of them."""
        kept = self.texts.get(text)
        return kept if kept is not None else self._keep(text)

    def _keep(self, text: str) -> str:
        if len(text) <= SHARED_LENGTH:
            if len(self.texts) >= SHARED_TEXTS:
                self.texts.clear()
            self.texts[text] = text
        return text

    def once(self, owner: T, make: Callable[[T, Setting], V]) -> V:
        """Return ``make(owner, self)``, worked out once for each ``owner`` (a detector, a fact) and kept as long as this."""
        kept = self.memo.get(id(owner))
        if kept is None:
            kept = self.memo[id(owner)] = (owner, make(owner, self))  # the owner is kept, so that its id stays its own
        return kept[1]

    def person_at(self, address: str) -> str | None:
        """Return the id of the person who reads this address."""
        person = self.addresses.get(address)
        return person if person is not None else self.addresses.get(address.lower())


class World:
    """The state of one episode. Mutable through its owner only; ``fork`` is whole and cheap."""

    __slots__ = (
        "agenda", "charged", "clock", "findings", "fired", "goals", "known", "log", "over", "permits", "setting",
        "shared", "stores", "token",
    )  # fmt: skip

    def __init__(self, setting: Setting, stores: dict[str, Store[Record]], permits: Permits) -> None:
        self.setting = setting
        self.clock = Clock(setting.start)
        self.stores = stores
        self.permits = permits
        self.agenda: tuple[Planned, ...] = ()
        self.log: list[Event] = []
        self.known: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.charged: dict[str, float] = {}
        self.goals: dict[str, float] = {}
        self.fired: frozenset[str] = frozenset()
        self.over = ""
        self.token: object = object()
        self.shared = False

    def own(self, name: str) -> Store[Record]:
        """Return a store that may be written to, copied first when another world shares it."""
        store = self.stores[name]
        if store.owner is not self.token:
            store = self.stores[name] = store.copy(self.token)
        return store

    def plan(self, planned: Planned) -> None:
        """Let something happen later; what happens at the same minute happens in the order in which it was planned."""
        at = bisect_right(self.agenda, planned.minute, key=lambda plan: plan.minute)
        self.agenda = (*self.agenda[:at], planned, *self.agenda[at:])

    def drop(self, key: str) -> None:
        """Forget what was planned under ``key``."""
        self.agenda = tuple([plan for plan in self.agenda if plan.key != key])

    def note(self, event: Event) -> None:
        """Append to the log."""
        if self.shared:
            self.unshare()
        self.log.append(event)

    def unshare(self) -> None:
        """Copy what grows during an episode; called before the first write after a fork."""
        self.log, self.known, self.findings = self.log.copy(), self.known.copy(), self.findings.copy()
        self.charged, self.goals = self.charged.copy(), self.goals.copy()
        self.shared = False

    def fork(self) -> World:
        """Return a copy that shares everything until one of the two writes."""
        other = World.__new__(World)
        other.setting, other.clock, other.permits, other.agenda = self.setting, self.clock, self.permits, self.agenda
        other.log, other.known, other.findings = self.log, self.known, self.findings
        other.charged, other.goals, other.fired, other.over = self.charged, self.goals, self.fired, self.over
        other.stores = self.stores.copy()
        other.token = object()
        other.shared = self.shared = True
        self.token = object()
        return other

    def changes(self) -> tuple[Any, ...]:
        """Return what differs from the world at reset, without what the scenario gives: what a pickle holds."""
        stores = {name: (s.changed.copy(), s.made) for name, s in self.stores.items() if s.changed or s.made}
        return (
            self.clock.minute, stores, self.permits.grants, self.agenda, self.log.copy(), self.known.copy(),
            self.findings.copy(), self.charged.copy(), self.goals.copy(), self.fired, self.over,
        )  # fmt: skip

    def apply(self, changes: tuple[Any, ...]) -> None:
        """Bring a world at reset to where ``changes`` were taken."""
        minute, stores, grants, *rest = changes
        self.clock = Clock(self.setting.start, minute)
        for name, (changed, made) in stores.items():
            store = self.own(name)
            store.changed, store.made = changed, made
        if grants != self.permits.grants:
            self.permits = Permits(grants, self.permits.roles)
        self.agenda, self.log, self.known, self.findings, self.charged, self.goals, self.fired, self.over = rest

    def authorised(self, act: str, about: str = "") -> bool:
        """Whether somebody with the right to has made ``act``, on the record ``about``, legitimate at this moment."""
        store = self.stores.get("authorisations")
        minute = self.clock.minute
        return store is not None and any(r.holds(act, minute, about) for r in store if isinstance(r, Authorisation))

    def digest(self) -> str:
        """Return the SHA-256 of the state: records, time, grants, plans, knowledge, goals; without log and findings."""
        parts = {
            "minute": self.clock.minute,
            "stores": {name: [(type(r).__name__, r) for r in store] for name, store in sorted(self.stores.items())},
            "grants": self.permits.grants,
            "agenda": [(plan.minute, plan.key) for plan in self.agenda],
            "known": sorted(self.known),
            "goals": self.goals,
            "fired": sorted(self.fired),
            "over": self.over,
        }
        return sha256(msgspec.json.encode(parts, enc_hook=str)).hexdigest()
