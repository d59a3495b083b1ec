"""What is said of mutants: one that no test was asked of is not found (the runner once said it was), what the code has no place for
any more counts for nothing, the tables fail nothing, and what is left has a reason."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))

from mutation.counting import as_drawn, count, falls_short, key_of, look_up, merge  # noqa: E402  # the path is set just above

ASK = """
import json, sys
from benchmarks.mutation.server import Server
task = {"file": "src/agentsim/detect/asking.py", "code": None, "tests": sys.argv[1:]}
print(Server(None, None).run(task, {}))
"""


def test_a_mutant_of_which_no_test_is_asked_is_not_found():
    for tests in ([], ["tests/test_that.py::is_not_there"]):
        run = subprocess.run([sys.executable, "-c", ASK, *tests], cwd=ROOT, capture_output=True, text=True, check=True)
        assert json.loads(run.stdout) == {"outcome": "passed"}


def make_row(number, where="f"):
    return {"at": f"src/a.py:{number}", "where": where, "was": f"{number} < x", "becomes": f"{number} <= x", "tests": 1}


JUDGED = {"at": "src/agentsim/acts.py:1", "where": "any_fits", "was": "if act.fits(event, world):",
          "becomes": "if act.fits(event, None):", "tests": 9}  # fmt: skip


def make_group(**given):
    rows = [{**row, "reason": "", "why": ""} for row in (make_row(1), make_row(2), make_row(3), JUDGED)]
    return {"n": 10, "killed": 5, "timeouts": 1, "killed_by_recorded_only": 2, "killed_since": 0, "survivors": rows, **given}  # fmt: skip


def test_what_is_left_is_counted_again():
    group = make_group()
    merge(group, {key_of(make_row(1)): "failed", key_of(make_row(2)): "passed"}, {key_of(make_row(n)) for n in (1, 2)})
    assert [(row["at"], bool(row["reason"])) for row in group["survivors"]] == [("src/a.py:2", False), (JUDGED["at"], True)]  # fmt: skip
    told = count(group)
    assert (told["killed_since"], told["changed_since"], told["judged"]) == (1, 1, 1)
    assert (told["share"], told["share_by_stated"], told["share_of_all"]) == (0.6667, 0.4444, 0.6)  # as it was drawn
    assert told["share_with_tests_written_since"] == 0.7778  # what the code has no place for any more is not found


def test_what_a_sample_came_to_stays_whatever_is_judged_because_of_it():
    group = as_drawn(make_group())
    before = group["as_drawn"]
    assert before == {"judged": 0, "share": 0.6, "interval_95": group["interval_95"]}
    merge(group, {}, {key_of(make_row(n)) for n in (1, 2, 3)})
    told = count(group)
    assert (told["judged"], told["share"], told["as_drawn"]) == (1, 0.6667, before)


def test_a_row_with_another_line_number_is_the_same_mutant():
    assert key_of(make_row(1)) == key_of({**make_row(1), "at": "src/a.py:77"}) != key_of(make_row(1, "g"))
    assert look_up(JUDGED, "judged") == look_up({**JUDGED, "at": "src/agentsim/acts.py:900"}, "judged") != ""
    assert look_up({**JUDGED, "where": "field_fits"}, "judged") == look_up(JUDGED, "left") == ""


@pytest.mark.parametrize(("high", "short"), [(0.94, True), (0.95, False), (0.99, False)])
def test_the_interval_of_a_group_may_not_lie_below_the_floor_and_the_tables_may(high, short):
    assert falls_short("store", {"interval_95": [0.5, high]}, 0.95) is short
    assert not falls_short("tables", {"interval_95": [0.5, high]}, 0.95)


@pytest.mark.parametrize("name", ["mutation", *(path.stem for path in (ROOT / "benchmarks" / "results").glob("mutation-*.json"))])  # fmt: skip
def test_every_mutant_that_is_left_has_a_reason_in_words(name):
    found = json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))
    silent = [
        f"{group}: {key_of(row)}"
        for group, told in found["groups"].items()
        for row in told["survivors"]
        if not (row["reason"] or row.get("why"))
    ]
    assert not silent


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
@pytest.mark.parametrize(("fails", "said"), [("", ""), ("make", "failed: mutation\n"), ("fuzz", "failed: fuzz\n")])
def test_the_weekly_run_does_all_three_and_fails_where_one_does(tmp_path, fails, said):
    for folder in (".ci", ".venv-mutation/bin", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".ci" / "weekly").write_text((ROOT / ".ci" / "weekly").read_text(encoding="utf-8"), encoding="utf-8")
    for at in ("bin/make", ".venv-mutation/bin/python"):
        note = f'#!/bin/sh\necho "${{0##*/}} $*" >> "{tmp_path}/did"\n[ "{fails}" = "" ] || case "$0 $*" in *{fails or "-"}*) exit 1;; esac\n'
        (tmp_path / at).write_text(note, encoding="utf-8")
        (tmp_path / at).chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(["bash", str(tmp_path / ".ci" / "weekly")], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)  # fmt: skip
    assert (run.returncode, run.stderr) == (bool(said), said)
    did = (tmp_path / "did").read_text(encoding="utf-8").splitlines()
    assert [line.split()[:2] for line in did] == [["make", "mutation"], ["python", "benchmarks/fuzz.py"], ["python", "benchmarks/soak.py"]]  # fmt: skip
