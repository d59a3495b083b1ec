"""A plan for a thousand workers and a million episodes: a simulation fed with what ``ray_scaling.py`` measured.

    python benchmarks/ray_plan.py [--json benchmarks/results/ray-plan.json]

Discrete events: the driver is one server with a queue (handing out, taking in, storing); a worker has one processor with a
queue, on which the engine's part of an episode is played; a model answers each turn after a time drawn from a gamma
distribution (shape 2), in one of so many slots, with a queue before them; workers are lost after exponential times, and
what they had in hand is played again. Each setting simulates ``--episodes`` episodes; hours for a million follow from the rate
between its first quarter and its fifth eighth, where it neither fills nor runs dry. What stands under ``parameters`` was not measured: it is assumed, to be replaced by your own.
"""

import argparse
import json
import platform
from collections import deque
from heapq import heappop, heappush
from pathlib import Path
from random import Random

RESULTS = Path(__file__).parent / "results"
MILLION = 1_000_000
PARAMETERS = {
    "model latency s a turn": [0.5, 2.0, 8.0],
    "hours between two losses of one worker": 24.0,
    "network bytes/s into the driver": 125e6,
    "price of a processor hour $": 0.04,
    "price of a GB month of disk $": 0.10,
    "workers a machine": 32,
    "prompt tokens a turn": 9000,
    "answer tokens a turn": 120,
    "price of a million prompt tokens $": 0.10,
    "price of a million answer tokens $": 0.40,
}


class Server:
    """So many places and a queue before them."""

    def __init__(self, places):
        self.places, self.queue, self.longest = places, deque(), 0

    def ask(self, world, seconds, then):
        """Serve somebody for ``seconds`` as soon as a place is free, and then call ``then``."""
        if self.places:
            self._begin(world, seconds, then)
        else:
            self.queue.append((seconds, then))
            self.longest = max(self.longest, len(self.queue))

    def _begin(self, world, seconds, then):
        self.places -= 1

        def end():
            self.places += 1
            if self.queue:
                self._begin(world, *self.queue.popleft())
            then()

        world.after(seconds, end)


