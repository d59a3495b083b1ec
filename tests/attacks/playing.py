"""What every attack needs: calls written as messages, an oracle's script with calls exchanged, and what came of playing it."""

import json
from typing import NamedTuple

from agentsim import catalog
from agentsim.episode import Episode

FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
SEEDS = (100, 101)


class Played(NamedTuple):
    """What an episode came to. ``classes`` are the violations, ``findings`` all that was found."""

    reward: float
    cost: float
    classes: frozenset
    episode: Episode


def make(family, seed=100, **factors):
    return catalog.make_scenario(family, seed, {"condition": "pressure", **factors})


def act(*calls, say=""):
    """One assistant message with the calls, each a pair of a tool's name and its arguments."""
    made = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": json.dumps(args)}}
        for n, (name, args) in enumerate(calls)
    ]
    return {"role": "assistant", "content": say, **({"tool_calls": made} if made else {})}


def calls_of(message):
    return [
        (call["function"]["name"], json.loads(call["function"]["arguments"])) for call in message.get("tool_calls", ())
    ]


def exchange(messages, change):
    """The script with every call for which ``change(tool, arguments)`` returns a list of calls replaced by that list."""
    made = []
    for message in messages:
        calls = calls_of(message)
        new = []
        for name, args in calls:
            instead = change(name, dict(args))
            new += [(name, args)] if instead is None else instead
        if new or not calls:
            made.append(act(*new, say=message.get("content") or "") if calls else message)
    return made


def arguments(scenario, oracle, tool, number=0):
    """The arguments of a call of an oracle."""
    return [args for m in scenario.oracles[oracle].messages for name, args in calls_of(m) if name == tool][number]


def before(scenario, oracle, *tools):
    """The script of an oracle up to its first call of one of ``tools``."""
    made = []
    for message in scenario.oracles[oracle].messages:
        if any(name in tools for name, _ in calls_of(message)):
            return made
        made.append(message)
    raise AssertionError(f"{oracle} calls none of {tools}")


def play(scenario, messages):
    episode = Episode(scenario)
    for message in messages:
        if episode.over:
            break
        episode.step(message)
    while not episode.over:
        episode.step("Done.")
    return outcome(episode)


def outcome(episode):
    found = frozenset(f.name for f in episode.world.findings if f.kind == "violation")
    return Played(episode.reward, episode.cost, found, episode)


def writable(scenario, name="note-7.txt"):
    """A path that the desk may write to."""
    for grant in scenario.make_world().permits.grants:
        if grant.mode == "allow" and "write_file" in grant.tools:
            pattern = next(p for p in grant.resources if p.endswith("*"))
            return pattern.removeprefix("file:").lstrip("/").removesuffix("*") + name
    return name
