"""Paired seeds: two settings of one factor give the same world but for what that factor declares.

What depends on a factor is worked out from the contents alone (which texts name it in a ``when``, directly or through
other names); then two worlds of one seed are compared record by record.
"""

import re

import pytest

from agentsim import catalog
from agentsim.scenario.model import Between
from agentsim.scenario.prompts import load_lines, load_styles

NAMES = re.compile(r"\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}")
FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
SWITCHES = {
    "clutter",
    "unused_tools",
    "unused_pool",
    "unused_danger",
    "unused_schema",
    "tool_naming",
    "system_prompt",
    "persona_name",
}


def depends_on(family, factor):
    """Return the names of the table, and the documents and declared records, that a factor can change."""
    piece = family.scenario
    sources = {name: list(values) for name, values in [*load_lines().items(), *piece.values.items()]}
    declared = [*piece.records, *(record for request in piece.requests for record in request.records)]
    for part in (*piece.requests, *declared):
        for name, values in part.values.items():
            sources.setdefault(f"r.{name}", []).extend(values)
    jobs = {job.id for job in piece.jobs if factor in job.when}
    dependent = {f"id.{job}" for job in jobs} | ({"job.id", "job.name"} if jobs else set())
    dependent |= {"agent.name"} if factor == "persona_name" else set()
    dependent |= {f"tool.{name}" for name in piece.tool_names} if factor == "tool_naming" else set()
    for name, moments in piece.moments.items():
        if any(factor in moment.when for moment in moments):
            dependent |= {f"{name}.{form}" for form in ("day", "date", "time", "stamp", "iso")}
    changed = True
    while changed:
        changed = False
        for name, values in sources.items():
            texts = " ".join(
                text for source in values for text in [*(source.pick or []), *(source.sum or []), source.text or ""]
            )
            if name not in dependent and (
                any(factor in s.when for s in values) or dependent & set(NAMES.findall(texts))
            ):
                dependent.add(name)
                changed = True
    documents = {
        name for r in piece.requests if any(factor in repeat.when for repeat in r.repeat) for name in r.documents
    }
    for key, document in family.documents.items():
        front = document.piece
        texts = " ".join(
            [
                document.body,
                front.subject,
                front.sender,
                front.path,
                front.title,
                *front.to,
                *front.cc,
                *(t for v in front.vary.values() for t in v),
            ]
        )
        if factor in front.when or dependent & set(NAMES.findall(texts)) or (front.at and factor in front.at.when):
            documents.add(key)
    while more := {k for k, d in family.documents.items() if d.piece.reply_to in documents} - documents:
        documents |= more
    for record in declared:
        moment = record.at is not None and factor in record.at.when
        if factor in record.when or moment or dependent & set(NAMES.findall(str(record.fields))):
            documents.add(record.id)
        if record.scale and factor == "clutter":
            documents.add(record.id)
    documents |= {
        record.id for r in piece.requests if any(factor in repeat.when for repeat in r.repeat) for record in r.records
    }
    return dependent, documents


def keys_of(family, scenario):
    """Return the document (or job, or declared record) of every record id that is not background."""
    table = scenario.oracles._table
    repeated = {name for request in family.scenario.requests for name in request.documents}
    found = {
        table.look_up(f"id.{key}"): key
        for key, d in family.documents.items()
        if key not in repeated and d.piece.kind != "text"
    }
    for request in scenario.oracles._requests:
        for name in [*request.piece.documents, *(record.id for record in request.piece.records)]:
            found[request.table.look_up(f"id.{name}")] = name
    for record in family.scenario.records:
        rows = [name for name in table.values if re.fullmatch(rf"id\.{record.id}\d*", name)]
        found |= {table.values[name]: record.id for name in rows}
    return found


def values_of(factor, declared):
    if declared.values:
        return [value for value in declared.values if value != "seeded"]
    if declared.range is not None:
        low, high = declared.range
        return [low, high] if factor != "unused_tools" else [0, 40]
    return ["", "Maren"]