class Simulation:
    """One run. ``turns`` 0 is a scripted policy: the engine alone, in one piece."""

    def __init__(self, known, *, workers, episodes, jobs, latency=0.0, turns=0, slots=None, lifetime=None, seed=0):
        self.now, self._events, self._number, self.draw = 0.0, [], 0, Random(seed)
        self.known, self.workers, self.jobs, self.latency, self.turns = known, workers, jobs, latency, turns
        self.driver, self.model = Server(1), Server(slots or 1 << 60)
        self.crew = [Server(1) for _ in range(workers)]
        self.load, self.life = [0] * workers, [0] * workers
        self.lifetime, self.left, self.again = lifetime, episodes, 0
        self.marks, self.replayed, self.calls, self.under_way, self.most = [], 0, 0, 0, 0
        self.room = deque(w for _ in range(-(-jobs // workers)) for w in range(workers))
        if lifetime:
            for worker in range(workers):
                self.after(self.draw.expovariate(1 / lifetime), lambda w=worker: self.lose(w))

    def after(self, seconds, then):
        """Call ``then`` in so many seconds."""
        self._number += 1
        heappush(self._events, (self.now + seconds, self._number, then))

    def run(self, episodes):
        """Play to the end and return what came of it."""
        for _ in range(min(self.jobs, episodes)):
            self.hand_out()
        while len(self.marks) < episodes:
            self.now, _, then = heappop(self._events)
            then()
        first, last = episodes // 4, episodes * 5 // 8  # after it has filled, and before it runs dry
        rate = (last - first) / (self.marks[last] - self.marks[first])
        return {
            "episodes/s": rate,
            "driver busy": min(1.0, rate * (self.known["hand s"] + self.known["store s"])),
            "workers busy": rate * self.known["play s"] / self.workers,
            "calls/s": rate * self.turns,
            "most under way": self.most,
            "longest queue at the driver": self.driver.longest,
            "played again": self.replayed,
        }

    def hand_out(self):
        """Begin one episode, where there is one left."""
        if self.left:
            self.left -= 1
            self.driver.ask(self, self.known["hand s"], self.begin)

    def begin(self):
        """An episode reaches its worker."""
        worker = self.room.popleft()
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.turn(worker, self.life[worker], self.turns)

    def turn(self, worker, life, turns):
        """The engine's part of a turn, and what the model says."""
        if self.is_lost(worker, life):
            return
        seconds = self.known["play s"] / max(1, self.turns)
        if not self.turns:
            self.crew[worker].ask(self, seconds, lambda: self.end(worker, life))
        elif not turns:
            self.end(worker, life)
        else:
            thought = self.draw.gammavariate(2.0, self.latency / 2.0)
            self.crew[worker].ask(
                self, seconds, lambda: self.model.ask(self, thought, lambda: self.turn(worker, life, turns - 1))
            )

    def is_lost(self, worker, life):
        """Whether an episode's worker was lost since; the episode begins again elsewhere then."""
        if life == self.life[worker]:
            return False
        self.replayed += 1
        self.under_way -= 1
        self.room.append(worker)
        self.driver.ask(self, self.known["hand s"], self.begin)
        return True

    def end(self, worker, life):
        """An ended episode goes to the driver, which stores it and hands out the next one."""
        if self.is_lost(worker, life):
            return
        self.under_way -= 1
        self.room.append(worker)
        self.driver.ask(self, self.known["store s"], self.store)

    def store(self):
        """It is stored."""
        self.marks.append(self.now)
        self.hand_out()

    def lose(self, worker):
        """A worker is lost and another one comes in its place; what it had in hand is begun again when it is next due."""
        self.life[worker] += 1
        self.after(self.draw.expovariate(1 / self.lifetime), lambda: self.lose(worker))


def known_constants():
    """Return the measured constants, in seconds and bytes."""
    measured = json.loads((RESULTS / "ray-scaling.json").read_text(encoding="utf-8"))
    found = measured["constants"]
    return {
        "play s": found["play ms"] / 1000, "hand s": found["hand ms"] / 1000,
        # Taking in is part of the hand; what waits for the disk is wall time, and the driver waits with it.
        "store s": found["store ms, wall"] / 1000, "quick store s": found["store ms, wall, not waiting for the disk"] / 1000,
        "record bytes": found["record bytes, pickled"], "stored bytes": found["record bytes, stored"],
        "turns": round(found["turns an episode"]), "cell bytes": found["cell bytes in the driver"],
        "kept bytes": found["bytes that the command keeps of a record"], "worker MB": found["worker MB"],
    }  # fmt: skip


def capacities(known):
    """Return how many episodes a second each part of the way can pass by itself, the narrowest first."""
    turns, latency = known["turns"], 2.0
    parts = {
        "one worker, scripted": 1 / known["play s"],
        "1000 workers, scripted": 1000 / known["play s"],
        "driver: hand out, take in and store": 1 / (known["hand s"] + known["store s"]),
        "driver, not waiting for the disk": 1 / (known["hand s"] + known["quick store s"]),
        "driver, in memory only": 1 / known["hand s"],
        "network into the driver": PARAMETERS["network bytes/s into the driver"] / known["record bytes"],
        f"256 episodes under way, {latency:g} s a turn": 256 / (turns * latency + known["play s"]),
        f"1000 episodes under way, {latency:g} s a turn": 1000 / (turns * latency + known["play s"]),
        f"16000 episodes under way, {latency:g} s a turn": 16000 / (turns * latency + known["play s"]),
    }
    return {name: round(rate, 1) for name, rate in sorted(parts.items(), key=lambda item: item[1])}


def simulate(known, episodes):
    """Return the rows of all settings."""
    lifetime = 3600 * PARAMETERS["hours between two losses of one worker"]
    settings = [{"workers": n, "jobs": 8 * n} for n in (1, 2, 4, 16, 1000)]
    for latency in PARAMETERS["model latency s a turn"]:
        for workers, jobs in ((8, 256), (1000, 1000), (1000, 4000)):
            settings.append({"workers": workers, "jobs": jobs, "latency": latency, "turns": known["turns"]})
    settings.append({"workers": 1000, "jobs": 16000, "latency": 2.0, "turns": known["turns"]})
    settings.append({"workers": 1000, "jobs": 4000, "latency": 2.0, "turns": known["turns"], "slots": 512})
    rows = []
    for setting in settings:
        n = max(episodes, 3 * setting["jobs"])
        found = Simulation(known, episodes=n, lifetime=lifetime, **setting).run(n)
        hours = MILLION / found["episodes/s"] / 3600
        model = setting.get("turns", 0)
        stations = {"driver": found["driver busy"], "workers": found["workers busy"]}
        first = max(stations, key=stations.get)
        if stations[first] < 0.9:
            first = "model: its slots" if "slots" in setting else "model: its latency, at so many episodes under way"
        row = {**setting, **{name: round(value, 3) for name, value in found.items()}, "simulated": n,
               "saturated": first, "hours for a million": round(hours, 2),
               "processor $": round(hours * setting["workers"] * PARAMETERS["price of a processor hour $"], 2)}  # fmt: skip
        if model:
            calls = MILLION * model
            row["tokens $"] = round(
                calls / 1e6 * (
                    PARAMETERS["prompt tokens a turn"] * PARAMETERS["price of a million prompt tokens $"]
                    + PARAMETERS["answer tokens a turn"] * PARAMETERS["price of a million answer tokens $"]
                )
            )  # fmt: skip
        rows.append(row)
        print(write_row(row), flush=True)
    return rows


def write_row(row):
    """Return a row as it stands in docs/scaling.md."""
    model = f"{row['latency']:g} s" if row.get("turns") else "none"
    model += f", {row['slots']} slots" if row.get("slots") else ""
    cells = (
        row["workers"], model, row["jobs"], f"{row['episodes/s']:.1f}", f"{row['calls/s']:,.0f}", f"{row['driver busy']:.0%}",
        f"{row['workers busy']:.0%}", f"{row['hours for a million']:.1f}", f"{row['processor $']:,.0f}", row["saturated"],
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def main():
    """Print the plan, and write it where ``--json`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--episodes", type=int, default=4000)
    options = parser.parse_args()
    known = known_constants()
    machines = -(-1000 // PARAMETERS["workers a machine"])
    million = {
        "stored GB": round(MILLION * known["stored bytes"] / 1e9, 1),
        "disk $ a month": round(MILLION * known["stored bytes"] / 1e9 * PARAMETERS["price of a GB month of disk $"], 2),
        "through the network GB": round(MILLION * known["record bytes"] / 1e9, 1),
        "cells in the driver GB": round(MILLION * known["cell bytes"] / 1e9, 2),
        "records that the command keeps for its table GB": round(MILLION * known["kept bytes"] / 1e9, 2),
        "engine, processor hours": round(MILLION * known["play s"] / 3600, 2),
        "driver, hours": round(MILLION * (known["hand s"] + known["store s"]) / 3600, 2),
        "model calls, millions": known["turns"],
    }
    result = {
        "command": "python benchmarks/ray_plan.py --json benchmarks/results/ray-plan.json",
        "constants from": "benchmarks/results/ray-scaling.json", "python": platform.python_version(), "seed": 0,
        "constants": known, "parameters": PARAMETERS, "a million episodes": million,
        "a thousand workers": {"GB of memory": round(known["worker MB"]), "machines": machines,
                               "GB a machine": round(known["worker MB"] * PARAMETERS["workers a machine"] / 1000, 1)},
        "episodes/s that each part can pass": capacities(known), "rows": simulate(known, options.episodes),
    }  # fmt: skip
    print(json.dumps({name: value for name, value in result.items() if name != "rows"}, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
