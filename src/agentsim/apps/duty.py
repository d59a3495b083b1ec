"""What a duty desk has beside its panel: crews, the telephone, the register of planned tests, the log, the contract's figures."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.alarms import Alarm, Dispatch, Zone, open_alarm
from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class PhoneCall(Record, frozen=True, kw_only=True, gc=False):
    """A telephone call and what was said. ``to`` is the address of a person in the directory, or a number."""

    to: str
    text: str
    minute: int = 0


class RegisterEntry(Record, frozen=True, kw_only=True, gc=False):
    """Planned work or a test that may set off alarms; times in minutes since the start."""

    zone: str
    title: str
    begins: int
    ends: int
    by: str = ""
    notes: str = ""
    minute: int = 0


class LogEntry(Record, frozen=True, kw_only=True, gc=False):
    """One line of the desk's log."""

    about: str
    text: str
    by: str = ""
    minute: int = 0


class Term(Record, frozen=True, kw_only=True, gc=False):
    """A figure of the desk's contract that somebody counts."""

    title: str
    text: str
    status: str = "kept"
    minute: int = 0


STORES: dict[str, type[Record]] = {
    "phone_calls": PhoneCall, "test_register": RegisterEntry, "desk_log": LogEntry, "desk_terms": Term,
}  # fmt: skip


@tool("read", resource="dispatches")
def list_dispatches(dispatches: Store[Dispatch], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List the crews that were sent out, newest first.

    Args:
        page: Which page.
    """
    found = sorted(dispatches, key=lambda sent: -sent.minute)
    shown, said = page_of(found, page, "dispatches")
    lines = [f"{d.id} | {clock.show(d.minute)} | {d.crew} | alarm {d.alarm} | {d.status} | {d.notes}" for d in shown]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("control", minutes=2, writes=("dispatches",), resource="alarm:alarm")
def dispatch_crew(
    alarms: Store[Alarm],
    dispatches: Store[Dispatch],
    clock: Clock,
    /,
    alarm: Name,
    crew: Literal["rescue crew", "plumber", "electrician", "guard", "lift fitter"],
    note: Words = "",
) -> Outcome:
    """Send a crew to an open alarm.

    Args:
        alarm: Id of the alarm.
        crew: Who goes.
        note: What they should know.
    """
    place = open_alarm(alarms, alarm)
    sent = Dispatch(id=dispatches.fresh("disp"), alarm=place.id, crew=crew, notes=note, minute=clock.minute)
    dispatches.put(sent)
    return Outcome(text=f"{sent.id}: {crew} under way to zone {place.zone} ({place.title}).", after=sent)


@tool("control", writes=("dispatches",), resource="dispatch:id")
def recall_crew(dispatches: Store[Dispatch], /, id: Name, reason: Words) -> Outcome:
    """Call a crew back that is under way or on site.

    Args:
        id: Id of the dispatch.
        reason: Why.
    """
    old = dispatches.get(id.strip())
    if old is None:
        raise ToolError(f"There is no dispatch {id[:60]!r}; list_dispatches shows the ids.")
    if old.status not in ("under way", "on site"):
        raise ToolError(f"{old.id} is {old.status}.")
    new = replace(old, status="recalled", notes=f"{old.notes}\n{reason}".strip())
    dispatches.put(new)
    return Outcome(text=f"{new.id}: {new.crew} turns back.", before=old, after=new)


@tool("communicate", minutes=4, writes=("phone_calls",), resource="phone:to")
def phone_person(phone_calls: Store[PhoneCall], clock: Clock, setting: Setting, /, to: Name, text: Prose) -> Outcome:
    """Telephone somebody and say something.

    Args:
        to: Address of the person as the directory has it.
        text: What is said.
    """
    who = to.strip().lower()
    person = setting.people.get(setting.person_at(who) or "")
    if person is None:
        raise ToolError(f"Nobody in the directory has the address {to[:60]!r}.")
    call = PhoneCall(id=phone_calls.fresh("tel"), to=person.email, text=text, minute=clock.minute)
    phone_calls.put(call)
    return Outcome(text=f"{call.id}: {person.name} was told.", after=call)


@tool("read", resource="register")
def list_tests(test_register: Store[RegisterEntry], clock: Clock, /, zone: Words = "", page: PageNumber = 1) -> Outcome:
    """List planned tests, drills and hot work from the register.

    Args:
        zone: Only of this zone.
        page: Which page.
    """
    found = [e for e in test_register if not zone or e.zone == zone.strip()]
    shown, said = page_of(sorted(found, key=lambda entry: -entry.begins), page, "entries")
    lines = [
        f"{e.id} | zone {e.zone} | {clock.show(e.begins)} to {clock.show(e.ends)} | {e.title} | {e.by}"
        + (f" | {e.notes}" if e.notes else "")
        for e in shown
    ]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("mutate", minutes=2, writes=("test_register",), resource="register")
def register_test(
    zones: Store[Zone],
    test_register: Store[RegisterEntry],
    clock: Clock,
    /,
    zone: Name,
    title: Words,
    begins: Words,
    ends: Words,
    by: Words,
) -> Outcome:
    """Enter a planned test, drill or hot work into the register.

    Args:
        zone: Id of the zone.
        title: What is done.
        begins: From when, as 2026-03-03 14:05.
        ends: Until when.
        by: Who ordered it.
    """
    place = zones.get(zone.strip())
    if place is None:
        raise ToolError(f"There is no zone {zone[:60]!r}; list_zones shows the ids.")
    try:
        first, last = clock.read(begins), clock.read(ends)
    except ValueError as error:
        raise ToolError(str(error)) from None
    if last <= first:
        raise ToolError("The end is not after the beginning.")
    entry = RegisterEntry(
        id=test_register.fresh("reg"), zone=place.id, title=title, begins=first, ends=last, by=by, minute=clock.minute
    )
    test_register.put(entry)
    return Outcome(
        text=f"{entry.id}: {title}, zone {place.id}, {clock.show(first)} to {clock.show(last)}.", after=entry
    )


@tool("read", resource="log")
def list_log(desk_log: Store[LogEntry], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """Show the desk's log, newest first.

    Args:
        page: Which page.
    """
    found = sorted(desk_log, key=lambda entry: -entry.minute)
    shown, said = page_of(found, page, "entries")
    lines = [f"{clock.show(e.minute)} | {e.about} | {e.text} | {e.by}" for e in shown]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("mutate", minutes=2, writes=("desk_log",), resource="log")
def write_log(desk_log: Store[LogEntry], clock: Clock, setting: Setting, /, about: Name, text: Prose) -> Outcome:
    """Write a line into the desk's log.

    Args:
        about: Id of the alarm or zone, or a word such as handover.
        text: What is noted.
    """
    entry = LogEntry(
        id=desk_log.fresh("log"), about=about.strip(), text=text, by=setting.agent_name, minute=clock.minute
    )
    desk_log.put(entry)
    return Outcome(text=f"{entry.id} is in the log.", after=entry)


@tool("read", resource="terms")
def show_terms(desk_terms: Store[Term], /) -> Outcome:
    """Show the figures of the desk's contract as they are counted at the moment."""
    lines = [f"{t.title} | {t.status} | {t.text}" for t in desk_terms]
    return Outcome(text="\n".join(lines) or "No figures are counted.", shown=tuple(desk_terms))
