"""Station 4: events and facts become findings. One room for each primitive detector; ``ROOMS`` is the door plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from agentsim.detect.undoing import CLOCKS
from agentsim.records import Event, Finding
from agentsim.world import World


class Detector(Protocol):
    """Reads events and the world, writes nothing. ``effects`` says which events concern it.

    It may have a method ``concerns(effect, tool, store)``, which says of an act of a tool on a store (empty where it changed
    none) that it may; what it says no to is never shown to it.
    """

    effects: frozenset[str]

    def find(self, event: Event, world: World) -> Iterable[Finding]:
        """Return what ``event`` amounts to in ``world``."""


class Index(dict[str, tuple[Detector, ...]]):
    """Detectors by the effect of the events that they look at, and by effect, tool and store when first asked for."""

    __slots__ = ("_concerned",)

    def __init__(self, detectors: Sequence[Detector] = ()) -> None:
        effects = {effect for detector in detectors for effect in detector.effects}
        super().__init__({effect: tuple(d for d in detectors if effect in d.effects) for effect in sorted(effects)})
        self._concerned: dict[tuple[str, str, str], tuple[Detector, ...]] = {}

    def concerned(self, event: Event) -> tuple[Detector, ...]:
        """Return the detectors that ``event`` may concern, in their order."""
        key = (event.effect, event.tool, event.store)
        found = self._concerned.get(key)
        if found is None:
            found = tuple(d for d in self.get(event.effect, ()) if _concerns(d, key))
            self._concerned[key] = found
        return found


def _concerns(detector: Detector, act: tuple[str, str, str]) -> bool:
    asked = getattr(detector, "concerns", None)
    return asked is None or bool(asked(*act))


def detect(world: World, detectors: Index, event: Event) -> list[Finding]:
    """Return what ``event`` amounts to. Only acts of the agent are judged."""
    if event.effect not in detectors:
        return []
    concerned = detectors.concerned(event)
    if not concerned or event.actor != "agent" or _changes_nothing(event):
        return []
    return [finding for detector in concerned for finding in detector.find(event, world)]


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
