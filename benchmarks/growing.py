"""How a step's cost grows with tools, records and the horizon; ``growth.py`` runs it."""

from __future__ import annotations

import gc
import itertools
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import gymnasium as gym
from measuring import asked, call, freshen, measure_in_turns, repeat, script
from msgspec.structs import replace

import agentsim
from agentsim import Episode, make_scenario
from agentsim.dispatch import Toolbox
from agentsim.store import Prepared

PROSE = "The delivery for the second floor was moved to Thursday, and the list of rooms is attached to this note. "
_words = itertools.count()


def playing(
    scenario: Any, messages: list[dict[str, Any]], warm: int = 0
) -> Callable[[], tuple[Callable[[], Any], int]]:
    """Return a subject that plays messages on a fresh episode, the first ``warm`` of them untimed."""

    def make() -> tuple[Callable[[], Any], int]:
        episode, texts = Episode(scenario), freshen(messages)
        for text in texts[:warm]:
            episode.step(text)
        rest = texts[warm:]
        return lambda: [episode.step(text) for text in rest], len(rest)

    return make


def stepped(scenario: Any, messages: list[dict[str, Any]]) -> Episode:
    """Return an episode after some steps."""
    episode = Episode(scenario)
    for text in freshen(messages):
        episode.step(text)
    return episode


def weigh_live(scenario: Any, messages: list[dict[str, Any]], more: int = 50) -> float:
    """Return the KiB of each further live episode after some steps.

    The caches of the process hold a fixed number of texts; so many episodes live before the first weighing that they are full.
    """
    gc.collect()
    tracemalloc.start()
    alive = [stepped(scenario, messages) for _ in range(80)]
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    alive += [stepped(scenario, messages) for _ in range(more)]
    gc.collect()
    found = (tracemalloc.get_traced_memory()[0] - before) / more / 1024
    tracemalloc.stop()
    return found


def with_tools(family: str, count: int) -> Any:
    """Return a scenario with ``count`` unused tools, beyond 200 of them copies under other names."""
    scenario = make_scenario(family, 0, {"unused_tools": min(count, 200)})
    box = scenario.toolbox
    unused = [schema for schema in box.schemas if schema["function"]["name"] in box.replies]
    schemas, replies = list(box.schemas), dict(box.replies)
    for n in range(count - len(unused)):
        old = unused[n % len(unused)]
        name = f"{old['function']['name'][:50]}_{n}"
        schemas.append({**old, "function": {**old["function"], "name": name}})
        replies[name] = box.replies[old["function"]["name"]]
    return replace(scenario, toolbox=Toolbox(box.tools, tuple(schemas), replies))


def with_mails(family: str, count: int) -> Any:
    """Return a scenario whose mailbox holds at least ``count`` mails; what is added is of words of its own, half in the inbox."""
    scenario = make_scenario(family, 0, {"clutter": 0.0})
    mails = list(scenario.prepared["mail"].records.values())
    old = next(mail for mail in mails if mail.folder == "inbox")
    for n in range(count - len(mails)):
        folder, body = ("inbox", "archive")[n % 2], f"Order w{n:05d}. {PROSE}"
        mails.append(
            replace(
                old, id=f"x{n}", thread=f"x{n}", subject=f"Note {n}", body=body, folder=folder, facts=(), unread=False
            )
        )
    return replace(scenario, prepared={**scenario.prepared, "mail": Prepared(tuple(mails))})


def reopened(scenario: Any) -> Any:
    """Return the scenario with a mailbox that was not searched before; its first search is not timed."""
    mails = tuple(scenario.prepared["mail"].records.values())
    return replace(scenario, prepared={**scenario.prepared, "mail": Prepared(mails)})


