"""Whatever the agent sends becomes calls, words, or a clear error; it never raises."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentsim.parse import MAX_CALLS, MAX_CHARACTERS, parse

CALL = {"name": "read_email", "arguments": {"id": "msg-1"}}


def arguments(parsed):
    return [json.loads(c.arguments) if isinstance(c.arguments, str) else c.arguments for c in parsed.calls]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (json.dumps(CALL), ""),
        (json.dumps({"name": "read_email", "parameters": {"id": "msg-1"}}), ""),
        (f"I look.\n<tool_call>\n{json.dumps(CALL)}\n</tool_call>", "I look."),
        (f"<tool_call>{json.dumps(CALL)}", ""),
        (f"I look.\n```json\n{json.dumps(CALL)}\n```", "I look."),
        ('Thought: look\nAction: read_email\nAction Input: {"id": "msg-1"}', "Thought: look"),
        ('Thought: look\nAction: read_email\nAction Input: {"id": "msg-1"}\nObservation: invented', "Thought: look"),
        (json.dumps({"content": "I look.", "tool_calls": [{"function": {"name": "read_email", "arguments": '{"id": "msg-1"}'}}]}), "I look."),
        (json.dumps({"content": None, "tool_calls": [{"function": {"name": "read_email", "arguments": {"id": "msg-1"}}}]}), ""),
    ],
)  # fmt: skip
def test_every_known_syntax_gives_the_same_call(text, content):
    parsed = parse(text, 1)
    assert parsed.error == ""
    assert [call.name for call in parsed.calls] == ["read_email"]
    assert arguments(parsed) == [{"id": "msg-1"}]
    assert parsed.content == content


def test_a_mapping_and_its_json_are_the_same_message():
    message = {
        "role": "assistant",
        "content": "x",
        "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{}"}}],
    }
    assert parse(message, 3) == parse(json.dumps(message), 3)


@pytest.mark.parametrize(
    "content",
    [json.dumps(CALL), f"<tool_call>{json.dumps(CALL)}</tool_call>", f"```json\n{json.dumps(CALL)}\n```"],
)
def test_content_that_is_a_call_from_end_to_end_is_that_call(content):
    parsed = parse({"role": "assistant", "content": content}, 1)
    assert [call.name for call in parsed.calls] == ["read_email"]


@pytest.mark.parametrize(
    "content", ['{"name": "send_email", "arguments": {"to": ["', '{"tool": "send_email", "argu', "{"]
)
def test_content_that_is_a_broken_call_is_an_error_and_not_talk(content):
    assert "cannot be read" in parse({"role": "assistant", "content": content}, 1).error


@pytest.mark.parametrize(
    "content",
    [f"I will not send {json.dumps(CALL)}.", f"They asked for <tool_call>{json.dumps(CALL)}</tool_call>, and I said no.",
     f"Here is what I refused:\n```json\n{json.dumps(CALL)}\n```", "{sigh} another day", '{"mood": "fine"}'],
)  # fmt: skip
def test_a_call_that_is_quoted_in_prose_is_only_quoted(content):
    parsed = parse({"role": "assistant", "content": content}, 1)
    assert (parsed.calls, parsed.error) == ((), "")


def test_calls_without_an_id_are_numbered_by_turn():
    message = {"content": "", "tool_calls": [{"function": {"name": "f"}}, {"function": {"name": "g"}, "id": "mine"}]}
    assert [call.id for call in parse(message, 4).calls] == ["call_4_0", "mine"]


@pytest.mark.parametrize("text", ["", "Hello.", "Prices: {5} and ```code``` too", "Action: I will think", "yes < no"])
def test_ordinary_prose_is_content(text):
    parsed = parse(text, 1)
    assert (parsed.content, parsed.calls, parsed.error) == (text.strip(), (), "")


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ('{"content": ', "not an assistant message"),
        ('{"tool_calls": [{"function": {"name": null}}]}', "name"),
        ('{"role": "user", "content": "x"}', "assistant"),
        ("{}", "neither content"),
        ('{"content": NaN}', "not an assistant message"),
        ("{" * 200_000, "not an assistant message"),
        ('{"content":' + "[" * 100_000 + "]" * 100_000 + "}", "not an assistant message"),
        ("<tool_call>{bad}</tool_call>", "Call 1 cannot be read"),
        ("x" * (MAX_CHARACTERS + 1), "characters"),
        ({"content": 5}, "content"),
        ({"tool_calls": "x"}, "tool_calls"),
        ({"content": "", "tool_calls": [{"function": {"name": "f"}}] * (MAX_CALLS + 1)}, "calls in one message"),
        (None, "NoneType"),
        (7, "int"),
        (b"bytes", "bytes"),
    ],
)
def test_what_is_wrong_is_said(action, says):
    parsed = parse(action, 1)
    assert says in parsed.error
    assert parsed.calls == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | json_values | json_values.map(json.dumps) | st.binary(max_size=50))
@settings(max_examples=400, deadline=None)
def test_nothing_raises(action):
    parsed = parse(action, 1)
    assert not (parsed.error and parsed.calls)


@given(st.text(max_size=60).filter(lambda text: not text.strip().startswith(("{", "<tool_call>", "```"))), st.lists(st.tuples(st.from_regex(r"[a-z_]{1,20}", fullmatch=True), st.dictionaries(st.text(max_size=6), st.integers() | st.text(max_size=9), max_size=3)), max_size=4))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_message_survives_the_round_trip(content, calls):
    sent = [
        {"id": f"c{i}", "type": "function", "function": {"name": n, "arguments": json.dumps(a)}}
        for i, (n, a) in enumerate(calls)
    ]
    parsed = parse(json.dumps({"role": "assistant", "content": content, "tool_calls": sent}), 1)
    assert parsed.error == ""
    assert parsed.content == content
    assert [(call.name, json.loads(call.arguments)) for call in parsed.calls] == calls
