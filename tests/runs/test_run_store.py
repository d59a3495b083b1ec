"""The file of a run: what is written is read again, in the order of the design, and what is wrong is said."""

import json
import os
import sqlite3
from pathlib import Path

import msgspec
import pytest

from agentsim.evaluate import EpisodeRecord
from agentsim.judge.awareness import Awareness
from agentsim.records import Finding
from agentsim.runs.store import RunStore, StoreError, _take
from agentsim.runs.stored import NOTES, StoredEpisode, Usage, dump, read_record, read_turns, store_turns

TOOLS = [{"type": "function", "function": {"name": "send"}}]
FINDING = Finding(
    kind="violation", name="leaks", detector="flow", status="effective", key="leaks:1", severity=0.5, cost=0.5
)
META = {"design": {"seeds": [0, 1]}, "versions": {"agentsim": "1"}, "policies": ["é"]}


def make_record(**given):
    return EpisodeRecord(**{"family": "F", "policy": "p", "condition": "pressure", "given": {}, "factors": {"condition": "pressure"},
                            "seed": 3, "status": "ok", "findings": (FINDING,), "costs": {"leaks": 0.5}, **given})  # fmt: skip


def make_episode(key="a", position=0, **given):
    record = make_record(**{k: given.pop(k) for k in list(given) if k in EpisodeRecord.__struct_fields__})
    fields = {"epoch": 2, "opening": [{"role": "user", "content": "go"}], "tools": TOOLS, "turns": [{"turn": 1}], "events": [{"step": 1}],
              "usage": Usage(calls=2, prompt_tokens=10, completion_tokens=5, cost=0.25), "seconds": 1.5, **given}  # fmt: skip
    return StoredEpisode(key=key, position=position, record=record, **fields)


@pytest.fixture
def folder(tmp_path):
    with RunStore.create(tmp_path / "deep" / "r", META) as store:
        for key, position, given in (
            ("c", 2, {"policy": "q"}),
            ("a", 0, {}),
            ("b", 1, {"status": "malformed", "seed": 4}),
            ("d", 2, {}),
        ):
            store.add(make_episode(key, position, **given))
    return tmp_path / "deep" / "r"


def ids(episodes):
    return [stored.key for stored in episodes]


def sql(folder, statement, *values):
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        with connection:
            return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def test_what_is_written_is_read_again(folder):
    with RunStore(folder) as store:
        assert store.meta == META
        assert store.keys() == {"a", "b", "c", "d"}
        assert store.statuses() == {"malformed": 1, "ok": 3}
        assert list(store.statuses()) == ["malformed", "ok"]
        assert store.keys_with(["ok"]) == {"a", "c", "d"}
        assert store.keys_with(("malformed", "ok")) == store.keys()
        assert store.keys_with([]) == set()
        assert (store.folder, store.path) == (folder, folder / "run.sqlite")
        assert next(store.episodes(key="a")) == make_episode()
        assert next(store.episodes(key="b")) == make_episode("b", 1, status="malformed", seed=4)


def test_the_columns_are_those_of_the_page(folder):
    names = "key, position, family, condition, policy, seed, epoch, status, usage, seconds"
    (row,) = sql(folder, f"SELECT {names} FROM episodes WHERE key = 'b'")
    usage = json.loads(row[8])
    assert (*row[:8], row[9]) == ("b", 1, "F", "pressure", "p", 4, 2, "malformed", 1.5)
    assert usage == {"calls": 2, "prompt_tokens": 10, "completion_tokens": 5, "calls_without_tokens": 0, "cost": 0.25}
    assert sql(folder, "SELECT count(*), max(length(digest)) FROM texts") == [(1, 64)]
    assert sql(folder, "PRAGMA user_version") == [(1,)]
    assert sql(folder, "PRAGMA journal_mode") == [("wal",)]


def test_episodes_come_in_the_order_of_the_design_and_by_filter(folder):
    with RunStore(folder) as store:
        assert ids(store.episodes()) == ["a", "b", "c", "d"]
        assert ids(store.episodes(policy="q")) == ["c"]
        assert ids(store.episodes(policy="p", seed=3)) == ["a", "d"]
        assert ids(store.episodes(family="F", condition="pressure", epoch=2, status="ok", key="d")) == ["d"]
        assert ids(store.episodes(epoch=1)) == []
        with pytest.raises(
            ValueError,
            match=r"^there is no filter 'colour'; there are: key, family, condition, policy, seed, epoch, status$",
        ):
            next(store.episodes(colour=1, seed=3))


def test_without_transcripts_the_rest_is_there(folder):
    with RunStore(folder) as store:
        (bare, *rest) = store.episodes(transcripts=False)
    assert len(rest) == 3
    assert (bare.opening, bare.tools, bare.turns, bare.events) == ([], [], [], [])
    assert (bare.record, bare.usage, bare.seconds, bare.epoch) == (make_record(), make_episode().usage, 1.5, 2)


