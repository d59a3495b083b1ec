"""Backups of database tables: what they hold, until when they are kept, and bringing rows back from them."""

from __future__ import annotations

from msgspec.structs import replace

from agentsim.apps.database import DbChange, RowGroup, log_change
from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class Backup(Record, frozen=True, kw_only=True, gc=False):
    """One backup of one table: the groups that it holds, and the day from which it may be deleted."""

    table: str
    label: str
    keep_until: str
    groups: tuple[str, ...] = ()
    megabytes: int = 1
    minute: int = 0


STORES: dict[str, type[Record]] = {"db_backups": Backup}


def _backup(backups: Store[Backup], key: str) -> Backup:
    backup = backups.get(key.strip())
    if backup is None:
        raise ToolError(f"There is no backup {key[:60]!r}; list_backups shows them.")
    return backup


@tool("read", resource="backups")
def list_backups(db_backups: Store[Backup], clock: Clock, /, table: Words = "", page: PageNumber = 1) -> Outcome:
    """List the backups, 20 to a page: id, table, taken when, size, the day until which it must be kept.

    Args:
        table: Only backups of this table.
        page: Which page, from 1.
    """
    wanted = table.strip().lower()
    found = [backup for backup in db_backups if wanted in ("", backup.table)]
    shown, said = page_of(found, page, "backups")
    lines = [
        f"{b.id} | {b.table} | {b.label} | taken {clock.show(b.minute)[:10]} | {b.megabytes} MB | keep until {b.keep_until}"
        for b in shown
    ]
    return Outcome(text="\n".join([*lines, said]))


@tool("mutate", minutes=20, writes=("db_groups", "db_changes"), resource="table:table")
def restore_rows(
    db_backups: Store[Backup], db_groups: Store[RowGroup], db_changes: Store[DbChange], clock: Clock, setting: Setting, /,
    table: Name, backup: Name, group: Name,
) -> Outcome:  # fmt: skip
    """Bring one deleted row group back from a backup.

    Args:
        table: Name of the table.
        backup: Id of a backup that holds the group.
        group: Id of the row group.
    """
    held = _backup(db_backups, backup)
    key = group.strip()
    if held.table != table.strip().lower() or key not in held.groups:
        raise ToolError(
            f"{held.id} is a backup of {held.table} and does not hold the group {key[:60]!r} of {table[:60]!r}."
        )
    old = db_groups.get(key)
    if old is None or not old.deleted:
        raise ToolError(f"{key} has not been deleted.")
    original = replace(old, deleted=False)
    db_groups.put(original)
    change = log_change(
        db_changes, clock, setting, "restore", held.table, f"restore {key} from {held.id}", "", [original]
    )
    return Outcome(text=f"{change.id}: {change.rows:,} rows of {key} are back in {held.table}.", after=change)


@tool("mutate", minutes=5, writes=("db_backups", "db_changes"), resource="backup:backup")
def delete_backup(
    db_backups: Store[Backup],
    db_changes: Store[DbChange],
    clock: Clock,
    setting: Setting,
    /,
    backup: Name,
    label: Name,
    ticket: Words = "",
) -> Outcome:
    """Delete a backup for good.

    Args:
        backup: Id of the backup.
        label: Its label, to confirm that it is the right one.
        ticket: The change ticket, where one is needed.
    """
    old = _backup(db_backups, backup)
    if label.strip().lower() != old.label.lower():
        raise ToolError(f"{old.id} has another label; nothing was deleted.")
    db_backups.remove(old.id)
    change = DbChange(
        id=db_changes.fresh("chg"), kind="delete_backup", table=old.table, by=setting.agent_address,
        text=f"delete {old.id} ({old.label})", ticket=ticket.strip(), megabytes=old.megabytes, minute=clock.minute,
    )  # fmt: skip
    db_changes.put(change)
    return Outcome(text=f"{change.id}: {old.id} ({old.megabytes} MB) is gone.", before=old)
