"""Millions of raw actions over every family, with what was seen written as it goes.

    python benchmarks/fuzz.py [--actions 5000000] [--seed 1] [--json benchmarks/results/fuzz.json]

Each chunk of CHUNK actions has its own seed, so that one that breaks can be played again alone: ``--only N``. A broken
promise is noted with its chunk and the run goes on; the exit code says whether there was one.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "fuzz"))
import raw

import agentsim
from agentsim.catalog import family_folders
from agentsim.runs.versions import detector_version

CHUNK = 20_000


def write(path, seen, wanted, seed, began, broken):
    data = {
        "what": "raw actions over every family: nothing raises, the invalid change nothing",
        "command": f"python benchmarks/fuzz.py --actions {wanted} --seed {seed}",
        "agentsim": agentsim.__version__, "detectors": detector_version(), "python": platform.python_version(), "seed": seed,
        "wanted": wanted, **seen, "cpu_seconds": round(time.process_time() - began, 1),
        "microseconds_an_action": round((time.process_time() - began) / max(1, seen["actions"]) * 1e6, 1),
        "finished": seen["actions"] >= wanted, "broken": broken,
    }  # fmt: skip
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(data, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    part.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this chunk, and nothing else")
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "fuzz.json")
    options = parser.parse_args()
    families = sorted(name for name, folder in family_folders().items() if folder.parent.name == "envs")
    began, total, slowest, broken = time.process_time(), Counter(), (0.0, ""), []
    numbers = range(-(-options.actions // CHUNK)) if options.only is None else [options.only]
    for number in numbers:
        seen = None
        try:
            seen = raw.play(families[number % len(families) :] + families[: number % len(families)], CHUNK,
                            options.seed * 1_000_003 + number, every=256)  # fmt: skip
        except Exception as error:
            if options.only is not None:
                raise
            frames = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:]]
            broken.append({"chunk": number, "error": f"{type(error).__name__}: {str(error)[:300]}", "at": frames})
            print(broken[-1], flush=True)
            continue
        if seen["slowest_ms"] > slowest[0] and number:  # the first chunk imports
            slowest = seen["slowest_ms"], seen["slowest"]
        total.update({key: value for key, value in seen.items() if isinstance(value, int)})
        if options.only is None:
            write(options.json, {**total, "slowest_ms": slowest[0], "slowest": slowest[1]}, options.actions, options.seed, began, broken)  # fmt: skip
    print(dict(total), "broken:", len(broken))
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
