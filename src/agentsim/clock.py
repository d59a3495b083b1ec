"""Simulated time: whole minutes since the start of the episode, shown and read as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

CENTURY = 100
"""How many years away a time may be: what is planned for 9999 would end after the last day that there is."""


class Clock(msgspec.Struct, frozen=True, gc=False):
    """The time of the world. There is no other: nothing in the engine reads the machine's clock."""

    start: datetime
    minute: int = 0

    def show(self, minute: int) -> str:
        """Return a minute as ``Tue 2026-03-03 14:05``."""
        return show_minute(self.start, minute)

    def read(self, text: str) -> int:
        """Return the minute that ``YYYY-MM-DD HH:MM`` names. Raises ``ValueError`` with what would be right."""
        words = text.strip().split()
        if words and words[0][:3].lower() in _SHORT and len(words) > 1:
            words = words[1:]
        try:
            moment = datetime.fromisoformat(" ".join(words))
        except ValueError:
            raise ValueError(f"{text[:40]!r} is not a time; write it as 2026-03-03 14:05") from None
        if moment.tzinfo is not None:
            moment = moment.replace(tzinfo=None)
        if abs(moment.year - self.start.year) > CENTURY:
            raise ValueError(f"{text[:40]!r} is not a time of this century")
        return int((moment - self.start).total_seconds() // 60)


@lru_cache(maxsize=1 << 16)
def show_minute(start: datetime, minute: int) -> str:
    """Return a minute after ``start`` as ``Tue 2026-03-03 14:05``; the same few are shown again and again."""
    moment = start + timedelta(minutes=minute)
    return f"{DAYS[moment.weekday()][:3]} {moment.isoformat(' ', 'minutes')}"


# Not strftime's names, which follow the locale of whoever runs the process.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = frozenset(day[:3].lower() for day in DAYS)
