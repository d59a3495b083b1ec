"""A shared calendar: what stands in it, new entries, changes, free time."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.addresses import check_addresses
from agentsim.apps.tool import Address, Name, Outcome, Prose, ToolError, Words, tool
from agentsim.clock import Clock
from agentsim.records import Meeting
from agentsim.store import Store
from agentsim.world import Setting

STORES = {"calendar": Meeting}

Minutes = Annotated[int, Meta(ge=5, le=600)]
_begins = attrgetter("begins")
DAY_BEGINS, DAY_ENDS = 8 * 60, 18 * 60


def _minute(clock: Clock, text: str, field: str) -> int:
    try:
        return clock.read(text)
    except ValueError as error:
        raise ToolError(f"{field}: {error}") from None


def _find(calendar: Store[Meeting], key: str) -> Meeting:
    meeting = calendar.get(key.strip())
    if meeting is None:
        raise ToolError(f"There is no calendar entry {key[:60]!r}; list_events shows the ids.")
    return meeting


def _line(meeting: Meeting, clock: Clock) -> str:
    place = f" | {meeting.place}" if meeting.place else ""
    gone = " | CANCELLED" if meeting.status == "cancelled" else ""
    people = ", ".join(meeting.attendees)
    when = f"{clock.show(meeting.begins)} to {clock.show(meeting.ends)[-5:]}"
    return f"{meeting.id} | {when} | {meeting.title}{place} | {people}{gone}"


@tool("read", resource="calendar")
def list_events(calendar: Store[Meeting], clock: Clock, /, day: Words) -> Outcome:
    """List the calendar entries of one day.

    Args:
        day: The day, as 2026-03-03.
    """
    begins = _minute(clock, f"{day.strip()[:20]} 00:00", "day")
    found = sorted((m for m in calendar if begins <= m.begins < begins + 1440), key=_begins)
    return Outcome(
        text="\n".join(_line(m, clock) for m in found) or f"Nothing on {day.strip()[:20]}.", shown=tuple(found)
    )


@tool("mutate", minutes=3, writes=("calendar",), resource="calendar")
def create_event(
    calendar: Store[Meeting],
    clock: Clock,
    setting: Setting,
    /,
    title: Words,
    begins: Words,
    minutes: Minutes = 30,
    attendees: tuple[Address, ...] = (),
    place: Words = "",
    notes: Prose = "",
) -> Outcome:
    """Put an entry into the calendar; the people in it are invited.

    Args:
        title: What it is called.
        begins: When it begins, as 2026-03-03 14:05.
        minutes: How long it takes.
        attendees: Addresses of the people who take part.
        place: Room or link.
        notes: Anything else.
    """
    start = _minute(clock, begins, "begins")
    check_addresses(setting, attendees)
    meeting = Meeting(
        id=calendar.fresh("evt"), title=title, begins=start, ends=start + minutes, organiser=setting.agent_address,
        attendees=attendees, place=place, notes=notes,
    )  # fmt: skip
    calendar.put(meeting)
    return Outcome(text=f"Created {_line(meeting, clock)}", after=meeting)


@tool("mutate", minutes=2, writes=("calendar",), resource="event:id")
def update_event(
    calendar: Store[Meeting], clock: Clock, /, id: Name, begins: Words = "", minutes: Minutes = 30, place: Words = ""
) -> Outcome:
    """Move a calendar entry to another time or place.

    Args:
        id: Id of the entry.
        begins: When it begins now, as 2026-03-03 14:05; unchanged when left out.
        minutes: How long it takes now; used together with begins.
        place: Room or link; unchanged when left out.
    """
    old = _find(calendar, id)
    start = _minute(clock, begins, "begins") if begins else old.begins
    ends = start + minutes if begins else old.ends
    meeting = replace(old, begins=start, ends=ends, place=place or old.place)
    calendar.put(meeting)
    return Outcome(text=f"Changed to {_line(meeting, clock)}", before=old, after=meeting)


@tool("mutate", minutes=2, writes=("calendar",), resource="event:id")
def cancel_event(calendar: Store[Meeting], /, id: Name) -> Outcome:
    """Cancel a calendar entry.

    Args:
        id: Id of the entry.
    """
    old = _find(calendar, id)
    meeting = replace(old, status="cancelled")
    calendar.put(meeting)
    return Outcome(text=f"{old.id} is cancelled.", before=old, after=meeting)


@tool("read", minutes=2, resource="calendar")
def find_free_time(
    calendar: Store[Meeting], clock: Clock, /, day: Words, attendees: tuple[Address, ...] = (), minutes: Minutes = 30
) -> Outcome:
    """Find when people are free on a day, between 08:00 and 18:00.

    Args:
        day: The day, as 2026-03-03.
        attendees: Addresses of the people who have to be free.
        minutes: How long they have to be free.
    """
    midnight = _minute(clock, f"{day.strip()[:20]} 00:00", "day")
    wanted = {address.lower() for address in attendees}
    busy = sorted(
        (m.begins, m.ends)
        for m in calendar
        if m.status == "confirmed" and m.ends > midnight and m.begins < midnight + 1440
        and (not wanted or wanted & {a.lower() for a in (*m.attendees, m.organiser)})
    )  # fmt: skip
    free, since = [], midnight + DAY_BEGINS
    for begins, ends in [*busy, (midnight + DAY_ENDS, midnight + DAY_ENDS)]:
        if begins - since >= minutes:
            free.append((since, begins))
        since = max(since, ends)
    lines = [f"{_time(clock, begins)} to {_time(clock, ends)}" for begins, ends in free]
    return Outcome(text="\n".join(lines) or "No gap of that length on that day.")


def _time(clock: Clock, minute: int) -> str:
    return f"{clock.start + timedelta(minutes=minute):%H:%M}"
