"""Unused tools: the shipped catalogue is sound, and choosing from it is seeded, paired and clear when it cannot."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from agentsim import catalog
from agentsim.apps import TOOLS
from agentsim.scenario.unused import LONGEST_ECHO, NAMINGS, SchemaNode, UnusedTool, choose_unused, load_catalogue
from agentsim.streams import Streams

FOLDER = Path(__file__).parents[2] / "envs" / "_shared" / "tools"
CATALOGUE = load_catalogue(FOLDER)
POOLS = {
    "same": ("crm", "marketing", "telephony", "hr"),
    "adjacent": ("legal", "payments", "warehouse", "building"),
    "unrelated": ("devops", "identity", "fleet", "research"),
}
EVERY_NAME = {name for entry in CATALOGUE for name in entry.name.model_dump().values()} | (
    set(TOOLS) - {"wait", "finish"}
)
FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
PINNED = ["list_outages", "list_test_methods", "block_supplier"]
ENTRY = """tools:
  - name: {neutral: get_thing, harmless: view_thing, alarming: seize_thing}
    description:
      short: Get a thing.
      long: Returns the thing with everything that is known of it, which is seldom much; things are read once a day.
    danger: harmless
    domain: shed
    parameters:
      type: object
      additionalProperties: false
      required: [thing_id]
      properties:
        thing_id: {type: string, description: "Thing"}
    answer: not_found
    reply: "no thing {{thing_id}}"
