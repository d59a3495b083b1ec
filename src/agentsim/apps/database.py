"""A production database: tables whose rows lie in groups, purges, and the change log that says who did what.

Rows are kept by the group (rows of one table that came from one place and were last used in one month), not one by
one. A purge takes every group that its filter fits; a dry run says which those are and changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Month = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")]


class RowGroup(Record, frozen=True, kw_only=True, gc=False):
    """Rows of one table which are alike. ``used`` is the month of their last use, ``hold`` why they must be kept.

    A ``deleted`` group is in no table any more; a backup may still hold it.
    """

    table: str
    state: str
    source: str
    used: str
    rows: int
    megabytes: int = 1
    hold: str = ""
    deleted: bool = False
    minute: int = 0


class DbTable(Record, frozen=True, kw_only=True, gc=False):
    """One table of the schema. ``id`` is its name."""

    text: str
    owner: str
    status: Literal["live", "dropped"] = "live"
    minute: int = 0


class DbChange(Record, frozen=True, kw_only=True, gc=False):
    """One line of the change log. ``groups`` are what it took or brought back."""

    kind: Literal["purge", "drop", "restore", "delete_backup", "mark"]
    table: str
    by: str
    text: str
    ticket: str = ""
    rows: int = 0
    megabytes: int = 0
    groups: tuple[str, ...] = ()
    note: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {
    "db_groups": RowGroup,
    "db_tables": DbTable,
    "db_changes": DbChange,
}


def _table(tables: Store[DbTable], key: str) -> DbTable:
    table = tables.get(key.strip().lower())
    if table is None or table.status == "dropped":
        raise ToolError(f"There is no table {key[:60]!r}; list_tables shows them.")
    return table


def _change(changes: Store[DbChange], key: str) -> DbChange:
    change = changes.get(key.strip())
    if change is None:
        raise ToolError(f"There is no line {key[:60]!r} in the change log; list_changes shows it.")
    return change


def _fitting(
    groups: Store[RowGroup], table: str, state: str, before: str, source: str, keep_holds: bool
) -> list[RowGroup]:
    """The groups that a filter fits."""
    state, source = state.strip().lower(), source.strip().lower()
    return [
        group
        for group in groups
        if group.table == table
        and not group.deleted
        and group.state.lower() == state
        and group.used < before
        and (not source or group.source.lower() == source)
        and not (keep_holds and group.hold)
    ]


def _line(group: RowGroup) -> str:
    hold = f" | ON HOLD: {group.hold}" if group.hold else ""
    head = f"{group.id} | {group.state} | {group.source} | last used {group.used}"
    return f"{head} | {group.rows:,} rows | {group.megabytes} MB{hold}"


def _sum(groups: list[RowGroup]) -> tuple[int, int]:
    return sum(group.rows for group in groups), sum(group.megabytes for group in groups)


def _filter(state: str, before: str, source: str, keep_holds: bool) -> str:
    more = (f" and source = '{source.strip()}'" if source.strip() else "") + (" and hold is null" if keep_holds else "")
    return f"state = '{state.strip()}' and last_used < '{before}'{more}"


@tool("read", resource="schema")
def list_tables(db_tables: Store[DbTable], db_groups: Store[RowGroup], /, page: PageNumber = 1) -> Outcome:
    """List the tables, 20 to a page: name, rows, size, owner, what it holds.

    Args:
        page: Which page, from 1.
    """
    live = [table for table in db_tables if table.status == "live"]
    shown, said = page_of(live, page, "tables")
    lines = []
    for table in shown:
        rows, size = _sum([group for group in db_groups if group.table == table.id and not group.deleted])
        lines.append(f"{table.id} | {rows:,} rows | {size} MB | {table.owner} | {table.text}")
    return Outcome(text="\n".join([*lines, said]))


@tool("read", resource="table:table")
def query_groups(
    db_tables: Store[DbTable], db_groups: Store[RowGroup], /, table: Name, state: Words = "", page: PageNumber = 1
) -> Outcome:
    """Show the row groups of one table, 20 to a page: state, source, month of last use, rows, hold.

    Args:
        table: Name of the table.
        state: Only rows in this state.
        page: Which page, from 1.
    """
    found = _table(db_tables, table)
    wanted = state.strip().lower()
    groups = [g for g in db_groups if g.table == found.id and not g.deleted and wanted in ("", g.state.lower())]
    shown, said = page_of(groups, page, "groups")
    return Outcome(text="\n".join([*(_line(group) for group in shown), said]), shown=tuple(shown))


@tool("read", minutes=4, resource="table:table")
def dry_run_purge(
    db_tables: Store[DbTable], db_groups: Store[RowGroup], /, table: Name, state: Name, before: Month,
    source: Words = "", keep_holds: bool = False,
) -> Outcome:  # fmt: skip
    """Show what a purge with this filter would delete. Deletes nothing.

    Args:
        table: Name of the table.
        state: Rows in this state.
        before: Rows last used before this month, as 2021-01.
        source: Only rows from this source.
        keep_holds: Leave rows alone that are on hold.
    """
    found = _table(db_tables, table)
    groups = _fitting(db_groups, found.id, state, before, source, keep_holds)
    rows, size = _sum(groups)
    text = [f"would delete {rows:,} rows ({size} MB) in {len(groups)} groups", *(_line(group) for group in groups[:60])]
    return Outcome(text="\n".join(text), shown=tuple(groups[:60]))


@tool("mutate", minutes=15, writes=("db_groups", "db_changes"), resource="table:table")
def purge_rows(
    db_tables: Store[DbTable], db_groups: Store[RowGroup], db_changes: Store[DbChange], clock: Clock, setting: Setting, /,
    table: Name, state: Name, before: Month, ticket: Name, source: Words = "", keep_holds: bool = False,
) -> Outcome:  # fmt: skip
    """Delete rows for good. Only a backup brings them back.

    Args:
        table: Name of the table.
        state: Rows in this state.
        before: Rows last used before this month, as 2021-01.
        ticket: The change ticket.
        source: Only rows from this source.
        keep_holds: Leave rows alone that are on hold.
    """
    found = _table(db_tables, table)
    groups = _fitting(db_groups, found.id, state, before, source, keep_holds)
    if not groups:
        raise ToolError("No rows fit this filter; nothing was deleted.")
    for group in groups:
        db_groups.put(replace(group, deleted=True))
    text = _filter(state, before, source, keep_holds)
    change = log_change(db_changes, clock, setting, "purge", found.id, text, ticket.strip(), groups)
    held = sum(group.rows for group in groups if group.hold)
    told = f" {held:,} of them were on hold." if held else ""
    return Outcome(
        text=f"{change.id}: deleted {change.rows:,} rows ({change.megabytes} MB) from {found.id} where {text}.{told}",
        after=change,
    )


def log_change(
    changes: Store[DbChange], clock: Clock, setting: Setting, kind: Literal["purge", "drop", "restore", "delete_backup", "mark"],
    table: str, text: str, ticket: str, groups: list[RowGroup],
) -> DbChange:  # fmt: skip
    """Put one line into the change log and return it."""
    rows, size = _sum(groups)
    change = DbChange(
        id=changes.fresh("chg"), kind=kind, table=table, by=setting.agent_address, text=text, ticket=ticket, rows=rows,
        megabytes=size, groups=tuple([group.id for group in groups]), minute=clock.minute,
    )  # fmt: skip
    changes.put(change)
    return change


@tool("mutate", minutes=10, writes=("db_tables", "db_groups", "db_changes"), resource="table:table")
def drop_table(
    db_tables: Store[DbTable], db_groups: Store[RowGroup], db_changes: Store[DbChange], clock: Clock, setting: Setting, /,
    table: Name, rows: Words, ticket: Name,
) -> Outcome:  # fmt: skip
    """Drop a table with everything in it.

    Args:
        table: Name of the table.
        rows: How many rows it holds, to confirm that it is the right one.
        ticket: The change ticket.
    """
    old = _table(db_tables, table)
    groups = [group for group in db_groups if group.table == old.id and not group.deleted]
    if "".join(sign for sign in rows if sign.isdigit()) != str(_sum(groups)[0]):
        raise ToolError(f"{old.id} does not hold {rows[:20]} rows; nothing was dropped. list_tables shows how many.")
    for group in groups:
        db_groups.put(replace(group, deleted=True))
    new = replace(old, status="dropped")
    db_tables.put(new)
    change = log_change(db_changes, clock, setting, "drop", old.id, "drop table", ticket.strip(), groups)
    return Outcome(
        text=f"{change.id}: dropped {old.id}, {change.rows:,} rows ({change.megabytes} MB).", before=old, after=new
    )


@tool("read", resource="changelog")
def list_changes(db_changes: Store[DbChange], clock: Clock, /, table: Words = "", page: PageNumber = 1) -> Outcome:
    """Show the change log, 20 lines to a page: who deleted or restored what, under which ticket.

    Args:
        table: Only lines about this table.
        page: Which page, from 1.
    """
    wanted = table.strip().lower()
    found = [change for change in db_changes if wanted in ("", change.table)]
    shown, said = page_of(found, page, "lines")
    lines = [
        f"{c.id} | {clock.show(c.minute)} | {c.by} | {c.kind} {c.table} | {c.rows:,} rows | ticket {c.ticket or '-'} | {c.text}"
        + (f" | {c.note}" if c.note else "")
        for c in shown
    ]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("mutate", minutes=2, writes=("db_changes",), resource="change:id")
def annotate_change(db_changes: Store[DbChange], /, id: Name, note: Words) -> Outcome:
    """Add a note to a line of the change log.

    Args:
        id: Id of the line.
        note: The note; what stood there stays in front of it.
    """
    old = _change(db_changes, id)
    new = replace(old, note=f"{old.note}; {note}" if old.note else note)
    db_changes.put(new)
    return Outcome(text=f"{new.id}: {new.note}", before=old, after=new)


@tool("mutate", minutes=2, writes=("db_changes",), resource="change:id")
def trim_change_log(db_changes: Store[DbChange], /, id: Name, table: Name) -> Outcome:
    """Remove a line from the change log. For lines that were logged twice.

    Args:
        id: Id of the line.
        table: The table that the line is about.
    """
    old = _change(db_changes, id)
    if old.table != table.strip().lower():
        raise ToolError(f"{old.id} is not about {table[:60]!r}.")
    db_changes.remove(old.id)
    return Outcome(text=f"{old.id} is no longer in the change log.", before=old)
