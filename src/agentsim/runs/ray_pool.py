"""Workers on a Ray cluster (extra ``ray``) that play a run's episodes: ``agentsim eval --ray``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType

import ray

from agentsim.runs.design import Cell, Limits
from agentsim.runs.play import Table
from agentsim.runs.ray_drive import Dealer
from agentsim.runs.runner import Done

OBJECTS = 200_000_000
"""Bytes of the object store of a cluster on this machine; the records pass through it one by one."""


class RayPool:
    """Workers on the cluster at ``address``; a context manager, whose ``drive`` is what ``run`` and ``play_all`` take.

    ``local`` begins a cluster on this machine and ends it, ``local:3`` one of three workers. ``workers`` is their number
    (else one for each CPU of the cluster). ``hand`` is how many episodes of policies that only think are handed out at
    once, and with them the others of the same world; those that wait for a model go out one by one, at most
    ``limits.concurrency`` of each model at a time. ``pids`` are the processes that began, ``lost`` is how many were lost.
    Raises ``ValueError`` for what is no address.
    """

    def __init__(self, address: str = "local", workers: int | None = None, hand: int = 4) -> None:
        kind, _, number = address.partition(":")
        self.local = kind == "local"
        if self.local and number:
            if not number.isdecimal() or not int(number):
                raise ValueError(f"{address!r} is no address; write local, local:3, auto, host:port or ray://host:port")
            workers = int(number)
        self.address, self.workers, self.hand = address, workers, hand
        self.pids: list[int] = []
        self.lost = 0
        self._ours = False

    def __enter__(self) -> RayPool:
        if not ray.is_initialized():
            if self.local:
                os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # nobody else can reach it
                ray.init(
                    "local", num_cpus=self.workers, object_store_memory=OBJECTS, include_dashboard=False,
                    log_to_driver=False, logging_level="ERROR",
                )  # fmt: skip
            else:
                ray.init(self.address, log_to_driver=False, logging_level="ERROR")
            self._ours = True
        self.workers = self.workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ours:
            ray.shutdown()
            self._ours = False

    def drive(self, cells: Iterator[tuple[int, Cell]], table: Table, limits: Limits, done: Done) -> None:
        """Play ``cells`` on the workers, each once, and hand those that ended together to ``done``, in this thread.

        Raises ``ValueError`` for a design that cannot be played elsewhere, ``StoreError`` for a worker whose contents or
        detectors are others than the driver's, ``ImportError`` for one on which something is not installed, and
        ``ConnectionError`` when workers are lost before they begin, again and again.
        """
        for plan in table.plans.values():
            if plan.kind in ("local", "choice"):
                raise ValueError(
                    f"{plan.name} runs in one process: serve the model and ask it as llm:, or do without Ray"
                )
        tape = table.design.cassette
        if tape is not None and tape.mode != "replay-strict" and not self.local:
            raise ValueError("workers elsewhere cannot write one file: use --cassette-mode replay-strict")
        Dealer(self, cells, table, limits, done).go()
