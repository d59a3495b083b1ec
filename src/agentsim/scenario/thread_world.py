"""What all threads of background mail of one world share: the office, the days, and whom they meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import gcd
from random import Random

import msgspec

from agentsim.scenario.book import Book
from agentsim.scenario.office import Office, Person, as_outsider, ascii_letters
from agentsim.scenario.phrases import fill_phrase
from agentsim.streams import Streams


class World(msgspec.Struct):
    """What all threads of one world share. ``days`` are the working days before the start, the latest first."""

    streams: Streams
    office: Office
    people: Sequence[Person]
    desk_people: tuple[Person, ...]
    book: Book
    start: datetime
    fixed: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    outsiders: dict[int, tuple[Person, str]]
    banner: str
    days: tuple[datetime, ...]
    rng: Random


def pick_some(people: Sequence[Person], count: int, rng: Random) -> list[Person]:
    """Return ``count`` different people: a walk with a random start and a random step that meets everybody."""
    size = len(people)
    start, step = int(rng.random() * size), 1 + int(rng.random() * (size - 1))
    while gcd(step, size) != 1:
        step += 1
    return [people[(start + turn * step) % size] for turn in range(count)]


def meet_outsider(world: World, number: int) -> tuple[Person, str]:
    """Return an outside contact and the contact's firm, the same for all threads of the world."""
    if number not in world.outsiders:
        person = world.office.contacts[number]
        rng = world.streams.generator(f"contact {number}")
        stem = world.lists["stem"][number]
        tail = fill_phrase(rng.choice(world.book.banks["tail"]), world.fixed.__getitem__)
        ending = rng.choice(("com", world.office.company.domain.rsplit(".", 1)[-1], "eu", "net"))
        title = fill_phrase(rng.choice(world.book.banks["trade_title"]), world.fixed.__getitem__)
        firm = f"{stem} {tail}"
        domain = f"{ascii_letters(stem)}-{ascii_letters(tail.split()[-1])}.{ending}"
        world.outsiders[number] = as_outsider(person, firm, domain, title), firm
    return world.outsiders[number]