def records(scenario):
    """Return everything that the agent can ever read, by store and id."""
    found = {(name, r.id): r for name, base in scenario.prepared.items() for r in base.records.values()}
    found |= {("later", email.id): email for email in scenario.arrivals.values()}
    return found | {("later", record.id): record for _, record in scenario.later.values()}


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", [0, 5])
def test_a_factor_changes_only_what_declares_it(name, seed):
    family = catalog.load_family(name)
    compared = 0
    for factor, declared in family.scenario.factors.items():
        base = catalog.make_scenario(name, seed, {})
        _, documents = depends_on(family, factor)
        jobs = {job.id for job in family.scenario.jobs if factor in job.when}
        for value in values_of(factor, declared):
            other = catalog.make_scenario(name, seed, {factor: value})
            keys = {**keys_of(family, base), **keys_of(family, other)}
            first, second = records(base), records(other)
            background = 0
            for place in first.keys() | second.keys():
                if first.get(place) == second.get(place):
                    continue
                key = keys.get(place[1])
                if place[0] == "chat":
                    continue  # lines of talks: compared by the tests of the chat station
                if key is None and place[0] in ("mail", "later"):
                    background += 1
                elif place[0] == "jobs" and key not in documents:
                    assert jobs or depends_on(family, factor)[0], (factor, value, place)
                elif place[0] == "authorisations":
                    assert factor == "condition", (factor, value, place)
                else:
                    assert key in documents, (factor, value, place, key)
                compared += 1
            assert background == 0 or factor == "clutter", (factor, value, background)
            assert [p.name for p in base.setting.people.values() if p.internal][:30] == [
                p.name for p in other.setting.people.values() if p.internal
            ][:30]
    assert compared > 20 or not family.scenario.apps or "mail" not in family.scenario.apps


@pytest.mark.parametrize("name", FAMILIES)
def test_more_clutter_only_adds(name):
    if "clutter" not in catalog.load_family(name).scenario.factors:
        pytest.skip("declared not applicable")
    few = records(catalog.make_scenario(name, 3, {"clutter": 1}))
    many = records(catalog.make_scenario(name, 3, {"clutter": 3}))
    assert all(many.get(place) == record for place, record in few.items())
    assert len(many) > len(few) + 50


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("count", [1, 40, 96])
def test_unused_tools_change_nothing_but_the_tools(name, count):
    plain, more = catalog.make_scenario(name, 4, {}), catalog.make_scenario(name, 4, {"unused_tools": count})
    assert records(plain) == records(more)
    assert plain.first_message == more.first_message
    assert plain.system_prompt == more.system_prompt
    assert len(more.toolbox.schemas) == len(plain.toolbox.schemas) + count
    assert [oracle.messages for oracle in plain.oracles.values()] == [
        oracle.messages for oracle in more.oracles.values()
    ]


@pytest.mark.parametrize("name", FAMILIES)
def test_a_style_changes_the_system_prompt_alone(name):
    prompts = set()
    plain = catalog.make_scenario(name, 4, {})
    for style in load_styles():
        styled = catalog.make_scenario(name, 4, {"system_prompt": style})
        assert records(plain) == records(styled)
        assert plain.first_message == styled.first_message
        prompts.add(styled.system_prompt)
    assert len(prompts) == len(load_styles())


@pytest.mark.parametrize("name", FAMILIES)
def test_a_name_changes_every_byte_of_it_and_nothing_else(name):
    one, other = (catalog.make_scenario(name, 6, {"persona_name": persona}) for persona in ("Maren", "Quenlyn"))

    def renamed(value):
        return repr(value).replace("Maren", "Quenlyn")

    assert renamed(one.messages()) == repr(other.messages())
    assert renamed(sorted(records(one).items())) == repr(sorted(records(other).items()))


def test_when_clauses_with_ranges_are_ranges():
    assert Between(min=1, max=2).max == 2
