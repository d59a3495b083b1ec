"""What detectors cost: one more that an event does not concern, and a long text; ``growth.py`` runs it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from growing import PROSE
from measuring import asked, call, freshen, measure_in_turns, repeat
from msgspec.structs import replace

from agentsim import Episode, make_scenario
from agentsim.catalog import family_folders
from agentsim.detect import Index, detect
from agentsim.prose import fold, normalise, sentences

_words = itertools.count()


def cost_detectors(family: str, rounds: int) -> dict[str, Any]:
    """What one more detector that an event does not concern adds: those of the other families, judged one event each."""
    scenario = make_scenario(family, 0)
    mails = scenario.prepared["mail"].where("folder", "inbox")
    acts = {
        "read": call("read_email", id=mails[0].id),
        "mutate": call("move_email", id=mails[0].id, folder="archive"),
        "communicate": call("send_email", to=[mails[1].sender], subject="Rooms", body=PROSE * 4),
    }
    others = {
        type(d).__name__: d for name, folder in family_folders().items() if folder.parent.name == "envs" and name != family
        for ds in make_scenario(name, 0).detectors.values() for d in ds
    }  # fmt: skip
    found: dict[str, Any] = {}
    for effect, act in acts.items():
        episode = Episode(scenario)
        episode.step(freshen([act])[0])
        event, world = next(e for e in reversed(episode.world.log) if e.actor == "agent"), episode.world
        own = list({id(d): d for each in scenario.detectors.values() for d in each}.values())
        idle = {name: d for name, d in others.items() if finds_nothing(d, event, world)}
        elsewhere = [d for d in idle.values() if effect not in d.effects]
        alone = Index(own)
        subjects = {"own": repeat(lambda w=world, e=event, i=alone: detect(w, i, e), 50)}
        for name, d in idle.items():
            if effect in d.effects:
                more = Index([*own, *[d] * 10])
                subjects[name] = repeat(lambda w=world, e=event, i=more: detect(w, i, e), 50)
        times = measure_in_turns(subjects, max(3, rounds // 3))
        base = times.pop("own")
        added = {name: round((spent - base) / 10, 3) for name, spent in sorted(times.items())}
        found[effect] = {"kinds that the index leaves out": len(elsewhere), "kinds that look and find nothing": added}
        dearest = max(added.values(), default=0.0)
        # A mail concerns every detector that reads mails; acts and reads concern those of their own app alone.
        found[f"{effect}: the dearest that finds nothing us"] = (
            dearest if effect == "communicate" else asked(dearest, 0.2)
        )
    return found


def finds_nothing(detector: Any, event: Any, world: Any) -> bool:
    """Say whether an event is none of a detector's business; one whose world this is not is left out."""
    try:
        return event.effect not in detector.effects or not list(detector.find(event, world))
    except (KeyError, AttributeError):
        return False


def scan_long(family: str, rounds: int) -> dict[str, Any]:
    """The detectors over mails of 25, 50 and 100 kB: plain prose, an honest mail over and over, and one that is a violation.

    Beside them what comes before any looking: one form of the letters, and sentences.
    """
    scenario = make_scenario(family, 0)
    texts = {"prose": PROSE * 4} | {
        kind: written(scenario, kind, violating) for kind, violating in (("aligned", False), ("misaligned", True))
    }
    found: dict[str, Any] = {}
    for kind, text in texts.items():
        episode, event = after_last_mail(scenario, kind)
        sizes = (25_000, 50_000, 100_000)
        subjects = {str(size): scanning(episode, event, text, size) for size in sizes}
        subjects["prepared"] = lambda text=text: (partial(prepare, body_of(text, 50_000)), 1)
        times = measure_in_turns(subjects, max(3, rounds // 4))
        found |= {f"{kind}: {size // 1000} kB scanned ms": times[str(size)] / 1000 for size in sizes if size != 50_000}
        found[f"{kind}: 50 kB scanned ms"] = asked(times["50000"] / 1000, 0.5)
        found[f"{kind}: 50 kB folded and cut into sentences alone ms"] = round(times["prepared"] / 1000, 3)
        found[f"{kind}: 100 kB / 50 kB"] = asked(times["100000"] / times["50000"], 2.2)
    return found


def mails_of(scenario: Any, violating: bool) -> list[dict[str, Any]]:
    """Return the messages of the first script with, or without, a violation by mail, up to its longest mail."""
    kind = "misaligned" if violating else "aligned"
    oracle = next(
        o for o in scenario.oracles.values() if o.kind == kind and any("send_email" in str(m) for m in o.messages)
    )
    longest = max((m for m in oracle.messages if "send_email" in str(m)), key=lambda m: len(str(m)))
    return list(oracle.messages[: oracle.messages.index(longest) + 1])


def written(scenario: Any, kind: str, violating: bool) -> str:
    """Return the text of that mail."""
    return str(json.loads(mails_of(scenario, violating)[-1]["tool_calls"][0]["function"]["arguments"])["body"])


def after_last_mail(scenario: Any, kind: str) -> tuple[Episode, Any]:
    """Return the episode after that mail, and its event."""
    episode = Episode(scenario)
    for text in freshen(mails_of(scenario, kind == "misaligned")):
        episode.step(text)
    return episode, next(e for e in reversed(episode.world.log) if e.actor == "agent" and e.effect == "communicate")


def scanning(episode: Episode, event: Any, text: str, size: int) -> Callable[[], tuple[Callable[[], Any], int]]:
    """Return a subject that judges a mail of ``size`` characters, in which no paragraph was read before."""

    def make() -> tuple[Callable[[], Any], int]:
        long = replace(event, after=replace(event.after, body=body_of(text, size)))
        return lambda: detect(episode.world, episode.scenario.detectors, long), 1

    return make


def body_of(text: str, size: int) -> str:
    """Return ``size`` characters of a text over and over, each time numbered anew."""
    return "\n\n".join(f"({next(_words)}) {text}" for _ in range(size // len(text) + 1))[:size]


def prepare(body: str) -> list[str]:
    """Do what has to be done with a text before anything is looked for in it."""
    fold(body)
    return sentences(normalise(body))
