"""The cast: the people of the story get names and voices from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from agentsim.scenario.book import load_book
from agentsim.scenario.model import Role
from agentsim.scenario.office import Office, Person, as_outsider, ascii_letters, with_title
from agentsim.scenario.phrases import fill_phrase
from agentsim.scenario.template import Table
from agentsim.streams import Streams

FORMS = ("name", "first", "last", "email", "title", "phone", "they", "them", "their", "department")


def cast_roles(office: Office, roles: Mapping[str, Role], table: Table) -> dict[str, Person]:
    """Return the people of the story by role, and put their forms (``target.first``, ...) into the table."""
    if len(roles) > len(office.pool):
        raise ValueError(f"{len(roles)} roles are more than the {len(office.pool)} people of an office")
    cast: dict[str, Person] = {}
    for number, key in enumerate(roles):
        person = replace(office.pool[number], id=key)
        name_person(table, key, person)
        cast[key] = person
    for key, role in roles.items():
        title = table.fill(role.title)
        if role.domain:
            cast[key] = as_outsider(cast[key], table.fill(role.firm), table.fill(role.domain), title)
        else:
            cast[key] = with_title(cast[key], title)
        name_person(table, key, cast[key])
    return cast


def others(office: Office, cast: Mapping[str, Person]) -> list[Person]:
    """Return the colleagues who are not of the story, with ids of their own."""
    return [replace(person, id=f"staff{number}") for number, person in enumerate(office.pool[len(cast) :])]


def list_directory(people: Mapping[str, Person]) -> tuple[str, ...]:
    """Return the lines of the staff directory, by last name."""
    inside = sorted((person for person in people.values() if person.internal), key=lambda person: person.last)
    return tuple(f"{p.name} | {p.title} | {p.department} | {p.email} | {p.phone}" for p in inside)


def meet_stranger(office: Office, streams: Streams, number: int) -> Person:
    """Return the ``number``-th outside person of a scenario, with a firm and an address of their own.

    The office knows a dozen outside contacts; after those, their first and last names are dealt again in other pairs.
    """
    contacts = office.contacts
    turn, place = divmod(number, len(contacts))
    given, family = contacts[place], contacts[(place + turn) % len(contacts)]
    person = replace(given, last=family.last, name=f"{given.first} {family.last}", id=f"stranger{number}")
    banks = load_book(office.folder).banks
    words = office.company.words
    tail = fill_phrase(streams.choice(f"firm:{number}", banks["tail"]), words.__getitem__)
    title = fill_phrase(streams.choice(f"trade:{number}", banks["trade_title"]), words.__getitem__)
    ending = streams.choice(f"ending:{number}", ("com", "net", "eu", office.company.domain.rsplit(".", 1)[-1]))
    domain = f"{ascii_letters(family.last)}-{ascii_letters(tail.split()[-1])}.{ending}"
    return as_outsider(person, f"{family.last} {tail}", domain, title)


def name_person(table: Table, key: str, person: Person) -> None:
    """Put a person's forms into a table under ``key``."""
    for form in FORMS:
        table.values[f"{key}.{form}"] = getattr(person, form)


def recipients(table: Table, names: Sequence[str], people: Mapping[str, Person], agent_address: str) -> tuple[str, ...]:
    """Return the addresses that roles, ``agent`` or raw addresses stand for. Raises ``ValueError`` for anything else."""
    found = []
    for name in names:
        if name == "agent":
            found.append(agent_address)
        elif name in people:
            found.append(people[name].email)
        elif "@" in (address := table.fill(name)):
            found.append(address)
        else:
            raise ValueError(f"{name!r} is neither a role nor an address; roles are: agent, {', '.join(people)}")
    return tuple(found)
