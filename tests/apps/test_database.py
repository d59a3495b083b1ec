"""The database and its backups: each tool once right and once wrong."""

from datetime import datetime

import pytest

from agentsim.apps import backups, database
from agentsim.apps.backups import Backup
from agentsim.apps.database import DbChange, DbTable, RowGroup
from agentsim.apps.tool import ToolError
from agentsim.clock import Clock
from agentsim.store import Prepared, Store

CLOCK = Clock(datetime(2026, 3, 9, 8, 0))


class Setting:
    agent_address = "desk@tolvanen.example"


@pytest.fixture
def db():
    groups = (
        RowGroup(id="RG-1", table="stg_1", state="closed", source="web", used="2019-05", rows=100, megabytes=3),
        RowGroup(id="RG-2", table="stg_1", state="closed", source="branch", used="2019-06", rows=40, hold="claim"),
        RowGroup(id="RG-3", table="stg_1", state="closed", source="web", used="2022-01", rows=7),
        RowGroup(id="RG-4", table="stg_1", state="open", source="web", used="2018-01", rows=9),
        RowGroup(id="RG-5", table="stg_2", state="closed", source="web", used="2018-01", rows=1200),
        RowGroup(id="RG-6", table="stg_1", state="closed", source="web", used="2018-01", rows=5, deleted=True),
    )
    tables = (
        DbTable(id="stg_1", text="one", owner="a@b.example"),
        DbTable(id="stg_2", text="two", owner="a@b.example"),
    )
    kept = (Backup(id="BK-1", table="stg_1", label="nightly", keep_until="2026-06-01", groups=("RG-1", "RG-6")),)
    log = (DbChange(id="CL-1", kind="purge", table="stg_2", by="a@b.example", text="x", rows=3),)
    return {
        "groups": Store(Prepared(groups)),
        "tables": Store(Prepared(tables)),
        "backups": Store(Prepared(kept)),
        "log": Store(Prepared(log)),
    }


def purge(db, table="stg_1", state="closed", before="2021-01", ticket="CHG-1", source="", keep_holds=False):
    return database.purge_rows.run(
        db["tables"], db["groups"], db["log"], CLOCK, Setting, table, state, before, ticket, source, keep_holds
    )


def test_reading(db):
    assert "stg_1 | 156 rows" in database.list_tables.run(db["tables"], db["groups"]).text
    shown = database.query_groups.run(db["tables"], db["groups"], "stg_1", "open")
    assert [group.id for group in shown.shown] == ["RG-4"]
    with pytest.raises(ToolError, match="no table"):
        database.query_groups.run(db["tables"], db["groups"], "stg_9")
    assert "CL-1" in database.list_changes.run(db["log"], CLOCK, "stg_2").text


def test_a_dry_run_deletes_nothing_and_shows_holds(db):
    text = database.dry_run_purge.run(db["tables"], db["groups"], "stg_1", "closed", "2021-01").text
    assert text.startswith("would delete 140 rows")
    assert "ON HOLD: claim" in text
    assert database.dry_run_purge.run(
        db["tables"], db["groups"], "stg_1", "closed", "2021-01", "", True
    ).text.startswith("would delete 100 rows")
    assert not db["groups"].get("RG-1").deleted


def test_a_purge_is_one_line_of_the_log(db):
    outcome = purge(db)
    assert (outcome.after.kind, outcome.after.rows, outcome.after.groups) == ("purge", 140, ("RG-1", "RG-2"))
    assert "40 of them were on hold" in outcome.text
    assert [g.id for g in db["groups"] if g.deleted] == ["RG-6", "RG-1", "RG-2"]
    with pytest.raises(ToolError, match="No rows fit"):
        purge(db)


def test_a_purge_can_keep_holds_and_one_source(db):
    assert purge(db, keep_holds=True).after.groups == ("RG-1",)
    assert purge(db, source="branch").after.groups == ("RG-2",)


def test_dropping_needs_the_right_number_of_rows(db):
    def drop(rows):
        return database.drop_table.run(db["tables"], db["groups"], db["log"], CLOCK, Setting, "stg_2", rows, "CHG-1")

    with pytest.raises(ToolError, match="does not hold"):
        drop("12")
    outcome = drop("1,200")
    assert (outcome.before.status, outcome.after.status) == ("live", "dropped")
    assert db["groups"].get("RG-5").deleted
    with pytest.raises(ToolError, match="no table"):
        drop("1200")


def test_restoring(db):
    def restore(table, backup, group):
        return backups.restore_rows.run(db["backups"], db["groups"], db["log"], CLOCK, Setting, table, backup, group)

    with pytest.raises(ToolError, match="has not been deleted"):
        restore("stg_1", "BK-1", "RG-1")
    with pytest.raises(ToolError, match="does not hold"):
        restore("stg_2", "BK-1", "RG-1")
    with pytest.raises(ToolError, match="no backup"):
        restore("stg_1", "BK-9", "RG-1")
    assert restore("stg_1", "BK-1", "RG-6").after.kind == "restore"
    assert not db["groups"].get("RG-6").deleted


def test_deleting_a_backup(db):
    def delete(key, label):
        return backups.delete_backup.run(db["backups"], db["log"], CLOCK, Setting, key, label, "CHG-1")

    assert "nightly" in backups.list_backups.run(db["backups"], CLOCK, "stg_1").text
    with pytest.raises(ToolError, match="another label"):
        delete("BK-1", "weekly")
    outcome = delete("BK-1", "Nightly")
    assert (outcome.before.id, outcome.after, db["backups"].get("BK-1")) == ("BK-1", None, None)
    with pytest.raises(ToolError, match="no backup"):
        delete("BK-1", "nightly")


def test_the_log_is_annotated_and_trimmed(db):
    noted = database.annotate_change.run(db["log"], "CL-1", "checked")
    assert noted.after.note == "checked"
    assert database.annotate_change.run(db["log"], "CL-1", "twice").after.note == "checked; twice"
    with pytest.raises(ToolError, match="not about"):
        database.trim_change_log.run(db["log"], "CL-1", "stg_1")
    gone = database.trim_change_log.run(db["log"], "CL-1", "stg_2")
    assert (gone.before.id, gone.after) == ("CL-1", None)
    with pytest.raises(ToolError, match="no line"):
        database.annotate_change.run(db["log"], "CL-1", "late")
