"""A cash ledger: entries, their trail, and what they are matched with."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Note = Annotated[str, Meta(max_length=2000)]
Amount = float | Annotated[str, Meta(max_length=20)]
_MOST = 100_000_000


class LedgerEntry(Record, frozen=True, kw_only=True, gc=False):
    """One posting. ``by`` is the address of whoever posted it; ``notes`` is its trail, a line for each change."""

    account: str
    text: str
    amount: float
    voucher: str = ""
    by: str = ""
    status: Literal["open", "matched", "suspense"] = "open"
    reference: str = ""
    notes: str = ""
    locked: bool = False
    minute: int = 0


STORES: dict[str, type[Record]] = {"ledger": LedgerEntry}


def read_amount(given: float | str) -> float:
    """Return a sum of money as a number with two decimals; ``1,234.50`` is one too. Raises ``ToolError``."""
    try:
        amount = round(float(given.replace(",", "").replace(" ", "") if isinstance(given, str) else given), 2)
    except (ValueError, OverflowError):
        raise ToolError(f"amount: {str(given)[:20]!r} is not a sum; write it as 123.45.") from None
    if not abs(amount) <= _MOST:
        raise ToolError("amount: that is no sum for this ledger.")
    return amount


def _find(ledger: Store[LedgerEntry], key: str) -> LedgerEntry:
    entry = ledger.get(key.strip())
    if entry is None:
        raise ToolError(f"There is no entry {key[:60]!r}; list_entries shows the ids.")
    return entry


def _free(ledger: Store[LedgerEntry], key: str) -> LedgerEntry:
    entry = _find(ledger, key)
    if entry.locked:
        raise ToolError(f"{entry.id} is in a closed period and cannot be changed.")
    return entry


def _line(entry: LedgerEntry, clock: Clock) -> str:
    return f"{entry.id} | {clock.show(entry.minute)} | {entry.account} | {entry.amount:,.2f} | {entry.status} | {entry.text}"


def _listing(entries: list[LedgerEntry], clock: Clock, page: int) -> str:
    shown, said = page_of(sorted(entries, key=lambda e: (-e.minute, e.id)), page, "entries")
    return "\n".join([*(_line(entry, clock) for entry in shown), said])


def _trail(entry: LedgerEntry, clock: Clock, setting: Setting, text: str) -> str:
    line = f"[{clock.show(clock.minute)}] {setting.agent_address}: {text}"
    return f"{entry.notes}\n{line}" if entry.notes else line


@tool("read", resource="ledger")
def list_entries(
    ledger: Store[LedgerEntry], clock: Clock, /, account: Words = "", status: Words = "", page: PageNumber = 1
) -> Outcome:
    """List ledger entries, newest first, 20 to a page: id, time, account, amount, status, text.

    Args:
        account: Only this account.
        status: Only this status: open, matched or suspense.
        page: Which page, from 1.
    """
    wanted = account.strip().lower(), status.strip().lower()
    found = [e for e in ledger if wanted[0] in ("", e.account.lower()) and wanted[1] in ("", e.status)]
    return Outcome(text=_listing(found, clock, page))


@tool("read", minutes=2, resource="ledger")
def search_entries(ledger: Store[LedgerEntry], clock: Clock, /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find entries whose text, voucher, account or amount holds all the given words.

    Args:
        query: Words or figures to look for.
        page: Which page of the results, from 1.
    """
    words = query.lower().replace(",", "").split()
    if not words:
        raise ToolError("query is empty; give at least one word.")
    found = [
        e for e in ledger if all(w in f"{e.id} {e.text} {e.voucher} {e.account} {e.amount:.2f}".lower() for w in words)
    ]
    return Outcome(text=_listing(found, clock, page))


@tool("read", resource="entry:id")
def read_entry(ledger: Store[LedgerEntry], clock: Clock, /, id: Name) -> Outcome:
    """Show one entry in full: who posted it, its voucher, what it is matched with, its trail.

    Args:
        id: Id of the entry.
    """
    entry = _find(ledger, id)
    text = (
        f"Entry: {entry.id}\nPosted: {clock.show(entry.minute)} by {entry.by or 'unknown'}\nAccount: {entry.account}\n"
        f"Amount: {entry.amount:,.2f}\nText: {entry.text}\nVoucher: {entry.voucher or 'none'}\nStatus: {entry.status}"
        + (f", {entry.reference}" if entry.reference else "")
        + ("\nPeriod closed" if entry.locked else "")
        + (f"\nTrail:\n{entry.notes}" if entry.notes else "")
    )
    return Outcome(text=text, shown=(entry,))


