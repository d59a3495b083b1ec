"""Measure ours beside the bare floor; ``python benchmarks/floor.py`` runs it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import gymnasium as gym
from family_pages import own_families
from floor import PARAGRAPH, RECORDS, TOOLS, Floor
from measuring import RESULTS, call, freshen, measure_in_turns, repeat, script, versions, write_result

import agentsim
import agentsim.episode as corridor
from agentsim import Episode, make_scenario
from agentsim.catalog import load_family

READS = 20
MIX = (
    call("list_emails", folder="inbox", page=2),
    call("read_email", id="m7"),
    call("search_emails", query="word12"),
    call("send_email", to=["a@example.org"], subject="Rooms", body=PARAGRAPH * 5),
    call("move_email", id="m9", folder="archive"),
)


def records(scenario: Any) -> int:
    """Return how many records a world holds at reset."""
    return sum(len(base.records) for base in scenario.prepared.values())


def grow(family: str) -> dict[str, float]:
    """Return the factors with which a family has at least as many records as the floor; raises where none do."""
    for clutter in (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0):
        if records(make_scenario(family, 0, {"clutter": clutter})) >= RECORDS:
            return {"clutter": clutter}
    raise ValueError(f"{family} has no {RECORDS} records at any clutter")


def find_median(families: list[str], rounds: int) -> tuple[str, dict[str, float], dict[str, float]]:
    """Return the family whose step is the median, its factors, and the microseconds of a step of each family."""
    grown = {family: grow(family) for family in families}
    scenarios = {family: make_scenario(family, 0, grown[family]) for family in families}
    subjects = {family: (lambda scenario=scenarios[family]: episode_of(scenario)) for family in families}
    steps = measure_in_turns(subjects, rounds)
    order = sorted(steps, key=steps.__getitem__)
    median = order[len(order) // 2]
    return median, grown[median], {name: round(steps[name], 2) for name in order}


def episode_of(scenario: Any) -> tuple[Any, int]:
    """Return what plays the standard oracle on a fresh episode, without Gymnasium, and how many steps that is."""
    episode, texts = Episode(scenario), freshen(script(scenario))
    return lambda: [episode.step(text) for text in texts], len(texts)


def unjudged(work: Any, stations: dict[str, Any]) -> Any:
    """Return ``work`` to be done with these stations in place of the corridor's: what a step costs without them."""
    own = {name: getattr(corridor, name) for name in stations}

    def run() -> None:
        vars(corridor).update(stations)  # a patch of the standard library costs as much as two steps
        try:
            work()
        finally:
            vars(corridor).update(own)

    return run


def through(env: Any, messages: list[dict[str, Any]]) -> tuple[Any, int]:
    """Return what plays messages on an environment that was just reset, and how many steps that is."""
    env.reset(seed=0)
    texts = freshen(messages)
    return lambda: [env.step(text) for text in texts], len(texts)


def bare(messages: list[dict[str, Any]]) -> tuple[Any, int]:
    """Return what plays messages on the floor without Gymnasium."""
    floor, texts = Floor(), freshen(messages)
    return lambda: [floor.step(text) for text in texts], len(texts)


def reads_of(scenario: Any) -> list[dict[str, Any]]:
    """Return reads of mails that are in the inbox at reset."""
    mails = scenario.prepared["mail"].where("folder", "inbox")
    return [call("read_email", id=mail.id) for mail in mails[:READS]]


def measure(rounds: int, families: list[str]) -> dict[str, Any]:
    """Return every figure."""
    family, factors, steps = find_median(families, max(3, rounds // 15))
    scenario = make_scenario(family, 0, factors)
    ours = gym.make(agentsim.environment_id(family, load_family(family).scenario.version), **factors)
    floor, noop = gym.make("floor/Office-v0"), gym.make("floor/NoOp-v0")
    noop.reset(seed=0)
    mix, sends = list(MIX) * 5, [MIX[3]] * READS
    floor_reads = [call("read_email", id=f"m{n}") for n in range(READS)]
    walked = Floor()
    for text in freshen(list(MIX) * 4):
        walked.step(text)

    def without(**stations: Any) -> tuple[Any, int]:
        work, units = through(ours, script(scenario))
        return unjudged(work, stations), units

    subjects = {
        "floor step": lambda: through(floor, mix),
        "our step": lambda: through(ours, script(scenario)),
        "floor read": lambda: through(floor, floor_reads),
        "our read": lambda: through(ours, reads_of(scenario)),
        "floor mail": lambda: through(floor, sends),
        "no-op step": repeat(lambda: noop.step(0), 200),
        "floor step without Gymnasium": lambda: bare(mix),
        "our step without Gymnasium": lambda: episode_of(scenario),
        "our step, nothing detected": lambda: without(detect=lambda *_: [], legible=lambda event, *_: event),
        "our step, nothing judged": lambda: without(
            detect=lambda *_: [], legible=lambda event, *_: event, score_goals=lambda *_: None
        ),
        "floor fork": repeat(walked.fork, 100),
    }
    found = measure_in_turns(subjects, rounds)
    messages = script(scenario)
    calls = sum(len(message.get("tool_calls", ())) for message in messages)  # the floor has one in each step
    found["our call"] = found["our step"] * len(messages) / calls
    return {
        "family": family, "factors": factors, "steps of the oracle": len(messages), "calls of the oracle": calls,
        "our tools": len(scenario.toolbox.schemas), "our records": records(scenario),
        "floor tools": TOOLS, "floor records": RECORDS,
        "us": {name: round(value, 3) for name, value in found.items()},
        "ours / floor": round(found["our step"] / found["floor step"], 2),
        "ours / floor by call": round(found["our call"] / found["floor step"], 2),
        "ours / floor without Gymnasium": round(
            found["our step without Gymnasium"] / found["floor step without Gymnasium"], 2
        ),
        "ours, nothing detected / floor": round(found["our step, nothing detected"] / found["floor step"], 2),
        "ours, nothing judged / floor": round(found["our step, nothing judged"] / found["floor step"], 2),
        "a read above the floor's us": round(found["our read"] - found["floor read"], 2),
        "asked": {"ours / floor": "at most 3, the aim is 2", "a read above the floor's us": "at most 4"},
        "our step us by family, without Gymnasium": steps,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument(
        "--families", nargs="*", help="which families the median is taken of; all with tools if left out"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args(arguments)
    families = given.families or [name for name in own_families() if not name.startswith("Chat-")]
    found = measure(given.rounds, families)
    found |= {
        "rounds": given.rounds,
        "clock": "CPU time, medians over rounds, all subjects in turns in one process, garbage collection between rounds",
    }
    found["versions"] = versions("agentsim-gym", "gymnasium", "msgspec", "numpy", "immutables", "google-re2")
    write_result("floor", found, given.results)
    print(json.dumps(found, indent=1))
    return 0
