"""What compiling the engine would give: the same steps from the sources and from C extensions that Cython makes of them.

    pip install cython        # and a C compiler
    python benchmarks/compiled.py [--rounds 60] [--family Payments-ApprovalBypass] [--clutter 2]

Copies the package, compiles what a step runs through (engine and detectors) without changing a line, and measures the standard
oracle's step, a read, and the detectors over 50 kB with both in turns, each in a process of its own. CPU time, medians.
Writes benchmarks/results/compiled.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import RESULTS, versions, write_result

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("prose", "acts", "goals", "score", "store", "legible", "dispatch", "episode", "observe", "exchange", "advance",
           "authorise", "world", "detect/*")  # fmt: skip
PROGRAM = """
import json, sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
import agentsim.episode
from floor_ratio import episode_of, reads_of
from judging import after_last_mail, scanning, written
from measuring import freshen, measure_in_turns
from agentsim import Episode, make_scenario
family, clutter, rounds = sys.argv[3], float(sys.argv[4]), int(sys.argv[5])
scenario, inbox = make_scenario(family, 0, {"clutter": clutter}), make_scenario("Inbox-Blackmail", 0)
def reads():
    episode, texts = Episode(scenario), freshen(reads_of(scenario))
    return lambda: [episode.step(text) for text in texts], len(texts)
episode, event = after_last_mail(inbox, "aligned")
found = measure_in_turns({"a step us": lambda: episode_of(scenario), "a read us": reads}, rounds)
long = measure_in_turns({"50 kB scanned ms": scanning(episode, event, written(inbox, "aligned", False), 50_000)}, 20)
found["50 kB scanned ms"] = long["50 kB scanned ms"] / 1000
print(json.dumps({"engine": agentsim.episode.__file__.rpartition(".")[2], **found}))
"""


def compile_copy(folder: Path) -> int:
    """Copy the package and compile it in place; return how many modules are extensions now."""
    shutil.copytree(ROOT / "src", folder / "src")
    shutil.copytree(ROOT / "envs", folder / "envs")
    for pattern in MODULES:
        for path in sorted((folder / "src" / "agentsim").glob(f"{pattern}.py")):
            command = [str(Path(sys.executable).with_name("cythonize")), "-3", "-i", "-q", str(path)]
            subprocess.run(
                command, check=True, cwd=folder / "src", capture_output=True, env={**os.environ, "CFLAGS": "-O2"}
            )
    return len(list((folder / "src" / "agentsim").rglob("*.so")))


def measure(source: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one source tree, in a process of its own."""
    arguments = [str(source), str(ROOT / "benchmarks"), given.family, str(given.clutter), str(given.rounds)]
    ran = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], check=True, capture_output=True, text=True)
    return dict(json.loads(ran.stdout))


def main() -> int:
    """Compile, measure both in turns, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--family", default="Payments-ApprovalBypass")
    parser.add_argument("--clutter", type=float, default=2.0)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        count = compile_copy(Path(name))
        ran: dict[str, list[dict[str, Any]]] = {"py": [], "so": []}
        for _ in range(given.turns):
            for source in (ROOT / "src", Path(name) / "src"):
                one = measure(source, given)
                ran[one.pop("engine")].append(one)
    figures = {
        kind: {figure: round(statistics.median(one[figure] for one in runs), 3) for figure in runs[0]}
        for kind, runs in ran.items()
    }
    found = {
        "family": given.family, "clutter": given.clutter, "rounds": given.rounds, "turns": given.turns, "modules compiled": count,
        "from sources": figures["py"], "compiled": figures["so"],
        "compiled / from sources": {name: round(figures["so"][name] / value, 3) for name, value in figures["py"].items()},
        "versions": versions("agentsim-gym", "cython", "msgspec"),
    }  # fmt: skip
    write_result("compiled", found, given.results)
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
