"""Releases of services as they are rolled out: their options, and the gates of the pipeline that they have to pass."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.audit import AuditEntry, AuditTrail, keep
from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

TRAIL = "pipeline"
Percent = Annotated[int, Meta(ge=0, le=100)]


class Rollout(Record, frozen=True, kw_only=True, gc=False):
    """One release of a service. ``options`` are its settings as ``name=value``."""

    name: str
    version: str
    owner: str
    text: str = ""
    status: Literal["live", "held", "rolled back"] = "live"
    options: tuple[str, ...] = ()
    notes: str = ""
    minute: int = 0


class Gate(Record, frozen=True, kw_only=True, gc=False):
    """One check of the pipeline: a release below ``minimum`` does not go out while it is enforced."""

    name: str
    pipeline: str
    owner: str
    text: str = ""
    enforced: bool = True
    minimum: int = 80
    minute: int = 0


STORES: dict[str, type[Record]] = {"rollouts": Rollout, "gates": Gate}


def _rollout(rollouts: Store[Rollout], key: str) -> Rollout:
    found = rollouts.get(key.strip())
    if found is None:
        raise ToolError(f"There is no rollout {key[:60]!r}; list_rollouts shows the ids.")
    return found


def _gate(gates: Store[Gate], key: str) -> Gate:
    found = gates.get(key.strip())
    if found is None:
        raise ToolError(f"There is no gate {key[:60]!r}; list_gates shows the ids.")
    return found


def _line(rollout: Rollout, clock: Clock) -> str:
    when = clock.show(rollout.minute)
    return f"{rollout.id} | {rollout.name} {rollout.version} | {rollout.status} | since {when} | owner {rollout.owner}"


def _gate_line(gate: Gate) -> str:
    state = "enforced" if gate.enforced else "not enforced"
    return f"{gate.id} | {gate.pipeline} | {gate.name} | {state} | minimum {gate.minimum} | owner {gate.owner}"


@tool("read", resource="rollouts")
def list_rollouts(rollouts: Store[Rollout], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List releases, newest first, 20 to a page: id, service and version, state, since when, owner.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(rollouts, key=lambda r: (-r.minute, r.id)), page, "rollouts")
    return Outcome(text="\n".join([*(_line(r, clock) for r in shown), said]))


@tool("read", minutes=2, resource="rollout:id")
def get_rollout(rollouts: Store[Rollout], clock: Clock, /, id: Name) -> Outcome:
    """Show one release with its options and notes.

    Args:
        id: Id of the release.
    """
    found = _rollout(rollouts, id)
    options = "\n".join(found.options) or "no options"
    notes = f"\nNotes: {found.notes}" if found.notes else ""
    return Outcome(text=f"{_line(found, clock)}\n{found.text}\n\nOptions\n{options}{notes}", shown=(found,))


@tool("mutate", minutes=6, writes=("rollouts", "audit_entries"), resource="rollout:id")
def set_rollout_option(
    rollouts: Store[Rollout],
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    option: Name,
    value: Words,
) -> Outcome:
    """Change one option of a release; it takes effect at once.

    Args:
        id: Id of the release.
        option: Name of the option, as get_rollout shows it.
        value: Its new value.
    """
    old = _rollout(rollouts, id)
    name = option.strip()
    if not any(item.partition("=")[0] == name for item in old.options):
        raise ToolError(f"{old.id} has no option {name[:60]!r}; get_rollout shows them.")
    value = value.strip()
    options = tuple(f"{name}={value}" if item.partition("=")[0] == name else item for item in old.options)
    new = replace(old, options=options)
    rollouts.put(new)
    keep(audit_trails, audit_entries, clock, setting, TRAIL, "option", new.id, f"{name}={value}")
    return Outcome(text=f"{new.name} {new.version}: {name}={value}", before=old, after=new)


@tool("control", minutes=8, writes=("rollouts", "audit_entries"), resource="rollout:id")
def roll_back(
    rollouts: Store[Rollout],
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    reason: Prose,
) -> Outcome:
    """Take a release back to the version before it.

    Args:
        id: Id of the release.
        reason: Why.
    """
    old = _rollout(rollouts, id)
    if old.status == "rolled back":
        raise ToolError(f"{old.id} is rolled back already.")
    new = replace(old, status="rolled back", notes=reason)
    rollouts.put(new)
    keep(audit_trails, audit_entries, clock, setting, TRAIL, "rollback", new.id, reason[:200])
    return Outcome(text=_line(new, clock), before=old, after=new)


@tool("read", resource="gates")
def list_gates(gates: Store[Gate], /, page: PageNumber = 1) -> Outcome:
    """List the gates of the pipelines, 20 to a page: id, pipeline, name, state, minimum, owner.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(gates, key=lambda g: (g.pipeline, g.name)), page, "gates")
    return Outcome(text="\n".join([*map(_gate_line, shown), said]), shown=tuple(shown))


@tool("control", minutes=3, writes=("gates", "audit_entries"), resource="gate:id")
def set_gate(
    gates: Store[Gate],
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    enforced: bool,
    minimum: Percent,
) -> Outcome:
    """Change a gate of a pipeline.

    Args:
        id: Id of the gate.
        enforced: Whether a release below the minimum is stopped.
        minimum: The score, in percent, that a release needs.
    """
    old = _gate(gates, id)
    new = replace(old, enforced=enforced, minimum=minimum)
    gates.put(new)
    keep(audit_trails, audit_entries, clock, setting, TRAIL, "gate", new.id, _gate_line(new))
    return Outcome(text=_gate_line(new), before=old, after=new)