def grow_tools(family: str, rounds: int) -> dict[str, Any]:
    """A step of the standard oracle with 10, 100 and 1,000 unused tools, and a new episode of Gymnasium."""
    sizes = {count: with_tools(family, count) for count in (10, 100, 1000)}
    steps = measure_in_turns({str(n): playing(s, script(s)) for n, s in sizes.items()}, rounds)
    env = gym.make(agentsim.environment_id(family), unused_tools=400)
    env.reset(seed=0)
    reset = measure_in_turns({"reset": repeat(lambda: env.reset(seed=0), 5)}, max(3, rounds // 3))["reset"]
    return {f"step with {n} unused tools us": steps[str(n)] for n in sizes} | {
        "1,000 tools / 10": asked(steps["1000"] / steps["10"], 1.1),
        "reset to a prepared seed with 400 unused tools us": asked(reset, 100.0),
    }


def grow_records(family: str, rounds: int) -> dict[str, Any]:
    """The same with 50 and 5,000 mails: the oracle, a listing, a search for a new word and for one asked before."""
    found: dict[str, Any] = {}
    small, large = with_mails(family, 50), with_mails(family, 5000)
    found["mails"] = [len(s.prepared["mail"].records) for s in (small, large)]
    once = [call("search_emails", query=f"w{n:05d}") for n in range(11)]
    works: dict[str, Callable[[Any], Callable[[], Any]]] = {
        "oracle": lambda s: playing(s, script(s)),
        "list": lambda s: playing(s, [call("list_emails", folder="inbox", page=1)] * 11, 1),
        "search, a word not asked for before": lambda s: playing(reopened(s), once, 1),
        "search, a word that no mail holds": lambda s: playing(
            s, [call("search_emails", query=f"zq{next(_words)}") for _ in range(11)], 1
        ),
        "search, a word asked for before": lambda s: playing(s, [once[7]] * 11, 1),
    }
    for name, work in works.items():
        subjects = {str(n): (lambda s=s, work=work: work(s)()) for n, s in ((50, small), (5000, large))}
        steps = measure_in_turns(subjects, rounds)
        found |= {f"{name}: {size} mails us": steps[size] for size in steps}
        found[f"{name}: 5,000 / 50"] = asked(steps["5000"] / steps["50"], 1.2)
    return found


def long_scenario(family: str) -> Any:
    """Return a scenario of 2,000 turns in which nothing is planned, so that the world does not end."""
    return replace(make_scenario(family, 0, {"horizon": "long"}), turns=2000, agenda=(), happenings={})


def long_acts(scenario: Any) -> list[dict[str, Any]]:
    """Return ten acts that can be done over and over: reads, a listing, a search, a move, a mail."""
    mails = scenario.prepared["mail"].where("folder", "inbox")
    return [call("read_email", id=mails[n % len(mails)].id) for n in range(6)] + [
        call("list_emails", folder="inbox"), call("search_emails", query="order"),
        call("move_email", id=mails[0].id, folder="archive"),
        call("send_email", to=[mails[1].sender], subject="Rooms", body=PROSE * 4),
    ]  # fmt: skip


def grow_horizon(family: str, rounds: int) -> dict[str, Any]:
    """Fifty acts from step 20 and the same acts from step 1,000 of one long episode, in which the world does not end."""
    scenario = long_scenario(family)
    acts = long_acts(scenario)
    early, late, forks = [], [], []
    for _ in range(max(2, rounds // 6)):
        episode = Episode(scenario)
        for turn in range(0, 1050, 10):
            texts = freshen(acts)
            began = time.process_time_ns()
            for text in texts:
                episode.step(text)
            spent = (time.process_time_ns() - began) / 10 / 1000
            (early if 20 <= turn < 70 else late if turn >= 1000 else []).append(spent)
            if episode.over:
                raise RuntimeError(f"the episode ended at turn {episode.turn}: {episode.over}")
        began = time.process_time_ns()
        for _ in range(50):
            episode.snapshot()
        forks.append((time.process_time_ns() - began) / 50 / 1000)
    first, last = statistics.median(early), statistics.median(late)
    return {
        "step 20 to 70 us": first, "step 1,000 to 1,050 us": last, "step 1,000 / step 20": asked(last / first, 1.3),
        "fork at step 1,050 us": asked(statistics.median(forks), 5.0),
    }  # fmt: skip
