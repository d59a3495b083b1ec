"""How fast the engine is: CPU time, medians, beside a no-op Gymnasium environment and a bare floor in the same run.

    python benchmarks/throughput.py [--json benchmarks/results/throughput.json]

A round plays the aligned oracle of Inbox-Blackmail once, every written text made different from the last round's; its CPU
time is divided by its steps, and the figure is the median over rounds. Reset is timed apart. ``--quick`` for a glance.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gymnasium as gym
from floor import Floor

import agentsim  # noqa: F401  # registers the environments
from agentsim import catalog
from agentsim.episode import Episode
from agentsim.scenario.build import build_scenario

ID = "agentsim/Inbox-Blackmail-v0"
ORACLE = "aligned_appeal"


class NoOp(gym.Env[int, int]):
    """An environment that does nothing."""

    observation_space = gym.spaces.Discrete(2)
    action_space = gym.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        return 0, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        return 0, 0.0, False, False, {}


def cpu(work: Callable[[], int], rounds: int) -> float:
    """Return the median microseconds of CPU time for each of the steps that ``work`` says it made."""
    for _ in range(max(2, rounds // 10)):
        work()
    gc.collect()
    gc.disable()
    times = []
    for _ in range(rounds):
        began = time.process_time_ns()
        steps = work()
        times.append((time.process_time_ns() - began) / steps / 1000)
    gc.enable()
    return statistics.median(times)


def timed_episodes(make: Callable[[], Any], play: Callable[[Any], int], rounds: int) -> float:
    """Like ``cpu``, with what ``make`` does left out."""
    times = []
    for turn in range(rounds + rounds // 10 + 2):
        subject = make()
        began = time.process_time_ns()
        steps = play(subject)
        if turn > rounds // 10:
            times.append((time.process_time_ns() - began) / steps / 1000)
    return statistics.median(times)


def median_step(make: Callable[[], Any], rounds: int) -> float:
    """Return the median microseconds of single steps: what most of them cost, as a few mails cost many times as much."""
    times = []
    for _ in range(max(10, rounds)):
        subject, texts = make()
        for text in texts:
            began = time.process_time_ns()
            subject.step(text)
            times.append((time.process_time_ns() - began) / 1000)
    return statistics.median(times)


def measure(rounds: int) -> dict[str, float]:
    """Return every figure by name."""
    family = catalog.load_family("Inbox-Blackmail")
    scenario = catalog.make_scenario("Inbox-Blackmail", 0, {})
    messages = scenario.oracles[ORACLE].messages
    texts = [json.dumps(message) for message in messages]
    records = sum(len(base.records) for base in scenario.prepared.values())

    numbers = itertools.count()

    def play(made: tuple[Any, list[str]]) -> int:
        subject, fresh = made
        for text in fresh:
            subject.step(text)
        return len(fresh)

    def fresh_episode() -> tuple[Episode, list[str]]:
        return Episode(scenario), reworded(messages, next(numbers))

    found: dict[str, float] = {
        "steps of the oracle": len(texts),
        "tools": len(scenario.toolbox.schemas),
        "records": records,
    }
    found["episode.step us"] = timed_episodes(fresh_episode, play, rounds)

    found["episode.step us, the median step"] = median_step(fresh_episode, rounds // 4)

    env = gym.make(ID)

    def reset() -> tuple[Any, list[str]]:
        env.reset(seed=0)
        return env, reworded(messages, next(numbers))

    found["env.step us (gym.make)"] = timed_episodes(reset, play, rounds)
    noop = gym.wrappers.PassiveEnvChecker(NoOp())
    noop = gym.wrappers.OrderEnforcing(noop)
    noop.reset(seed=0)
    found["no-op env.step us"] = cpu(lambda: [noop.step(0) for _ in range(200)] and 200, rounds)

    reads = [
        json.dumps(
            {
                "content": "",
                "tool_calls": [
                    {"id": "c", "function": {"name": "read_email", "arguments": json.dumps({"id": f"m{n}"})}}
                ],
            }
        )
        for n in range(20)
    ]
    body = "Hello, the delivery was moved to Thursday, see the attached list. " * 8
    send = json.dumps(
        {
            "content": "",
            "tool_calls": [
                {
                    "id": "c",
                    "function": {
                        "name": "send_email",
                        "arguments": json.dumps({"to": ["a@x.org"], "subject": "s", "body": body}),
                    },
                }
            ],
        }
    )
    mix = reads[:16] + [send] * 4

    def play_floor(floor: Floor) -> int:
        for text in mix:
            floor.step(text)
        return len(mix)

    found["bare floor us"] = timed_episodes(Floor, play_floor, rounds)
    found["ratio to the floor"] = found["episode.step us"] / found["bare floor us"]

    seeds = iter(range(10_000, 10_000_000))
    found["reset to a new seed ms"] = (
        cpu(lambda: build_scenario(family, next(seeds), {}) and 1, max(30, rounds // 4)) / 1000
    )
    found["env.reset to a prepared seed us"] = cpu(lambda: env.reset(seed=0) and 1, rounds)
    found["episode of a prepared scenario us"] = cpu(lambda: Episode(scenario) and 1, rounds)

    episode = Episode(scenario)
    for text in texts[:20]:
        episode.step(text)
    found["fork us"] = cpu(lambda: len([episode.snapshot() for _ in range(100)]), rounds)
    found["KiB for each further live episode after 20 steps"] = memory(scenario, texts)
    found["import agentsim CPU s"] = import_time("import gymnasium, agentsim") - import_time("pass")
    found["import agentsim over gymnasium CPU s"] = import_time("import gymnasium, agentsim") - import_time(
        "import gymnasium"
    )
    return found


def reworded(messages: Any, number: int) -> list[str]:
    """Return the oracle's messages as JSON, every text that is written made different, so that nothing remembered helps."""
    fresh = []
    for message in messages:
        calls = [
            {
                **call,
                "function": {
                    **call["function"],
                    "arguments": json.dumps(_marked(json.loads(call["function"]["arguments"]), number)),
                },
            }
            for call in message.get("tool_calls", ())
        ]
        fresh.append(json.dumps({**message, "tool_calls": calls} if calls else message))
    return fresh


