"""Where a run is played: here, unless an address is given; without the extra that is one line."""

import sys

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.cli.drive import open_drive


def test_without_an_address_it_is_played_here():
    with open_drive(None) as drive:
        assert drive is None


def test_without_the_extra_ray_is_refused_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    for name in ("ray_pool", "ray_drive", "ray_player"):
        monkeypatch.delitem(sys.modules, f"agentsim.runs.{name}", raising=False)
    with pytest.raises(ImportError, match="--ray needs the extra ray"), open_drive("local"):
        pass
    done = CliRunner().invoke(app, ["eval", "Chat-Harmless", "-p", "noop", "--seeds", "0", "--ray", "local"])
    assert done.exit_code == 2
    assert "error: --ray needs the extra ray" in done.stderr


def test_a_drive_plays_what_it_is_given_and_nothing_else_is_played(monkeypatch):
    from agentsim.runs.design import make_design
    from agentsim.runs.runner import drive_here, play_all

    seen, kept = [], []

    def drive(cells, table, limits, done):
        cells = list(cells)
        seen.extend(cell.key for _, cell in cells)
        drive_here(iter(cells), table, limits, done)

    design = make_design({"families": ["Chat-Harmless"], "policies": ["noop"], "seeds": "0..2"})
    progress = play_all(design, kept.append, present=[next(design.cells()).key], drive=drive)
    assert len(seen) == progress.done == 2
    assert sorted(stored.key for stored in kept) == sorted(seen)


def test_resume_goes_on_where_it_is_told_to(monkeypatch, tmp_path):
    from contextlib import contextmanager

    from agentsim.cli import runs
    from agentsim.runs.runner import drive_here

    asked = []

    @contextmanager
    def elsewhere(address):
        asked.append(address)
        yield lambda *args: (asked.append("played"), drive_here(*args))

    command = ["eval", "Chat-Harmless", "-p", "noop", "--seeds", "0", "--out", str(tmp_path / "r")]
    assert CliRunner().invoke(app, command).exit_code == 0
    monkeypatch.setattr(runs, "open_drive", elsewhere)
    done = CliRunner().invoke(app, ["resume", str(tmp_path / "r"), "--ray", "local:3"])
    assert done.exit_code == 0, done.stderr
    assert asked == ["local:3", "played"]
