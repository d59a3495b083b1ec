"""The soak fails where memory, file descriptors or threads do not stay where they were; its own steps of memory do not fail it."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))

from soak import broken  # noqa: E402  # the path is set just above


def run(slope=0.0, half=0.1, ends=170.0, descriptors=(5,), threads=(1,)):
    return {
        "slope_megabytes_per_cpu_hour": slope, "half_interval_95": half, "file_descriptors": [*descriptors], "threads": [*threads],
        "resident_megabytes": {"after_warm_up": 170.0, "at_the_end": ends, "most": 175.0},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "fails"),
    [
        ({}, False),
        ({"slope": 1.2, "ends": 171.0}, True),
        ({"slope": 1.2, "half": 0.3, "ends": 171.0}, False),  # it may be less
        ({"slope": 14.8, "half": 13.0, "ends": 167.0}, False),  # up again after a step down
        ({"slope": 1.2, "half": None, "ends": 171.0}, False),  # too few notes
        ({"descriptors": (5, 6)}, True),
        ({"threads": (1, 2)}, True),
    ],
)
def test_a_soak_fails_where_something_grows(given, fails):
    assert bool(broken(run(**given))) is fails


def test_the_committed_soak_is_whole_and_holds():
    told = json.loads((ROOT / "benchmarks" / "results" / "soak.json").read_text(encoding="utf-8"))
    assert told["finished"]
    assert told["episodes"] >= 1_000_000
    assert told["slope_megabytes_per_cpu_hour"] - told["half_interval_95"] < 1
    assert broken(told) == []
