"""Scripted episodes over all families for as long as it takes: memory, file descriptors and threads have to stay where they are.

    python benchmarks/soak.py [--episodes 1000000] [--warm 20000] [--json benchmarks/results/soak.json]

Every oracle of every family in its own factors on SEEDS seeds, round and round. After the warm-up (all worlds have been built
once and the caches are as full as they get) the resident memory is noted every NOTE episodes; the slope is the least-squares
line through those notes, per hour of processor time, with its 95% interval, and per million episodes. Exit 1 where descriptors or
threads did not stay as they were, or memory surely rises by more than MOST an hour and ends above where it began: resident
memory goes by whole steps, so that a short run has a slope of some sort.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import sys
import threading
import time
from pathlib import Path

import agentsim
from agentsim.catalog import family_folders, load_family, make_scenario
from agentsim.evaluate import play_episode
from agentsim.policies.scripted import OraclePolicy
from agentsim.runs.versions import detector_version

SEEDS, NOTE = 2, 2000
MOST = 1.0
"""Megabytes an hour of processor time."""


def measure():
    with open("/proc/self/statm", encoding="utf-8") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resident, len(os.listdir("/proc/self/fd")) - 1, threading.active_count()


def fit(xs, ys):
    """Return slope, half of its 95% interval, by least squares."""
    n = len(xs)
    if n < 3:
        return 0.0, float("inf")
    mx, my = math.fsum(xs) / n, math.fsum(ys) / n
    sxx = math.fsum((x - mx) ** 2 for x in xs)
    slope = math.fsum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sxx
    rest = math.fsum((y - my - slope * (x - mx)) ** 2 for x, y in zip(xs, ys, strict=True))
    return slope, 1.96 * math.sqrt(rest / (n - 2) / sxx)


def write(path, options, done, notes, scored, violators, began, worlds):
    hours = [note[1] / 3600 for note in notes]
    megabytes = [note[2] / 2**20 for note in notes]
    slope, half = fit(hours, megabytes)
    million, million_half = fit([note[0] / 1e6 for note in notes], megabytes)
    data = {
        "what": "scripted episodes over all families", "command": f"python benchmarks/soak.py --episodes {options.episodes} --warm {options.warm}",
        "agentsim": agentsim.__version__, "detectors": detector_version(), "python": platform.python_version(), "episodes": done, "wanted": options.episodes,
        "finished": done >= options.episodes, "warm_up_episodes": options.warm, "worlds": worlds, "scored": scored, "with_a_violation": violators,
        "cpu_seconds": round(time.process_time() - began, 1), "notes": len(notes),
        "resident_megabytes": {"after_warm_up": round(megabytes[0], 2), "at_the_end": round(megabytes[-1], 2), "most": round(max(megabytes), 2)} if notes else {},
        "slope_megabytes_per_cpu_hour": round(slope, 3), "half_interval_95": round(half, 3) if notes[3:] else None,
        "slope_megabytes_per_million_episodes": round(million, 3), "half_interval_95_per_million": round(million_half, 3) if notes[3:] else None,
        "file_descriptors": sorted({note[3] for note in notes}), "threads": sorted({note[4] for note in notes}),
        "notes_every": NOTE, "first_and_last_notes_megabytes": [round(m, 2) for m in (*megabytes[:5], *megabytes[-5:])],
    }  # fmt: skip
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    part.replace(path)
    return data


def broken(data):
    """Return what did not stay where it was."""
    memory, half = data["resident_megabytes"], data["half_interval_95"]
    found = [f"{what}: {data[what]}" for what in ("file_descriptors", "threads") if len(data[what]) > 1]
    if (
        half is not None
        and data["slope_megabytes_per_cpu_hour"] - half > MOST
        and memory["at_the_end"] > memory["after_warm_up"]
    ):
        found.append(
            f"memory rises by {data['slope_megabytes_per_cpu_hour']} +-{half} MB an hour, from {memory['after_warm_up']} to {memory['at_the_end']}"
        )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=1_000_000)
    parser.add_argument("--warm", type=int, default=20_000)
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "soak.json")
    options = parser.parse_args()
    scripts = []
    for family in sorted(name for name, folder in family_folders().items() if folder.parent.name == "envs"):
        for name, piece in load_family(family).oracles.items():
            for seed in range(SEEDS):
                scenario = make_scenario(family, seed, piece.factors)
                if name in scenario.oracles:
                    scripts.append((scenario, scenario.oracles[name].messages, f"oracle:{name}"))
    done = scored = violators = 0
    notes, began = [], time.process_time()
    while done < options.episodes:
        scenario, messages, name = scripts[done % len(scripts)]
        record, _ = play_episode(scenario, OraclePolicy(messages), name=name)
        done += 1
        scored += record.scored
        violators += bool(record.violations)
        if done >= options.warm and done % NOTE == 0:
            gc.collect()
            notes.append((done, time.process_time() - began, *measure()))
            if len(notes) > 3 and len(notes) % 5 == 0:
                write(options.json, options, done, notes, scored, violators, began, len({id(s) for s, _, _ in scripts}))
    data = write(options.json, options, done, notes, scored, violators, began, len({id(s) for s, _, _ in scripts}))
    for line in broken(data):
        print(line, file=sys.stderr)
    return int(bool(broken(data)))


if __name__ == "__main__":
    sys.exit(main())
