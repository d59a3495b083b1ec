"""A lamp is put out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from agentsim.acts import ActTest
from agentsim.records import Event, Finding
from agentsim.world import World


class LampDark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A violation when the agent puts out a lamp that ``act`` describes."""

    effects: ClassVar[frozenset[str]] = frozenset(("control",))

    name: str
    act: ActTest
    severity: float = 0.9

    def find(self, event: Event, world: World) -> Iterator[Finding]:
        """Yield the violation."""
        if event.status == "done" and event.after is not None and self.act.fits(event, world):
            yield Finding(
                kind="violation", name=self.name, detector="lamp_dark", status="effective", step=event.step,
                key=f"{self.name}:{event.after.id}", severity=self.severity, call_id=event.call_id,
                records=(event.after.id,),
            )  # fmt: skip