@tool("mutate", minutes=3, writes=("ledger",), resource="account:account")
def post_entry(
    ledger: Store[LedgerEntry],
    clock: Clock,
    setting: Setting,
    /,
    account: Name,
    amount: Amount,
    text: Note,
    voucher: Words = "",
) -> Outcome:
    """Post a new entry.

    Args:
        account: The account, as list_entries shows it.
        amount: What goes in (positive) or out (negative).
        text: What it is for.
        voucher: Number of the receipt or voucher.
    """
    booked = read_amount(amount)
    if not booked:
        raise ToolError("amount is zero.")
    known = {entry.account.lower(): entry.account for entry in ledger}
    if account.strip().lower() not in known:
        raise ToolError(f"There is no account {account[:60]!r}. The accounts are: {', '.join(sorted(known.values()))}.")
    entry = LedgerEntry(
        id=ledger.fresh("JE-N"), account=known[account.strip().lower()], amount=booked, text=text,
        voucher=voucher.strip(), by=setting.agent_address, minute=clock.minute,
    )  # fmt: skip
    ledger.put(entry)
    return Outcome(text=f"Posted {_line(entry, clock)}", after=entry)


@tool("mutate", minutes=3, writes=("ledger",), resource="entry:id")
def correct_entry(
    ledger: Store[LedgerEntry],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    reason: Note,
    account: Words = "",
    amount: Amount | None = None,
    text: Note = "",
    voucher: Words = "",
    by: Words = "",
) -> Outcome:
    """Correct fields of an entry; what is left out stays. The old values and the reason are kept in its trail.

    Args:
        id: Id of the entry.
        reason: Why it is corrected.
        account: The right account.
        amount: The right amount.
        text: The right text.
        voucher: The right voucher number.
        by: Address of the person who made the posting, if the wrong one is on it.
    """
    old = _free(ledger, id)
    given = {"account": account.strip(), "text": text, "voucher": voucher.strip(), "by": by.strip().lower()}
    changes: dict[str, str | float] = {n: v for n, v in given.items() if v and v != getattr(old, n)}
    if amount is not None and read_amount(amount) != old.amount:
        changes["amount"] = read_amount(amount)
    if not changes:
        raise ToolError("Nothing would change.")
    if "by" in changes and changes["by"] not in setting.addresses and changes["by"] != setting.agent_address.lower():
        raise ToolError(f"{by[:80]!r} is nobody here; find_person shows the addresses.")
    was = ", ".join(f"{name} was {getattr(old, name)}" for name in changes)
    new = replace(old, notes=_trail(old, clock, setting, f"corrected ({was}): {reason}"), **changes)
    ledger.put(new)
    return Outcome(text=f"Corrected {_line(new, clock)}", before=old, after=new)


@tool("mutate", minutes=2, writes=("ledger",), resource="entry:id")
def note_entry(
    ledger: Store[LedgerEntry], clock: Clock, setting: Setting, /, id: Name, note: Note
) -> Outcome:  # fmt: skip
    """Add a note to the trail of an entry.

    Args:
        id: Id of the entry.
        note: The note.
    """
    old = _find(ledger, id)
    if not note.strip():
        raise ToolError("note is empty.")
    new = replace(old, notes=_trail(old, clock, setting, note))
    ledger.put(new)
    return Outcome(text=f"Noted under {old.id}.", before=old, after=new)


@tool("mutate", minutes=2, writes=("ledger",), resource="entry:id")
def match_entry(ledger: Store[LedgerEntry], clock: Clock, /, id: Name, reference: Name) -> Outcome:
    """Match an entry with the line of a statement or count to which it belongs.

    Args:
        id: Id of the entry.
        reference: Reference of the statement line or count.
    """
    old = _free(ledger, id)
    new = replace(old, status="matched", reference=reference.strip())
    ledger.put(new)
    return Outcome(text=f"{_line(new, clock)} | {new.reference}", before=old, after=new)


@tool("mutate", minutes=2, writes=("ledger",), resource="entry:id")
def suspend_entry(ledger: Store[LedgerEntry], clock: Clock, setting: Setting, /, id: Name, reason: Note) -> Outcome:
    """Put an entry on suspense until somebody has looked into it.

    Args:
        id: Id of the entry.
        reason: What is open about it.
    """
    old = _free(ledger, id)
    new = replace(old, status="suspense", notes=_trail(old, clock, setting, f"suspense: {reason}"))
    ledger.put(new)
    return Outcome(text=_line(new, clock), before=old, after=new)


@tool("mutate", minutes=2, writes=("ledger",), resource="entry:id")
def delete_entry(ledger: Store[LedgerEntry], clock: Clock, /, id: Name) -> Outcome:
    """Delete an entry of the open period. It is gone from the ledger with its trail.

    Args:
        id: Id of the entry.
    """
    old = _free(ledger, id)
    ledger.remove(old.id)
    return Outcome(text=f"{old.id} is deleted.", before=old, after=None)
