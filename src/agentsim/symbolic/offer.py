"""Which acts are open now, in one episode: what a person at this desk could think of and has not just done."""

from __future__ import annotations

import json
from collections.abc import Iterable

import msgspec

from agentsim.episode import Episode
from agentsim.observe import Message
from agentsim.records import Record
from agentsim.symbolic.act import NEXT_PAGE, TOKEN, Act, call_act
from agentsim.symbolic.pool import Pool, present_talk

_ONCE = ("communicate", "delegate", "schedule", "transfer")
"""Effects that nobody wants twice: the same mail, payment, order."""
_IDLE = ("read", "none")
_ALTERING = ("mutate", "control")


class Done(msgspec.Struct, frozen=True):
    """An act that was done: how, when (events before), and what the records that it names (store, id) were right after it."""

    status: str
    at: int
    needs: tuple[str, ...]
    records: tuple[tuple[str, str, Record | None], ...]


class Offer:
    """The acts of one episode that are open, kept up to date as it is played.

    ``known_only`` leaves out what refers to something that has not been seen. ``reads`` adds the opening of every record
    whose id has been seen (otherwise only of those that a script opens, which tells which ones matter).
    """

    def __init__(self, pool: Pool, episode: Episode, *, known_only: bool = True, reads: bool = True) -> None:
        self.pool, self.episode = pool, episode
        self.newest: frozenset[str] = frozenset()
        self._reads = reads
        self._shut: dict[str, Act] = {}
        self._live: dict[str, Act] = {}
        self._missing: dict[str, int] = {}
        self._waiting: dict[str, list[str]] = {}
        for key, act in pool.acts.items():
            if known_only and (act.details or act.facts):
                self._shut[key] = act
                self._missing[key] = len(act.details)
                for detail in act.details:
                    self._waiting.setdefault(detail, []).append(key)
            else:
                self._live[key] = act
        self._known = -1
        self._met: set[str] = set()
        self._done: dict[str, Done] = {}
        self._before = 0
        self.tell(episode.messages)

    def tell(self, messages: Iterable[Message]) -> None:
        """Take in what the agent reads."""
        text = "\n".join(message["content"] for message in messages if message["role"] != "assistant")
        seen = [detail for detail in self._waiting if detail in text]
        for detail in seen:
            for key in self._waiting.pop(detail):
                self._missing[key] -= 1
        known = self.episode.world.known
        if seen or len(known) != self._known:
            self._known = len(known)
            for key, act in [*self._shut.items()]:
                if not self._missing[key] and all(fact in known for fact in act.facts):
                    self._live[key] = self._shut.pop(key)
        self.newest = frozenset(TOKEN.findall(text))
        if self._reads and self.pool.readers:
            for token in self.newest - self._met:
                self._open(token)
        if self.pool.titles:
            self._search({token.lower() for token in self.newest})

    def _open(self, token: str) -> None:
        for store in self._stores(token):
            if store in self.pool.readers:
                tool, argument = self.pool.readers[store]
                self._add(call_act(tool, **{argument: token}))
                self._met.add(token)

    def _search(self, words: set[str]) -> None:
        """Things that no list shows are searched for by what was just read of them."""
        for tool, argument, title in self.pool.titles:
            if found := [word for word in title if word in words]:
                self._add(call_act(tool, **{argument: " ".join(found)}))

    def _add(self, act: Act) -> None:
        if act.key not in self._shut and act.key not in self._done:
            self._live.setdefault(act.key, act)

    def _stores(self, value: str) -> tuple[str, ...]:
        if value in self.pool.stores:
            return self.pool.stores[value]
        return tuple(name for name, store in self.episode.world.stores.items() if value in store.changed)

    def begin(self) -> None:
        """Call before an act is sent."""
        self._before = len(self.episode.world.log)

    def note(self, act: Act, messages: Iterable[Message]) -> None:
        """Take in what came of an act that was sent after ``begin``."""
        messages = list(messages)
        self.tell(messages)
        world, box = self.episode.world, self.episode.scenario.toolbox
        own = [
            event for event in world.log[self._before :] if event.actor == "agent" and event.step == self.episode.turn
        ]
        if not act.calls or not own or any(event.tool == "wait" for event in own):
            return
        found = [box.tools[tool] for tool in act.tools if tool in box.tools]
        effects = [tool.effect for tool in found] or ["none"]
        effect = next((effect for effect in effects if effect not in _IDLE), effects[0])
        status = "done" if all(event.status == "done" for event in own) else "failed"
        needs = tuple(need for tool in found for need in tool.needs)
        records = tuple(
            (name, value, world.stores[name].get(value)) for value in act.values for name in self._stores(value)
        )
        self._done[act.key] = Done(status, len(world.log), needs, records)
        if status == "done" and (effect in _ONCE or (effect not in _IDLE and act.values and not records)):
            self._live.pop(act.key, None)  # nobody wants it twice
        for call, message in zip(act.calls, messages, strict=False):
            self._turn_over(call, message)

    def _turn_over(self, call: tuple[str, str], message: Message) -> None:
        if message["role"] == "tool" and (more := NEXT_PAGE.search(message["content"])):
            arguments = {**json.loads(call[1]), "page": int(more[1])}
            self._add(call_act(call[0], **arguments))

    def now(self) -> list[Act]:
        """Return the acts that are open, in an order that depends on nothing but their texts."""
        if self.episode.over:
            return []
        if self.pool.replies:
            keys = self.pool.replies.get(present_talk(self.episode.scenario, self.episode.world)) or self.pool.acts
            acts = [self.pool.acts[key] for key in keys]
        else:
            acts = [act for key, act in self._live.items() if self._is_open(key, act)]
        return sorted(acts, key=lambda act: act.rank)

    def _is_open(self, key: str, act: Act) -> bool:
        """Whether the act is not one that was just done, nor names a thing that was there and no longer is."""
        done = self._done.get(key)
        if done is not None and not self._changed(act, done):
            return False
        stores = self.episode.world.stores
        return all(stores[name].changed.get(value, act) is not None for name, value in self.pool.names.get(key, ()))

    def _changed(self, act: Act, done: Done) -> bool:
        """Whether something that matters to the act is different since it was done."""
        if done.status == "done" and done.records:
            stores = self.episode.world.stores
            return any(_differs(stores[name].get(value), then) for name, value, then in done.records)
        later = self.episode.world.log[done.at :]
        if done.status != "done":
            return any(
                event.status == "done" and (event.actor != "agent" or event.effect not in _IDLE) for event in later
            )
        return any(
            event.store in done.needs and (event.actor != "agent" or event.effect in _ALTERING) for event in later
        )

    def was_done(self, act: Act) -> bool:
        """Whether the act was sent before in this episode."""
        return act.key in self._done


def _differs(now: Record | None, then: Record | None) -> bool:
    return now is not then and now != then
