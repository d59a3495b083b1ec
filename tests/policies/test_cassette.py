"""The cassette: what it records, what it finds again, and what it refuses."""

from __future__ import annotations

import pickle
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agentsim.policies.cassette import Cassette, CassetteError, Request
from agentsim.policies.llm import LitellmPolicy, ProviderFailed

REQUEST = Request("openai/m", "http://127.0.0.1:1/v1", [{"role": "user", "content": "hi \ud800"}], [], {"seed": 1})
ANSWER: dict[str, Any] = {"message": {"role": "assistant", "content": "yes \ud800"}, "notes": {"cost": None}}


def test_what_was_recorded_is_replayed(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calls.db"
    recorder = Cassette(path, "record")
    recorder.store(REQUEST, ANSWER)
    assert recorder.find(REQUEST) is None  # record always asks again
    for mode in ("replay", "replay-strict"):
        assert Cassette(path, mode).find(REQUEST) == ANSWER


@pytest.mark.parametrize(
    "change",
    [
        {"model": "openai/n"},
        {"api_base": "http://127.0.0.1:2/v1"},
        {"api_base": None},
        {"messages": [{"role": "user", "content": "ho"}]},
        {"tools": [{"type": "function"}]},
        {"sampling": {"seed": 2}},
        {"epoch": 1},
    ],
)
def test_whatever_shapes_the_answer_is_in_the_key(change: dict[str, Any], tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.db")
    cassette.store(REQUEST, ANSWER)
    assert replace(REQUEST, **change).key() != REQUEST.key()
    assert cassette.find(replace(REQUEST, **change)) is None


def test_the_key_does_not_depend_on_the_order_of_names() -> None:
    one = replace(REQUEST, sampling={"seed": 1, "top_p": 0.5})
    assert one.key() == replace(REQUEST, sampling={"top_p": 0.5, "seed": 1}).key()


def test_the_address_is_not_stored(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.db")
    cassette.store(replace(REQUEST, api_base="http://inner.example/v1"), ANSWER)
    assert b"inner.example" not in cassette.path.read_bytes()


def test_a_later_recording_replaces_an_earlier_one(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.db", "record")
    cassette.store(REQUEST, ANSWER)
    cassette.store(REQUEST, ANSWER | {"notes": {"cost": 1.0}})
    assert len(cassette) == 1
    found = Cassette(cassette.path, "replay-strict").find(REQUEST)
    assert found is not None
    assert found["notes"] == {"cost": 1.0}


def test_strict_replay_never_writes(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    Cassette(path).store(REQUEST, ANSWER)
    before = path.read_bytes()
    strict = Cassette(path, "replay-strict")
    strict.store(replace(REQUEST, epoch=1), ANSWER)
    assert strict.find(replace(REQUEST, epoch=1)) is None
    assert path.read_bytes() == before
    assert not strict.may_call


def test_a_cassette_can_be_pickled(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.db")
    cassette.store(REQUEST, ANSWER)
    assert pickle.loads(pickle.dumps(cassette)).find(REQUEST) == ANSWER


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="no cassette"):
        Cassette(tmp_path / "absent.db", "replay-strict")
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"this is no database, but it is long enough to look like one" * 20)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mail (id)")
    connection.commit()
    connection.close()
    for path in (junk, other):
        before = path.read_bytes()
        with pytest.raises(CassetteError):
            Cassette(path)
        assert path.read_bytes() == before
    with pytest.raises(ValueError, match="unknown cassette mode"):
        Cassette(tmp_path / "c.db", "rewind")  # type: ignore[arg-type]  # that it is refused is the test


@pytest.mark.parametrize("row", ["not json", "[]", '{"message": 1, "notes": {}}', "[" * 100_000])
def test_a_damaged_row_is_a_failure_and_no_answer(row: str, tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.db")
    policy = LitellmPolicy("openai/m", sampling={}, cassette=cassette)
    request = Request("openai/m", None, [], [], {})
    cassette.store(request, ANSWER)
    connection = sqlite3.connect(cassette.path)
    connection.execute("UPDATE answers SET answer = ?", (row,))
    connection.commit()
    connection.close()
    with pytest.raises(ProviderFailed) as caught:
        policy.act([], [])
    assert caught.value.kind == "cassette"


def test_a_miss_in_strict_replay_is_a_failure(tmp_path: Path) -> None:
    Cassette(tmp_path / "c.db")
    policy = LitellmPolicy("openai/m", cassette=Cassette(tmp_path / "c.db", "replay-strict"))
    with pytest.raises(ProviderFailed) as caught:
        policy.act([{"role": "user", "content": "hi"}], [])
    assert (caught.value.kind, caught.value.status) == ("cassette_miss", None)
