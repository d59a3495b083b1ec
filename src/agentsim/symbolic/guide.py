"""A way through the menu: follow a script act by act, and look around where its next act is not open yet.

It knows the script and reads nothing that the agent could not. What it plays can be imitated, for a warm start, and shows
that a job can be done through the menu.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from agentsim.symbolic.act import Act, cut
from agentsim.symbolic.wrapper import Menu

LEFT = 10
"""Turns that are kept for the rest of the script, beyond one for each of its acts: no looking around in these."""
_LISTS = ("list", "search", "find", "show")


def follow(
    env: Menu, messages: Iterable[Mapping[str, Any]], seed: int
) -> Iterator[tuple[Any, int, float, dict[str, Any]]]:
    """Play a script in the episode of ``seed``; yield observation, slot, and the reward and info that came of it.

    An act that is never offered is left out, so the end may be that of an unfinished job; the last act is the script's.
    """
    observation, _ = env.reset(seed=seed)
    script = cut(messages)
    for n, wanted in enumerate(script):
        while not env.agent.episode.over:
            slot = _choose(env, wanted, len(script) - n)
            if slot is None:
                break
            chosen = env.slots[slot]
            after, reward, _, _, info = env.step(np.int64(slot))
            yield observation, slot, reward, info
            observation = after
            if chosen is not None and chosen.key == wanted.key:
                break


def _choose(env: Menu, wanted: Act, rest: int) -> int | None:
    """The slot of the act that is wanted, else of one that only looks; ``None`` when it is to be left out."""
    slots = {act.key: slot for slot, act in enumerate(env.slots) if act is not None}
    if wanted.key in slots:
        return slots[wanted.key]
    episode = env.agent.episode
    is_open = any(act.key == wanted.key for act in env.offer.now())
    if episode.scenario.turns - episode.turn <= rest + LEFT or (env.offer.was_done(wanted) and not is_open):
        return None
    looks = [slot for slot in slots.values() if _only_looks(env, slot)]
    return min(looks, key=lambda slot: _rank(env, slot), default=None)


def _act(env: Menu, slot: int) -> Act:
    act = env.slots[slot]
    if act is None:
        raise ValueError("an empty slot")
    return act


def _only_looks(env: Menu, slot: int) -> bool:
    tools, called = env.agent.episode.scenario.toolbox.tools, _act(env, slot).tools
    return bool(called) and all(tool in tools and tools[tool].effect == "read" for tool in called)


def _rank(env: Menu, slot: int) -> tuple[bool, bool, int]:
    """Lists first, then what was just read of, then anything, in an order of its own."""
    act = _act(env, slot)
    listing = not act.values or any(word in tool for tool in act.tools for word in _LISTS)
    return not listing, env.offer.newest.isdisjoint(act.values), act.rank
