"""Two scripted policies over every family and condition, stored and written as a page, by one command.

    python benchmarks/two_policies.py [--seeds 0..9]

Writes benchmarks/results/two-policies.json and the end of the command's output as docs/transcripts/two-policies.txt. Raises
``AssertionError`` when an episode is missing, when the page is, or when it took three minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from agentsim.catalog import family_folders
from agentsim.runs.store import RunStore

ROOT = Path(__file__).resolve().parents[1]
OUT, TOLD = ROOT / "benchmarks" / "results" / "two-policies.json", ROOT / "docs" / "transcripts" / "two-policies.txt"
LONGEST = 180
SHOWN = 24


def main() -> None:
    """Run the command, look at what it left, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0..9")
    options = parser.parse_args()
    command = [
        "agentsim",
        "eval",
        "--suite",
        "all",
        "-p",
        "random",
        "-p",
        "over_report",
        "-c",
        "*",
        "--seeds",
        options.seeds,
    ]
    command += ["--out", "runs/two", "--report", "two.html"]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="two-policies-") as folder:
        environment = os.environ | {"COLUMNS": "150"}
        began, used = time.monotonic(), os.times()
        done = subprocess.run(
            [sys.executable, "-m", "agentsim.cli", *command[1:]], cwd=folder, check=True, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        seconds, now = time.monotonic() - began, os.times()
        page = Path(folder, "two.html").stat().st_size
        with RunStore(Path(folder, "runs", "two")) as store:
            statuses, keys = store.statuses(), store.keys()
            parts = Counter(tuple(key.split("|")[:2]) for key in keys)
            turns = sum(stored.record.turns for stored in store.episodes(transcripts=False))
    families, settings = {family for family, _ in parts}, len(parts)
    assert families == set(family_folders()), "a family is missing"
    assert len(set(parts.values())) == 1, "the conditions are not balanced"
    assert page > 100_000, "there is no page"
    report = {
        "command": " ".join("'*'" if part == "*" else part for part in command), "families": len(families),
        "settings": settings, "episodes": len(keys), "turns": turns, "statuses": statuses, "page_bytes": page,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(now.children_user + now.children_system - used.children_user - used.children_system, 1),
        "cores": os.cpu_count(), "load_before": round(load, 1), "python": platform.python_version(), "agentsim": version("agentsim-gym"),
    }  # fmt: skip
    OUT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    kept = [*lines[:SHOWN], f"[... {len(lines) - 2 * SHOWN} lines ...]", *lines[-SHOWN:]]
    text = (
        f"$ {report['command']}\n" + "\n".join(kept) + f"\n\n({len(keys)} episodes, {turns} turns, {seconds:.0f} s)\n"
    )
    TOLD.write_text(text, encoding="utf-8")
    print(text, json.dumps(report, indent=1), sep="\n")
    assert seconds < LONGEST, (
        f"{seconds:.0f} s; how busy was the machine? the processes took {report['cpu_seconds']} s of it"
    )


if __name__ == "__main__":
    main()
