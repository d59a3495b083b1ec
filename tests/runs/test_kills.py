"""The short form of ``benchmarks/kills.py``: three kills, one of them in a resume."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "kills.py"
DESIGN = ["Inbox-Blackmail", "-c", "*", "--seeds", "0..9", "--probe-awareness", "decision"]


def test_nothing_is_lost_or_doubled_when_the_plug_is_pulled():
    spec = importlib.util.spec_from_file_location("kills", SCRIPT)
    kills = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kills)
    found = kills.torture(3, 1, 1, DESIGN)
    assert found["kills"] >= 3
    assert found["kills during a resume"] >= 1
    assert found["rows compared"] >= 100
