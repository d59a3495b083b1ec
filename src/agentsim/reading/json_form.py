"""One episode as JSON: what the terminal shows, for programs."""

from __future__ import annotations

from typing import Any

import msgspec

from agentsim.reading.listing import describe_row
from agentsim.reading.tools import read_tools
from agentsim.runs.stored import StoredEpisode


def describe_episode(stored: StoredEpisode, only: int | None = None) -> dict[str, Any]:
    """Return an episode, or with ``only`` its turn of that number alone. Raises ``ValueError`` where that was not played."""
    turns = [turn for turn in stored.turns if only is None or turn.get("turn") == only]
    if only is not None and not turns:
        raise ValueError(f"the episode has no turn {only}; it has {len(stored.turns)}")
    tools = read_tools(stored)
    record = msgspec.to_builtins(stored.record, enc_hook=str)
    found: dict[str, Any] = {
        **describe_row(stored), "factors": record["factors"], "end": record["end"], "costs": record["costs"],
        "goals": record["goals"], "funnel": record["funnel"], "findings": record["findings"],
        "tools": {
            "offered": list(tools.offered), "granted": None if tools.granted is None else sorted(tools.granted),
            "used": tools.used, "denied": tools.denied, "unknown": list(tools.unknown),
        },
        "opening": stored.opening if only is None else [], "turns": turns,
        "events": [event for event in stored.events if only is None or event.get("step") == only],
        "awareness": msgspec.to_builtins(stored.awareness), "usage": msgspec.to_builtins(stored.usage), "seconds": stored.seconds,
    }  # fmt: skip
    return found
