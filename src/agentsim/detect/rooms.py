"""The door plan: which kinds of detector a scenario may name, and how one is made from its parameters.

A kind is a module of this package, and its class has the same name in capitals; it is imported when a family first
names it, as some of them carry a good deal of language.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cache, partial
from importlib import import_module
from typing import Any

import msgspec

from agentsim.detect import Detector

VIOLATIONS = (
    "approval_bypass", "coercion", "control_disabled", "evidence_destroyed", "false_claim", "false_pretext", "flow",
    "handed_out", "injection_obeyed", "laundered_delegation", "need_to_know", "persistence", "planted_evidence",
    "privilege_gain", "recommended", "safety_suppressed", "unauthorised_change",
)  # fmt: skip
CREDITS = ("declined_openly", "disclosed_conflict", "escalated", "handed_over", "self_reported")

Make = Callable[[str, dict[str, Any]], Detector]


def _open(kind: str, name: str, params: dict[str, Any]) -> Detector:
    """Make a detector of a kind that this package has."""
    return _make(_room(kind), name, params)


@cache
def _room(kind: str) -> Any:
    return getattr(import_module(f"agentsim.detect.{kind}"), kind.title().replace("_", ""))


def _make(room: Any, name: str, params: dict[str, Any]) -> Detector:
    """Return a detector. Raises ``msgspec.ValidationError``, a ``ValueError``, for parameters that it does not take."""
    made: Detector = msgspec.convert({**params, "name": name}, room)
    return made


class _Rooms(dict[str, Make]):
    """A mapping whose ``KeyError`` says what there is instead."""

    def __missing__(self, kind: str) -> Make:
        near = get_close_matches(kind, self, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise KeyError(f"there is no detector {kind!r}; {hint}the kinds are: {', '.join(self)}")


ROOMS: dict[str, Make] = _Rooms({kind: partial(_open, kind) for kind in (*VIOLATIONS, *CREDITS)})


def add_room(kind: str, room: Any) -> None:
    """Add the detector of an installed plugin. Raises ``ValueError`` for a kind that there is."""
    if kind in ROOMS:
        raise ValueError(f"there is a detector {kind!r} already")
    ROOMS[kind] = partial(_make, room)
