"""Run a study at full size, run it again with two interruptions, and compare every file byte for byte.

    python benchmarks/ablate_twice.py diversity-laptop --out FOLDER

The second run is killed (SIGKILL, which nothing can tidy up after) when a third of the units is done and interrupted
(SIGINT, as Ctrl-C) when two thirds are; the same command goes on after each. Both stops fall into the middle of a unit.
So what is shown is at once that two runs are alike and that a stop changes nothing. The weights are compared as arrays:
a zip file holds the time at which it was made. Needs a system with signals.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import numpy as np

from agentsim.ablate.experiment import read_experiment
from agentsim.runs.versions import describe_versions

RUN = "from agentsim.cli import app; app()"


def main() -> None:
    """Run, compare, write what came out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("experiment")
    asked.add_argument("--out", type=Path, required=True, help="holds one, two: the two runs")
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--to", type=Path, default=Path(__file__).parent / "results" / "ablate-twice.json")
    args = asked.parse_args()
    experiment = read_experiment(Path(args.experiment))
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background job ignores it, and so would the runs
    units = len(experiment.arms) * experiment.seeds
    one, two = args.out / "one", args.out / "two"
    spent = [run(args, one)]
    stops = []
    for number, share in ((signal.SIGKILL, 1 / 3), (signal.SIGINT, 2 / 3)):
        spent.append(run(args, two, number, round(units * share)))
        stops.append({"signal": number.name, "kept": sum(1 for _ in (two / "units").glob("*.json")), **progress(two)})
    spent.append(run(args, two))
    files = sorted(str(p.relative_to(one)) for p in one.rglob("*") if p.is_file())
    others = sorted(str(p.relative_to(two)) for p in two.rglob("*") if p.is_file())
    differ = sorted({*files} ^ {*others}) + [name for name in files if name in others and not alike(one, two, name)]
    found = {
        "experiment": experiment.name, "digest": experiment.digest, "arms": list(experiment.arms),
        "seeds": experiment.seeds, "episodes": units * experiment.training.episodes, "jobs": args.jobs,
        "files": len(files), "differ": differ, "stops": stops, "processor_seconds": [round(s, 1) for s in spent],
        "results": sha256((one / "results.json").read_bytes()).hexdigest(),
        "command": f"python benchmarks/ablate_twice.py {args.experiment} --out FOLDER --jobs {args.jobs}",
        "versions": describe_versions(experiment.families) | {"numpy": np.__version__},
    }  # fmt: skip
    args.to.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("files", "differ", "stops", "processor_seconds", "results")}))
    sys.exit(bool(differ))


def run(args: argparse.Namespace, folder: Path, number: signal.Signals | None = None, after: int = 0) -> float:
    """Run the study, to the end or until ``after`` units are done and one more has begun; return processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", RUN, "ablate", args.experiment, "--out", str(folder), "--jobs", str(args.jobs)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if number else {}
    process = subprocess.Popen(command, start_new_session=True, **quiet)
    while process.poll() is None:
        if number is not None and ready(folder, after):
            os.killpg(process.pid, number)
            if not process.wait():
                sys.exit(f"{number.name} did not stop the run")
            break
        time.sleep(0.2)
    else:
        if process.returncode:
            sys.exit(f"the run ended with {process.returncode}")
        if number is not None:
            sys.exit("the run was done before it could be stopped")
    after_it = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after_it.ru_utime + after_it.ru_stime - before.ru_utime - before.ru_stime


def progress(folder: Path) -> dict[str, int]:
    """Return how many units are done and how many have begun and are not."""
    kept = [json.loads(path.read_text()) for path in (folder / "units").glob("*.json")]
    design = json.loads((folder / "experiment.json").read_text()) if (folder / "experiment.json").is_file() else None
    whole = sum(unit["episodes"] >= design["training"]["episodes"] for unit in kept) if design else 0
    return {"whole": whole, "begun": len(kept) - whole}


def ready(folder: Path, after: int) -> bool:
    """Say whether enough is done and something is in the middle."""
    done = progress(folder)
    return done["whole"] >= after and done["begun"] > 0


def alike(one: Path, two: Path, name: str) -> bool:
    """Say whether a file is the same in both: to the byte, or for the weights to the bit of every array."""
    if not name.endswith(".npz"):
        return (one / name).read_bytes() == (two / name).read_bytes()
    with np.load(one / name) as a, np.load(two / name) as b:
        return a.files == b.files and all(a[k].tobytes() == b[k].tobytes() for k in a.files)


if __name__ == "__main__":
    main()
