"""The runner: episodes side by side, each stored the moment it has ended, by one writer."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from agentsim.evaluate import EpisodeRecord
from agentsim.policies.cards import Plan
from agentsim.runs.control import check_meter, check_stored
from agentsim.runs.design import WAITING, Cell, Design, Limits, make_design
from agentsim.runs.play import Table, play_cell
from agentsim.runs.seat import Purse
from agentsim.runs.store import RunStore, StoreError
from agentsim.runs.stored import StoredEpisode
from agentsim.runs.versions import compare_versions, describe_policies, describe_versions

T = TypeVar("T")
Keep = Callable[[StoredEpisode], None]


@dataclass(slots=True)
class Progress:
    """How far a run is. ``stored`` were there before it was resumed, ``done`` are new; ``scored``, ``violators`` and
    ``statuses`` are of both. ``seconds`` is the time since this process began.

    ``left`` are episodes that were not begun because a budget was spent (``spent`` says which).
    """

    total: int
    stored: int = 0
    done: int = 0
    left: int = 0
    scored: int = 0
    violators: int = 0
    seconds: float = 0.0
    spent: str = ""
    statuses: Counter[str] = field(default_factory=Counter)
    purse: Purse = field(default_factory=Purse)

    def count(self, record: EpisodeRecord) -> None:
        """Count how an episode came out."""
        self.scored += record.scored
        self.violators += record.scored and bool(record.violations)
        self.statuses[record.status] += 1

    @property
    def eta(self) -> float | None:
        """Seconds to the end at the speed so far, or ``None`` before there is any."""
        return self.seconds / self.done * (self.total - self.stored - self.done) if self.done else None


OnProgress = Callable[[Progress, StoredEpisode], None]
PATIENCE = 30
"""So often, a tenth of a second apart, a thread is tried to begin with no other under way."""
Done = Callable[[Sequence[StoredEpisode]], None]
Drive = Callable[[Iterator[tuple[int, Cell]], Table, Limits, Done], None]
"""What plays cells and hands on, in the caller's thread, the episodes that ended together: ``drive_here``, or
``RayPool.drive``."""


def run(
    design: Design, folder: Path, *, resume: bool = False, retry: Sequence[str] = (), on_progress: OnProgress | None = None,
    drive: Drive | None = None,
) -> Path:  # fmt: skip
    """Play what is missing of a design in ``folder`` and return the path of its store.

    A new run begins an empty folder. With ``resume`` the stored design is played on; of ``design`` only the limits
    count then. ``retry`` are statuses of episodes to play again. Raises ``StoreError`` when the run cannot be read,
    written, or is of other contents than those of today; whatever had ended before is stored.
    """
    if resume:
        store = RunStore(folder, write=True)
    else:
        design.plans  # noqa: B018  # what is wrong with a policy comes up before a folder is made
        store = RunStore.create(folder, describe_run(design))
    with store:
        meta = store.meta
        if "control" in meta:
            check_stored(meta["control"])
        if resume:
            design = make_design({**meta["design"], "limits": design.limits})
            check_same(design, meta)
        again = store.keys_with(retry) if retry else set()
        present = store.keys() - again
        progress = Progress(total=0, stored=len(present), purse=Purse(design.limits))
        for stored in store.episodes(transcripts=False):
            progress.purse.add(stored.usage)
            if stored.key in present:
                progress.count(stored.record)

        def keep(stored: StoredEpisode) -> None:
            store.add(stored, replace=stored.key in again)

        play_all(
            design, keep, present=present, progress=progress, on_progress=on_progress, drive=drive, together=store.together
        )  # fmt: skip
    return store.path


def describe_run(design: Design) -> dict[str, Any]:
    """Return the meta data of a new run."""
    return {
        "design": design.model_dump(mode="json"),
        "versions": describe_versions(design.names),
        "policies": describe_policies(design.plans),
        "control": check_meter(),
    }


def check_same(design: Design, meta: Mapping[str, Any]) -> None:
    """Raise ``StoreError`` when a run would go on with other contents, detectors or settings than it began with."""
    changed = compare_versions(meta["versions"], describe_versions(design.names))
    then, now = meta["policies"], describe_policies(design.plans)
    changed += [f"the policy {name} has other settings" for name in then if then[name] != now.get(name)]
    if changed:
        raise StoreError(f"this run cannot be mixed with another: {'; '.join(changed)}. Begin a new run")


def play_all(
    design: Design, keep: Keep, *, present: Iterable[str] = (), progress: Progress | None = None,
    on_progress: OnProgress | None = None, drive: Drive | None = None,
    together: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Progress:  # fmt: skip
    """Play every cell of a design that is not ``present`` and hand each ended episode to ``keep``, in this thread.

    ``together`` is entered round those that ended at the same time, however many those are.
    The positive control comes before everything (``ControlFailed``). ``keep`` may raise: nothing more is begun then, what is
    under way is given up, and the exception comes out of here.
    """
    check_meter()
    cells = [(position, cell) for position, cell in enumerate(design.cells())]
    keys = {cell.key for _, cell in cells}
    if len(keys) != len(cells):
        raise ValueError("two episodes of this design are the same; is a policy or a family named twice?")
    progress = progress or Progress(total=0, purse=Purse(design.limits))
    progress.total = len(cells)
    present = set(present)
    table = Table(design, design.plans, progress.purse)
    waiting = [(position, cell) for position, cell in cells if cell.key not in present]
    began = time.monotonic()

    def done(ended: Sequence[StoredEpisode]) -> None:
        with together():
            for stored in ended:
                keep(stored)
        with ExitStack() as told:  # of every one that is stored, also when the first one's telling raises
            for stored in reversed(ended):
                told.callback(tell, stored)

    def tell(stored: StoredEpisode) -> None:
        progress.done += 1
        progress.count(stored.record)
        progress.seconds = time.monotonic() - began
        if on_progress is not None:
            on_progress(progress, stored)

    try:
        (drive or drive_here)(_allowed(waiting, table.plans, progress), table, design.limits, done)
    finally:
        table.stop.set()
    progress.seconds = time.monotonic() - began
    return progress


def _allowed(
    cells: Sequence[tuple[int, Cell]], plans: Mapping[str, Plan], progress: Progress
) -> Iterator[tuple[int, Cell]]:
    """Yield cells to begin. Once a budget is spent those that need a model are left for a resume with a larger one."""
    for position, cell in cells:
        spent = progress.purse.spent if plans[cell.policy].kind in WAITING else ""
        if spent:
            progress.left += 1
            progress.spent = spent
        else:
            yield position, cell


def drive_here(cells: Iterator[tuple[int, Cell]], table: Table, limits: Limits, done: Done) -> None:
    """Play ``cells`` in threads of this process. Where it can have no more threads, fewer episodes are side by side."""
    asyncio.run(_drive(cells, table, limits, Gathering(done)))


class Gathering:
    """The episodes that have ended while others were stored are stored together, and nobody goes on before."""

    def __init__(self, done: Done) -> None:
        self._done = done
        self._ended: list[StoredEpisode] = []
        self._stored: asyncio.Future[None] | None = None
        self.under_way = 0

    async def add(self, stored: StoredEpisode) -> None:
        """Return when ``stored`` is stored. Raises what storing it raises."""
        if self._stored is None:
            loop = asyncio.get_running_loop()
            self._stored = loop.create_future()
            loop.call_soon(self._store)
        self._ended.append(stored)
        await asyncio.shield(self._stored)

    def _store(self) -> None:
        ended, future = self._ended, self._stored
        self._ended, self._stored = [], None
        if future is None or future.done():
            return
        try:
            self._done(ended)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(None)


async def _drive(cells: Iterator[tuple[int, Cell]], table: Table, limits: Limits, ended: Gathering) -> None:
    async def play(position: int, cell: Cell) -> StoredEpisode:
        alone = 0
        while True:
            try:
                future = in_thread(lambda: play_cell(cell, position, table))
            except RuntimeError:  # no more threads can begin until others end
                alone += not ended.under_way
                if alone > PATIENCE:
                    raise
                await asyncio.sleep(0.1)
                continue
            ended.under_way += 1
            try:
                return await future
            finally:
                ended.under_way -= 1

    async def work() -> None:
        for position, cell in cells:
            await ended.add(await play(position, cell))

    workers = [asyncio.ensure_future(work()) for _ in range(limits.concurrency)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def in_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Do ``work`` in a thread of its own. The thread keeps nobody from leaving, unlike those of an executor."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # there is a result where there is no error

    def body() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed: the run was stopped meanwhile
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=body, daemon=True).start()
    return future
