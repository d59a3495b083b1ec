"""Which test runs which lines, and how long it takes: a run of all tests of the pool under coverage, written as JSON.

python -m benchmarks.mutation.reach OUT FILES... -- TESTS...      (called by benchmarks/mutate.py, in the copy)
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import coverage
import pytest


class Watch:
    """A plugin that gives each test a context of its own."""

    def __init__(self, tracer: coverage.Coverage) -> None:
        self.tracer = tracer
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.tracer.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = round(time.process_time() - began, 4)
            self.tracer.switch_context("")

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.add(report.nodeid)


def main() -> int:
    """Write the map; tests that fail without any mutant are left out of it."""
    out, *rest = sys.argv[1:]
    files, tests = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    tracer = coverage.Coverage(data_file=None, include=[str(Path(file).resolve()) for file in files])
    watch = Watch(tracer)
    tracer.start()
    pytest.main(
        [
            "-q",
            "--timeout=0",
            "-p",
            "no:cacheprovider",
            "-p",
            "benchmarks.mutation.settings",
            "-m",
            "not local and not llm",
            *tests,
        ],
        plugins=[watch],
    )
    tracer.stop()
    data = tracer.get_data()
    kept = [test for test in watch.seconds if test not in watch.failed]
    place = {test: number for number, test in enumerate(kept)}
    lines: dict[str, dict[int, list[int]]] = {}
    for file in files:
        found = data.contexts_by_lineno(str(Path(file).resolve()))
        lines[file] = {line: sorted({place[c] for c in contexts if c in place}) for line, contexts in found.items()}
    Path(out).write_text(
        json.dumps({"tests": [[t, watch.seconds[t]] for t in kept], "left_out": sorted(watch.failed), "lines": lines})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
