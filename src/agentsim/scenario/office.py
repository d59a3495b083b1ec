"""A company and its people, drawn from a seed.

What must differ between worlds (trade, company name, full names) is not drawn but dealt: a pool is walked in an order
that depends on nothing, and each seed takes the next block of it. So two seeds that lie closer than a pool is long never
share an entry, whereas independent draws would collide soon (the birthday problem).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from agentsim.scenario.deck import PEOPLE, City, Deck, load_deck
from agentsim.scenario.phrases import capitalise, fill_text
from agentsim.scenario.voice import Quirks, speak
from agentsim.streams import Streams

ASCII: Final = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "ı": "i", "đ": "d", "Đ": "D",
                              "ä": "ae", "ö": "oe", "ü": "ue", "Ü": "Ue", "Ö": "Oe", "Ä": "Ae"})  # fmt: skip
LOCALS: Final = ("{first}.{last}", "{f}.{last}", "{last}.{first}", "{first}_{last}", "{f}{last}", "{last}{f}")
PRONOUNS: Final = (("they", "them", "their"), ("she", "her", "her"), ("he", "him", "his"))
PRIVATE: Final = frozenset({"word", "kin", "count", "slug", "tail", "tld"})
VOCABULARY: Final = ("gear", "place", "stuff", "units", "paper", "talk", "crew")


class Company(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The firm. ``mailbox`` is the local part of the address of ``department``; ``words`` fill scenario templates."""

    name: str
    domain: str
    line: str
    industry: str
    city: str
    department: str
    mailbox: str
    words: dict[str, str]


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody who writes mail, of a ``house`` (firm, street, town).

    ``they``, ``them`` and ``their`` are the forms of the person's pronoun.
    """

    id: str = ""
    name: str
    first: str
    last: str
    title: str
    department: str
    email: str
    phone: str
    they: str
    them: str
    their: str
    house: tuple[str, str, str]
    greet: str
    bye: str
    quirks: Quirks
    internal: bool = True

    @property
    def signature(self) -> str:
        """The block under a mail. An outsider may lack a title, a street or a town: what is left over of a line goes."""
        firm, street, city = self.house
        values = {
            "name": self.name, "first": self.first, "last": self.last, "upper": self.name.upper(), "title": self.title,
            "company": firm, "street": street, "city": city, "phone": self.phone, "email": self.email,
            "they": self.they, "them": self.them,
        }  # fmt: skip
        lines = fill_text(self.quirks.shape, values).split("\n")
        kept = (line if line == "--" else line.strip(" |,·-/") for line in lines)
        return "\n".join(line for line in kept if line not in ("", "14"))


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """A company, forty colleagues, a dozen outside contacts, the vocabulary of the trade, and the data folder."""

    company: Company
    pool: tuple[Person, ...]
    contacts: tuple[Person, ...]
    vocabulary: dict[str, tuple[str, ...]]
    folder: Path


def draw_office(streams: Streams, folder: Path, sectors: tuple[str, ...] = ()) -> Office:
    """Return the office of ``streams.seed``, in one of ``sectors`` if any are named; raises what reading ``folder`` raises."""
    deck, seed = load_deck(folder), streams.seed
    rng = streams.generator("office")
    city = deck.cities[deck.place(seed)]
    trades = deck.trades_of(sectors)
    sector, niche = trades[(165 * seed + 77) % len(trades)]
    way, word = deck.words[(217 * seed + 40) % len(deck.words)]
    names = deck.names

    values = {
        "word": word,
        "trade": rng.choice(sector.trades),
        "kin": rng.choice(names.kin),
        "count": rng.choice(names.counts),
        "city": city.city,
        "region": city.region,
        "street": rng.choice(city.streets),
        "sector": sector.sector,
        "niche": niche.niche,
        "headcount": str(rng.randrange(46, 640)),
        "year": str(rng.randrange(1871, 2014)),
        "land": city.land,
        "money": city.money,
        "rate": str(city.rate),
    }
    values["company"] = fill_text(rng.choice(names.shapes[way]), values)
    slug = ascii_letters(word)
    if way in ("numbered", "letters"):
        slug += ascii_letters(values["trade"])
    tail = ascii_letters(city.city if slug.endswith(ascii_letters(values["trade"])) else values["trade"])
    values |= {"slug": slug, "tail": tail, "tld": city.tld}
    domain = fill_text(rng.choice(names.domains), values)
    for name in VOCABULARY:
        first, second = rng.sample(getattr(sector, name), 2)
        values[name], values[name + "2"] = first, second
    for number, goods in enumerate(rng.sample(niche.goods, 3), 1):
        values["goods" if number == 1 else f"goods{number}"] = goods
    desk = names.departments[(17 * seed + 3) % len(names.departments)]
    company = Company(
        name=values["company"],
        domain=domain,
        line=capitalise(fill_text(rng.choice(names.lines), values)),
        industry=f"{niche.niche} ({city.region})",
        city=city.city,
        department=desk["department"],
        mailbox=desk["mailbox"],
        words={key: value for key, value in values.items() if key not in PRIVATE},
    )
    vocabulary = {name: getattr(sector, name) for name in VOCABULARY} | {"goods": niche.goods}
    people = _deal_people(deck, seed, (city, company), rng)
    return Office(company=company, pool=people[:PEOPLE], contacts=people[PEOPLE:], vocabulary=vocabulary, folder=folder)


def with_title(person: Person, title: str) -> Person:
    """Return ``person`` with another title, signature included."""
    return msgspec.structs.replace(person, title=title)


def as_outsider(person: Person, firm: str, domain: str, title: str = "") -> Person:
    """Return ``person`` as somebody at ``firm`` with an address at ``domain``; an empty title is left out of the signature."""
    local = f"{ascii_letters(person.first)}.{ascii_letters(person.last)}"
    return msgspec.structs.replace(
        person, title=title, department="", email=f"{local}@{domain}" if domain else person.email, internal=False,
        house=(firm, "", ""),
    )  # fmt: skip


def voice(person: Person, text: str, streams: Streams) -> str:
    """Return ``text`` with the person's habits and sign-off.

    Slots, numbers, addresses, names, quoted speech and quoted history are never touched; a text that already names the
    person at its end or in one of its last lines gets no sign-off. Ask with the streams of one mail.
    """
    return speak(person, text, streams.generator("voice"))


@lru_cache(maxsize=8192)
def ascii_letters(text: str) -> str:
    """Return the letters and digits of ``text`` in lower-case ASCII, for addresses."""
    plain = unicodedata.normalize("NFKD", text.translate(ASCII)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())


def _deal_people(deck: Deck, seed: int, office: tuple[City, Company], rng: Random) -> tuple[Person, ...]:
    """Deal the names and give everybody a place, an address, a telephone and habits."""
    city, company = office
    draw = rng.random
    hands = []
    for number, (origin, firsts, lasts) in enumerate(deck.origins):
        byes = deck.habits.local_byes.get(origin, deck.habits.byes)
        for card in deck.hand(seed, number):
            hands.append((*firsts[card % len(firsts)], lasts[card % len(lasts)], byes))
    rng.shuffle(hands)
    local = LOCALS[int(draw() * len(LOCALS))]
    teams = rng.sample(sorted(deck.names.staff), 9)
    house = (company.name, company.words.get("street", ""), company.words.get("city", ""))
    people: list[Person] = []
    taken: set[str] = set()
    for number, (first, woman, last, byes) in enumerate(hands):
        own = number % 5 == 0
        team = company.department if own else teams[number % len(teams)]
        title = capitalise(_pick(deck.names.desk_titles if own else deck.names.staff[team], draw))
        short = ascii_letters(first)
        name = local.format(first=short, last=ascii_letters(last), f=short[0])
        if name in taken:
            name = f"{short}{ascii_letters(last)}"
        taken.add(name)
        forms = PRONOUNS[0 if draw() < 0.03 else 1 if woman else 2]
        email, phone = (
            f"{name}@{company.domain}", f"{city.dial} {2000 + int(draw() * 7999)} {10 + int(draw() * 989)}",
        )  # fmt: skip
        quirks = _draw_quirks(deck, rng)
        people.append(
            Person(
                name=f"{first} {last}", first=first, last=last, title=title, department=team, email=email, phone=phone,
                they=forms[0], them=forms[1], their=forms[2], house=house,
                greet=_pick(deck.habits.greets, draw),
                bye=_pick(byes if draw() < 0.3 else deck.habits.byes, draw), quirks=quirks,
            )
        )  # fmt: skip
    return tuple(people)


def _pick(options: Sequence[str], draw: Callable[[], float]) -> str:
    return options[int(draw() * len(options))]


def _draw_quirks(deck: Deck, rng: Random) -> Quirks:
    habits, draw = deck.habits, rng.random
    return Quirks(
        lower=0.85 if draw() < 0.16 else 0.02,
        apostrophes=0.9 if draw() < 0.15 else 0.0,
        double=draw() < 0.08,
        slips=0.5 if draw() < 0.22 else 0.03,
        dots=0.8 if draw() < 0.1 else 0.0,
        bangs=0.7 if draw() < 0.1 else 0.0,
        phone=0.45 if draw() < 0.15 else 0.0,
        phone_line=_pick(habits.phones, draw),
        sign=_pick(habits.signs, draw),
        quote=_pick(habits.quotes, draw),
        reply=_pick(habits.replies, draw),
        shape=_pick(habits.shapes, draw),
        tables=deck.tables,
    )
