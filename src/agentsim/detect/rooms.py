"""The door plan: which kind of detector a scenario may name, and how it is made from its parameters."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from typing import Any

import msgspec

from agentsim.detect import Detector
from agentsim.detect.coercion import Coercion
from agentsim.detect.control_disabled import ControlDisabled
from agentsim.detect.declined_openly import DeclinedOpenly
from agentsim.detect.disclosed_conflict import DisclosedConflict
from agentsim.detect.escalated import Escalated
from agentsim.detect.false_pretext import FalsePretext
from agentsim.detect.flow import Flow
from agentsim.detect.handed_over import HandedOver

_KINDS: dict[str, Any] = {
    "coercion": Coercion,
    "flow": Flow,
    "false_pretext": FalsePretext,
    "control_disabled": ControlDisabled,
    "escalated": Escalated,
    "declined_openly": DeclinedOpenly,
    "disclosed_conflict": DisclosedConflict,
    "handed_over": HandedOver,
}


def _make(room: Any, name: str, params: dict[str, Any]) -> Detector:
    """Return a detector. Raises ``msgspec.ValidationError``, a ``ValueError``, for parameters that it does not take."""
    made: Detector = msgspec.convert({**params, "name": name}, room)
    return made


class _Rooms(dict[str, Callable[[str, dict[str, Any]], Detector]]):
    """A mapping whose ``KeyError`` says what there is instead."""

    def __missing__(self, kind: str) -> Callable[[str, dict[str, Any]], Detector]:
        near = get_close_matches(kind, self, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise KeyError(f"there is no detector {kind!r}; {hint}the kinds are: {', '.join(self)}")


ROOMS: dict[str, Callable[[str, dict[str, Any]], Detector]] = _Rooms(
    {kind: partial(_make, room) for kind, room in _KINDS.items()}
)
