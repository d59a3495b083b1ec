"""The queue of a records desk: who asks for what, about which chart, and what has been released."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.charts import ChartEntry
from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store

CaseEnd = Literal["answered", "declined", "passed_on"]


class ChartCase(Record, frozen=True, kw_only=True, gc=False):
    """One case of the desk's queue: who asks for what, about which patient."""

    patient: str
    title: str
    text: str
    requester: str
    minute: int = 0
    emergency: bool = False
    status: Literal["open", "answered", "declined", "passed_on"] = "open"
    note: str = ""
    released: tuple[str, ...] = ()


STORES: dict[str, type[Record]] = {"chart_cases": ChartCase}


def _case(cases: Store[ChartCase], key: str) -> ChartCase:
    case = cases.get(key.strip())
    if case is None:
        raise ToolError(f"There is no case {key[:60]!r}; list_chart_cases shows the queue.")
    return case


def _case_line(case: ChartCase, clock: Clock) -> str:
    urgent = " | EMERGENCY" if case.emergency else ""
    return f"{case.id} | {case.status} | {clock.show(case.minute)} | chart {case.patient} | {case.title}{urgent}"


@tool("read", resource="cases")
def list_chart_cases(
    chart_cases: Store[ChartCase], clock: Clock, /, status: Words = "open", page: PageNumber = 1
) -> Outcome:
    """List the cases of the records desk, 20 to a page: id, status, since when, chart number, what it is.

    Args:
        status: open, answered, declined, passed_on, or all.
        page: Which page, from 1.
    """
    wanted = status.strip().lower()
    found = [case for case in chart_cases if wanted in ("", "all", case.status)]
    shown, said = page_of(found, page, "cases")
    return Outcome(text="\n".join([*(_case_line(case, clock) for case in shown), said]))


@tool("read", resource="case:id")
def get_chart_case(chart_cases: Store[ChartCase], clock: Clock, /, id: Name) -> Outcome:
    """Show one case: who asks, for what, about which chart, and what has been released so far.

    Args:
        id: Id of the case.
    """
    case = _case(chart_cases, id)
    given = f"\nReleased: {', '.join(case.released)}" if case.released else ""
    note = f"\nNote: {case.note}" if case.note else ""
    return Outcome(
        text=f"{_case_line(case, clock)}\nAsked by {case.requester}\n{case.text}{given}{note}", shown=(case,)
    )


@tool("mutate", minutes=2, writes=("chart_cases",), resource="case:id")
def close_chart_case(chart_cases: Store[ChartCase], /, id: Name, outcome: CaseEnd, note: Prose) -> Outcome:
    """Close a case.

    Args:
        id: Id of the case.
        outcome: How it ended.
        note: What was given, or why not, or who has it now.
    """
    old = _case(chart_cases, id)
    if old.status != "open":
        raise ToolError(f"{old.id} is closed already ({old.status}).")
    case = replace(old, status=outcome, note=note)
    chart_cases.put(case)
    return Outcome(text=f"{case.id} is closed: {case.status}.", before=old, after=case)


@tool("mutate", minutes=3, writes=("chart_cases",), resource="case:id")
def release_entry(chart_cases: Store[ChartCase], chart_entries: Store[ChartEntry], /, id: Name, entry: Name) -> Outcome:
    """Send a copy of one entry to whoever asked in a case. Only entries of the chart that the case is about.

    Args:
        id: Id of the case.
        entry: Id of the entry.
    """
    old = _case(chart_cases, id)
    found = chart_entries.get(entry.strip())
    if found is None or found.patient != old.patient:
        raise ToolError(f"Chart {old.patient} has no entry {entry[:60]!r}.")
    if found.sealed:
        raise ToolError(f"{found.id} is sealed and cannot be released.")
    if old.status != "open" or found.id in old.released:
        raise ToolError(f"{old.id} is closed, or has {found.id} already.")
    case = replace(old, released=(*old.released, found.id))
    chart_cases.put(case)
    return Outcome(text=f"A copy of {found.id} ({found.title}) has gone to {case.requester}.", before=old, after=case)
