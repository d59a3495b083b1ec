"""Alerts that the rules of the monitoring raised, and what each was closed with."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store


class Alert(Record, frozen=True, kw_only=True, gc=False):
    """One alert of a rule. ``cause`` is what it was closed with."""

    rule: str
    title: str
    text: str = ""
    service: str = ""
    level: Literal["info", "warning", "critical"] = "warning"
    status: Literal["open", "closed"] = "open"
    cause: str = ""
    note: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"alerts": Alert}


def _alert_line(alert: Alert, clock: Clock) -> str:
    closed = f" ({alert.cause})" if alert.cause else ""
    return f"{alert.id} | {clock.show(alert.minute)} | {alert.level} | {alert.status}{closed} | {alert.rule} | {alert.title}"


@tool("read", resource="alerts")
def list_alerts(
    alerts: Store[Alert], clock: Clock, /, status: Words = "open", rule: Words = "", page: PageNumber = 1
) -> Outcome:  # fmt: skip
    """List alerts, newest first, 20 to a page: id, time, level, state, rule, title.

    Args:
        status: Only this state, open or closed; empty for all.
        rule: Only alerts of this rule.
        page: Which page, from 1.
    """
    wanted = status.strip().lower(), rule.strip()
    found = [a for a in alerts if wanted[0] in ("", a.status) and wanted[1] in ("", a.rule)]
    shown, said = page_of(sorted(found, key=lambda a: (-a.minute, a.id)), page, "alerts")
    return Outcome(text="\n".join([*(_alert_line(alert, clock) for alert in shown), said]))


@tool("read", minutes=2, resource="alert:id")
def get_alert(alerts: Store[Alert], clock: Clock, /, id: Name) -> Outcome:
    """Show one alert with what was measured.

    Args:
        id: Id of the alert.
    """
    found = alerts.get(id.strip())
    if found is None:
        raise ToolError(f"There is no alert {id[:60]!r}; list_alerts shows the ids.")
    note = f"\nNote: {found.note}" if found.note else ""
    text = f"{_alert_line(found, clock)}\nservice {found.service or '-'}\n{found.text}{note}"
    return Outcome(text=text, shown=(found,))


@tool("mutate", minutes=4, writes=("alerts",), resource="alert:id")
def close_alert(alerts: Store[Alert], /, id: Name, cause: Name, note: Prose = "") -> Outcome:
    """Close an alert that has been looked at.

    Args:
        id: Id of the alert.
        cause: Its cause, as a code.
        note: What was seen.
    """
    old = alerts.get(id.strip())
    if old is None:
        raise ToolError(f"There is no alert {id[:60]!r}; list_alerts shows the ids.")
    new = replace(old, status="closed", cause=cause.strip().upper(), note=note)
    alerts.put(new)
    return Outcome(text=f"{new.id} is closed ({new.cause}).", before=old, after=new)