"""


def choose(seed=7, catalogue=CATALOGUE, **changes):
    settings = {"count": 10, "pool": "any", "danger": "any", "naming": "neutral", "schema": "long", "pools": POOLS}
    return choose_unused(Streams(seed), catalogue, **(settings | changes))


def names_of(choices):
    return [choice.name for choice in choices]


def walk(schema):
    yield schema
    for part in schema.get("properties", {}).values():
        yield from walk(part)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from walk(schema[key])


def write_entry(folder, text):
    (folder / "shed.yaml").write_text(text, encoding="utf-8")
    return folder


# --- the shipped catalogue ---


def test_catalogue_covers_many_domains_in_both_dangers():
    assert len({tool.domain for tool in CATALOGUE}) >= 25
    assert len(CATALOGUE) >= 400
    for domain in {tool.domain for tool in CATALOGUE}:
        for danger in ("harmless", "dangerous"):
            assert sum(tool.domain == domain and tool.danger == danger for tool in CATALOGUE) >= 4, (domain, danger)


def test_every_pool_holds_forty():
    assert all(len(choose(count=40, pool=pool)) == 40 for pool in POOLS)


@pytest.mark.parametrize("naming", NAMINGS)
def test_names_are_unique_and_never_those_of_a_real_tool(naming):
    names = names_of(choose(count=len(CATALOGUE), naming=naming))
    assert len(set(names)) == len(names) == len(CATALOGUE)
    assert not set(TOOLS) & set(names)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_name_is_one_that_a_family_gives_to_its_tools(family):
    names = {name for tool in CATALOGUE for name in tool.name.model_dump().values()}
    given = {
        alias for aliases in catalog.load_family(family).scenario.tool_names.values() for alias in aliases.values()
    }
    assert not names & given


def test_the_catalogue_is_read_once_and_only_when_asked_for():
    quiet = "import sys, agentsim; sys.exit('agentsim.scenario.unused' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", quiet], check=False).returncode == 0
    assert load_catalogue(FOLDER) is load_catalogue(FOLDER)


@pytest.mark.parametrize("detail", ["short", "long"])
def test_definitions_are_chat_completion_tools_with_a_structural_json_schema(detail):
    for choice in choose(count=len(CATALOGUE), schema=detail):
        assert set(choice.schema) == {"type", "function"}
        assert choice.schema["type"] == "function"
        function = choice.schema["function"]
        assert set(function) == {"name", "description", "parameters"}
        assert function["name"] == choice.name
        assert json.loads(json.dumps(function)) == function  # plain JSON: no tuple, no enum class
        root = function["parameters"]
        assert (root["type"], root["additionalProperties"]) == ("object", False)
        for node in walk(root):
            assert node["type"] in {"object", "array", "string", "integer", "number", "boolean"}
            assert set(node.get("required", ())) <= set(node.get("properties", {}))
            assert all(part["description"].strip() for part in node.get("properties", {}).values())
            assert ("items" in node) == (node["type"] == "array")


@pytest.mark.parametrize("tool", CATALOGUE, ids=lambda tool: tool.name.neutral)
def test_replies_fill_and_descriptions_name_no_tool(tool):
    every_name = EVERY_NAME
    for text in (tool.description.short, tool.description.long):
        assert not every_name & set(re.findall(r"[a-z_]+", text))
    (choice,) = choose_unused(
        Streams(1), [tool], count=1, pool="any", danger="any", naming="neutral", schema="long", pools={}
    )
    reply = choice.fill_reply(dict.fromkeys(tool.parameters.required or (), "x7"))
    assert "{{" not in reply
    if tool.reply.startswith(('{"', "[")):
        json.loads(reply)


def test_catalogue_has_variety_of_schema():
    schemas = [choice.schema["function"]["parameters"] for choice in choose(count=len(CATALOGUE))]
    nodes = [node for schema in schemas for node in walk(schema)]
    assert sum("enum" in node for node in nodes) > 50
    assert sum("format" in node for node in nodes) > 30
    assert sum(node["type"] == "array" for node in nodes) > 30
    assert sum(any(n["type"] == "object" for n in list(walk(s))[1:]) for s in schemas) > 15
    assert any(not schema.get("required") for schema in schemas)
    assert {tool.answer for tool in CATALOGUE} == {"not_found", "not_enabled", "no_permission", "quota", "empty"}


# --- choosing ---


def test_fewer_tools_are_a_prefix_of_more():
    for pool in ("any", *POOLS):
        sizes = [names_of(choose(count=count, pool=pool)) for count in (0, 1, 10, 40)]
        for fewer, more in pairwise(sizes):
            assert more[: len(fewer)] == fewer


def test_narrower_settings_are_a_subsequence_of_wider_ones():
    order = names_of(choose(count=len(CATALOGUE)))
    for changes in ({"pool": "same"}, {"danger": "dangerous"}, {"pool": "adjacent", "danger": "harmless"}):
        chosen = names_of(choose(count=15, **changes))
        assert chosen == [name for name in order if name in chosen]


def test_choice_is_a_function_of_the_seed_and_not_of_the_order_of_the_catalogue():
    assert choose() == choose() == choose(catalogue=CATALOGUE[::-1])
    assert len({tuple(names_of(choose(seed=seed))) for seed in range(20)}) == 20
    first = choose()[0].schema
    first["function"]["parameters"]["properties"] = None
    assert choose()[0].schema["function"]["parameters"]["properties"] is not None  # no shared mutable state


def test_choice_is_pinned():
    """A stable choice over releases: what changes this line changes every stored episode with unused tools."""
    assert names_of(choose(seed=0, count=3)) == PINNED


def test_naming_and_detail_do_not_change_which_tools_are_chosen():
    by_name = {name: tool for tool in CATALOGUE for name in tool.name.model_dump().values()}
    expected = [by_name[name] for name in names_of(choose())]
    for naming in NAMINGS:
        for detail in ("short", "long"):
            assert [by_name[name] for name in names_of(choose(naming=naming, schema=detail))] == expected


@pytest.mark.parametrize("danger", ["harmless", "dangerous"])
def test_danger_and_pool_filter(danger):
    by_name = {tool.name.neutral: tool for tool in CATALOGUE}
    tools = [by_name[name] for name in names_of(choose(count=20, pool="unrelated", danger=danger))]
    assert {tool.danger for tool in tools} == {danger}
    assert {tool.domain for tool in tools} <= set(POOLS["unrelated"])


def test_short_schema_keeps_required_properties_only():
    tool = next(tool for tool in CATALOGUE if tool.name.neutral == "create_bank_transfer")
    plain = next(tool for tool in CATALOGUE if tool.name.neutral == "list_pipelines")
    by_name = {
        choice.name: choice.schema["function"] for choice in choose(catalogue=[tool, plain], count=2, schema="short")
    }
    function = by_name["create_bank_transfer"]
    assert function["description"] == tool.description.short
    assert list(function["parameters"]["properties"]) == ["from_account", "beneficiary", "amount"]
    assert list(function["parameters"]["properties"]["beneficiary"]["properties"]) == ["name", "iban"]
    assert by_name["list_pipelines"]["parameters"]["properties"] == {}


def test_reply_clips_long_arguments_and_survives_missing_ones():
    tool = next(tool for tool in CATALOGUE if tool.name.neutral == "get_crm_account")
    (choice,) = choose(catalogue=[tool], count=1)
    assert len(choice.fill_reply({"account_id": "a" * 10_000})) < len(choice.reply) + LONGEST_ECHO
    assert "{{" not in choice.fill_reply({})
    assert json.loads(choice.fill_reply({"account_id": 'a"b\nc'}))["status"] == "error"
    assert "{{x}}" in choice.fill_reply({"account_id": "{{x}}"})  # arguments are not templates


# --- errors ---


def test_asking_for_too_many_says_how_many_there_are():
    with pytest.raises(ValueError, match=r"asked for 41 unused tools, but pool 'same' with danger 'any' has only 40"):
        choose(count=41, pool="same")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": -1}, "must be 0 or more, not -1"),
        ({"pool": "near"}, "unknown pool of unused tools 'near'; there are: any, adjacent, same, unrelated"),
        (
            {"pool": "same", "pools": {"same": ("crm", "zoo")}},
            "pool 'same' names domains that the catalogue lacks: zoo",
        ),
    ],
)
def test_wrong_settings_are_named(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        choose(**changes)


def test_entry_of_the_examples_below_is_sound(tmp_path):
    assert [tool.name.neutral for tool in load_catalogue(write_entry(tmp_path, ENTRY))] == ["get_thing"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("domain: shed", "domain: barn", "shed.yaml:7: tools.0.domain: is 'barn', but the file is shed.yaml"),
        ("danger: harmless", "danger: mild", "shed.yaml:6: tools.0.danger: Input should be 'harmless' or 'dangerous'"),
        ("required: [thing_id]", "required: [thing]", "tools.0.parameters: Value error, required names 'thing'"),
        ("{{thing_id}}", "{{thing}}", "reply uses {{thing}}, which is not a required scalar parameter"),
        ("additionalProperties: false", "additionalProperties: true", "additionalProperties false"),
        ("type: string,", "type: string, minimum: 3,", "minimum cannot stand on type 'string'"),
        ("type: string,", "type: text,", "shed.yaml:13: tools.0.parameters.properties.thing_id.type"),
        (
            "alarming: seize_thing",
            "alarming: get_thing",
            "shed.yaml:2: tools.0.name.alarming: 'get_thing' is already a name of get_thing in shed.yaml",
        ),
        ("answer: not_found", "answer: not_found\n    colour: red", "colour: Extra inputs are not permitted"),
        ("tools:", "things:", "expected the one key 'tools' with a list of entries"),
    ],
)
def test_broken_files_are_named_with_file_and_entry(tmp_path, old, new, message):
    assert old in ENTRY
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        load_catalogue(write_entry(tmp_path, ENTRY.replace(old, new, 1)))
    assert "shed.yaml" in str(caught.value)


def test_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no catalogue of unused tools here"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ({"type": "array"}, "an array needs items"),
        ({"type": "object"}, "an object needs properties"),
        ({"type": "string", "enum": ["a", "a"]}, "enum repeats a value"),
        ({"type": "string", "enum": [1]}, "enum value 1 is not of type string"),
        ({"type": "string", "pattern": "("}, "pattern does not compile"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "the lower bound 3 is above the upper bound 2"),
        ({"type": "integer", "default": True}, "default True is not of type integer"),
        ({"type": "string", "enum": ["a"], "default": "b"}, "default 'b' is not in enum"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "property 'a' has no description"),
    ],
)
def test_schema_problems_are_named(node, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SchemaNode.model_validate(node)


def test_entries_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        CATALOGUE[0].danger = "dangerous"
    assert isinstance(CATALOGUE[0], UnusedTool)
