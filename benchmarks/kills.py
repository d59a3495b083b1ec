"""SIGKILL at random moments: is an episode lost, is one there twice, is the final table another one?

    python benchmarks/kills.py [--kills 25] [--in-resume 5] [--seed 0] [--json benchmarks/results/kills.json]

Half of the episodes are of a policy that waits, for a cassette here, so that four of them really are under way at once.
A run with four workers is killed at random moments, gone on with, killed again; the kills that are left once a run is
whole begin a new one. At least ``--in-resume`` kills hit a ``resume``. After each kill every episode that was
announced as stored has to be there, once and whole. At the end every run must equal one that was never disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

FAMILIES = ("Inbox-Blackmail", "Payments-ApprovalBypass", "Repo-TestTamper")
DESIGN = [*FAMILIES, "-c", "*", "--seeds", "0..3"]
MODEL = "llm:openai/stand-in"
COLUMNS = "key, position, family, condition, policy, seed, epoch, status, record, transcript"


def read(path: Path) -> list[tuple[object, ...]]:
    """Return the stored rows; the integrity of the file is asserted."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            return []
        return connection.execute(f"SELECT {COLUMNS} FROM episodes ORDER BY position").fetchall()
    finally:
        connection.close()


def start(*args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "agentsim.cli", *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Watch:
    """Reads what a run announces: a line for each episode, written after it was stored."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.keys: list[str] = []
        self.lines: list[str] = []
        self.first = threading.Event()
        self._process = process
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.lines.append(line)
            # A line that the kill cut in two has no bracket at its end.
            if line.endswith("]\n") and " [" in line:
                self.keys.append(line.rstrip()[:-1].rsplit(" [", 1)[1])
                self.first.set()
        self.first.set()

    def close(self) -> None:
        self._thread.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def record(design: list[str], tape: Path) -> list[str]:
    """Put the answers of a stand-in for a model on a cassette, and return the options of a run that replays them."""
    from agentsim.cli import app
    from agentsim.policies.scripted import RandomPolicy
    from agentsim.runs import play

    real = play.play_plan
    play.play_plan = lambda plan, scenario, seed: (
        RandomPolicy(seed + 1000) if plan.name == MODEL else real(plan, scenario, seed)
    )
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            app(["eval", *design, "-p", MODEL, "--cassette", str(tape)], standalone_mode=False)
    finally:
        play.play_plan = real
    options = ["--jobs", "4", "--cassette", str(tape), "--cassette-mode", "replay-strict"]
    return [*design, "-p", "random", "-p", MODEL, *options]


def table(run: Path) -> str:
    """Return the final table as `resume` prints it for a whole run."""
    command = [sys.executable, "-m", "agentsim.cli", "resume", str(run), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    del found["run"]
    return json.dumps(found)


def torture(kills: int, in_resume: int, seed: int, design: list[str]) -> dict[str, object]:
    """Kill runs of ``design``; raise ``AssertionError`` at the first thing that is lost, doubled or different."""
    rng, counts = Random(seed), Counter()
    where = Path(tempfile.mkdtemp(prefix="kills-"))
    began = time.monotonic()
    try:
        design = record(design, where / "tape.sqlite")
        calm = start("eval", *design, "--out", str(where / "calm"), "-v")
        watch = Watch(calm)
        calm.stdout.read()
        assert calm.wait() == 0, watch.lines
        watch.close()
        whole, right = read(where / "calm" / "run.sqlite"), table(where / "calm")
        counts["episodes"] = len(whole)
        number, killed_runs = 0, []
        while counts["kills"] < kills or counts["kills during a resume"] < in_resume:
            number += 1
            run = where / f"run{number}"
            killed_runs.append(run)
            announced: set[str] = set()
            while True:
                going_on = run.joinpath("run.sqlite").exists() and bool(read_version(run))
                command = ["resume", str(run)] if going_on else ["eval", *design, "--out", str(run)]
                process = start(*command, "-v")
                watch = Watch(process)
                # Half of the kills from the start of the process on, half from the first episode on.
                if rng.random() < 0.5:
                    watch.first.wait(60)
                    pause = rng.uniform(0, 1.2)
                else:
                    pause = rng.uniform(0, 2.5)
                more = counts["kills"] < kills or counts["kills during a resume"] < in_resume
                try:
                    process.wait(pause if more else 300)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    counts["kills"] += 1
                    counts["kills during a resume"] += going_on
                    counts["kills before the first episode"] += not watch.keys
                    killed = True
                else:
                    killed = False
                watch.close()
                assert killed or process.returncode == 0, watch.lines
                again = announced & set(watch.keys)
                assert not again, f"played twice: {again}"
                announced |= set(watch.keys)
                rows = read(run / "run.sqlite") if run.joinpath("run.sqlite").exists() else []
                keys = [row[0] for row in rows]
                assert len(keys) == len(set(keys)), "doubled"
                assert announced <= set(keys), f"lost: {announced - set(keys)}"
                assert set(rows) <= set(whole), "an episode came out otherwise"
                # What was stored and not announced before the kill is stored all the same.
                announced = set(keys)
                if not killed:
                    break
            assert rows == whole, "the run is not whole"
        for run in killed_runs:
            assert table(run) == right, "the final table is another one"
        counts["runs"] = number
        counts["rows compared"] = len(whole) * number
    finally:
        shutil.rmtree(where, ignore_errors=True)
    names = ("kills", "kills during a resume", "kills before the first episode", "runs", "episodes", "rows compared")
    return {
        "workers": 4, **{name: counts[name] for name in names}, "lost": 0, "doubled": 0, "tables that differ": 0,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def read_version(run: Path) -> int:
    connection = sqlite3.connect(run / "run.sqlite")
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def main() -> int:
    """Kill, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--in-resume", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = torture(options.kills, options.in_resume, options.seed, DESIGN)
    print(json.dumps(found, indent=1))
    if options.json:
        options.json.parent.mkdir(exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
