"""Numbers, prices, references and dates as they stand in mail, and the hours at which mail is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

SPELT: Final = ("two", "three", "four", "five", "six")
BEFORE_SUM: Final = frozenset("£€₹₺¥₩")

Fixed = Mapping[str, str]
Maker = Callable[[Random, datetime, Fixed], str]


def roll(when: datetime, rng: Random) -> datetime:
    """Return ``when``, or a moment on the next working morning if it is out of hours (7:30 to 18:00)."""
    minute = when.hour * 60 + when.minute
    if when.weekday() < 5 and 450 <= minute <= 1080:
        return when
    day = when.replace(hour=0, minute=0)
    if minute > 1080:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day + timedelta(minutes=455 + rng.randrange(130))


def _cash(rng: Random, fixed: Fixed, low: int, high: int, cents: bool) -> str:
    money, rate = fixed["money"], int(fixed["rate"])
    value = low + rng.random() * (high - low)
    text = f"{value * rate:,.2f}" if cents and rate < 9 else f"{int(value * rate):,}"
    return f"{money}{text}" if money in BEFORE_SUM else f"{text} {money}"


def _day(rng: Random, when: datetime, low: int, high: int, form: str) -> str:
    """Return a working day ``low`` to ``high`` working days ahead (negative: back), as a weekday or as a date."""
    day, left = when, rng.randint(low, high)
    step = timedelta(days=1 if left > 0 else -1)
    while left:
        day += step
        left -= step.days * (day.weekday() < 5)
    return f"{day:%A}" if form == "weekday" else f"{day.day} {day:%B}"


MAKERS: Final[dict[str, Maker]] = {
    "few": lambda r, w, f: str(r.randint(2, 9)),
    "several": lambda r, w, f: r.choice(SPELT),
    "dozens": lambda r, w, f: str(r.randint(11, 64)),
    "hundreds": lambda r, w, f: str(r.randint(110, 990)),
    "thousands": lambda r, w, f: f"{r.randint(1100, 48000):,}",
    "pct": lambda r, w, f: f"{r.randint(2, 38)}%",
    "cash": lambda r, w, f: _cash(r, f, 2, 60, True),
    "sum": lambda r, w, f: _cash(r, f, 240, 19000, False),
    "ref": lambda r, w, f: f"{f['prefix']}{r.randint(10400, 98700)}",
    "ticket": lambda r, w, f: f"#{r.randint(2100, 88000)}",
    "ext": lambda r, w, f: str(r.randint(112, 789)),
    "clock": lambda r, w, f: f"{r.randint(8, 16)}:{r.choice(('00', '15', '30', '45', '10', '20'))}",
    "hour": lambda r, w, f: str(r.randint(8, 16)),
    "soon": lambda r, w, f: _day(r, w, 1, 4, "weekday"),
    "soon_date": lambda r, w, f: _day(r, w, 4, 16, "date"),
    "ago": lambda r, w, f: _day(r, w, -4, -1, "weekday"),
    "ago_date": lambda r, w, f: _day(r, w, -16, -5, "date"),
    "month": lambda r, w, f: f"{w + timedelta(days=31):%B}",
    "last_month": lambda r, w, f: f"{w.replace(day=1) - timedelta(days=2):%B}",
    "week": lambda r, w, f: str(w.isocalendar().week),
    "year": lambda r, w, f: str(w.year - r.randint(3, 19)),
}
