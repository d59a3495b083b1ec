"""Tests collected once; each mutant is put into a fork of that process, by exchanging the code of its functions.

    python -m benchmarks.mutation.server WORK OUT TESTS...      (called by benchmarks/mutate.py, in the copy)

WORK is a file of lines of JSON: ``file``, ``code``, ``tests``, ``cpu``. For each a line is written to OUT:
``failed`` with the test, ``timeout``, ``passed``, or ``afresh`` for a change that only a new import can have. A world that
was made before the fork still has what the unchanged code made of it, so that only ``failed`` is a verdict; what passed here is
run again afresh.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import resource
import signal
import sys
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from benchmarks.mutation.overlay import WALL

FUNCTION = 0x2  # CO_NEWLOCALS: functions have it, the bodies of classes have not


def split(code: CodeType, found: dict[str, CodeType]) -> tuple[object, ...]:
    """Collect the functions and methods of a module's code and return what is left of it."""
    left: list[object] = []
    for const in code.co_consts:
        if not isinstance(const, CodeType):
            left.append((type(const).__name__, repr(const)))
        elif not const.co_flags & FUNCTION:
            left.append(split(const, found))
        elif const.co_name.startswith("<"):
            left.append(
                (
                    const.co_name,
                    const.co_code,
                    repr([c for c in const.co_consts if not isinstance(c, CodeType)]),
                    const.co_names,
                )
            )
        elif const.co_qualname in found:
            left.append(
                (
                    "twice",
                    const.co_code,
                    repr([c for c in const.co_consts if not isinstance(c, CodeType)]),
                    const.co_names,
                )
            )
        else:
            found[const.co_qualname] = const
    return code.co_code, code.co_names, tuple(left)


def function_of(module, qualname: str) -> FunctionType | None:
    """Return the function behind a name of a module, under its decorators."""
    thing = module
    for part in qualname.split("."):
        thing = vars(thing).get(part) if hasattr(thing, "__dict__") else None
    if isinstance(thing, property):
        thing = thing.fget
    while (inner := getattr(thing, "__wrapped__", None) or getattr(thing, "__func__", None)) is not None:
        thing = inner
    if isinstance(thing, functools.cached_property):
        thing = thing.func
    return thing if isinstance(thing, FunctionType) else None


def exchange(file: str, code: str) -> bool:
    """Put the changed functions of a file in place. False where the change is not one of functions."""
    module = import_module(file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    before: dict[str, CodeType] = {}
    after: dict[str, CodeType] = {}
    text = Path(file).read_text(encoding="utf-8")
    path = str(Path(file).resolve())
    if split(compile(text, path, "exec", dont_inherit=True), before) != split(
        compile(code, path, "exec", dont_inherit=True), after
    ):
        return False
    for name, changed in after.items():
        if changed != before.get(name):
            function = function_of(module, name)
            if function is None or function.__code__.co_freevars != changed.co_freevars:
                return False
            function.__code__ = changed
    return True


def forget() -> None:
    """Empty what the package has remembered of the unchanged code, but for the contents as they were read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("agentsim.") and not name.startswith("agentsim.catalog"):
            for thing in vars(module).values():
                if isinstance(thing, functools._lru_cache_wrapper):
                    thing.cache_clear()


def warm() -> None:
    """Read the contents of every family, which no mutant has a part in."""
    from agentsim.catalog import family_folders, load_family

    for name in family_folders():
        load_family(name)


class Server:
    """A plugin that runs mutants in place of the tests' own loop."""

    def __init__(self, work: Path, out: Path) -> None:
        self.work, self.out = work, out

    def pytest_runtestloop(self, session):
        items = {item.nodeid: item for item in session.items}
        warm()
        gc.collect()
        gc.freeze()
        with self.work.open(encoding="utf-8") as file, self.out.open("w", buffering=1, encoding="utf-8") as out:
            for line in file:
                out.write(json.dumps(self.kill(json.loads(line), items)) + "\n")
        return True

    def kill(self, task, items) -> dict[str, str]:
        """Run one mutant in a fork."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"] + 5))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, WALL)
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            os.write(writer, self.run(task, items).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            said = file.read().decode()
        _, status = os.waitpid(pid, 0)
        if said:
            return json.loads(said)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL):
            return {"outcome": "timeout"}
        return {"outcome": "failed", "test": "the process ended"}

    def run(self, task, items) -> str:
        """In the fork: exchange, run the tests, and say what came out."""
        try:
            if task["code"] is not None and not exchange(task["file"], task["code"]):
                return json.dumps({"outcome": "afresh"})
            forget()
            chosen = [items[test] for test in task["tests"] if test in items]
            for item, after in zip_longest(chosen, chosen[1:]):
                seen: list[str] = []
                item.config.pluginmanager.register(Failures(seen), "failures")
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                item.config.pluginmanager.unregister(name="failures")
                if seen:
                    return json.dumps({"outcome": "failed", "test": seen[0]})
        except BaseException as error:
            return json.dumps({"outcome": "failed", "test": f"{type(error).__name__} outside a test"})
        return json.dumps({"outcome": "passed"})


class Failures:
    """A plugin that notes which test failed."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.seen.append(report.nodeid)


def main() -> int:
    """Collect the tests and serve."""
    work, out, *tests = sys.argv[1:]
    return int(pytest.main(["-q", "--timeout=0", "-p", "no:cacheprovider", "-p", "benchmarks.mutation.settings", "-m", "not local and not llm", *tests], plugins=[Server(Path(work), Path(out))]))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
