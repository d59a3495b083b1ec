"""One run on the workers of a Ray cluster (extra ``ray``): episodes are handed out here, played there, stored here alone.

Design, order, budgets and records are those of one process. Nothing is bound to a worker before it has room, so a slow one
takes fewer; what a lost one had in hand is handed out again.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import ray
from ray import exceptions
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from agentsim.catalog import CONTENT, family_folders
from agentsim.evaluate import EpisodeRecord
from agentsim.runs.design import WAITING, Cell, Limits
from agentsim.runs.play import Table
from agentsim.runs.ray_player import Hand, Order, Player, Till
from agentsim.runs.runner import Done
from agentsim.runs.store import StoreError
from agentsim.runs.stored import StoredEpisode, Usage
from agentsim.runs.versions import describe_versions

if TYPE_CHECKING:
    from agentsim.runs.ray_pool import RayPool

AHEAD = 2
"""Hands of policies that only think at one worker: one that is played, one that is ready."""
MOST = 32
"""Episodes in the largest hand."""
DEATHS = 5
"""So often an episode may lose its worker before it is unscored: it may be what kills them."""
LOST = (
    exceptions.RayActorError,
    exceptions.WorkerCrashedError,
    exceptions.NodeDiedError,
    exceptions.ObjectLostError,
)


class Dealer:
    """One run's way through the workers."""

    def __init__(
        self, pool: RayPool, cells: Iterator[tuple[int, Cell]], table: Table, limits: Limits, done: Done
    ) -> None:
        self._pool, self._cells, self._table, self._limits, self._done = pool, cells, table, limits, done
        self._workers = pool.workers or 1
        models = sum(plan.kind in WAITING for plan in table.plans.values())
        share = -(-models * limits.concurrency // self._workers)
        self._places = {True: Places(share), False: Places(AHEAD)}  # by whether a policy waits
        self._till = self._open_till()
        self._begin = ray.remote(num_cpus=1, max_concurrency=AHEAD + share)(Player)
        self._order = ray.put(self._write_order())
        self._players: dict[int, Any] = {}
        self._again: deque[tuple[int, Cell]] = deque()
        self._next: tuple[int, Cell] | None = None
        self._busy: Counter[str] = Counter()  # episodes under way of each policy that waits
        self._deaths: Counter[str] = Counter()
        self._numbers = count()
        self._out: dict[int, tuple[Any, int, Hand]] = {}
        self._ended: SimpleQueue[int] = SimpleQueue()

    def go(self) -> None:
        """Play to the end."""
        try:
            for _ in range(self._workers):
                self._start()
            while self._hand_out() or self._out:
                self._settle(*self._out.pop(self._ended.get()))
        finally:
            for actor in [*self._players.values(), *([self._till] if self._till is not None else [])]:
                ray.kill(actor)

    def _write_order(self) -> Order:
        design = self._table.design
        if design.cassette is not None:
            path = str(Path(design.cassette.path).resolve())
            design = design.model_copy(update={"cassette": design.cassette.model_copy(update={"path": path})})
        known = family_folders()
        folders = [known[name] for name in design.names if known[name].parent != CONTENT / "envs"]
        plugins = os.environ.get("AGENTSIM_PLUGINS", "").replace(",", " ").split()
        return Order(design, dict(self._table.plans), describe_versions(design.names), folders, plugins, self._till)

    def _open_till(self) -> Any:
        """Return the purse that the workers share, where there is a budget, with what the run has used before."""
        limits, used = self._limits, self._table.purse
        if limits.calls is limits.tokens is limits.cost is None:
            return None
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
        till = ray.remote(num_cpus=0, scheduling_strategy=here)(Till).remote(limits)
        before = Usage(
            calls=used.calls, prompt_tokens=used.tokens, calls_without_tokens=used.calls_without_tokens, cost=used.cost
        )
        ray.get(till.add.remote(before))
        return till

    def _count(self, usage: Usage) -> None:
        """Bring this process's purse up to date: with ``usage``, or with what all workers have used so far."""
        purse = self._table.purse
        if self._till is None:
            purse.add(usage)
        else:
            purse.calls, purse.tokens, purse.calls_without_tokens, purse.cost = ray.get(self._till.tally.remote())

    def _waits(self, cell: Cell) -> bool:
        return self._table.plans[cell.policy].kind in WAITING

    def _start(self) -> None:
        number, player = next(self._numbers), self._begin.remote(self._order)
        self._players[number] = player
        self._send(number, player.ready.remote(), [])

    def _send(self, number: int, reference: Any, hand: Hand) -> None:
        ticket, future = next(self._numbers), reference.future()
        self._out[ticket] = (future, number, hand)
        future.add_done_callback(lambda _: self._ended.put(ticket))

    def _hand_out(self) -> bool:
        """Hand out what there is room for. Returns whether something is left to hand out."""
        while (first := self._look()) is not None:
            policy, waits = first[1].policy, self._waits(first[1])
            if waits and self._busy[policy] >= self._limits.concurrency:
                return True
            number = self._places[waits].take()
            if number is None:
                return True
            hand = self._take(alone=waits or bool(self._deaths[first[1].key]))
            self._busy[policy] += waits
            self._send(number, self._players[number].play.remote(hand), hand)
        return False

    def _look(self) -> tuple[int, Cell] | None:
        """Return the next cell, and leave it there; those that were lost come first."""
        if self._next is None and self._again:
            self._next = self._again.popleft()
        elif self._next is None:
            if self._till is not None:
                self._count(Usage())
            self._next = next(self._cells, None)
        return self._next

    def _take(self, alone: bool) -> Hand:
        """Return the next cells: as many as a hand has and then those of the same world, which is built but once so."""
        hand: Hand = []
        while (found := self._look()) is not None and len(hand) < MOST:
            cell = found[1]
            if hand and (alone or self._waits(cell) or self._deaths[cell.key]):
                break
            if len(hand) >= self._pool.hand and _world(cell) != _world(hand[-1][1]):
                break
            hand.append(found)
            self._next = None
        return hand

    def _settle(self, future: Any, number: int, hand: Hand) -> None:
        """Take in what a worker has sent, or see to it that a lost one's is played again."""
        if hand:
            waits = self._waits(hand[0][1])
            self._places[waits].give(number)
            self._busy[hand[0][1].policy] -= waits
        try:
            found = future.result()
        except LOST as error:
            self._lose(number, hand, error)
        except exceptions.RayTaskError as error:
            raise error.cause from None
        else:
            if hand:
                for stored in found:
                    self._count(stored.usage)
                self._done(found)
                return
            pid, changed = found
            if changed:
                raise StoreError(f"a worker has other contents than this process: {'; '.join(changed)}")
            self._pool.pids.append(pid)
            for places in self._places.values():
                places.open(number)

    def _lose(self, number: int, hand: Hand, error: BaseException) -> None:
        if isinstance(error, exceptions.RayActorError) and error.actor_init_failed:
            raise ImportError(f"a worker cannot begin: {str(error).strip().splitlines()[-1]}") from error
        for position, cell in hand:
            self._deaths[cell.key] += 1
            if self._deaths[cell.key] < DEATHS:
                self._again.append((position, cell))
            else:
                self._done([_give_up(position, cell)])
        if not hand:
            self._deaths[""] += 1
            if self._deaths[""] >= DEATHS * self._workers:
                raise ConnectionError("workers are lost before they begin, again and again") from error
        if (player := self._players.pop(number, None)) is not None:  # the first of what it had in hand
            ray.kill(player)  # it may live still and only be out of reach
            self._pool.lost += 1
            for places in self._places.values():
                places.close(number)
            self._start()


class Places:
    """Where there is room, the emptiest first: ``most`` hands at each worker."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[int, int] = {}
        self._heap: list[tuple[int, int]] = []  # an entry counts while it says what is held

    def open(self, number: int) -> None:
        """Begin with an empty worker."""
        self._held[number] = 0
        self._push(number)

    def close(self, number: int) -> None:
        """Forget a worker."""
        self._held.pop(number, None)

    def take(self) -> int | None:
        """Return the emptiest worker with room, which has one hand more now; or ``None``."""
        while self._heap:
            held, number = heappop(self._heap)
            if self._held.get(number) == held:
                self._held[number] += 1
                self._push(number)
                return number
        return None

    def give(self, number: int) -> None:
        """Note that a worker has one hand less."""
        if number in self._held:
            self._held[number] -= 1
            self._push(number)

    def _push(self, number: int) -> None:
        if self._held[number] < self._most:
            heappush(self._heap, (self._held[number], number))


def _world(cell: Cell) -> tuple[Any, ...]:
    return cell.family, cell.seed, cell.condition, cell.given


def _give_up(position: int, cell: Cell) -> StoredEpisode:
    record = EpisodeRecord(
        family=cell.family, policy=cell.policy, condition=cell.condition, given=cell.given, factors=dict(cell.asked),
        seed=cell.seed, status="unscored", detail=f"its worker was lost {DEATHS} times",
    )  # fmt: skip
    return StoredEpisode(key=cell.key, epoch=cell.epoch, position=position, record=record)
