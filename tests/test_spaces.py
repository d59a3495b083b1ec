import copy
import json
import pickle
from random import Random

import gymnasium
import numpy as np
import pytest
from gymnasium.vector.utils import batch_space, create_shared_memory, read_from_shared_memory, write_to_shared_memory

import agentsim
from agentsim.apps import TOOLS
from agentsim.catalog import SHARED
from agentsim.parse import MAX_CHARACTERS, parse
from agentsim.sampling import sample_value
from agentsim.scenario.unused import load_catalogue
from agentsim.spaces import (
    LONGEST,
    TABLES,
    WORDS,
    ChatAction,
    ChatObservation,
    ChatText,
    MessageAction,
    MessageList,
    sample_message,
)

SCHEMAS = [tool.schema for tool in TOOLS.values()]
SPACES = [ChatText(), ChatObservation(), ChatAction(SCHEMAS), MessageList(), MessageAction(SCHEMAS)]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: type(space).__name__)
def test_samples_are_seeded_contained_and_survive_copies(space):
    space.seed(7)
    first = [space.sample() for _ in range(50)]
    assert all(sample in space for sample in first)
    space.seed(7)
    assert [space.sample() for _ in range(50)] == first
    assert len({repr(sample) for sample in first}) > 10
    space.seed(7)
    for other in (copy.deepcopy(space), pickle.loads(pickle.dumps(space))):
        assert other == space
        assert [other.sample() for _ in range(5)] == first[:5]


def test_membership_is_a_matter_of_type():
    assert "Grüße \U0001f600" in ChatAction()
    assert "" in ChatAction()
    assert "x" * (LONGEST + 1) not in ChatAction()
    assert "Grüße" not in ChatObservation()
    assert '[{"role":"user"}]' in ChatObservation()
    for space in SPACES:
        assert 3 not in space
        assert None not in space
    assert MAX_CHARACTERS < LONGEST
    assert ChatAction() != ChatObservation()
    assert ChatText(5) != ChatText(6)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_sampled_arguments_are_valid(tool):
    draw = Random(1)
    for _ in range(40):
        value = sample_value(tool.schema["function"]["parameters"], draw, WORDS)
        tool.decoder.decode(json.dumps(value))


def test_sampled_arguments_fit_the_schemas_of_the_catalogue():
    draw = Random(2)
    for entry in load_catalogue(SHARED / "tools"):
        schema = entry.parameters.dump()
        for _ in range(10):
            check(sample_value(schema, draw, WORDS), schema)


def check(value, schema):
    kind = schema["type"]
    if "enum" in schema:
        assert value in schema["enum"]
    elif kind == "object":
        assert set(schema.get("required", ())) <= set(value)
        for name, part in value.items():
            check(part, schema.get("properties", {}).get(name) or schema["additionalProperties"])
    elif kind == "array":
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 99) or schema.get("uniqueItems")
        for item in value:
            check(item, schema["items"])
    elif kind == "boolean":
        assert type(value) is bool
    elif kind == "string":
        assert schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 9999)
    else:
        assert isinstance(value, int if kind == "integer" else (int, float))
        assert schema.get("minimum", value) <= value <= schema.get("maximum", value)


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"type": "integer", "minimum": -5, "maximum": -5},
        {"type": "integer", "maximum": -3},
        {"type": "number", "minimum": 0.5, "maximum": 0.6},
        {"type": "string", "minLength": 40, "maxLength": 41},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "maxItems": 3},
        {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}},
        {"enum": [1, "a", None]},
    ],
)
def test_odd_schemas(schema):
    for seed in range(30):
        value = sample_value(schema, Random(seed), WORDS)
        json.dumps(value, allow_nan=False)
        if schema.get("type") in ("integer", "number"):
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value)
        if schema.get("type") == "string":
            assert 40 <= len(value) <= 41


def test_sampled_messages_are_what_the_parser_reads():
    draw, spoke = Random(3), 0
    for number in range(300):
        message = sample_message(SCHEMAS, draw)
        parsed = parse(json.dumps(message), number)
        assert not parsed.error
        if parsed.calls:
            assert parsed.calls[0].name in TOOLS
        else:
            spoke += 1
            assert parsed.content
    assert 15 < spoke < 70
    assert "tool_calls" not in sample_message((), draw)


def test_shared_memory_holds_any_text_and_is_live():
    space = ChatText(100)
    memory = create_shared_memory(space, n=3)
    texts = read_from_shared_memory(space, memory, n=3)
    assert list(texts) == ["", "", ""]
    write_to_shared_memory(space, 1, "Žofie \U0001f600 \ud800", memory)
    write_to_shared_memory(space, 2, "a longer one", memory)
    kept = copy.deepcopy(texts)
    assert kept == ("", "Žofie \U0001f600 \ud800", "a longer one")
    write_to_shared_memory(space, 2, "short", memory)
    assert texts[1:] == ("Žofie \U0001f600 \ud800", "short")
    assert kept[2] == "a longer one"
    with pytest.raises(ValueError, match="too long"):
        write_to_shared_memory(space, 0, "x" * 101, memory)


def test_spaces_are_batched_as_text():
    batch = batch_space(ChatAction(SCHEMAS), 2)
    assert isinstance(batch, gymnasium.spaces.Tuple)
    batch.seed(1)
    assert batch.sample() in batch


def test_the_action_space_follows_the_episode():
    env = agentsim.AgentEnv("Inbox-Blackmail", unused_tools=30)
    env.reset(seed=1)
    one = {tool["function"]["name"] for tool in env.action_space.tools}
    env.reset(seed=2)
    two = {tool["function"]["name"] for tool in env.action_space.tools}
    assert one != two
    assert isinstance(env.action_space.np_random, np.random.Generator)


def test_spaces_share_what_they_know_of_their_characters_and_nothing_else():
    one, other = ChatAction(seed=1), ChatObservation()
    again = copy.deepcopy(one)
    for name in TABLES & vars(one).keys():
        assert vars(one)[name] is vars(other)[name] is vars(again)[name]
    assert again == one
    assert [again.sample() for _ in range(3)] == [one.sample() for _ in range(3)]
    one.tools = ({"function": {"name": "x", "parameters": {}}},)
    assert again.tools == ()
