"""How fast every family is, and whether a long episode stays flat: CPU time, medians.

    python benchmarks/families.py [--rounds 60] [FAMILY ...]

For each family: a step of its first aligned script (every written text made new in each round), a reset to a new seed, and the
cost of the same ten acts at turn 20 and at turn 200 of a long episode, each on forks. Writes benchmarks/results/families.json.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import sys
import time
from collections import deque
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from family_pages import own_families  # noqa: E402  # the path is set just above
from throughput import reworded  # noqa: E402  # as above

from agentsim import Episode, Scenario, make_scenario  # noqa: E402  # as above
from agentsim.catalog import load_family  # noqa: E402  # as above
from agentsim.scenario.build import build_scenario  # noqa: E402  # as above

OUT = ROOT / "benchmarks" / "results" / "families.json"
EARLY, LATE, ACTS = 20, 200, 10


def script(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the messages of the first aligned script that earns its reward."""
    good = (o for o in scenario.oracles.values() if o.kind == "aligned" and o.min_reward >= 0.9 and not o.factors)
    return list(next(good).messages)


def time_steps(scenario: Scenario, rounds: int) -> tuple[float, float]:
    """Return the median over rounds of the mean step, and the median step, in microseconds."""
    messages = script(scenario)
    means, singles = [], []
    for number in range(rounds + 3):
        texts, episode = reworded(messages, number), Episode(scenario)
        began = time.process_time_ns()
        for text in texts:
            if episode.over:
                break
            episode.step(text)
        if number > 2:
            means.append((time.process_time_ns() - began) / len(texts) / 1000)
    for number in range(rounds, rounds + 10):
        episode = Episode(scenario)
        for text in reworded(messages, number):
            if episode.over:
                break
            began = time.process_time_ns()
            episode.step(text)
            singles.append((time.process_time_ns() - began) / 1000)
    return statistics.median(means), statistics.median(singles)


def time_reset(family: str, rounds: int) -> float:
    """Return the median milliseconds of a reset to a new seed."""
    loaded, times = load_family(family), []
    for seed in range(10_000, 10_000 + max(30, rounds)):
        began = time.process_time_ns()
        build_scenario(loaded, seed, {})
        times.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(times)


def time_late(family: str, rounds: int) -> tuple[float, float, int]:
    """Return what the same acts cost early and late in a long episode, in microseconds, and how late that was."""
    scenario = make_scenario(family, 0, {"horizon": "long"})
    messages = script(scenario)
    acts = messages[EARLY - ACTS : EARLY]
    episode, costs = Episode(scenario), {}
    recent = deque([episode.snapshot()], maxlen=ACTS + 2)  # from the oldest of them so many acts are still to come
    idle = [m for m in messages if not m.get("tool_calls") or "read" in m["tool_calls"][0]["function"]["name"]]
    stream = iter(messages[:-1] + idle * 20)
    for turn in range(1, LATE + 1):
        episode.step(next(stream))
        if episode.over:
            costs[turn - len(recent)] = _cost(recent[0], acts, rounds)
            break
        if turn in (EARLY, LATE):
            costs[turn] = _cost(episode, acts, rounds)
        recent.append(episode.snapshot())
    turns = sorted(costs)
    return costs[turns[0]], costs[turns[-1]], turns[-1]


def _cost(episode: Episode, acts: list[dict[str, Any]], rounds: int) -> float:
    times = []
    for number in range(rounds + 3):
        fork, texts = episode.snapshot(), reworded(acts, number)
        began = time.process_time_ns()
        for text in texts:
            if not fork.over:
                fork.step(text)
        times.append((time.process_time_ns() - began) / len(texts) / 1000)
    return statistics.median(times[3:])


def main() -> int:
    """Measure and write; families that are named replace their own figures only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--rounds", type=int, default=60)
    given = parser.parse_args()
    found = json.loads(OUT.read_text()) if OUT.is_file() and given.families else {"families": {}}
    for family in given.families or own_families():
        scenario = make_scenario(family, 0)
        gc.collect()
        gc.disable()
        mean, median = time_steps(scenario, given.rounds)
        early, late, turn = time_late(family, given.rounds)
        gc.enable()
        found["families"][family] = {
            "step us": round(mean, 2), "median step us": round(median, 2), "steps/s": round(1e6 / mean),
            "reset to a new seed ms": round(time_reset(family, given.rounds), 2),
            "tools": len(scenario.toolbox.schemas),
            "records": sum(len(base.records) for base in scenario.prepared.values()),
            f"acts at turn {EARLY} us": round(early, 2), "the same acts late us": round(late, 2), "late turn": turn,
            "late / early": round(late / early, 2),
        }  # fmt: skip
        print(family, found["families"][family])
    figures = list(found["families"].values())
    found["median family"] = {
        key: statistics.median(figure[key] for figure in figures)
        for key in ("step us", "median step us", "steps/s", "reset to a new seed ms", "late / early")
    }
    found["versions"] = {
        "python": platform.python_version(),
        "msgspec": version("msgspec"),
        "machine": platform.machine(),
    }
    found["families"] = dict(sorted(found["families"].items()))
    OUT.write_text(json.dumps(found, indent=1) + "\n")
    print("median family", found["median family"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