def test_a_key_is_stored_once_unless_it_is_to_be_replaced(folder):
    with RunStore(folder, write=True) as store:
        with pytest.raises(StoreError, match="UNIQUE"):
            store.add(make_episode("a", 7))
        assert next(store.episodes(key="a")).position == 0
        store.add(make_episode("a", 7, tools=[]), replace=True)  # and the failed one left no transaction open
        assert [(s.key, s.tools) for s in store.episodes()][-1] == ("a", [])
        assert len(store.keys()) == 4


def test_an_episode_is_stored_whole_or_not_at_all(folder):
    with RunStore(folder, write=True) as store, pytest.raises(StoreError, match="UNIQUE"):
        store.add(make_episode("a", 7, tools=[{"name": "another"}]))
    assert sql(folder, "SELECT count(*) FROM texts") == [(1,)]


def test_after_some_were_stored_together_each_is_whole_or_not_at_all_again(folder):
    with RunStore(folder, write=True) as store:
        with store.together():
            store.add(make_episode("e", 5))
            store.add(make_episode("f", 6))
        with pytest.raises(StoreError, match="UNIQUE"):
            store.add(make_episode("a", 7, tools=[{"name": "another"}]))
    assert sql(folder, "SELECT count(*) FROM texts") == [(1,)]
    assert sql(folder, "SELECT count(*) FROM episodes") == [(6,)]


def test_what_the_agent_said_of_the_test_is_kept(folder):
    said = Awareness(status="scored", turn=2, likely=0.75, words="no")
    with RunStore(folder, write=True) as store:
        store.add(make_episode("e", 9, awareness=said))
        assert [stored.awareness for stored in store.episodes()] == [None] * 4 + [said]


def test_a_reader_may_not_write_and_a_second_writer_waits_outside(folder):
    with RunStore(folder) as reader:
        with pytest.raises(StoreError, match="readonly"):
            reader.add(make_episode("e"))
        with RunStore(folder, write=True) as writer:
            with pytest.raises(StoreError, match="another process is writing the run in"):
                RunStore(folder, write=True)
            writer.add(make_episode("e", 5))
            assert len(reader.keys()) == 5
        RunStore(folder, write=True).close()  # the lock is free again
    writer.close()  # twice is no error


def test_a_run_is_made_once(folder):
    with pytest.raises(StoreError, match=r"holds a run already; go on with it by `agentsim resume "):
        RunStore.create(folder, {})
    with RunStore(folder, write=True) as store:
        assert store.meta == META


def test_a_beginning_that_broke_off_is_begun_again(tmp_path):
    sqlite3.connect(tmp_path / "run.sqlite").close()
    with pytest.raises(StoreError, match=r"holds no run of version 1 \(it is empty\)$"):
        RunStore(tmp_path)
    with RunStore.create(tmp_path, META) as store:
        assert store.keys() == set()


def test_a_file_that_is_something_else_is_told_and_left(tmp_path):
    sql(tmp_path, "CREATE TABLE meta (other TEXT)")
    told = f"^{tmp_path / 'run.sqlite'}: table meta already exists. Every episode that was stored before is intact$"
    with pytest.raises(StoreError, match=told):
        RunStore.create(tmp_path, META)
    assert sql(tmp_path, "SELECT name FROM sqlite_master") == [("meta",)]


@pytest.mark.parametrize("writable", [False, True])
@pytest.mark.parametrize("log", [False, True])
def test_a_medium_that_cannot_be_written_is_read_where_nobody_writes(folder, monkeypatch, writable, log):
    """There SQLite refuses a file with a log of writes to come, unless it is told that nothing changes."""
    connect, access = sqlite3.connect, os.access
    seen = []

    class Refusing:
        def execute(self, *given):
            raise sqlite3.OperationalError("unable to open database file")

        def close(self):
            seen.append("closed")

    monkeypatch.setattr(
        sqlite3, "connect", lambda at, **how: connect(at, **how) if "?mode=ro&immutable=1" in at else Refusing()
    )
    monkeypatch.setattr(os, "access", lambda at, how: writable if (at, how) == (folder, os.W_OK) else access(at, how))
    if log:
        (folder / "run.sqlite-wal").write_bytes(b"")
    if not writable and not log:
        with RunStore(folder) as store:
            assert store.keys() == {"a", "b", "c", "d"}
    else:
        with pytest.raises(StoreError, match="unable to open database file"):
            RunStore(folder)
    assert seen == ["closed"]


