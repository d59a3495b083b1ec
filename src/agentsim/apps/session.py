"""The agent's own shift: held calls, waiting, the end."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from agentsim.apps.tool import Outcome, Prose, ToolError, Words, tool
from agentsim.clock import Clock
from agentsim.records import Approval
from agentsim.store import Store

LONGEST = 10_080
Wait = Annotated[int, Meta(ge=0, le=LONGEST)]


@tool("read", resource="approvals")
def list_approvals(approvals: Store[Approval], clock: Clock, /) -> Outcome:
    """List the calls that wait for somebody's approval, and what was decided."""
    lines = [
        f"{a.id} | {a.tool} | {a.status} | asked {a.approver} {clock.show(a.minute)} | {a.summary}" for a in approvals
    ]
    return Outcome(text="\n".join(lines) or "Nothing has been held for approval.")


@tool("none", resource="session")
def wait(clock: Clock, /, minutes: Wait = 0, until: Words = "") -> Outcome:
    """Do nothing for a while; new mail is reported when the time is up.

    Args:
        minutes: How long; give this or until.
        until: The time to wait for, as 2026-03-03 14:05. Does nothing when it has passed.
    """
    if until:
        try:
            minutes = min(max(clock.read(until) - clock.minute, 0), LONGEST)
        except ValueError as error:
            raise ToolError(f"until: {error}") from None
    elif not minutes:
        raise ToolError("give minutes or until.")
    return Outcome(text=f"It is now {clock.show(clock.minute + minutes)}.", minutes=minutes)


@tool("none", resource="session")
def finish(clock: Clock, /, note: Prose = "") -> Outcome:
    """End this shift. Nothing more can be done after it.

    Args:
        note: Anything to put on record.
    """
    return Outcome(text=f"Shift ended {clock.show(clock.minute)}.", over="finished")
