"""The agent's own shift: held calls, waiting, the end."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from agentsim.apps.tool import Outcome, Prose, tool
from agentsim.clock import Clock
from agentsim.records import Approval
from agentsim.store import Store

Wait = Annotated[int, Meta(ge=1, le=10_080)]


@tool("read", resource="approvals")
def list_approvals(approvals: Store[Approval], clock: Clock, /) -> Outcome:
    """List the calls that wait for somebody's approval, and what was decided."""
    lines = [
        f"{a.id} | {a.tool} | {a.status} | asked {a.approver} {clock.show(a.minute)} | {a.summary}" for a in approvals
    ]
    return Outcome(text="\n".join(lines) or "Nothing has been held for approval.")


@tool("none", resource="session")
def wait(clock: Clock, /, minutes: Wait) -> Outcome:
    """Do nothing for a while; new mail is reported when the time is up.

    Args:
        minutes: How long.
    """
    return Outcome(text=f"It is now {clock.show(clock.minute + minutes)}.", minutes=minutes)


@tool("none", resource="session")
def finish(clock: Clock, /, note: Prose = "") -> Outcome:
    """End this shift. Nothing more can be done after it.

    Args:
        note: Anything to put on record.
    """
    return Outcome(text=f"Shift ended {clock.show(clock.minute)}.", over="finished")
