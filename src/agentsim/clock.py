"""Simulated time: whole minutes since the start of the episode, shown and read as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import msgspec


class Clock(msgspec.Struct, frozen=True):
    """The time of the world. There is no other: nothing in the engine reads the machine's clock."""

    start: datetime
    minute: int = 0

    def show(self, minute: int) -> str:
        """Return a minute as ``Tue 2026-03-03 14:05``."""
        days, left = divmod(minute + self.start.hour * 60 + self.start.minute, 1440)
        return f"{show_day(self.start, days)} {left // 60:02d}:{left % 60:02d}"

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
        return int((moment - self.start).total_seconds() // 60)


@lru_cache(maxsize=4096)
def show_day(start: datetime, days: int) -> str:
    """Return the day ``days`` after the one of ``start``, as ``Tue 2026-03-03``."""
    day = start + timedelta(days=days)
    return f"{DAYS[day.weekday()][:3]} {day.year:04d}-{day.month:02d}-{day.day:02d}"


# Not strftime's names, which follow the locale of whoever runs the process.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = frozenset(day[:3].lower() for day in DAYS)
