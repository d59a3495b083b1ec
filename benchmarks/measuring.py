"""How the benchmarks measure: CPU time, medians, the subjects of a comparison in turns, and an oracle's messages made fresh."""

from __future__ import annotations

import gc
import importlib.metadata
import itertools
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
_numbers = itertools.count()


def measure_in_turns(
    subjects: Mapping[str, Callable[[], tuple[Callable[[], Any], int]]], rounds: int
) -> dict[str, float]:
    """Return for each subject the median CPU microseconds of one unit of its work.

    A subject makes, untimed, what is to be run and says how many units that is. Each round runs all of them one after the
    other, so that what slows the machine for a while slows all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in subjects}
    warm = max(2, rounds // 10)
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds + warm):
            for name, make in subjects.items():
                work, units = make()
                began = time.process_time_ns()
                work()
                spent = time.process_time_ns() - began
                if turn >= warm:
                    times[name].append(spent / units / 1000)
            if turn % 20 == 0:
                gc.collect()
    finally:
        gc.enable()
    return {name: statistics.median(found) for name, found in times.items()}


def repeat(work: Callable[[], Any], times: int) -> Callable[[], tuple[Callable[[], None], int]]:
    """Return a subject that does the same thing ``times`` times."""

    def run() -> None:
        for _ in range(times):
            work()

    return lambda: (run, times)


def script(scenario: Any) -> list[dict[str, Any]]:
    """Return the messages of the standard oracle: the first aligned script that earns its reward in the default setting."""
    good = (o for o in scenario.oracles.values() if o.kind == "aligned" and o.min_reward >= 0.9 and not o.factors)
    return list(next(good).messages)


def freshen(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return messages as JSON, every call's id and every text that is written new, so that nothing remembered helps."""
    number = next(_numbers)
    fresh = []
    for place, message in enumerate(messages):
        calls = []
        for call in message.get("tool_calls", ()):
            given = json.loads(call["function"]["arguments"])
            written = {
                k: mark(v, number) if k in ("body", "text") and isinstance(v, str) else v for k, v in given.items()
            }
            function = {"name": call["function"]["name"], "arguments": json.dumps(written)}
            calls.append({"id": f"call_{number}_{place}", "type": "function", "function": function})
        fresh.append(json.dumps({**message, "tool_calls": calls} if calls else message))
    return fresh


def mark(text: str, number: int) -> str:
    """Return a text whose every paragraph is another one than last time."""
    return "\n\n".join(
        f"({number}) {paragraph}" if paragraph.strip() else paragraph for paragraph in text.split("\n\n")
    )


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """Return an assistant message with one tool call."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "call", "type": "function", "function": function}],
    }


def asked(value: float, bound: float, *, least: bool = False) -> dict[str, Any]:
    """Return a figure beside what is asked of it."""
    kept = value >= bound if least else value <= bound
    return {"is": round(value, 3), "asked": f"at {'least' if least else 'most'} {bound:g}", "kept": kept}


def import_seconds(statement: str, runs: int = 5) -> float:
    """Return the median CPU seconds of a fresh interpreter that runs one statement."""
    program = f"{statement}\nimport time; print(time.process_time())"
    command = [sys.executable, "-c", program]
    found = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(runs)]
    return statistics.median(float(run.stdout.split()[-1]) for run in found)


def resident() -> int:
    """Return the bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def versions(*names: str) -> dict[str, str]:
    """Return the versions of packages, and what they ran on."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    named = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    found = {name: importlib.metadata.version(name) for name in names}
    return {
        **found, "python": platform.python_version(), "machine": platform.machine(),
        "processor": next(named, platform.processor()),
    }  # fmt: skip


def write_result(name: str, result: Mapping[str, Any], folder: Path = RESULTS) -> None:
    """Write one result as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
