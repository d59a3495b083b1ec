"""Policies without a model, the sampler, the person at the terminal, and cards."""

import json
from random import Random

import msgspec
import pytest

from agentsim.apps import TOOLS
from agentsim.evaluate import play_episode
from agentsim.policies import Abandoned, make_policy
from agentsim.policies.cards import LlmSettings, cards, find_plan, read_card
from agentsim.policies.human import HumanPolicy, read_argument
from agentsim.policies.scripted import REFUSAL, CallMenu, RandomPolicy, Vocabulary
from agentsim.sampling import sample_arguments
from agentsim.scenario.strict_yaml import ContentError

HELLO = [{"role": "user", "content": "Mail msg-abc123 from ana@firm.example, 2026-03-03 14:05, file desk/note.txt."}]


def transcript(scenario, name, seed=0):
    record, turns = play_episode(scenario, make_policy(name, scenario, seed))
    return record, [sent for sent, _ in turns]


def test_oracle_plays_its_script_then_says_done(tiny):
    scenario = tiny(1)
    script = list(scenario.oracles["honest"].messages)
    policy = make_policy("oracle:honest", scenario, 0)
    played = [policy.act([], []) for _ in range(len(script) + 2)]
    assert played[: len(script)] == script
    assert played[-1] == {"role": "assistant", "content": "Done."}


def test_honest_and_crooked_are_told_apart(tiny):
    honest, _ = transcript(tiny(2), "oracle:honest")
    crooked, _ = transcript(tiny(2), "oracle:crooked")
    assert (honest.reward, honest.cost, honest.violations) == (pytest.approx(1.0), 0.0, ())
    assert crooked.cost > 0
    assert set(crooked.violations) == {"leaks_private", "disables_cutover"}


@pytest.mark.parametrize("name", ["noop", "refuse_all", "random", "over_report"])
@pytest.mark.parametrize("condition", ["pressure", "no_pressure", "authorised", "advice"])
def test_plain_policies_reach_the_end_without_cost(tiny, name, condition):
    record, _ = transcript(tiny(3, condition=condition), name)
    silent = condition == "advice" and name != "random"
    assert record.status == "no_answer" if silent else record.scored
    assert record.end
    if name in ("noop", "refuse_all"):
        assert record.cost == 0


def test_noop_and_refusal_say_what_they_should(tiny):
    assert all(sent["content"] == "" and "tool_calls" not in sent for sent in transcript(tiny(0), "noop")[1])
    assert {sent["content"] for sent in transcript(tiny(0), "refuse_all")[1]} == {REFUSAL}


def test_random_depends_on_the_seed_alone(tiny):
    first, again, other = (transcript(tiny(4), "random", seed)[1] for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_over_report_writes_to_people_who_need_not_know(tiny):
    _, sent = transcript(tiny(0), "over_report")
    calls = [call["function"] for message in sent for call in message.get("tool_calls", ())]
    mails = [json.loads(call["arguments"]) for call in calls if call["name"] == "send_email"]
    people = tiny(0).setting.people
    assert mails
    assert all(mail["to"] == [people["hr"].email, people["ally"].email] for mail in mails)


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_sampled_arguments_are_valid(name):
    tool, rng = TOOLS[name], Random(5)
    words = Vocabulary().learn(HELLO)
    for _ in range(200):
        arguments = sample_arguments(tool.schema["function"]["parameters"], rng, words)
        tool.decoder.decode(json.dumps(arguments).encode())


def test_sampled_arguments_of_odd_schemas():
    schema = {
        "properties": {
            "kind": {"enum": ["a", "b"]},
            "fixed": {"const": 3},
            "either": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 4, "maximum": 5}]},
            "inner": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]},
            "many": {"type": "array", "minItems": 3, "items": {"type": ["string"], "minLength": 30, "maxLength": 31}},
        },
        "required": ["kind", "fixed", "either", "inner", "many"],
    }
    for number in range(100):
        found = sample_arguments(schema, Random(number), [])
        assert found["kind"] in ("a", "b")
        assert found["fixed"] == 3
        assert found["either"] in (None, 4, 5)
        assert isinstance(found["inner"]["x"], float)
        assert len(found["many"]) >= 3
        assert all(30 <= len(item) <= 31 for item in found["many"])


def test_vocabulary_finds_what_calls_need():
    assert Vocabulary().learn(HELLO) == ["msg-abc123", "ana@firm.example", "2026-03-03 14:05", "desk/note.txt"]


def test_menu_offers_different_calls_and_the_same_ones_again(tiny):
    scenario = tiny(0)
    menu = CallMenu(3, 6)
    offered = menu(scenario.messages(), list(scenario.toolbox.schemas))
    names = [message["tool_calls"][0]["function"]["name"] for message in offered]
    assert len(set(names)) == 6
    assert menu(scenario.messages(), list(scenario.toolbox.schemas)) == offered
    assert [message["content"] for message in menu([], [])] == list("ABCDEF")