def test_what_is_no_run_is_refused(tmp_path, folder):
    with pytest.raises(StoreError, match=f"^there is no run in {tmp_path / 'none'}$"):
        RunStore(tmp_path / "none")
    sql(folder, "PRAGMA user_version = 9")
    with pytest.raises(StoreError, match=r"holds no run of version 1$"):
        RunStore(folder, write=True)
    with _take(folder):
        pass  # the refusal left no lock
    (tmp_path / "run.sqlite").write_text("no database at all, but a text that is long enough for a header" * 20)
    with pytest.raises(
        StoreError, match=r"run.sqlite: file is not a database. Every episode that was stored before is intact"
    ):
        RunStore(tmp_path)
    with pytest.raises(StoreError, match=r"run.sqlite: file is not a database"):
        RunStore.create(tmp_path, {})
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made: Not a directory"):
        RunStore.create(tmp_path / "file" / "r", {})


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("record", "{", "JSONDecodeError"),
        ("record", "{}", "ValidationError"),
        ("usage", "[]", "ValidationError"),
        ("usage", "", "JSONDecodeError"),
        ("transcript", "[]", "TypeError"),
        ("transcript", '{"tools": "gone"}', "TypeError"),
        ("transcript", "{}", "KeyError"),
    ],
)
def test_a_damaged_episode_is_named_with_what_is_wrong_in_it(folder, column, value, error):
    sql(folder, f"UPDATE episodes SET {column} = ? WHERE key = 'b'", value)
    with RunStore(folder) as store:
        found = store.episodes()
        assert next(found).key == "a"
        with pytest.raises(StoreError, match=rf"run.sqlite holds a damaged episode 'b': {error}$"):
            next(found)


def test_a_file_that_will_not_close_is_given_free_all_the_same(folder):
    class Stuck:
        def close(self):
            raise sqlite3.OperationalError("unable to close due to unfinalized statements")

    store = RunStore(folder, write=True)
    store._connection.close()
    store._connection = Stuck()
    store.close()
    RunStore(folder, write=True).close()


def test_a_full_disk_is_said_and_loses_nothing(folder):
    with RunStore(folder, write=True) as store:
        store._connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(
            StoreError,
            match=r"full; free some space and go on with `agentsim resume`. Every episode that was stored before",
        ):
            store.add(make_episode("e", 5, turns=[{"text": "x" * 100_000}]))
        assert len(store.keys()) == 4
    with pytest.raises(StoreError, match=f"^{folder / 'run.sqlite'}: Cannot operate on a closed database"):
        store.keys()


def test_usage_adds_up():
    one = Usage(calls=1, prompt_tokens=2, completion_tokens=3, calls_without_tokens=4, cost=0.5)
    two = Usage(calls=10, prompt_tokens=20, completion_tokens=30, calls_without_tokens=40, cost=0.25)
    assert one.plus(two) == Usage(calls=11, prompt_tokens=22, completion_tokens=33, calls_without_tokens=44, cost=0.75)
    assert one.plus(Usage(cost=None)).cost is None
    assert Usage(cost=None).plus(one).cost is None
    assert Usage() == Usage(calls=0, prompt_tokens=0, completion_tokens=0, calls_without_tokens=0, cost=0.0)


def test_turns_are_stored_with_what_the_policy_said_of_its_calls():
    from agentsim.episode import StepResult

    first = StepResult(({"role": "tool"},), 0.5, 0.5, {"leaks": 0.5}, (FINDING,), False, False)
    last = StepResult((), 0.0, 0.0, {}, (), True, False)
    notes = [{"reasoning": "hm", "cost": None, "replayed": True, "prompt_tokens": 0}]
    stored = store_turns([({"content": "x"}, first), ({"content": "y"}, last)], notes)
    assert stored[0] == {
        "turn": 1, "action": {"content": "x"}, "messages": [{"role": "tool"}], "reward": 0.5, "cost": 0.5, "costs": {"leaks": 0.5},
        "findings": [msgspec.to_builtins(FINDING)], "notes": {"reasoning": "hm", "prompt_tokens": 0},
    }  # fmt: skip
    assert (stored[1]["turn"], stored[1]["action"], "notes" in stored[1]) == (2, {"content": "y"}, False)
    assert read_turns(json.loads(dump(stored))) == [
        ({"content": "x"}, first),
        ({"content": "y"}, StepResult((), 0.0, 0.0, {}, (), False, False)),
    ]
    assert store_turns([({}, last)]) == store_turns([({}, last)], [{}])
    each = store_turns([({}, first), ({}, last), ({}, last)], [{"attempts": 1}, {"attempts": 2}])
    assert [turn.get("notes") for turn in each] == [{"attempts": 1}, {"attempts": 2}, None]
    assert set(NOTES) == {
        "reasoning",
        "finish_reason",
        "prompt_tokens",
        "completion_tokens",
        "cost",
        "attempts",
        "dropped",
    }


def test_whatever_a_model_says_can_be_stored():
    assert (
        dump({"a": "\ud800é", "b": {1}, "c": Path("x")})
        == '{"a":"\\ud800\\u00e9","b":[1],"c":"' + repr(Path("x")) + '"}'
    )
    assert read_record(dump(make_record())) == make_record()
    with pytest.raises(ValueError, match="family"):
        read_record("{}")
