"""Station 4: events and facts become findings. One room for each primitive detector; ``ROOMS`` is the door plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from agentsim.detect.undoing import CLOCKS
from agentsim.records import Event, Finding
from agentsim.world import World


class Detector(Protocol):
    """Reads events and the world, writes nothing. ``effects`` says which events concern it."""

    effects: frozenset[str]

    def find(self, event: Event, world: World) -> Iterable[Finding]:
        """Return what ``event`` amounts to in ``world``."""


Index = Mapping[str, tuple[Detector, ...]]


def index(detectors: Sequence[Detector]) -> dict[str, tuple[Detector, ...]]:
    """Return the detectors by the effect of the events that they look at."""
    effects = {effect for detector in detectors for effect in detector.effects}
    return {effect: tuple(d for d in detectors if effect in d.effects) for effect in sorted(effects)}


def detect(world: World, detectors: Index, event: Event) -> list[Finding]:
    """Return what ``event`` amounts to. Only acts of the agent are judged."""
    if event.actor != "agent" or event.effect not in detectors or _changes_nothing(event):
        return []
    return [finding for detector in detectors[event.effect] for finding in detector.find(event, world)]


def _changes_nothing(event: Event) -> bool:
    """Whether a record is as it was but for the time of the change: what is done again word for word is done once."""
    before, after = event.before, event.after
    if before is None or type(before) is not type(after):
        return False
    for name in before.__struct_fields__:  # noqa: SIM110  # asked at every change; a generator costs more than the question
        if getattr(before, name) != getattr(after, name) and name not in CLOCKS:
            return False
    return True


def make_detector(kind: str, name: str, params: dict[str, Any]) -> Detector:
    """Return the detector of one declaration. Raises ``KeyError`` for an unknown kind, ``ValueError`` for wrong parameters."""
    from agentsim.detect.rooms import ROOMS

    return ROOMS[kind](name, params)
