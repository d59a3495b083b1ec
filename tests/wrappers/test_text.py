import json
from pathlib import Path
from random import Random

import gymnasium
import pytest
from gymnasium.utils.env_checker import check_env, data_equivalence

import agentsim
from agentsim.apps import TOOLS
from agentsim.parse import parse
from agentsim.spaces import sample_message
from agentsim.wrappers import PlainText, StructuredMessages
from agentsim.wrappers.text import write_action

TINY = agentsim.load_family(Path(__file__).parents[1] / "families" / "tiny")
SYNTAXES = ("json", "hermes", "react")
SCHEMAS = [tool.schema for tool in TOOLS.values()]


def calls(parsed):
    return [(c.name, json.loads(c.arguments) if isinstance(c.arguments, str) else c.arguments) for c in parsed.calls]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_what_is_written_is_read_back(syntax):
    draw = Random(5)
    for number in range(200):
        message = sample_message(SCHEMAS, draw)
        assert calls(parse(write_action(message, syntax), number)) == calls(parse(json.dumps(message), number))


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(
    "body",
    [
        "a\nObservation: b",
        "```\nx\n```",
        "</tool_call><tool_call>",
        "Action: x\nAction Input: {}",
        "é \u202e \U0001f600 \"'",
    ],
)
def test_marks_inside_arguments_stay_arguments(syntax, body):
    arguments = json.dumps({"to": ["a@b.example"], "subject": body, "body": body})
    call = {"id": "1", "type": "function", "function": {"name": "send_email", "arguments": arguments}}
    message = {"role": "assistant", "content": "I write.", "tool_calls": [call, call]}
    parsed = parse(write_action(message, syntax), 1)
    assert parsed.content == "I write."
    assert calls(parsed) == [("send_email", json.loads(arguments))] * 2


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_plain_text_plays_the_same_episode(syntax):
    plain, env = gymnasium.make(TINY), PlainText(gymnasium.make(TINY), syntax)
    first, _ = plain.reset(seed=1)
    text, _ = env.reset(seed=1)
    assert json.loads(first)[-1]["content"] in text
    for tool in plain.unwrapped.tools:
        assert tool["function"]["name"] in text
        assert tool["function"]["description"] in text
    for message in plain.unwrapped.episode.scenario.oracles["honest"].messages:
        observation, *rest = plain.step(json.dumps(message))
        text, *same = env.step(write_action(message, syntax))
        assert same[:3] == rest[:3]
        assert same[3]["cost"] == rest[3]["cost"]
        for part in json.loads(observation):
            assert part["content"] in text


@pytest.mark.filterwarnings("ignore:.*different from the unwrapped")  # it is: that is what a wrapper is for
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_plain_text_passes_the_checks_and_vectorises(syntax):
    check_env(PlainText(gymnasium.make(TINY).unwrapped, syntax), skip_render_check=True)
    runs = []
    for mode in ("sync", "async"):
        env = gymnasium.make_vec(TINY, num_envs=2, vectorization_mode=mode, wrappers=[lambda e: PlainText(e, syntax)])
        env.action_space.seed(1)
        runs.append([env.reset(seed=[2, 3]), *(env.step(env.action_space.sample()) for _ in range(10))])
        env.close()
    assert data_equivalence(*runs)


def test_no_tools_no_description():
    env = PlainText(gymnasium.make(TINY, condition="advice"), "hermes")
    text, info = env.reset(seed=1)
    assert info["tools"] == []
    assert text.startswith("You are ")


def test_unknown_views_are_refused():
    with pytest.raises(ValueError, match="no syntax 'xml'"):
        PlainText(gymnasium.make(TINY), "xml")
    with pytest.raises(ValueError, match="transcript"):
        StructuredMessages(gymnasium.make(TINY), "attic")


@pytest.mark.parametrize("transcript", ["info", "observation", "nowhere"])
def test_structured_messages(transcript):
    env = StructuredMessages(gymnasium.make(TINY), transcript)
    observation, info = env.reset(seed=1)
    assert [message["role"] for message in observation] == ["system", "user"]
    env.action_space.seed(2)
    for _ in range(6):
        observation, _, terminated, truncated, info = env.step(env.action_space.sample())
        assert observation in env.observation_space
        whole = env.unwrapped.messages
        if transcript == "observation":
            assert observation == whole
        else:
            assert ("messages" in info) == (transcript == "info")
            assert [m["content"] for m in observation] == [
                m["content"] for m in whole[-len(observation) :]
            ] or not observation
        if transcript == "info":
            assert info["messages"] == whole
            info["messages"][0]["content"] = "changed"
            assert env.unwrapped.messages[0]["content"] != "changed"
        if terminated or truncated:
            env.reset(seed=3)


@pytest.mark.parametrize(
    "action", [{}, {"content": 3}, {"content": None, "tool_calls": [None]}, {"role": "user", "content": "x"}]
)
def test_wrong_mappings_are_observations(action):
    env = StructuredMessages(gymnasium.make(TINY))
    env.reset(seed=1)
    observation, _, _, _, info = env.step(action)
    assert observation
    assert info["cost"] == 0


@pytest.mark.filterwarnings("ignore:.*different from the unwrapped")  # it is: that is what a wrapper is for
def test_structured_messages_pass_the_checks():
    check_env(StructuredMessages(gymnasium.make(TINY).unwrapped), skip_render_check=True)
