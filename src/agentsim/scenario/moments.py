"""When things happen: working days and times of day, drawn from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from agentsim.clock import DAYS, MONTHS
from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.model import Moment
from agentsim.scenario.template import Table
from agentsim.streams import Streams

FIRST = datetime(2026, 1, 5)
WEEKS = 96


def draw_start(streams: Streams) -> datetime:
    """Return the first moment of the episode: a Monday, Tuesday or Wednesday morning."""
    day = FIRST + timedelta(weeks=streams.integer("week", 0, WEEKS), days=streams.integer("weekday", 0, 2))
    return day + timedelta(hours=8, minutes=streams.integer("start", 31, 52))


@lru_cache(maxsize=1024)
def shift_day(start: datetime, days: int) -> datetime:
    """Return midnight of the working day ``days`` after (before, when negative) the day of ``start``."""
    day = start.replace(hour=0, minute=0)
    step = timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


@lru_cache(maxsize=1024)
def shift_minutes(start: datetime, days: int) -> int:
    """Return how many minutes after ``start`` (before, when negative) the day of ``shift_day`` begins."""
    return int((shift_day(start, days) - start).total_seconds()) // 60


def draw_minute(moment: Moment, start: datetime, streams: Streams, name: str, shift: int = 0) -> int:
    """Return the minute of a moment, in minutes since ``start``."""
    return shift_minutes(start, moment.day + shift) + streams.integer(f"at:{name}", *moment.minutes)


def name_moments(
    table: Table, moments: Mapping[str, Sequence[Moment]], start: datetime, streams: Streams, factors: Factors
) -> dict[str, int]:
    """Put the forms of every moment (day, date, time, stamp, iso) into the table and return the minutes."""
    minutes: dict[str, int] = {}
    table.values["today"] = f"{DAYS[start.weekday()]}, {start.day} {MONTHS[start.month - 1]} {start.year}"
    for key, choices in moments.items():
        moment = next((choice for choice in choices if holds(choice.when, factors)), None)
        if moment is not None:
            minutes[key] = draw_minute(moment, start, streams, key)
            when = start + timedelta(minutes=minutes[key])
            text = when.isoformat(" ", "minutes")
            table.values[f"{key}.day"] = DAYS[when.weekday()]
            table.values[f"{key}.date"] = f"{when.day} {MONTHS[when.month - 1]}"
            table.values[f"{key}.time"] = text[11:]
            table.values[f"{key}.stamp"] = text
            table.values[f"{key}.iso"] = text[:10]
            table.values[f"{key}.minute"] = str(minutes[key])
    return minutes
