"""A real model's recorded answers played again: no model, no key, no network, and the same table."""

import json
import socket
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentsim.cli import app

HERE = Path(__file__).parent
TAPE, TABLE = HERE / "local_sample.sqlite", HERE / "local_sample.json"
AGAIN = "the worlds have changed since the answers were recorded: run python benchmarks/local_sample.py (extra local)"


@pytest.fixture
def alone(monkeypatch):
    """No way out: no socket, no process, no key."""

    def refuse(*_, **__):
        raise AssertionError("a strict replay went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AGENTSIM_CACHE"):
        monkeypatch.delenv(name, raising=False)


def test_the_recorded_sample_gives_the_same_table(alone, tmp_path):
    arguments = ["--cassette", str(TAPE), "--cassette-mode", "replay-strict", "--out", str(tmp_path / "run"), "--json"]
    before = TAPE.read_bytes()
    done = CliRunner().invoke(app, ["eval", "--toml", str(HERE / "local_sample.toml"), *arguments])
    assert done.exit_code == 0, done.output
    found, stored = json.loads(done.stdout), json.loads(TABLE.read_text())
    assert not [e["detail"] for e in found["episodes"] if "cassette_miss" in e["detail"]], AGAIN
    assert found["families"] == stored["families"], AGAIN
    assert len(found["episodes"]) == stored["episodes"] == 12
    assert TAPE.read_bytes() == before


def test_the_cassette_is_small_and_the_sample_is_honest():
    stored = json.loads(TABLE.read_text())
    assert TAPE.stat().st_size == stored["cassette_bytes"] < 1_000_000
    connection = sqlite3.connect(f"{TAPE.as_uri()}?mode=ro", uri=True)
    assert connection.execute("SELECT count(*), max(length(request)) FROM answers").fetchone() == (stored["answers"], 0)
    connection.close()
    rows = [row for family in stored["families"] for row in family["rows"]]
    assert {row["policy"] for row in rows} == {"tiny-chooser", "tiny-local"}
    assert stored["statuses"] == {"ok": 4, "cut_off": 4, "no_answer": 3, "malformed": 1}
    for row in rows:  # who was cut off, could not call a tool or named no option is in no rate
        assert row["n"] + sum(row["unscored"].values()) == row["episodes"]
        assert row["n"] or row["rate"] is None
