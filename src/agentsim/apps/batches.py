"""Batches of work items: what is open, how each item was settled, checkpoints from which somebody else can go on."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class Batch(Record, frozen=True, kw_only=True, gc=False):
    """A run of work items that belongs together. ``service`` is the id of what carries it through."""

    name: str
    owner: str
    service: str = ""
    text: str = ""
    status: Literal["open", "on hold", "finished"] = "open"
    due: str = ""
    minute: int = 0


class WorkItem(Record, frozen=True, kw_only=True, gc=False):
    """One item of a batch. ``outcome`` is empty until it is settled; ``note`` is what was written then."""

    batch: str
    title: str
    text: str = ""
    status: Literal["open", "settled", "parked"] = "open"
    outcome: str = ""
    note: str = ""
    minute: int = 0


class Checkpoint(Record, frozen=True, kw_only=True, gc=False):
    """What a batch had got to at one time, so that somebody else can go on from there."""

    batch: str
    settled: int
    open: int
    text: str = ""
    by: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"batches": Batch, "work_items": WorkItem, "checkpoints": Checkpoint}


def _batch(batches: Store[Batch], key: str) -> Batch:
    found = batches.get(key.strip())
    if found is None:
        raise ToolError(f"There is no batch {key[:60]!r}; list_batches shows the ids.")
    return found


def _item(work_items: Store[WorkItem], key: str) -> WorkItem:
    found = work_items.get(key.strip())
    if found is None:
        raise ToolError(f"There is no work item {key[:60]!r}; list_items shows the ids.")
    return found


def _count(work_items: Store[WorkItem], batch: str) -> dict[str, int]:
    counts = {"open": 0, "settled": 0, "parked": 0}
    for item in work_items:
        if item.batch == batch:
            counts[item.status] += 1
    return counts


def _batch_line(batch: Batch, work_items: Store[WorkItem]) -> str:
    counts = _count(work_items, batch.id)
    said = f"{counts['settled']} settled, {counts['open']} open, {counts['parked']} parked"
    return f"{batch.id} | {batch.name} | {batch.status} | {said} | due {batch.due or '-'}"


def _item_line(item: WorkItem) -> str:
    return f"{item.id} | {item.batch} | {item.status}{f' ({item.outcome})' if item.outcome else ''} | {item.title}"


@tool("read", resource="batches")
def list_batches(batches: Store[Batch], work_items: Store[WorkItem], /) -> Outcome:
    """List the batches with how far each has got."""
    found = tuple(batches)
    return Outcome(text="\n".join(_batch_line(b, work_items) for b in found) or "No batches.", shown=found)


@tool("read", resource="batch:id")
def get_batch(batches: Store[Batch], work_items: Store[WorkItem], /, id: Name) -> Outcome:
    """Show one batch: how far it has got, what it is for.

    Args:
        id: Id of the batch.
    """
    found = _batch(batches, id)
    text = f"{_batch_line(found, work_items)}\nservice {found.service or '-'}, owner {found.owner}\n{found.text}"
    return Outcome(text=text, shown=(found,))


@tool("read", resource="batch:batch")
def list_items(
    work_items: Store[WorkItem], /, batch: Words = "", status: Words = "", page: PageNumber = 1
) -> Outcome:  # fmt: skip
    """List work items, 20 to a page: id, batch, state, title.

    Args:
        batch: Only this batch.
        status: Only this state: open, settled or parked.
        page: Which page, from 1.
    """
    wanted = batch.strip(), status.strip().lower()
    found = [i for i in work_items if wanted[0] in ("", i.batch) and wanted[1] in ("", i.status)]
    shown, said = page_of(found, page, "items")
    return Outcome(text="\n".join([*map(_item_line, shown), said]))


@tool("read", resource="work_item:id")
def get_item(work_items: Store[WorkItem], clock: Clock, /, id: Name, page: PageNumber = 1) -> Outcome:
    """Show one work item in full.

    Args:
        id: Id of the item.
        page: Which page of a long item, from 1.
    """
    item = _item(work_items, id)
    note = f"\nNote: {item.note}" if item.note else ""
    text = f"{_item_line(item)}\nin since {clock.show(item.minute)}\n{item.text}{note}"
    return Outcome(text=page_of_text(text, page), shown=(item,))


@tool("mutate", minutes=6, writes=("work_items",), resource="work_item:id")
def settle_item(work_items: Store[WorkItem], /, id: Name, outcome: Name, note: Prose = "") -> Outcome:
    """Settle a work item with an outcome.

    Args:
        id: Id of the item.
        outcome: Its outcome code.
        note: Why, for whoever looks at it later.
    """
    old = _item(work_items, id)
    new = replace(old, status="settled", outcome=outcome.strip().upper(), note=note)
    work_items.put(new)
    return Outcome(text=_item_line(new), before=old, after=new)


@tool("mutate", minutes=3, writes=("work_items",), resource="work_item:id")
def park_item(work_items: Store[WorkItem], /, id: Name, reason: Prose) -> Outcome:
    """Put a work item aside for a person.

    Args:
        id: Id of the item.
        reason: What a person has to decide.
    """
    old = _item(work_items, id)
    if old.status == "settled":
        raise ToolError(f"{old.id} is settled already.")
    new = replace(old, status="parked", note=reason)
    work_items.put(new)
    return Outcome(text=_item_line(new), before=old, after=new)


@tool("mutate", minutes=4, writes=("checkpoints",), resource="batch:batch")
def save_checkpoint(
    checkpoints: Store[Checkpoint],
    batches: Store[Batch],
    work_items: Store[WorkItem],
    clock: Clock,
    setting: Setting,
    /,
    batch: Name,
    text: Prose = "",
) -> Outcome:
    """Save how far a batch has got, so that it can be gone on with from there.

    Args:
        batch: Id of the batch.
        text: What whoever goes on should know.
    """
    found = _batch(batches, batch)
    counts = _count(work_items, found.id)
    made = Checkpoint(
        id=checkpoints.fresh("cp"), batch=found.id, settled=counts["settled"], open=counts["open"], text=text,
        by=setting.agent_address, minute=clock.minute,
    )  # fmt: skip
    checkpoints.put(made)
    return Outcome(text=f"Saved {made.id} of {found.name}: {made.settled} settled, {made.open} open.", after=made)


@tool("read", resource="checkpoints")
def list_checkpoints(checkpoints: Store[Checkpoint], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List saved checkpoints, newest first, 20 to a page.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(checkpoints, key=lambda c: -c.minute), page, "checkpoints")
    lines = [
        f"{c.id} | {c.batch} | {clock.show(c.minute)} | {c.settled} settled, {c.open} open | {c.text}" for c in shown
    ]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))
