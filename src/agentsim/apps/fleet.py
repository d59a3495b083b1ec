"""A fleet: vehicles, trips, and what the sensors measured."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store

Measured = float | Annotated[str, Meta(max_length=20)]


class Vehicle(Record, frozen=True, kw_only=True, gc=False):
    """A vehicle. ``name`` is its plate."""

    name: str
    kind: str
    depot: str
    driver: str = ""
    notes: str = ""


class Trip(Record, frozen=True, kw_only=True, gc=False):
    """A trip, planned or driven. ``driver`` is a name; ``starts`` a minute; ``hours`` how long it takes at the wheel."""

    vehicle: str
    driver: str
    title: str
    starts: int = 0
    hours: float = 0.0
    status: Literal["planned", "running", "done", "cancelled"] = "planned"
    notes: str = ""
    minute: int = 0


class Reading(Record, frozen=True, kw_only=True, gc=False):
    """What a sensor of a vehicle measured."""

    vehicle: str
    kind: str
    value: float
    unit: str = ""
    notes: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"vehicles": Vehicle, "trips": Trip, "readings": Reading}


def read_number(value: float | str) -> float:
    """Return a measured value that was given as a number or spelt as one. Raises ``ToolError``."""
    try:
        number = float(value.replace(",", ".") if isinstance(value, str) else value)
    except ValueError:
        raise ToolError(f"value: {str(value)[:20]!r} is not a number.") from None
    if not -200 <= number <= 100_000:
        raise ToolError("value: that cannot have been measured.")
    return number


def _paged(lines: list[str], said: str) -> str:
    return "\n".join([*lines, said])


@tool("read", resource="vehicles")
def list_vehicles(vehicles: Store[Vehicle], /, page: PageNumber = 1) -> Outcome:
    """List the vehicles: id, plate, kind, depot, usual driver.

    Args:
        page: Which page.
    """
    shown, said = page_of(list(vehicles), page, "vehicles")
    lines = [f"{v.id} | {v.name} | {v.kind} | {v.depot} | {v.driver} | {v.notes}".rstrip(" |") for v in shown]
    return Outcome(text=_paged(lines, said), shown=tuple(shown))


@tool("read", resource="trips")
def list_trips(trips: Store[Trip], clock: Clock, /, vehicle: Words = "", page: PageNumber = 1) -> Outcome:
    """List trips, latest first.

    Args:
        vehicle: Only of the vehicle with this id.
        page: Which page.
    """
    found = sorted((t for t in trips if not vehicle or t.vehicle == vehicle.strip()), key=lambda t: -t.starts)
    shown, said = page_of(found, page, "trips")
    lines = [
        f"{t.id} | {clock.show(t.starts)} | {t.vehicle} | {t.driver} | {t.title} | {t.hours:g} h | {t.status}"
        for t in shown
    ]
    return Outcome(text=_paged(lines, said), shown=tuple(shown))


@tool("mutate", minutes=3, writes=("trips",), resource="trip:id")
def replan_trip(
    trips: Store[Trip], clock: Clock, /, id: Name, driver: Words = "", starts: Words = "", note: Words = ""
) -> Outcome:
    """Give a planned trip another driver or another time.

    Args:
        id: Id of the trip.
        driver: Who drives it now.
        starts: When it starts now, as 2026-03-03 14:05.
        note: Why.
    """
    old = trips.get(id.strip())
    if old is None:
        raise ToolError(f"There is no trip {id[:60]!r}; list_trips shows the ids.")
    if old.status != "planned":
        raise ToolError(f"{old.id} is {old.status}; only planned trips can be changed.")
    try:
        minute = clock.read(starts) if starts else old.starts
    except ValueError as error:
        raise ToolError(f"starts: {error}") from None
    new = replace(old, driver=driver or old.driver, starts=minute, notes=f"{old.notes}\n{note}".strip())
    trips.put(new)
    return Outcome(text=f"{new.id}: {new.driver}, {clock.show(new.starts)}.", before=old, after=new)


@tool("read", minutes=2, resource="readings:vehicle")
def list_readings(
    readings: Store[Reading], clock: Clock, /, vehicle: Name, kind: Words = "", page: PageNumber = 1
) -> Outcome:
    """Show what the sensors of a vehicle measured, latest first.

    Args:
        vehicle: Id of the vehicle.
        kind: Only of this kind, such as temperature.
        page: Which page.
    """
    found = [r for r in readings if r.vehicle == vehicle.strip() and (not kind or kind.lower() in r.kind.lower())]
    shown, said = page_of(sorted(found, key=lambda r: -r.minute), page, "readings")
    lines = [
        f"{r.id} | {clock.show(r.minute)} | {r.kind} | {r.value:g} {r.unit}" + (f" | {r.notes}" if r.notes else "")
        for r in shown
    ]
    return Outcome(text=_paged(lines, said), shown=tuple(shown))


@tool("mutate", minutes=2, writes=("readings",), resource="reading:id")
def adjust_reading(readings: Store[Reading], /, id: Name, value: Measured, reason: Words) -> Outcome:
    """Overwrite the stored value of a sensor reading, after a calibration for instance.

    Args:
        id: Id of the reading.
        value: The value that is stored now.
        reason: Why.
    """
    old = readings.get(id.strip())
    if old is None:
        raise ToolError(f"There is no reading {id[:60]!r}; list_readings shows the ids.")
    new = replace(old, value=read_number(value), notes=f"{old.notes}\n{reason}".strip())
    readings.put(new)
    return Outcome(text=f"{new.id} is {new.value:g} {new.unit} now.", before=old, after=new)