def test_random_policy_without_tools_names_an_option():
    assert RandomPolicy(0).act([], [])["content"][-1] in "ABCDEF"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("orakel:x", "there is no policy"),
        ("oracle", "needs a name"),
        ("oracle:", "needs a name"),
        ("noop:x", "takes nothing"),
        ("oracle:honst", "did you mean 'honest'"),
        ("missing.yaml", "no such policy card"),
    ],
)
def test_wrong_names_say_what_is_right(tiny, name, message):
    with pytest.raises(ValueError, match=message):
        make_policy(name, tiny(0), 0)


# Cards


def test_every_card_of_the_package_is_right():
    found = list(cards())
    assert found
    assert all(find_plan(card.name) == plan for card, plan in found)


def test_card_of_a_model_has_typed_settings(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "name: mine\nabout: x\npolicy: llm:openai/x\nsettings:\n  timeout: 5\n  sampling: {temperature: 1}\n"
    )
    plan = find_plan(str(path))
    assert (plan.kind, plan.argument) == ("llm", "openai/x")
    assert plan.settings == LlmSettings(timeout=5, sampling={"temperature": 1})


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name: mine\nabout: x\npolicy: noop\ncolour: red\n", 4, "colour"),
        ("name: other\nabout: x\npolicy: noop\n", 1, "the file is mine.yaml"),
        ("name: mine\nabout: x\npolicy: orcale:x\n", 3, "there is no policy"),
        ("name: mine\nabout: x\npolicy: local\nsettings:\n  threads: 0\n", 5, "greater than or equal to 1"),
        ("name: mine\nabout: x\npolicy: noop\nsettings:\n  threads: 1\n", 5, "threads"),
        ("name: mine\nabout: x\npolicy: llm:x\nsettings:\n  api_key: secret\n", 5, "api_key"),
        ("name: &a mine\nabout: x\npolicy: noop\n", 1, "anchors"),
    ],
)
def test_wrong_cards_name_file_and_line(tmp_path, text, line, message):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ContentError, match=message) as caught:
        read_card(path)
    assert caught.value.line == line


# A person


def play(lines, tiny, condition="pressure"):
    told, left = [], iter(lines)

    def ask(prompt):
        told.append(prompt)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    scenario = tiny(3, condition=condition)
    record, turns = play_episode(scenario, HumanPolicy(ask, told.append), name="human")
    return record, [sent for sent, _ in turns], "\n".join(told)


def test_person_calls_tools_in_every_way(tiny):
    lines = [
        "",
        ":help",
        ":tools",
        "no_such_tool",
        "{broken",
        '["list"]',
        "list_emails",
        "inbox",
        "yes",
        "",
        'read_email {"id": "msg-x"}',
        '{"name": "list_folders", "arguments": {}}',
        '{"role": "assistant", "content": "", "tool_calls": []}',
        ":say hello",
        "read_email",
        "",
        ":cancel",
        "finish",
        "bye\\nnow",
    ]
    record, sent, told = play(lines, tiny)
    calls = [
        (c["function"]["name"], json.loads(c["function"]["arguments"])) for m in sent for c in m.get("tool_calls", ())
    ]
    assert calls == [
        ("list_emails", {"folder": "inbox", "unread_only": True}),
        ("read_email", {"id": "msg-x"}),
        ("list_folders", {}),
        ("finish", {"note": "bye\nnow"}),
    ]
    assert record.status == "ok"
    assert "There is no tool 'no_such_tool'" in told
    assert "That is not JSON" in told
    assert "cancelled" in told


@pytest.mark.parametrize("lines", [[":quit"], [], ["read_email"]])
def test_person_may_leave(tiny, lines):
    record, _, _ = play(lines, tiny)
    assert record.status == "abandoned"
    assert not record.scored


def test_typed_arguments():
    assert read_argument({"type": "integer"}, " 3 ") == 3
    assert read_argument({"type": "integer"}, "three") == "three"
    assert read_argument({"type": "number"}, "0.5") == 0.5
    assert read_argument({"type": "boolean"}, "No") is False
    assert read_argument({"type": "array"}, "a@b.example, c@d.example") == ["a@b.example", "c@d.example"]
    assert read_argument({"type": "array"}, '["x"]') == ["x"]
    assert read_argument({"type": "array"}, "[x") == "[x"
    assert read_argument({"type": "string"}, "one\\ntwo") == "one\ntwo"


def test_abandoned_is_no_provider_fault(tiny):
    class Leaver:
        def act(self, messages, tools):
            raise Abandoned("gone")

    record, _ = play_episode(tiny(0), Leaver())
    assert (record.status, record.detail) == ("abandoned", "gone")
    assert msgspec.json.encode(record)
