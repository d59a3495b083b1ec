"""The vector environment beside SyncVectorEnv and beside one environment: CPU time for a step, and a thousand of them alive.

    OMP_NUM_THREADS=1 python benchmarks/vector.py [--json benchmarks/results/vector.json]

A round plays the aligned oracle of Inbox-Blackmail once in every environment, each with its own wording of what it writes,
so that nothing is remembered; its CPU time is divided by the steps. All take turns in every round, and the figures are
medians over rounds. The thousand are alive on one seed (one world, prepared once) and on a thousand seeds (as many worlds,
each met for the first time), 20 steps into their episodes; their memory is the growth of the resident set of a fresh process.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import gymnasium as gym
from throughput import processor, reworded

import agentsim  # noqa: F401  # registers the environments
from agentsim import catalog

ID, ORACLE = "agentsim/Inbox-Blackmail-v0", "aligned_appeal"
LIVE = 1000


def played(vector, scripts, reset=True):
    """Return the CPU microseconds of a step of one environment; ``scripts`` are the texts of each."""
    if reset:
        vector.reset(seed=[0] * len(scripts))
    rows = list(zip(*scripts, strict=True))
    began = time.process_time_ns()
    for actions in rows:
        vector.step(actions)
    spent = time.process_time_ns() - began
    return spent / len(rows) / len(scripts) / 1000


def played_alone(env, scripts):
    """The same for one environment that plays the scripts one after the other."""
    spent = 0
    for script in scripts:
        env.reset(seed=0)
        began = time.process_time_ns()
        for text in script:
            env.step(text)
        spent += time.process_time_ns() - began
    return spent / sum(map(len, scripts)) / 1000


def compare(n, rounds):
    """Return the medians of one environment, of SyncVectorEnv and of ours, microseconds a step."""
    vectors = {
        "sync": gym.make_vec(ID, n, "sync"),
        "sync, no checker": gym.make_vec(ID, n, "sync", disable_env_checker=True),
        "vector_entry_point": gym.make_vec(ID, n, "vector_entry_point"),
    }
    env = gym.make(ID)
    env.reset(seed=0)
    messages = env.unwrapped.episode.scenario.oracles[ORACLE].messages
    times = {name: [] for name in ("one environment", *vectors)}
    gc.disable()  # and no collection between rounds either: what a cold cache costs is not what is asked here
    for turn in range(rounds + 2):
        scripts = [reworded(messages, turn * n + i) for i in range(n)]
        times["one environment"].append(played_alone(env, scripts))
        for name, vector in vectors.items():
            times[name].append(played(vector, scripts))
    gc.enable()
    found = {name: round(statistics.median(values[2:]), 2) for name, values in times.items()}
    over = {name: round(found[name] - found["one environment"], 2) for name in vectors}
    return {
        "environments": n, "rounds": rounds, "us a step": found, "us over one environment": over,
        "speed over sync": round(found["sync"] / found["vector_entry_point"], 3),
    }  # fmt: skip


def resident():
    """Return the MB that are resident now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def keep_alive(seeds):
    """Return what a thousand live environments take, and how fast they step round-robin beside one alone in the same worlds."""
    single = gym.make_vec(ID, 1, "vector_entry_point")
    gc.disable()
    alone = []
    for i in range(-20, 100):
        single.reset(seed=[seeds[i]])
        script = reworded(list(single.envs[0].episode.scenario.oracles[ORACLE].messages)[:20], i)
        alone.append(played(single, [script], reset=False))
    mean = statistics.fmean(alone[20:])  # a mean over a hundred, since the thousand are a sum too
    catalog._build.cache_clear()  # each of the thousand worlds is met for the first time
    gc.enable()
    gc.collect()
    before = resident()
    vector = gym.make_vec(ID, LIVE, "vector_entry_point")
    began = time.process_time()
    vector.reset(seed=seeds)
    reset = time.process_time() - began
    scripts = [list(env.episode.scenario.oracles[ORACLE].messages)[:20] for env in vector.envs]
    texts = [reworded(messages, i) for i, messages in enumerate(scripts)]
    gc.collect()
    gc.disable()
    many = played(vector, texts, reset=False)
    gc.enable()
    gc.collect()
    alive = resident() - before
    return {
        "environments": LIVE, "worlds": len(set(seeds)), "steps each": 20, "resident MB": round(alive, 1),
        "KB each": round(1000 * alive / LIVE, 1), "reset CPU s": round(reset, 2), "us a step, round-robin": round(many, 2),
        "us a step, one alone in the same worlds": round(mean, 2), "round-robin rate over one alone": round(mean / many, 3),
    }  # fmt: skip


def main():
    """Print the figures, and write them where ``--json`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--alive", choices=("one", "own"), help="only the thousand, as JSON (in a process of its own)")
    options = parser.parse_args()
    if options.alive:
        print(json.dumps(keep_alive(list(range(LIVE)) if options.alive == "own" else [0] * LIVE)))
        return
    rows = [compare(n, max(4, options.rounds // n)) for n in (1, 8, 64)]
    alive = [
        json.loads(subprocess.check_output([sys.executable, __file__, "--alive", worlds], text=True))
        for worlds in ("one", "own")
    ]
    names = ("agentsim-gym", "gymnasium", "numpy", "msgspec")
    result = {
        "command": "OMP_NUM_THREADS=1 python benchmarks/vector.py --json benchmarks/results/vector.json",
        "versions": {name: version(name) for name in names}, "python": platform.python_version(),
        "processor": processor(), "family": ID, "oracle": ORACLE, "steps": rows, "alive": alive,
    }  # fmt: skip
    text = json.dumps(result, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
