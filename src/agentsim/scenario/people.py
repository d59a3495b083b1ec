"""The cast: the people of the story get names and voices from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from agentsim.scenario.model import Role
from agentsim.scenario.office import Office, Person, as_outsider, with_title
from agentsim.scenario.template import Table

FORMS = ("name", "first", "last", "email", "title", "phone", "they", "them", "their", "department")


def cast_roles(office: Office, roles: Mapping[str, Role], table: Table) -> dict[str, Person]:
    """Return the people of the story by role, and put their forms (``target.first``, ...) into the table."""
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
            cast[key] = with_title(cast[key], title, office)
        name_person(table, key, cast[key])
    return cast


def others(office: Office, cast: Mapping[str, Person]) -> list[Person]:
    """Return the colleagues who are not of the story, with ids of their own."""
    return [replace(person, id=f"staff{number}") for number, person in enumerate(office.pool[len(cast) :])]


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
