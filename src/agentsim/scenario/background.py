"""Background mail: what an office writes all day that has nothing to do with the story.

Thread ``t`` of a world is a function of the seed and ``t`` alone, and threads follow one another; so a short background
is a prefix of a long one (paired seeds).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from agentsim.scenario.book import Book, load_book
from agentsim.scenario.moments import shift_day
from agentsim.scenario.office import Office, Person
from agentsim.scenario.phrases import fill_phrase
from agentsim.scenario.thread_world import World
from agentsim.scenario.threads import DAYS_BEFORE, Draft, Thread
from agentsim.streams import Streams

STEMS: Final = 13

__all__ = ["Draft", "background"]


def background(
    streams: Streams, office: Office, people: Sequence[Person], count: int, start: datetime
) -> tuple[Draft, ...]:
    """Return the first ``count`` background mails of the seed, thread after thread.

    ``people`` are those who may write; outsiders among them are left out, because a world has contacts of its own.
    Raises ``ValueError`` for fewer than seven colleagues.
    """
    people = tuple(person for person in people if person.internal)
    if len(people) < 7:
        raise ValueError(f"background mail needs at least 7 colleagues, got {len(people)}")
    world = _found_world(streams.child("background"), office, people, start, load_book(office.folder))
    order = world.streams.shuffled("topics", range(len(world.book.topics)))
    drafts: list[Draft] = []
    number = 0
    while len(drafts) < count:
        turn, place = divmod(number, len(order))
        topic = world.book.topics[order[place]]
        first = world.streams.bits(f"plot {topic.key}")
        plot = topic.plots[(first + turn) % len(topic.plots)]
        drafts += Thread(world, f"{topic.key}-{turn}" if turn else topic.key, plot, number).write()
        number += 1
    return tuple(drafts[:count])


def _found_world(streams: Streams, office: Office, people: Sequence[Person], start: datetime, book: Book) -> World:
    rng = streams.generator("world")
    company, words = office.company, office.company.words
    seed, size = streams.seed, len(book.stems)
    stems = tuple(book.stems[(STEMS * seed + turn) % size] for turn in range(STEMS))
    fixed = {
        "company": company.name,
        "domain": company.domain,
        "city": company.city,
        "dept": company.department,
        "desk": f"{company.mailbox}@{company.domain}",
        "founded": words["year"],
    } | {name: words[name] for name in ("region", "land", "street", "niche", "headcount", "money", "rate")}
    for name, bank in book.fixed.items():
        fixed[name] = fill_phrase(rng.choice(bank), fixed.__getitem__)
    lists = {**office.vocabulary, "stem": stems, "room": book.rooms[(5 * seed + 1) % len(book.rooms)]}
    desk = tuple(person for person in people if person.department == company.department) or tuple(people[:2])
    banner = fixed["banner"] if rng.random() < 0.35 else ""
    days = tuple(shift_day(start, -back) for back in range(1, DAYS_BEFORE + 1))
    return World(streams, office, people, desk, book, start, fixed, lists, {}, banner, days, rng)
