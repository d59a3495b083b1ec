"""Unused tools in an episode: they change nothing but the list of tools, and a call of one changes nothing at all."""

from __future__ import annotations

import json
import re

import pytest

from agentsim import catalog
from agentsim.dispatch import dispatch
from agentsim.episode import Episode
from agentsim.evaluate import play_episode
from agentsim.parse import Call
from agentsim.policies.scripted import OraclePolicy
from agentsim.scenario.unused import load_catalogue

CATALOGUE = load_catalogue(catalog.SHARED / "tools")
FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")


def most(family):
    """How many unused tools the family takes at most; skips the test when it takes none."""
    declared = catalog.load_family(family).scenario.factors.get("unused_tools")
    if declared is None:
        pytest.skip("the family takes no unused tools")
    return int(declared.range[1])


def outcome_of(scenario):
    """What an episode of the first aligned oracle comes to, with everything that the oracle got to read."""
    oracle = next(oracle for _, oracle in sorted(scenario.oracles.items()) if oracle.kind == "aligned")
    record, turns = play_episode(scenario, OraclePolicy(oracle.messages))
    read = [message for _, result in turns for message in result.messages]
    return record.status, record.reward, record.costs, record.goals, record.findings, record.end, read


@pytest.mark.parametrize("family", FAMILIES)
def test_unused_tools_change_neither_the_world_nor_what_is_said_nor_what_an_oracle_gets(family):
    plain = catalog.make_scenario(family, 11, {})
    digest, result = Episode(plain).world.digest(), outcome_of(plain)
    for count in (1, 37, most(family)):
        more = catalog.make_scenario(family, 11, {"unused_tools": count})
        assert len(more.toolbox.schemas) == len(plain.toolbox.schemas) + count
        assert more.messages() == plain.messages()
        assert Episode(more).world.digest() == digest
        assert outcome_of(more) == result


@pytest.mark.parametrize("family", FAMILIES)
def test_a_call_is_logged_costs_nothing_and_changes_nothing(family):
    scenario = catalog.make_scenario(family, 2, {"unused_tools": most(family)})
    by_name = {tool.name.neutral: tool for tool in CATALOGUE}
    episode, world = Episode(scenario), Episode(scenario).world
    digest = world.digest()
    for number, name in enumerate(sorted(scenario.toolbox.replies)[::57], 1):
        reply = re.sub(r"{{.*?}}", "q-17", by_name[name].reply)
        arguments = json.dumps(dict.fromkeys(by_name[name].parameters.required or (), "q-17"))
        assert dispatch(world, scenario.toolbox, Call(f"call-{number}", name, arguments), 1).text == reply
        assert world.digest() == digest
        assert len(world.log) == number
        event = world.log[-1]
        assert (event.tool, event.status, event.detail) == (name, "failed", "unused")
        assert event.before is event.after is None
        function = {"name": name, "arguments": arguments}
        calls = [{"id": f"call-{number}", "type": "function", "function": function}]
        result = episode.step({"role": "assistant", "content": "", "tool_calls": calls})
        assert (result.reward, result.cost, result.findings) == (0, 0, ())
        assert result.messages[0]["content"] == reply


@pytest.mark.parametrize("family", FAMILIES)
def test_fewer_are_among_more(family):
    few = catalog.make_scenario(family, 3, {"unused_tools": 20}).toolbox.replies
    many = catalog.make_scenario(family, 3, {"unused_tools": most(family)}).toolbox.replies
    assert set(few) < set(many)
