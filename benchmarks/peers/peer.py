"""The shape in which every environment is measured, ours too; each ``play_*.py`` fills it in and runs in its own interpreter.

One live environment, 20 valid acts that change its state where its tools can, over and over on fresh ones. CPU time
(``process_time``, so the time of threads counts, that of other processes does not), medians. Standard library alone.
"""

from __future__ import annotations

import copy as copying
import gc
import json
import pickle
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

STEPS, LIVE, WARM = 20, 25, 3
BUDGET = 20.0  # CPU seconds for each figure: a slow peer is measured fewer times, and its n says so


def report(
    *, package: str, statement: str, make: Callable[[], Any], act: Callable[[Any, int], Any], reset: Callable[[Any], Any],
    what: str, fork: Callable[[Any], Any] | None = None, state: Callable[[Any], Any] | None = None,
) -> None:  # fmt: skip
    """Measure and print one line of JSON.

    ``make`` returns a live environment before its first act, ``act(env, n)`` does its n-th act, ``reset`` begins a new
    episode in a used one, ``statement`` is what a program that uses it imports; ``fork`` is its own way of copying, and
    ``state`` tells what an act changes: a copy whose acts change the original is no copy.
    """
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for _ in range(WARM):
        played(make, act)
    steps, resets = [], []
    for _ in range(rounds):
        env = make()
        steps.append(spent(lambda env=env: [act(env, n) for n in range(STEPS)]) / STEPS)
        resets.append(spent(lambda env=env: reset(env)))
        if sum(steps) * STEPS + sum(resets) > BUDGET:
            break
    found: dict[str, Any] = {
        "step us": 1e6 * statistics.median(steps),
        "steps/s": 1 / statistics.median(steps),
        "reset ms": 1e3 * statistics.median(resets),
        "n": len(steps),
    }
    found["RSS KiB for each further live environment"] = slope(make, act, resident)
    tracemalloc.start()
    found["tracemalloc KiB for each further live environment"] = slope(
        make, act, lambda: tracemalloc.get_traced_memory()[0]
    )
    tracemalloc.stop()
    env = played(make, act)
    ways = {"deepcopy us": copying.deepcopy, "pickle us": lambda env: pickle.loads(pickle.dumps(env))}
    if fork is not None:
        ways["own fork us"] = fork
    for name, way in ways.items():
        found[name] = copied(env, way, act, state, rounds)
    found["import CPU s"] = import_seconds(statement)
    found = {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}
    print(json.dumps({"what": what, "package": package, "version": version(package), **found}))


def spent(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of one piece of work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def played(make: Callable[[], Any], act: Callable[[Any, int], Any]) -> Any:
    """Return a live environment after 20 acts."""
    env = make()
    for n in range(STEPS):
        act(env, n)
    return env


def resident() -> int:
    """Return the bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def slope(make: Callable[[], Any], act: Callable[[Any, int], Any], held: Callable[[], int]) -> float:
    """Return the KiB that each further live environment holds after 20 acts, the first five left out."""
    alive = [played(make, act) for _ in range(5)]
    gc.collect()
    before = held()
    alive += [played(make, act) for _ in range(LIVE)]
    gc.collect()
    return (held() - before) / LIVE / 1024


def copied(
    env: Any, way: Callable[[Any], Any], act: Callable[[Any, int], Any], state: Callable[[Any], Any] | None, rounds: int
) -> float | str:
    """Return the microseconds of one copy that can be played on, or what went wrong."""
    try:
        before = repr(state(env)) if state else ""
        copy = way(env)
        for n in range(STEPS, STEPS + 5):
            act(copy, n)
        if state and repr(state(env)) != before:
            return "fails: what the copy does changes the original"
        times: list[float] = []
        while len(times) < rounds and sum(times) < BUDGET / 4:
            times.append(spent(lambda: way(env)))
    except Exception as error:  # the point is what it raises
        return f"fails: {type(error).__name__}: {' '.join(str(error).split())[:90]}"
    return 1e6 * statistics.median(times)


def import_seconds(statement: str) -> float:
    """Return the median CPU seconds of a fresh interpreter that imports it, less those of an empty one."""
    program = "import time\n{}\nprint(time.process_time())"

    def run(line: str) -> float:
        done = subprocess.run([sys.executable, "-c", program.format(line)], capture_output=True, check=True, text=True)
        return float(done.stdout.split()[-1])

    return statistics.median(run(statement) for _ in range(5)) - statistics.median(run("pass") for _ in range(5))
