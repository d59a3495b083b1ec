"""Who was in which system when: sessions of accounts, some of them shared, with remarks and attributions."""

from __future__ import annotations

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class Access(Record, frozen=True, kw_only=True, gc=False):
    """One session. ``account`` is the login, ``person`` the address of whoever used it where that has been said."""

    account: str
    system: str
    text: str = ""
    station: str = ""
    person: str = ""
    notes: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"access_log": Access}


def _find(access_log: Store[Access], key: str) -> Access:
    access = access_log.get(key.strip())
    if access is None:
        raise ToolError(f"There is no session {key[:60]!r}; list_access shows the ids.")
    return access


def _line(access: Access, clock: Clock) -> str:
    return f"{access.id} | {clock.show(access.minute)} | {access.system} | {access.account} | {access.station or '-'}"


def _listing(found: list[Access], clock: Clock, page: int) -> str:
    shown, said = page_of(sorted(found, key=lambda a: (-a.minute, a.id)), page, "sessions")
    return "\n".join([*(_line(access, clock) for access in shown), said])


def _note(access: Access, clock: Clock, setting: Setting, text: str) -> str:
    line = f"[{clock.show(clock.minute)}] {setting.agent_address}: {text}"
    return f"{access.notes}\n{line}" if access.notes else line


@tool("read", resource="access")
def list_access(
    access_log: Store[Access], clock: Clock, /, account: Words = "", day: Words = "", page: PageNumber = 1
) -> Outcome:
    """List sessions, newest first, 20 to a page: id, time, system, account, workstation.

    Args:
        account: Only logins that hold this.
        day: Only this day, as 2026-03-03.
        page: Which page, from 1.
    """
    wanted, on = account.strip().lower(), day.strip()
    found = [a for a in access_log if wanted in a.account.lower() and on in clock.show(a.minute)]
    return Outcome(text=_listing(found, clock, page))


@tool("read", minutes=2, resource="access")
def search_access(access_log: Store[Access], clock: Clock, /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find sessions in which something was done: entry ids, vouchers or words in what is recorded of them.

    Args:
        query: Words to look for.
        page: Which page of the results, from 1.
    """
    words = query.lower().split()
    if not words:
        raise ToolError("query is empty; give at least one word.")
    found = [a for a in access_log if all(w in f"{a.account} {a.system} {a.text} {a.person}".lower() for w in words)]
    return Outcome(text=_listing(found, clock, page))


@tool("read", resource="session:id")
def read_access(access_log: Store[Access], clock: Clock, /, id: Name) -> Outcome:
    """Show one session: what was done in it, who used the login, remarks.

    Args:
        id: Id of the session.
    """
    access = _find(access_log, id)
    text = (
        f"Session: {access.id}\nBegan: {clock.show(access.minute)}\nSystem: {access.system}\nLogin: {access.account}\n"
        f"Workstation: {access.station or '-'}\nUsed by: {access.person or 'not said'}\nDone: {access.text or 'nothing recorded'}"
        + (f"\nRemarks:\n{access.notes}" if access.notes else "")
    )
    return Outcome(text=text, shown=(access,))


@tool("mutate", minutes=2, writes=("access_log",), resource="session:id")
def annotate_access(
    access_log: Store[Access], clock: Clock, setting: Setting, /, id: Name, note: Words
) -> Outcome:  # fmt: skip
    """Add a remark to a session of the access log.

    Args:
        id: Id of the session.
        note: The remark.
    """
    old = _find(access_log, id)
    if not note.strip():
        raise ToolError("note is empty.")
    new = replace(old, notes=_note(old, clock, setting, note))
    access_log.put(new)
    return Outcome(text=f"Noted under {old.id}.", before=old, after=new)


@tool("mutate", minutes=2, writes=("access_log",), resource="session:id")
def attribute_access(
    access_log: Store[Access], clock: Clock, setting: Setting, /, id: Name, person: Name, reason: Words = ""
) -> Outcome:
    """Record which person used a login in a session.

    Args:
        id: Id of the session.
        person: Address of the person.
        reason: How that is known.
    """
    old = _find(access_log, id)
    address = person.strip().lower()
    if address not in setting.addresses and address != setting.agent_address.lower():
        raise ToolError(f"{person[:80]!r} is nobody here; find_person shows the addresses.")
    new = replace(old, person=address, notes=_note(old, clock, setting, f"used by {address}. {reason}".strip()))
    access_log.put(new)
    return Outcome(text=f"{old.id} was used by {address}.", before=old, after=new)
