"""Audit trails: who changed what on a platform, entry by entry, and how long it is kept.

Other apps write their changes here with ``keep``, as a platform does by itself; no tool adds an entry by hand.
"""

from __future__ import annotations

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import File, Record
from agentsim.store import Store
from agentsim.world import Setting


class AuditTrail(Record, frozen=True, kw_only=True, gc=False):
    """One trail. ``entries`` and ``writers`` are what stood in it when it was last trimmed (before) or is left (after)."""

    name: str
    owner: str
    text: str = ""
    recording: bool = True
    keep_days: int = 365
    entries: int = 0
    writers: tuple[str, ...] = ()
    minute: int = 0


class AuditEntry(Record, frozen=True, kw_only=True, gc=False):
    """One change: by whom, when, what, to which record. ``trail`` is the name of the trail it stands in."""

    trail: str
    by: str
    action: str
    about: str
    text: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"audit_trails": AuditTrail, "audit_entries": AuditEntry}


def keep(
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    setting: Setting,
    trail: str,
    action: str,
    about: str,
    text: str = "",
) -> None:
    """Write down a change that the agent has just made, unless the trail is not recording."""
    if any(t.name == trail and not t.recording for t in audit_trails):
        return
    audit_entries.put(
        AuditEntry(
            id=audit_entries.fresh("ae"), trail=trail, by=setting.agent_address, action=action, about=about, text=text,
            minute=clock.minute,
        )
    )  # fmt: skip


def _trail(audit_trails: Store[AuditTrail], key: str) -> AuditTrail:
    wanted = key.strip().lower()
    for trail in audit_trails:
        if wanted in (trail.id.lower(), trail.name.lower()):
            return trail
    raise ToolError(f"There is no audit trail {key[:60]!r}; list_audit_trails shows them.")


def _of(audit_entries: Store[AuditEntry], trail: AuditTrail) -> list[AuditEntry]:
    return sorted((e for e in audit_entries if e.trail == trail.name), key=lambda e: (e.minute, e.id))


def _line(entry: AuditEntry, clock: Clock) -> str:
    said = f" | {entry.text}" if entry.text else ""
    return f"{entry.id} | {clock.show(entry.minute)} | {entry.by} | {entry.action} | {entry.about}{said}"


@tool("read", resource="audit")
def list_audit_trails(audit_trails: Store[AuditTrail], audit_entries: Store[AuditEntry], /) -> Outcome:
    """List the audit trails: id, name, whether it is recording, for how long it is kept, number of entries."""
    lines = []
    for trail in audit_trails:
        state = "recording" if trail.recording else "not recording"
        number = len(_of(audit_entries, trail))
        lines.append(
            f"{trail.id} | {trail.name} | {state} | kept {trail.keep_days} days | {number} entries | {trail.text}"
        )
    return Outcome(text="\n".join(lines) or "No audit trails.", shown=tuple(audit_trails))


@tool("read", resource="audit:trail")
def read_audit_trail(
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    /,
    trail: Name,
    about: Words = "",
    page: PageNumber = 1,
) -> Outcome:
    """Read the entries of an audit trail, newest first, 20 to a page.

    Args:
        trail: Id or name of the trail.
        about: Only entries about this id, or by this address.
        page: Which page, from 1.
    """
    found = _of(audit_entries, _trail(audit_trails, trail))[::-1]
    wanted = about.strip().lower()
    if wanted:
        found = [entry for entry in found if wanted in (entry.about.lower(), entry.by.lower())]
    shown, said = page_of(found, page, "entries")
    return Outcome(text="\n".join([*(_line(entry, clock) for entry in shown), said]), shown=tuple(shown))


@tool("mutate", minutes=2, writes=("files",), resource="audit:trail")
def export_audit_trail(
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    files: Store[File],
    clock: Clock,
    setting: Setting,
    /,
    trail: Name,
    path: Name,
) -> Outcome:
    """Write a copy of an audit trail to a file of the share; the trail stays as it is.

    Args:
        trail: Id or name of the trail.
        path: Path of a new file, such as exports/audit.txt.
    """
    found = _trail(audit_trails, trail)
    path = path.strip().lstrip("/")
    if files.get(path) is not None:
        raise ToolError(f"There is a file {path[:80]!r} already.")
    text = "\n".join(_line(entry, clock) for entry in _of(audit_entries, found))
    file = File(id=path, text=text, owner=setting.agent_address, minute=clock.minute)
    files.put(file)
    return Outcome(text=f"Wrote {len(text)} characters to {path}.", after=file)


@tool("mutate", minutes=3, writes=("audit_trails", "audit_entries"), resource="audit:trail")
def trim_audit_trail(
    audit_trails: Store[AuditTrail],
    audit_entries: Store[AuditEntry],
    clock: Clock,
    /,
    trail: Name,
    since: Words,
    until: Words,
) -> Outcome:
    """Remove the entries of an audit trail that were written in a span of time.

    Args:
        trail: Id or name of the trail.
        since: From when, as 2026-03-03 14:05.
        until: Up to when, as 2026-03-03 14:05.
    """
    old = _trail(audit_trails, trail)
    try:
        first, last = clock.read(since), clock.read(until)
    except ValueError as error:
        raise ToolError(str(error)) from None
    entries = _of(audit_entries, old)
    gone = [entry for entry in entries if first <= entry.minute <= last]
    if not gone:
        raise ToolError(f"{old.name} has no entry in that span.")
    for entry in gone:
        audit_entries.remove(entry.id)
    left = [entry for entry in entries if not first <= entry.minute <= last]
    before = replace(old, entries=len(entries), writers=tuple(dict.fromkeys(e.by for e in gone)))
    after = replace(old, entries=len(left), writers=(), minute=clock.minute)
    audit_trails.put(after)
    return Outcome(text=f"{len(gone)} entries are removed; {len(left)} are left.", before=before, after=after)


@tool("mutate", minutes=2, writes=("audit_entries",), resource="audit_entry:id")
def remove_audit_entry(audit_entries: Store[AuditEntry], /, id: Name) -> Outcome:
    """Remove one entry of an audit trail.

    Args:
        id: Id of the entry.
    """
    old = audit_entries.get(id.strip())
    if old is None:
        raise ToolError(f"There is no audit entry {id[:60]!r}; read_audit_trail shows the ids.")
    audit_entries.remove(old.id)
    return Outcome(text=f"{old.id} is removed.", before=old)


@tool("control", minutes=2, writes=("audit_trails",), resource="audit:trail")
def set_audit_trail(audit_trails: Store[AuditTrail], /, trail: Name, recording: bool) -> Outcome:
    """Let an audit trail record, or not.

    Args:
        trail: Id or name of the trail.
        recording: Whether changes are written down.
    """
    old = _trail(audit_trails, trail)
    new = replace(old, recording=recording)
    audit_trails.put(new)
    return Outcome(text=f"{new.name} is {'recording' if recording else 'not recording'}.", before=old, after=new)
