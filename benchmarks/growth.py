"""What grows when worlds, tools and horizons grow, and what one more of something costs: each beside what is asked of it.

    python benchmarks/growth.py [--rounds 60] [--family Inbox-Blackmail]

Tools and records beyond what the factors give are made here: copies of unused tools under other names, mails of unlike
words. Steps are those of an episode, without Gymnasium, where a constant would hide growth. CPU time, medians, the sizes
that are compared in turns in one process. Writes benchmarks/results/growth.json.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import pickle
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
from growing import grow_horizon, grow_records, grow_tools, weigh_live, with_mails
from judging import cost_detectors, scan_long
from measuring import (
    RESULTS,
    asked,
    freshen,
    import_seconds,
    measure_in_turns,
    repeat,
    resident,
    script,
    versions,
    write_result,
)

import agentsim
from agentsim import Episode, make_scenario
from agentsim.catalog import load_family
from agentsim.evaluate import conclude
from agentsim.funnel import FunnelWatch
from agentsim.scenario.build import build_scenario


def copy_and_judge(family: str, rounds: int) -> dict[str, Any]:
    """Copies of a live episode after 20 steps, resets, the verdict of an episode, import."""
    scenario, loaded = make_scenario(family, 0), load_family(family)
    episode = Episode(scenario)
    for text in freshen(script(scenario))[:20]:
        episode.step(text)
    env = gym.make(agentsim.environment_id(family, scenario.version))
    env.reset(seed=0)
    large = Episode(with_mails(family, 5000))
    ended = Episode(scenario)
    watch = FunnelWatch(ended)
    for text in freshen(script(scenario)):
        if not ended.over:
            watch.look()
            ended.step(text)
    seeds = itertools.count(10_000)
    times = measure_in_turns(
        {
            "fork": repeat(episode.snapshot, 50), "fork, 5,000 mails": repeat(large.snapshot, 50),
            "deepcopy": repeat(lambda: copy.deepcopy(episode), 20), "dumps": repeat(lambda: pickle.dumps(episode), 5),
            "pickle": repeat(lambda: pickle.loads(pickle.dumps(episode)), 5),
            "verdict": repeat(lambda: conclude(ended, watch, {}), 20), "watch": repeat(watch.look, 20),
            "prepared": repeat(lambda: env.reset(seed=0), 10), "episode": repeat(lambda: Episode(scenario), 20),
            "new seed": repeat(lambda: build_scenario(loaded, next(seeds), {}), 1),
        },
        rounds,
    )  # fmt: skip
    return {
        "fork us": asked(times["fork"], 5.0), "fork, 5,000 mails us": asked(times["fork, 5,000 mails"], 5.0),
        "deepcopy us": times["deepcopy"], "pickle there and back us": times["pickle"], "pickle bytes": len(pickle.dumps(episode)),
        "verdict of an episode us": asked(times["verdict"], 50.0), "look of the funnel before a turn us": times["watch"],
        "reset to a prepared seed us": asked(times["prepared"], 100.0), "new episode of a prepared scenario us": times["episode"],
        "reset to a new seed ms": asked(times["new seed"] / 1000, 5.0),
        "import agentsim over gymnasium CPU s": asked(
            import_seconds("import gymnasium, agentsim") - import_seconds("import gymnasium"), 0.25
        ),
    }  # fmt: skip


def hold_many(family: str, rounds: int, live: int = 1000) -> dict[str, Any]:
    """Memory of one more live episode after 20 steps, and many environments alive, stepped in turn."""
    scenario = make_scenario(family, 0)
    each = weigh_live(scenario, script(scenario)[:20])
    name, start = agentsim.environment_id(family, scenario.version), resident()
    envs = [gym.make(name) for _ in range(live)]
    scripts = [script(make_scenario(family, seed))[:20] for seed in range(20)]
    turns, single = [], []
    for _ in range(max(1, rounds // 20)):
        for number, env in enumerate(envs):
            env.reset(seed=number % 20)
        for step in range(20):
            texts = [freshen([scripts[number % 20][step]])[0] for number in range(live)]
            began = time.process_time_ns()
            for env, text in zip(envs, texts, strict=True):
                env.step(text)
            turns.append((time.process_time_ns() - began) / live / 1000)
        held = resident()
        for number, env in enumerate(envs[: max(20, live // 10)]):
            env.reset(seed=number % 20)
            fresh = freshen(scripts[number % 20])
            began = time.process_time_ns()
            for text in fresh:
                env.step(text)
            single.append((time.process_time_ns() - began) / 20 / 1000)
    in_turns, alone = statistics.fmean(turns), statistics.fmean(single)
    return {
        "KiB for each further live episode after 20 steps": asked(each, 16.0),
        "environments alive": live, "RSS MB with all of them": asked(held / 1e6, 500.0),
        "RSS MB that they add": (held - start) / 1e6,
        "step in turns us": in_turns, "step alone us": alone, "rate in turns / alone": asked(alone / in_turns, 0.7, least=True),
    }  # fmt: skip


def rounded(found: dict[str, Any]) -> dict[str, Any]:
    """Return figures with three places."""
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}


PARTS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "tools": grow_tools, "records": grow_records, "horizon": grow_horizon, "detectors": cost_detectors,
    "long text": scan_long, "copies and resets": copy_and_judge, "many": hold_many,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure, print what misses, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--family", default="Inbox-Blackmail")
    parser.add_argument("--live", type=int, default=1000, help="environments that are alive at once")
    parser.add_argument("--only", nargs="*", choices=PARTS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args(arguments)
    found: dict[str, Any] = {
        "family": given.family,
        "rounds": given.rounds,
        "clock": "CPU time, medians, garbage collection between rounds",
    }
    for name in given.only or PARTS:
        part = (
            hold_many(given.family, given.rounds, given.live)
            if name == "many"
            else PARTS[name](given.family, given.rounds)
        )
        found[name] = rounded(part)
        print(name, json.dumps(found[name], indent=1), flush=True)
    missed = [
        f"{part}: {name}: {figure}"
        for part in PARTS
        for name, figure in found.get(part, {}).items()
        if is_missed(figure)
    ]
    found |= {"missed": missed, "versions": versions("agentsim-gym", "gymnasium", "msgspec", "numpy", "pydantic")}
    write_result("growth", found, given.results)
    print("missed:", *missed or ["nothing"], sep="\n  ")
    return 0


def is_missed(figure: Any) -> bool:
    """Say whether a figure is not what is asked."""
    return isinstance(figure, dict) and figure.get("kept") is False


if __name__ == "__main__":
    sys.exit(main())
