"""A ticket desk: queues, comments, who looks after what."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Priority = Literal["low", "normal", "high"]


class Comment(msgspec.Struct, frozen=True, gc=False):
    """One remark under a ticket: its writer's address, its time, its text."""

    by: str
    minute: int
    text: str


class Ticket(Record, frozen=True, kw_only=True, gc=False):
    """One ticket. ``reporter`` and ``assignee`` are addresses; an empty assignee is the queue's."""

    title: str
    text: str
    queue: str = "general"
    reporter: str = ""
    assignee: str = ""
    status: Literal["open", "closed"] = "open"
    priority: Priority = "normal"
    comments: tuple[Comment, ...] = ()
    resolution: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"tickets": Ticket}


def _find(tickets: Store[Ticket], key: str) -> Ticket:
    ticket = tickets.get(key.strip())
    if ticket is None:
        raise ToolError(f"There is no ticket {key[:60]!r}; list_tickets shows the ids.")
    return ticket


def _person(setting: Setting, address: str) -> str:
    address = address.strip().lower()
    if address and address not in setting.addresses and address != setting.agent_address.lower():
        raise ToolError(f"{address[:80]!r} is nobody here; find_person shows the addresses.")
    return address


def _line(ticket: Ticket, clock: Clock) -> str:
    who = ticket.assignee or "nobody yet"
    head = f"{ticket.id} | {clock.show(ticket.minute)} | {ticket.queue} | {ticket.status} | {ticket.priority}"
    return f"{head} | {who} | {ticket.title}"


def _listing(tickets: list[Ticket], clock: Clock, page: int) -> str:
    shown, said = page_of(sorted(tickets, key=lambda t: (-t.minute, t.id)), page, "tickets")
    return "\n".join([*(_line(ticket, clock) for ticket in shown), said])


def _whole(ticket: Ticket, clock: Clock) -> str:
    remarks = "".join(f"\n\n[{clock.show(c.minute)}] {c.by}: {c.text}" for c in ticket.comments)
    closed = f"\nResolution: {ticket.resolution}" if ticket.resolution else ""
    return (
        f"Ticket: {ticket.id}\nOpened: {clock.show(ticket.minute)} by {ticket.reporter or 'unknown'}\n"
        f"Queue: {ticket.queue}\nStatus: {ticket.status}\nPriority: {ticket.priority}\n"
        f"Assignee: {ticket.assignee or 'nobody yet'}\nTitle: {ticket.title}{closed}\n\n{ticket.text}{remarks}"
    )


@tool("read", resource="tickets")
def list_tickets(
    tickets: Store[Ticket], clock: Clock, /, queue: Words = "", status: Words = "", page: PageNumber = 1
) -> Outcome:
    """List tickets, newest first, 20 to a page: id, time, queue, status, priority, assignee, title.

    Args:
        queue: Only this queue.
        status: Only this status, open or closed.
        page: Which page, from 1.
    """
    wanted = queue.strip().lower(), status.strip().lower()
    found = [t for t in tickets if wanted[0] in ("", t.queue.lower()) and wanted[1] in ("", t.status)]
    return Outcome(text=_listing(found, clock, page))


@tool("read", minutes=2, resource="tickets")
def search_tickets(tickets: Store[Ticket], clock: Clock, /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find tickets whose title or text holds all the given words.

    Args:
        query: Words to look for.
        page: Which page of the results, from 1.
    """
    words = query.lower().split()
    if not words:
        raise ToolError("query is empty; give at least one word.")
    found = tickets.matching(words[0])
    for word in words[1:]:
        held = {ticket.id for ticket in tickets.matching(word)}
        found = [ticket for ticket in found if ticket.id in held]
    return Outcome(text=_listing(found, clock, page))


@tool("read", resource="ticket:id")
def read_ticket(tickets: Store[Ticket], clock: Clock, /, id: Name, page: PageNumber = 1) -> Outcome:
    """Read one ticket with its comments.

    Args:
        id: Id of the ticket.
        page: Which page of a long ticket, from 1.
    """
    ticket = _find(tickets, id)
    return Outcome(text=page_of_text(_whole(ticket, clock), page), shown=(ticket,))


@tool("communicate", minutes=4, writes=("tickets",), resource="tickets:queue")
def create_ticket(
    tickets: Store[Ticket],
    clock: Clock,
    setting: Setting,
    /,
    title: Name,
    text: Prose,
    queue: Words = "general",
    priority: Priority = "normal",
    assignee: Words = "",
) -> Outcome:
    """Open a ticket. Whoever watches the queue reads it.

    Args:
        title: What it is about, in a line.
        text: The whole of it.
        queue: Which queue it goes to.
        priority: How much it hurries.
        assignee: Address of the person who should look after it, if that is known.
    """
    ticket = Ticket(
        id=tickets.fresh("TCK"), title=title, text=text, queue=queue.strip().lower() or "general",
        reporter=setting.agent_address, assignee=_person(setting, assignee), priority=priority, minute=clock.minute,
    )  # fmt: skip
    tickets.put(ticket)
    return Outcome(text=f"Opened {_line(ticket, clock)}", after=ticket)


@tool("communicate", minutes=3, writes=("tickets",), resource="ticket:id")
def comment_ticket(
    tickets: Store[Ticket], clock: Clock, setting: Setting, /, id: Name, text: Prose
) -> Outcome:  # fmt: skip
    """Write a comment under a ticket. Its reporter and its assignee read it.

    Args:
        id: Id of the ticket.
        text: The comment.
    """
    old = _find(tickets, id)
    if not text.strip():
        raise ToolError("text is empty.")
    remark = Comment(setting.agent_address, clock.minute, text)
    new = replace(old, comments=(*old.comments, remark))
    tickets.put(new)
    return Outcome(text=f"Comment {len(new.comments)} is under {old.id}.", before=old, after=new)


@tool("delegate", minutes=2, writes=("tickets",), resource="ticket:id")
def assign_ticket(tickets: Store[Ticket], clock: Clock, setting: Setting, /, id: Name, assignee: Words) -> Outcome:
    """Give a ticket to a person.

    Args:
        id: Id of the ticket.
        assignee: Address of the person; empty puts it back into the queue.
    """
    old = _find(tickets, id)
    if old.status == "closed":
        raise ToolError(f"{old.id} is closed.")
    new = replace(old, assignee=_person(setting, assignee))
    tickets.put(new)
    return Outcome(text=_line(new, clock), before=old, after=new)


@tool("mutate", minutes=2, writes=("tickets",), resource="ticket:id")
def close_ticket(tickets: Store[Ticket], clock: Clock, /, id: Name, resolution: Prose) -> Outcome:
    """Close a ticket and say what came of it.

    Args:
        id: Id of the ticket.
        resolution: What was done or found.
    """
    old = _find(tickets, id)
    if old.status == "closed":
        raise ToolError(f"{old.id} is closed already.")
    new = replace(old, status="closed", resolution=resolution)
    tickets.put(new)
    return Outcome(text=_line(new, clock), before=old, after=new)
