"""Recorded verdicts for mutants that no recorded verdict changes with: found by search, and added to the record.

    python -m benchmarks.mutation.growing MODULE ... [--tries 4000] [--seed 1] [--seconds 0.5] [--check]

For each module (``claim_judge``, ``flow`` ...) every mutant within a function is put in place and the recorded cases that run its
lines are read. Where none changes, variations of them (``varying.py``) are tried, the shortest first, and the first whose verdict
differs is added to ``tests/detect/recorded``. ``--check`` adds nothing and only counts. Each module is done in a fork.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import re
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "detect")]

import verdict_worlds  # noqa: E402  # the path is set just above
import verdicts  # noqa: E402  # as above
from office import LEVERS  # noqa: E402  # as above

from agentsim.detect import telling_marks  # noqa: E402  # as above

from .swapping import Swap, put, swaps  # noqa: E402  # as above
from .varying import vary, words_of  # noqa: E402  # as above

SLOW, LARGE, HANGS = 0.03, 4000, 2.0
"""Seconds and characters above which a case is not taken, and seconds after which one that a mutant keeps busy has changed."""
Case = tuple[str, dict]


class Late(BaseException):
    """A case took too long."""


def lines_of(cases: list[Case], file: str) -> dict[int, set[int]]:
    """Return which cases run which line of a file. What is remembered is forgotten for one in ten of them."""
    path, found = str((ROOT / file).resolve()), defaultdict(set)
    now = 0

    def local(frame, event, _):
        found[frame.f_lineno].add(now)
        return local

    def tracer(frame, event, _):
        if frame.f_code.co_filename != path:
            return None
        found[frame.f_lineno].add(now)
        return local

    for now, case in enumerate(cases):
        if now % 10 == 0:
            forget(cases, file)
        sys.settrace(tracer)
        verdicts.read(*case)
        sys.settrace(None)
    return found


def forget(cases: list[Case], file: str) -> None:
    """Empty what the package has remembered of other code."""
    for name, module in list(sys.modules.items()):
        if name.startswith("agentsim.") and not name.startswith("agentsim.catalog"):
            for thing in vars(module).values():
                if isinstance(thing, functools._lru_cache_wrapper):
                    thing.cache_clear()
    telling_marks._marks.clear()
    worlds = [verdict_worlds.place(place)[0] for place in sorted({ask["in"] for _, ask in cases if "in" in ask})]
    tills = [verdicts.till(cast) for cast in ("", "second", "odd")]
    for world in (*worlds, *map(verdicts.office, LEVERS), *tills):
        world.setting.memo.clear()
    if "asking" in file:
        verdicts.asking.cache_clear()


class Search:
    """The cases of one module: those recorded, then those tried, with what each says of the code as it is."""

    def __init__(self, file: str, options: argparse.Namespace) -> None:
        self.file, self.options = file, options
        self.rng = random.Random(f"{options.seed}:{file}")
        self.recorded = [
            (path.stem, ask) for path in sorted(verdicts.RECORDED.glob("*.jsonl")) for ask, _ in verdicts.load(path)
        ]
        reached = sorted(set().union(*lines_of(self.recorded, file).values()))
        self.cases = [self.recorded[number] for number in reached]
        self.chosen = set(range(len(self.cases)))
        if not options.check:
            self.cases += self._tried(self.cases)
        self.says = [verdicts.read(*case) for case in self.cases]
        self.lines = lines_of(self.cases, file)

    def _tried(self, bases: list[Case]) -> list[Case]:
        words = words_of(ROOT / self.file) or ["x"]
        sentences = sorted({s.strip() for _, ask in bases if isinstance(ask.get("body"), str)
                            for s in re.split(r"(?<=[.!?])\s", ask["body"]) if 8 < len(s) < 160}) or ["It is done."]  # fmt: skip
        found: dict[str, Case] = {}
        for _ in range(self.options.tries):
            reader, ask = self.rng.choice(bases)
            others = [other for name, other in bases if name == reader]
            case = reader, vary(self.rng, ask, words, sentences, others)
            key = json.dumps(case)
            if key not in found and len(key) < LARGE:
                began = time.process_time()
                verdicts.read(*case)
                if time.process_time() - began < SLOW:
                    found[key] = case
        return sorted(found.values(), key=lambda case: len(json.dumps(case)))

    def reaching(self, swap: Swap) -> list[int]:
        """The cases that run the changed lines, recorded ones first, or those of the lines before a line without number."""
        mutant, found, line = swap.mutant, set(), swap.mutant.line
        for number in range(mutant.line, mutant.last + 1):
            found |= self.lines.get(number, set())
        while not found and line > mutant.line - 8:
            line -= 1
            found = set(self.lines.get(line, ()))
        return sorted(found, key=lambda number: (number not in self.chosen, number))

    def kill(self, swap: Swap) -> bool:
        """Put a mutant in place, look for a case that changes with it, and take the mutant away again."""
        kept = put(self.file, swap.codes)
        if kept is None:
            return False
        forget(self.cases, self.file)
        killer, began = None, time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self.options.seconds + HANGS)
        try:
            for number in self.reaching(swap):
                if number not in self.chosen and time.process_time() - began > self.options.seconds:
                    break
                at = number
                if verdicts.read(*self.cases[number]) != self.says[number]:
                    killer = number
                    break
        except Late:
            killer = at
        except BaseException:
            killer = at
        signal.setitimer(signal.ITIMER_PROF, 0)
        for function, code in kept:
            function.__code__ = code
        if killer is not None:
            self.chosen.add(killer)
        return killer is not None


def late(*_: object) -> None:
    """Say that a case took too long."""
    raise Late


def grow(file: str, options: argparse.Namespace) -> None:
    """Search for one module and write what was found."""
    re._MAXCACHE = 100_000  # what was compiled before is not compiled again
    search = Search(file, options)
    signal.signal(signal.SIGPROF, late)
    every = list(swaps(ROOT, file))
    left = [swap for swap in every if not search.kill(swap)]
    forget(search.cases, file)
    recorded = {json.dumps(case) for case in search.recorded}
    new = [search.cases[n] for n in sorted(search.chosen) if json.dumps(search.cases[n]) not in recorded]
    for reader in sorted({reader for reader, _ in new}):
        path = verdicts.RECORDED / f"{reader}.jsonl"
        more = [(ask, verdicts.read(reader, ask)) for name, ask in new if name == reader]
        verdicts.dump(path, [*verdicts.load(path), *more])
    print(
        f"{file}: {len(every) - len(left)} of {len(every)} mutants change a verdict, {len(new)} cases are new",
        flush=True,
    )
    if options.left:
        for swap in left:
            print(f"  {file}:{swap.mutant.line} {swap.mutant.where} #{swap.mutant.number}")


def main() -> int:
    """Do each module in a fork, so that nothing of one is left for the next."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--tries", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.5, help="for each mutant that no recorded case changes with")
    parser.add_argument("--check", action="store_true", help="only count")
    parser.add_argument("--left", action="store_true", help="name what is left")
    options = parser.parse_args()
    for module in options.modules:
        file = "src/agentsim/legible.py" if module == "legible" else f"src/agentsim/detect/{module}.py"
        child = os.fork()
        if child == 0:
            grow(file, options)
            os._exit(0)
        os.waitpid(child, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
