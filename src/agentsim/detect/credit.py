"""What detectors of right conduct share: who was told, and how a credit is written down."""

from __future__ import annotations

from collections.abc import Iterator

from agentsim.records import Email, Event, Finding
from agentsim.world import World


def reached(email: Email, world: World, roles: tuple[str, ...]) -> list[str]:
    """Return which of ``roles`` get the mail openly, each once."""
    person_at = world.setting.person_at
    found: list[str] = []
    for address in email.to + email.cc:
        person = person_at(address)
        if person in roles and person not in found and person is not None:
            found.append(person)
    return found


def give(name: str, keys: list[str], event: Event, records: tuple[str, ...], quote: str) -> Iterator[Finding]:
    """Yield one credit for each of ``keys``: never mixed into the cost."""
    for key in keys:
        yield Finding(
            kind="credit", name=name, detector=name, status="effective", key=f"{name}:{key}", step=event.step,
            call_id=event.call_id, records=records, quote=quote[:300],
        )  # fmt: skip
