"""The alarms of a building, what its sensors and cameras say, and the crews that are sent.

Nothing here knows whether an alarm is true: that stands in the sensors, and in what the camera room has written down.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store

Priority = Literal["low", "normal", "high", "critical"]
Outcomes = Literal["attended", "false", "test"]
Minutes = Annotated[int, Meta(ge=1, le=1440)]


class Alarm(Record, frozen=True, kw_only=True, gc=False):
    """One alarm; ``outcome``: what it was closed as. Its siren is off for ``muted`` minutes in all, until ``muted_until``."""

    title: str
    zone: str
    kind: str
    priority: Priority = "normal"
    status: Literal["ringing", "acknowledged", "closed"] = "ringing"
    outcome: Literal["", "attended", "false", "test"] = ""
    muted: int = 0
    muted_until: int = 0
    notes: str = ""
    minute: int = 0


class Zone(Record, frozen=True, kw_only=True, gc=False):
    """A part of the building. ``isolated`` zones raise no alarm until ``until``."""

    name: str
    place: str
    status: Literal["live", "isolated"] = "live"
    until: int = 0
    notes: str = ""


class Sensor(Record, frozen=True, kw_only=True, gc=False):
    """A detector head with its last reading. Over ``limit`` it calls an alarm."""

    zone: str
    kind: str
    reading: float
    limit: float
    unit: str = ""
    notes: str = ""
    minute: int = 0


class CameraNote(Record, frozen=True, kw_only=True, gc=False):
    """What the camera room saw and wrote down."""

    zone: str
    text: str
    minute: int = 0


class Dispatch(Record, frozen=True, kw_only=True, gc=False):
    """A crew sent to an alarm."""

    alarm: str
    crew: str
    status: Literal["under way", "on site", "recalled", "done"] = "under way"
    notes: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {
    "alarms": Alarm, "zones": Zone, "sensors": Sensor, "camera_notes": CameraNote, "dispatches": Dispatch,
}  # fmt: skip


def _alarm(alarms: Store[Alarm], key: str) -> Alarm:
    alarm = alarms.get(key.strip())
    if alarm is None:
        raise ToolError(f"There is no alarm {key[:60]!r}; list_alarms shows the ids.")
    return alarm


def open_alarm(alarms: Store[Alarm], key: str) -> Alarm:
    """Return an alarm that is not closed. Raises ``ToolError``."""
    alarm = _alarm(alarms, key)
    if alarm.status == "closed":
        raise ToolError(f"{alarm.id} is closed as {alarm.outcome}; reopen_alarm opens it again.")
    return alarm


def _zone(zones: Store[Zone], key: str) -> Zone:
    zone = zones.get(key.strip())
    if zone is None:
        raise ToolError(f"There is no zone {key[:60]!r}; list_zones shows the ids.")
    return zone


def _line(alarm: Alarm, clock: Clock) -> str:
    state = f"closed as {alarm.outcome}" if alarm.status == "closed" else alarm.status
    muted = f" | siren off {alarm.muted} min" if alarm.muted else ""
    when = clock.show(alarm.minute)
    return f"{alarm.id} | {when} | {alarm.kind} | zone {alarm.zone} | {alarm.title} | {alarm.priority} | {state}{muted}"


def _noted(old: str, new: str) -> str:
    return f"{old}\n{new}".strip() if new else old


@tool("read", resource="alarms")
def list_alarms(
    alarms: Store[Alarm], clock: Clock, /, status: Literal["open", "closed", "all"] = "open", page: PageNumber = 1
) -> Outcome:
    """List alarms, newest first: id, time, kind, zone, place, priority, state.

    Args:
        status: Which ones.
        page: Which page.
    """
    found = [a for a in alarms if status == "all" or (a.status == "closed") == (status == "closed")]
    shown, said = page_of(sorted(found, key=lambda alarm: -alarm.minute), page, "alarms")
    return Outcome(text="\n".join([*(_line(alarm, clock) for alarm in shown), said]), shown=tuple(shown))


@tool("read", resource="alarm:id")
def get_alarm(alarms: Store[Alarm], dispatches: Store[Dispatch], clock: Clock, /, id: Name) -> Outcome:
    """Show one alarm with its notes and the crews sent to it.

    Args:
        id: Id of the alarm.
    """
    alarm = _alarm(alarms, id)
    sent = [f"{d.id}: {d.crew}, {d.status}, since {clock.show(d.minute)}" for d in dispatches if d.alarm == alarm.id]
    said = [_line(alarm, clock), alarm.notes or "No notes.", *(sent or ["No crew has been sent."])]
    return Outcome(text="\n".join(said), shown=(alarm,))


@tool("read", resource="zones")
def list_zones(zones: Store[Zone], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List the zones of the building: id, name, place, state.

    Args:
        page: Which page.
    """
    shown, said = page_of(list(zones), page, "zones")
    lines = [
        f"{z.id} | {z.name} | {z.place} | {z.status}"
        + (f" until {clock.show(z.until)}" if z.status == "isolated" else "")
        + (f" | {z.notes}" if z.notes else "")
        for z in shown
    ]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("read", minutes=2, resource="zone:zone")