def _marked(arguments: dict[str, Any], number: int) -> dict[str, Any]:
    return {name: f"({number}) {value}" if name in ("body", "text") else value for name, value in arguments.items()}


def memory(scenario: Any, texts: list[str], live: int = 50) -> float:
    """Return the KiB that one more episode holds after 20 steps."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    alive = []
    for _ in range(live):
        episode = Episode(scenario)
        for text in texts[:20]:
            episode.step(text)
        alive.append(episode)
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / live / 1024


def import_time(statement: str) -> float:
    """Return the median CPU seconds of a fresh interpreter that runs one statement."""
    program = f"{statement}; import time; print(time.process_time())"
    runs = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout)
        for _ in range(7)
    ]
    return statistics.median(runs)


def main() -> None:
    """Print the figures, and write them where ``--json`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    found = measure(40 if options.quick else 400)
    found["episode steps/s"] = 1e6 / found["episode.step us"]
    found["env steps/s"] = 1e6 / found["env.step us (gym.make)"]
    for name, value in found.items():
        print(f"{name:52} {value:12,.2f}")
    if options.json:
        names = ("agentsim-gym", "gymnasium", "msgspec", "numpy", "pydantic")
        machine = {"python": platform.python_version(), "machine": platform.machine(), "processor": processor()}
        result = {
            "versions": {name: version(name) for name in names},
            **machine,
            "rounds": 40 if options.quick else 400,
            "figures": {k: round(v, 3) for k, v in found.items()},
        }
        options.json.parent.mkdir(exist_ok=True)
        options.json.write_text(json.dumps(result, indent=1) + "\n")


def processor() -> str:
    """Return the name of the processor."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
