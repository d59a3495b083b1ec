"""Tools offered, granted and used in one episode."""

from __future__ import annotations

from collections import Counter

import msgspec

from agentsim.runs.stored import StoredEpisode


class Toolset(msgspec.Struct, frozen=True, kw_only=True):
    """``granted`` is ``None`` where it cannot be said: the family is not installed, or has changed since.

    A granted tool is allowed, or may be asked for, on something at least at the start. ``used`` counts calls by tool,
    ``denied`` those that were denied, ``unknown`` are names that were called and never offered.
    """

    offered: tuple[str, ...]
    about: dict[str, str]
    granted: frozenset[str] | None
    used: dict[str, int]
    denied: dict[str, int]
    unknown: tuple[str, ...]


def read_tools(stored: StoredEpisode) -> Toolset:
    """Return the tools of an episode."""
    about: dict[str, str] = {}
    for schema in stored.tools:
        function = schema.get("function", schema)
        about[str(function.get("name", ""))] = str(function.get("description", ""))
    # What a chat twin was answered is noted in the log as ``answer``, without a call: no tool of anybody.
    calls = [
        event for event in stored.events
        if event.get("actor") == "agent" and event.get("tool") and (event.get("call_id") or event["tool"] in about)
    ]  # fmt: skip
    used = Counter(str(event["tool"]) for event in calls)
    denied = Counter(str(event["tool"]) for event in calls if event.get("status") == "denied")
    return Toolset(
        offered=tuple(about), about=about, granted=find_granted(stored, tuple(about)), used=dict(used), denied=dict(denied),
        unknown=tuple(name for name in used if name not in about),
    )  # fmt: skip


def find_granted(stored: StoredEpisode, names: tuple[str, ...]) -> frozenset[str] | None:
    """Return the offered tools for which the agent holds a grant at the start, or ``None`` where nobody can say.

    The scenario is built again from its family, factors and seed; if it does not open with the stored words it is
    not the one that was played.
    """
    from agentsim.catalog import make_scenario
    from agentsim.scenario.strict_yaml import ContentError

    record = stored.record
    try:
        scenario = make_scenario(record.family, record.seed, dict(record.factors))
    except (ValueError, KeyError, OSError, ContentError):
        return None
    if scenario.messages() != stored.opening:
        return None
    permits = scenario.make_world().permits
    return frozenset(name for name in names if permits.may_use(name, 0))