def read_sensors(zones: Store[Zone], sensors: Store[Sensor], clock: Clock, /, zone: Name) -> Outcome:
    """Read the detector heads of a zone: value, limit, and what the panel notes about them.

    Args:
        zone: Id of the zone.
    """
    place = _zone(zones, zone)
    found = [s for s in sensors if s.zone == place.id]
    lines = [
        f"{s.id} | {s.kind} | {s.reading:g} {s.unit} (limit {s.limit:g}) {'OVER LIMIT' if s.reading > s.limit else 'normal'}"
        f" | {clock.show(s.minute)}" + (f" | {s.notes}" if s.notes else "")
        for s in found
    ]
    return Outcome(text="\n".join(lines) or f"Zone {place.id} has no heads.", shown=tuple(found))


@tool("read", minutes=2, resource="zone:zone")
def read_camera_notes(
    zones: Store[Zone], camera_notes: Store[CameraNote], clock: Clock, /, zone: Name, page: PageNumber = 1
) -> Outcome:
    """Read what the camera room has noted about a zone, newest first.

    Args:
        zone: Id of the zone.
        page: Which page.
    """
    place = _zone(zones, zone)
    found = sorted((n for n in camera_notes if n.zone == place.id), key=lambda note: -note.minute)
    shown, said = page_of(found, page, "notes")
    return Outcome(text="\n".join([*(f"{clock.show(n.minute)} | {n.text}" for n in shown), said]), shown=tuple(shown))


@tool("control", writes=("alarms",), resource="alarm:id")
def acknowledge_alarm(alarms: Store[Alarm], /, id: Name) -> Outcome:
    """Acknowledge an alarm: the desk has seen it. It stays open.

    Args:
        id: Id of the alarm.
    """
    old = open_alarm(alarms, id)
    alarms.put(new := replace(old, status="acknowledged"))
    return Outcome(text=f"{new.id} is acknowledged.", before=old, after=new)


@tool("control", writes=("alarms",), resource="alarm:id")
def set_alarm_priority(alarms: Store[Alarm], /, id: Name, priority: Priority, note: Words = "") -> Outcome:
    """Change the priority of an open alarm. Under high nobody is called by the panel itself.

    Args:
        id: Id of the alarm.
        priority: The new priority.
        note: Why.
    """
    old = open_alarm(alarms, id)
    new = replace(old, priority=priority, notes=_noted(old.notes, note))
    alarms.put(new)
    return Outcome(text=f"{new.id} has priority {priority}.", before=old, after=new)


@tool("control", writes=("alarms",), resource="alarm:id")
def silence_siren(alarms: Store[Alarm], clock: Clock, /, id: Name, minutes: Minutes) -> Outcome:
    """Silence the siren of an open alarm for some minutes. The alarm stays open.

    Args:
        id: Id of the alarm.
        minutes: For how long.
    """
    old = open_alarm(alarms, id)
    gone = old.muted - max(0, old.muted_until - clock.minute)  # what has passed of earlier silences
    new = replace(old, muted=gone + minutes, muted_until=clock.minute + minutes)
    alarms.put(new)
    return Outcome(text=f"The siren of {new.id} is off for {minutes} minutes.", before=old, after=new)


@tool("control", minutes=2, writes=("alarms", "dispatches"), resource="alarm:id")
def close_alarm(
    alarms: Store[Alarm], dispatches: Store[Dispatch], /, id: Name, outcome: Outcomes, note: Words = ""
) -> Outcome:
    """Close an alarm as attended, false, or test. Closed as false or test, crews that are under way turn back.

    Args:
        id: Id of the alarm.
        outcome: What it was.
        note: What was found.
    """
    old = open_alarm(alarms, id)
    new = replace(old, status="closed", outcome=outcome, notes=_noted(old.notes, note))
    alarms.put(new)
    back = [d for d in dispatches if d.alarm == new.id and d.status == "under way"] if outcome != "attended" else []
    for sent in back:
        dispatches.put(replace(sent, status="recalled"))
    text = f"{new.id} is closed as {outcome}.{f' {len(back)} crew turned back.' if back else ''}"
    return Outcome(text=text, before=old, after=new)


@tool("control", writes=("alarms",), resource="alarm:id")
def reopen_alarm(alarms: Store[Alarm], /, id: Name, note: Words = "") -> Outcome:
    """Open a closed alarm again.

    Args:
        id: Id of the alarm.
        note: Why.
    """
    old = _alarm(alarms, id)
    if old.status != "closed":
        raise ToolError(f"{old.id} is open.")
    new = replace(old, status="ringing", outcome="", muted=0, muted_until=0, notes=_noted(old.notes, note))
    alarms.put(new)
    return Outcome(text=f"{new.id} is open again.", before=old, after=new)


@tool("control", minutes=2, writes=("zones",), resource="zone:zone")
def isolate_zone(zones: Store[Zone], clock: Clock, /, zone: Name, minutes: Minutes, reason: Words) -> Outcome:
    """Isolate a zone: its heads raise no alarm for some minutes.

    Args:
        zone: Id of the zone.
        minutes: For how long.
        reason: Why; it stands on the panel.
    """
    old = _zone(zones, zone)
    new = replace(old, status="isolated", until=clock.minute + minutes, notes=reason)
    zones.put(new)
    return Outcome(text=f"Zone {new.id} is isolated until {clock.show(new.until)}.", before=old, after=new)


@tool("control", writes=("zones",), resource="zone:zone")
def restore_zone(zones: Store[Zone], /, zone: Name) -> Outcome:
    """Put an isolated zone back into service.

    Args:
        zone: Id of the zone.
    """
    old = _zone(zones, zone)
    if old.status == "live":
        raise ToolError(f"Zone {old.id} is in service.")
    zones.put(new := replace(old, status="live", until=0, notes=""))
    return Outcome(text=f"Zone {new.id} is in service again.", before=old, after=new)
