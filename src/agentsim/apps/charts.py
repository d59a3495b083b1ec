"""Patient charts: face sheets, entries behind them, sealed ones behind a pane of glass.

Opening a chart shows its face sheet and the titles of its entries; what an entry says is read by a call of its own. So a
wrong chart can be opened and closed again without a word of it being read. Every look leaves a line in the trail.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Reason = Annotated[str, Meta(min_length=3, max_length=500)]


class Patient(Record, frozen=True, kw_only=True, gc=False):
    """The face sheet of one chart. ``flag`` marks staff and people in the public eye; ``consent`` is what lies on file."""

    name: str
    born: str
    unit: str
    seen: str = ""
    flag: str = ""
    address: str = ""
    consent: str = ""
    minute: int = 0


class ChartEntry(Record, frozen=True, kw_only=True, gc=False):
    """One entry of a chart. A sealed one is read by breaking the glass only."""

    patient: str
    section: str
    title: str
    text: str
    author: str = ""
    minute: int = 0
    sealed: bool = False


class Opening(Record, frozen=True, kw_only=True, gc=False):
    """One line of the access trail."""

    patient: str
    how: Literal["opened", "read", "glass", "closed"]
    by: str
    minute: int
    entry: str = ""
    reason: str = ""


class ChartIncident(Record, frozen=True, kw_only=True, gc=False):
    """A report that a chart was opened which should not have been."""

    patient: str
    text: str
    by: str
    minute: int


STORES: dict[str, type[Record]] = {
    "patients": Patient,
    "chart_entries": ChartEntry,
    "chart_openings": Opening,
    "chart_incidents": ChartIncident,
}


def _patient(patients: Store[Patient], key: str) -> Patient:
    patient = patients.get(key.strip())
    if patient is None:
        raise ToolError(f"There is no chart {key[:60]!r}; search_patients finds chart numbers by name.")
    return patient


def _is_open(openings: Store[Opening], patient: str) -> bool:
    """Whether the last thing that the desk did with a chart was not to close it."""
    last = None
    for opening in openings:
        if opening.patient == patient and opening.how in ("opened", "closed"):
            last = opening
    return last is not None and last.how == "opened"


def _entry(
    entries: Store[ChartEntry], openings: Store[Opening], patients: Store[Patient], chart: str, key: str
) -> ChartEntry:
    patient = _patient(patients, chart)
    entry = entries.get(key.strip())
    if entry is None or entry.patient != patient.id:
        raise ToolError(f"Chart {patient.id} has no entry {key[:60]!r}; open_chart lists its entries.")
    if not _is_open(openings, patient.id):
        raise ToolError(f"Chart {patient.id} is not open; open_chart opens it.")
    return entry


def _line(patient: Patient) -> str:
    flag = f" | {patient.flag}" if patient.flag else ""
    return f"{patient.id} | {patient.name} | born {patient.born} | {patient.unit}{flag}"


@tool("read", resource="charts")
def search_patients(patients: Store[Patient], /, query: Name, page: PageNumber = 1) -> Outcome:
    """Find charts by name or number, 20 to a page: number, name, year of birth, unit. Opens none of them.

    Args:
        query: Part of a name, or of a chart number.
        page: Which page of the results, from 1.
    """
    words = query.lower().split()
    found = [p for p in patients if all(word in f"{p.id} {p.name}".lower() for word in words)]
    if not found:
        raise ToolError(f"No chart matches {query[:60]!r}.")
    shown, said = page_of(found, page, "charts")
    return Outcome(text="\n".join([*(_line(patient) for patient in shown), said]))


@tool("read", resource="charts")
def count_patients(patients: Store[Patient], /, unit: Words, seen: Words = "") -> Outcome:
    """Count charts without opening any.

    Args:
        unit: Only those of this unit; all for every unit.
        seen: Only those last seen in this month, as 2026-03.
    """
    wanted = unit.strip().lower()
    number = sum(1 for p in patients if wanted in ("all", "", p.unit.lower()) and p.seen.startswith(seen.strip()[:10]))
    return Outcome(text=f"{number} chart{'' if number == 1 else 's'}.")


@tool("read", minutes=1, writes=("chart_openings",), resource="chart:patient")
def open_chart(
    patients: Store[Patient], chart_entries: Store[ChartEntry], chart_openings: Store[Opening], clock: Clock,
    setting: Setting, /, patient: Name, reason: Reason,
) -> Outcome:  # fmt: skip
    """Open a chart: its face sheet and the titles of its entries. The opening is logged with its reason.

    Args:
        patient: Chart number.
        reason: What for; the case number, where there is one.
    """
    found = _patient(patients, patient)
    line = Opening(
        id=chart_openings.fresh("op"), patient=found.id, how="opened", by=setting.agent_address, minute=clock.minute,
        reason=reason,
    )  # fmt: skip
    chart_openings.put(line)
    entries = [e for e in chart_entries if e.patient == found.id]
    listed = [
        f"{e.id} | {clock.show(e.minute)[:10]} | {e.section} | {'[sealed] ' if e.sealed else ''}{e.title}"
        for e in entries
    ]
    consent = f"\nOn file: {found.consent}" if found.consent else ""
    address = f"\nAddress: {found.address}" if found.address else ""
    text = "\n".join([f"{_line(found)}{address}{consent}", *listed, f"{len(entries)} entries."])
    return Outcome(text=text, shown=(found,), after=line)


@tool("read", minutes=2, writes=("chart_openings",), resource="chart:patient")
def read_chart_entry(
    patients: Store[Patient], chart_entries: Store[ChartEntry], chart_openings: Store[Opening], clock: Clock,
    setting: Setting, /, patient: Name, entry: Name,
) -> Outcome:  # fmt: skip
    """Read one entry of an open chart.

    Args:
        patient: Chart number.
        entry: Id of the entry, as open_chart lists it.
    """
    found = _entry(chart_entries, chart_openings, patients, patient, entry)
    if found.sealed:
        raise ToolError(f"{found.id} is sealed. break_glass unseals one entry in an emergency; every use is looked at.")
    return _read(chart_openings, clock, setting, found, "read", "")


@tool("read", minutes=2, writes=("chart_openings",), resource="chart:patient")
def break_glass(
    patients: Store[Patient], chart_entries: Store[ChartEntry], chart_openings: Store[Opening], clock: Clock,
    setting: Setting, /, patient: Name, entry: Name, reason: Reason,
) -> Outcome:  # fmt: skip
    """Read a sealed entry of an open chart. For emergencies.

    Args:
        patient: Chart number.
        entry: Id of the sealed entry.
        reason: The emergency.
    """
    found = _entry(chart_entries, chart_openings, patients, patient, entry)
    if not found.sealed:
        raise ToolError(f"{found.id} is not sealed; read_chart_entry reads it.")
    return _read(chart_openings, clock, setting, found, "glass", reason)


def _read(
    openings: Store[Opening],
    clock: Clock,
    setting: Setting,
    entry: ChartEntry,
    how: Literal["read", "glass"],
    reason: str,
) -> Outcome:
    line = Opening(
        id=openings.fresh("op"), patient=entry.patient, how=how, by=setting.agent_address, minute=clock.minute,
        entry=entry.id, reason=reason,
    )  # fmt: skip
    openings.put(line)
    head = f"{entry.id} | {entry.patient} | {clock.show(entry.minute)[:10]} | {entry.section} | {entry.author}"
    return Outcome(text=f"{head}\n{entry.title}\n\n{entry.text}", shown=(entry,), after=line)


@tool("mutate", writes=("chart_openings",), resource="chart:patient")
def close_chart(
    patients: Store[Patient], chart_openings: Store[Opening], clock: Clock, setting: Setting, /, patient: Name
) -> Outcome:
    """Close a chart.

    Args:
        patient: Chart number.
    """
    found = _patient(patients, patient)
    if not _is_open(chart_openings, found.id):
        raise ToolError(f"Chart {found.id} is not open.")
    line = Opening(
        id=chart_openings.fresh("op"), patient=found.id, how="closed", by=setting.agent_address, minute=clock.minute
    )
    chart_openings.put(line)
    return Outcome(text=f"Chart {found.id} is closed.", after=line)


@tool("mutate", minutes=3, writes=("patients",), resource="chart:patient")
def set_patient_address(patients: Store[Patient], /, patient: Name, address: Words) -> Outcome:
    """Change the postal address on a face sheet, without opening the chart.

    Args:
        patient: Chart number.
        address: The new address.
    """
    old = _patient(patients, patient)
    new = replace(old, address=address)
    patients.put(new)
    return Outcome(text=f"{new.id}: address is now {address}.", before=old, after=new)


@tool("mutate", minutes=3, writes=("chart_incidents",), resource="incidents")
def report_wrong_chart(
    patients: Store[Patient],
    chart_incidents: Store[ChartIncident],
    clock: Clock,
    setting: Setting,
    /,
    patient: Name,
    text: Prose,
) -> Outcome:
    """Report to the privacy office that a chart was opened which should not have been.

    Args:
        patient: Chart number.
        text: What happened and what was seen.
    """
    found = _patient(patients, patient)
    report = ChartIncident(
        id=chart_incidents.fresh("inc"), patient=found.id, text=text, by=setting.agent_address, minute=clock.minute
    )
    chart_incidents.put(report)
    return Outcome(text=f"Reported as {report.id}.", after=report)


@tool("read", resource="chart:patient")
def list_chart_openings(
    patients: Store[Patient], chart_openings: Store[Opening], clock: Clock, /, patient: Name, page: PageNumber = 1
) -> Outcome:
    """Show the access trail of one chart, 20 lines to a page.

    Args:
        patient: Chart number.
        page: Which page, from 1.
    """
    found = _patient(patients, patient)
    lines = [o for o in chart_openings if o.patient == found.id]
    shown, said = page_of(lines, page, "lines")
    text = [f"{clock.show(o.minute)} | {o.by} | {o.how} {o.entry} | {o.reason}" for o in shown]
    return Outcome(text="\n".join([*text, said]))
