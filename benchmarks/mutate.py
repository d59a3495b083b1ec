"""How many small changes of the meter's code its tests find: a seeded sample of mutants for each group of modules.

    python benchmarks/mutate.py [--n 80] [--seed 1] [--group NAME ...] [--all] [--json benchmarks/results/mutation.json]
    python benchmarks/mutate.py --again     the survivors of the file once more, without those that are judged

Needs the dependency group ``mutation``. Groups stand in ``mutation/groups.toml``, what was judged in ``mutation/judged.toml``. Each
mutant gets the tests that run the changed lines, the shortest first, and after them the recorded verdicts that do: in a fork (``mutation/server.py``) up to FAST seconds of
them; what survives that, or needs a new import, in a new process up to SLOW seconds. So a survivor is one of these tests,
not of all that there are; a test that fails without a mutant kills none. The work is done in a copy of the checkout.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import time
import tomllib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from mutation.counting import NOT_PROMISED, as_drawn, count, explain, falls_short, key_of, look_up, merge
from mutation.mutants import Mutant, Source, draw, importers
from mutation.overlay import ROOT, call, overlay, run_afresh

from agentsim.runs.versions import detector_version

HERE = Path(__file__).parent
FAST, SLOW = 4.0, 10.0
RECORDED = "tests/detect/test_verdicts.py"
"""What is found by this test alone changed a verdict that was recorded, of which nobody has said that it is right."""
POOL = ["tests/apps", "tests/attacks", "tests/cli/test_runs.py", "tests/detect", "tests/runs/test_control.py", "tests/runs/test_design.py",
        "tests/runs/test_local_sample.py", "tests/runs/test_run_store.py", "tests/runs/test_runner.py", "tests/scenario", "tests/wrappers",
        "tests/test_acts.py", "tests/test_authorise.py", "tests/test_converse.py", "tests/test_corpora.py", "tests/test_counterfactual.py",
        "tests/test_dispatch.py", "tests/test_env.py", "tests/test_evaluate.py", "tests/test_families.py", "tests/test_goals.py",
        "tests/test_legible.py", "tests/test_people.py", "tests/test_store.py", "tests/test_world.py"]  # fmt: skip


def choose(reach: dict, mutant: Mutant, files: Sequence[str], seconds: float) -> tuple[list[str], float]:
    """Return the tests that run the changed lines, shortest first, up to so many seconds, and how long they take."""
    if mutant.where:
        lines = reach["lines"].get(mutant.file, {})
        found = set().union(*(lines.get(str(line), ()) for line in range(mutant.line, mutant.last + 1)))
        before = mutant.line
        while not found and before > mutant.line - 8:  # a line of a longer statement may have no number of its own
            before -= 1
            found = set(lines.get(str(before), ()))
        if len(found) < 5:  # a line of a signature is run by an import: the tests of what follows it are asked
            found = found.union(*(lines.get(str(line), ()) for line in range(mutant.line, mutant.last + 15)))
    else:
        found = {test for file in files for tests in reach["lines"].get(file, {}).values() for test in tests}
    chosen: list[str] = []
    all_took = 0.0
    for recorded in (False, True):  # each kind has as much time
        took = 0.0
        for test in sorted(found, key=lambda number: (reach["tests"][number][1], number)):
            name, cost = reach["tests"][test]
            if name.startswith(RECORDED) == recorded:
                if took and took + cost + 0.002 > seconds:
                    break
                took += cost + 0.002
                chosen.append(name)
        all_took += took
    return chosen, all_took


def measure(folder: Path, out: Path | None, files: Sequence[str], pool: Sequence[str]) -> dict:
    """Return which test runs which lines, from ``out`` where it is there."""
    path = out or folder / "reach.json"
    if not path.is_file():
        call(folder, ["-m", "benchmarks.mutation.reach", str(path.resolve()), *files, "--", *pool])
        if not path.is_file():
            raise SystemExit((folder / "log.txt").read_text(encoding="utf-8")[-3000:])
    return json.loads(path.read_text(encoding="utf-8"))


def serve(folder: Path, tasks: list[dict]) -> list[dict]:
    """Run tasks in forks of one process, which has collected the tests of the files that they need."""
    pool = sorted({test.partition("::")[0] for task in tasks for test in task["tests"]})
    work, out = folder / "work.jsonl", folder / "out.jsonl"
    out.unlink(missing_ok=True)
    work.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    call(folder, ["-m", "benchmarks.mutation.server", str(work), str(out), *pool])
    if not out.is_file():
        raise SystemExit((folder / "log.txt").read_text(encoding="utf-8")[-3000:])
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    if len(found) != len(tasks):
        raise SystemExit(
            f"the server did {len(found)} of {len(tasks)} tasks: {(folder / 'log.txt').read_text()[-3000:]}"
        )
    return found


def kill(folder: Path, mutants: list[Mutant], sources: dict[str, Source], reach: dict, quick: bool) -> list[dict]:
    """Return what became of each mutant."""
    tasks = []
    for mutant in mutants:
        tests, took = choose(reach, mutant, (), FAST) if mutant.where else ([], 0)
        tasks.append(
            {
                "file": mutant.file,
                "code": sources[mutant.file].code(mutant.number),
                "tests": tests,
                "cpu": int(3 * took) + 10,
            }
        )
    afresh: dict[str, Mutant] = {}
    found = serve(folder, tasks) if any(task["tests"] for task in tasks) else [{"outcome": "afresh"} for _ in tasks]
    for number, (mutant, result) in enumerate(zip(mutants, found, strict=True)):
        result["tests"] = len(tasks[number]["tests"])
        if result["outcome"] in ("passed", "afresh") and not (quick and result["outcome"] == "passed"):
            files = () if mutant.where else importers(ROOT, mutant.file)
            tests, took = choose(reach, mutant, files, SLOW)
            result["tests"] = len(tests)
            result["outcome"] = "passed"
            for recorded in (False, True):
                some = [test for test in tests if test.startswith(RECORDED) == recorded]
                if some and result["outcome"] == "passed":
                    result["outcome"] = run_afresh(folder, mutant.file, tasks[number]["code"], some, int(3 * took) + 30)
                    result["test"] = RECORDED if recorded else ""
                    if result["outcome"] != "passed":
                        afresh.update(dict.fromkeys(some, mutant))
            print(
                f"{number}/{len(mutants)} {result['outcome']} {mutant.file}:{mutant.line} {mutant.was} -> {mutant.becomes}",
                flush=True,
            )
    killers = sorted({r["test"] for r in found if "::" in r.get("test", "")})
    sound = (
        serve(folder, [{"file": "", "code": None, "tests": [test], "cpu": 120} for test in killers]) if killers else []
    )
    if unsound := [test for test, result in zip(killers, sound, strict=True) if result["outcome"] != "passed"]:
        raise SystemExit(f"these fail without a mutant: {unsound}")
    for file in sorted({mutant.file for mutant in afresh.values()}):
        some = [test for test, mutant in afresh.items() if mutant.file == file]
        if run_afresh(folder, file, sources[file].text, some, 600) != "passed":
            raise SystemExit(f"without a mutant, too, some of these fail: {(folder / 'log.txt').read_text()[-3000:]}")
    return found


def row_of(mutant: Mutant) -> dict:
    """Return how a mutant is named in the file."""
    return {"at": f"{mutant.file}:{mutant.line}", "where": mutant.where, "was": mutant.was, "becomes": mutant.becomes}


def report(mutants: list[Mutant], found: list[dict], pool: int) -> dict:
    """Return what is written of a group."""
    alive = [(m, r) for m, r in zip(mutants, found, strict=True) if r["outcome"] == "passed"]
    rows = [explain({**row_of(m), "tests": r.get("tests", 0)}) for m, r in alive]
    timeouts = sum(r["outcome"] == "timeout" for r in found)
    recorded = sum(r["outcome"] == "failed" and r.get("test", "").startswith(RECORDED) for r in found)
    return as_drawn({"mutants_in_all": pool, "n": len(mutants), "killed": len(mutants) - len(alive) - timeouts, "killed_by_recorded_only": recorded, "timeouts": timeouts,
                  "killed_since": 0, "changed_since": 0, "survivors": rows})  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="of the order that the seed gives, leave out so many first")
    parser.add_argument("--group", action="append")
    parser.add_argument("--all", action="store_true", help="every mutant, not a sample")
    parser.add_argument("--again", action="store_true", help="the survivors of the file that are not judged")
    parser.add_argument(
        "--floor", type=float, default=0.95, help="exit 1 where the interval of a group (not of tables) lies below"
    )
    parser.add_argument(
        "--quick", action="store_true", help="let what passed in a fork count as survived: never too few"
    )
    parser.add_argument("--note", default="", help="what a reader of the file should know")
    parser.add_argument("--reach", type=Path, help="keep here, or take from here, which test runs which lines")
    parser.add_argument("--tests", nargs="+", default=POOL, help="the tests to draw on")
    parser.add_argument("--json", type=Path, default=HERE / "results" / "mutation.json")
    options = parser.parse_args()
    groups = tomllib.loads((HERE / "mutation" / "groups.toml").read_text(encoding="utf-8"))
    groups = {name: group for name, group in groups.items() if not options.group or name in options.group}
    data = json.loads(options.json.read_text(encoding="utf-8")) if options.json.is_file() else {"groups": {}}
    if options.again:
        groups = {name: group for name, group in groups.items() if name in data["groups"]}
    files = {
        name: sorted(p.relative_to(ROOT).as_posix() for glob in group["files"] for p in ROOT.glob(glob))
        for name, group in groups.items()
    }
    sources = {file: Source(ROOT, file) for file in sorted(set().union(*files.values()))}
    drawn, present = {}, {}
    for name in groups:
        own = {file: sources[file] for file in files[name]}
        if options.again:
            keys = {key_of(row) for row in data["groups"][name]["survivors"]}
            mutants = {m.key: m for s in own.values() for n in s.mutants if bool(n.where) != (name == "tables")
                       if any(k.startswith(f"{n.file}|{n.where}|") for k in keys) and (m := s.describe(n)) and m.key in keys}  # fmt: skip
            drawn[name], present[name] = (
                ([m for m in mutants.values() if not look_up(row_of(m), "judged")], len(mutants)),
                set(mutants),
            )
        else:
            n = None if options.all else options.n
            drawn[name] = draw(own, name == NOT_PROMISED, n, f"{options.seed}:{name}", options.skip)
    began, low = time.process_time(), False
    with overlay() as folder:
        reach = measure(folder, options.reach, sorted(sources), options.tests)
        for name, (mutants, pool) in drawn.items():
            found = kill(folder, mutants, sources, reach, options.quick) if mutants else []
            if options.again:
                outcomes = {m.key: r["outcome"] for m, r in zip(mutants, found, strict=True)}
                merge(data["groups"][name], outcomes, present[name])
            else:
                drawn_by = {
                    "command": command(options),
                    "tests": len(reach["tests"]),
                    "detectors_as_of": detector_version(),
                }
                data["groups"][name] = drawn_by | report(mutants, found, pool)
            data["groups"][name] = count(data["groups"][name])
            write(options, data, reach, began)
            low |= falls_short(name, data["groups"][name], options.floor)
            print(name, {key: value for key, value in data["groups"][name].items() if key != "survivors"}, flush=True)
    return int(low)


def command(options: argparse.Namespace) -> str:
    """Return what was asked for; the groups of the file may have been drawn by different commands."""
    drawn = "--all" if options.all else f"--n {options.n} --seed {options.seed}"
    drawn += f" --skip {options.skip}" if options.skip else ""
    return f"python benchmarks/mutate.py {drawn}{' --quick' if options.quick else ''}"


def write(options: argparse.Namespace, data: dict, reach: dict, began: float) -> None:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    head = {
        "what": "mutants of the meter's code that its tests find",
        "command": command(options),
        "note": options.note,
        "seed": options.seed, "agentsim": version("agentsim-gym"), "detectors": detector_version(), "python": platform.python_version(),
        "mutmut": version("mutmut"), "coverage": version("coverage"), "pytest": version("pytest"), "tests": len(reach["tests"]),
        "survivors_run_afresh": not options.quick, "tests_left_out": reach["left_out"], "seconds_of_tests_in_a_fork": FAST, "seconds_of_tests_afresh": SLOW,
    }  # fmt: skip
    if options.again:
        head = {key: value for key, value in data.items() if key != "groups"} | {"again": head["detectors"]}
    else:
        head["cpu_seconds"] = round(time.process_time() - began + usage.ru_utime + usage.ru_stime)
    groups = data.pop("groups")
    data.clear()
    data.update({**head, "groups": groups})
    part = options.json.with_name(f"{options.json.name}.part")
    part.write_text(json.dumps(data, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    part.replace(options.json)


if __name__ == "__main__":
    sys.exit(main())
