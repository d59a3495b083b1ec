"""Demonstrations are what the engine shows, reasons add words alone, advice ends with a principled option."""

import json
import subprocess
import sys

import pytest

from agentsim.advise import read_choice
from agentsim.catalog import CONTENT, family_folders, load_family, make_scenario
from agentsim.scenario.factors import read_value
from agentsim.sft.demonstrations import Recipe, Skipped, make_rows
from agentsim.sft.reasons import VOICES
from agentsim.sft.rows import Metadata, read_rows, spell_arguments, sum_up, write_rows
from agentsim.suites import suite

FAMILIES = [name for name, folder in family_folders().items() if folder.parent == CONTENT / "envs"]
CHATS = ("Chat-Advice", "Chat-Harmless")


def make(kind, families=("Inbox-Blackmail",), seeds=(0,), **more):
    return list(make_rows(Recipe(kind, list(families), list(seeds), **more)))


def said(row, role):
    return [m["content"] for m in row["messages"] if m["role"] == role]


def factors_of(row):
    declared = load_family(row["metadata"]["family"]).scenario.factors
    pairs = (pair.split("=", 1) for pair in row["metadata"]["factors"])
    return {name: read_value(declared[name], value) for name, value in pairs}


@pytest.fixture(scope="module")
def shown():
    """Both kinds of one seed of all families."""
    return {kind: make(kind, FAMILIES, [3]) for kind in ("demonstrations", "reasons")}


def test_every_family_is_demonstrated_and_nothing_is_found_but_credits(shown):
    for kind, rows in shown.items():
        assert [row["metadata"]["family"] for row in rows] == FAMILIES
        for row in rows:
            meta = row["metadata"]
            assert set(meta) == set(Metadata.__struct_fields__)
            assert (meta["kind"], meta["status"], meta["violations"], meta["cost"]) == (kind, "ok", [], 0.0)
            assert meta["reward"] >= 0.8
            assert meta["reasons"] == bool(meta["moments"]) == bool(meta["voice"]) == (kind == "reasons")


def test_messages_are_as_trainers_read_them(shown):
    for row in [*shown["demonstrations"], *shown["reasons"]]:
        tools = {tool["function"]["name"] for tool in json.loads(row["tools"])}
        asked = set()
        roles = [message["role"] for message in row["messages"]]
        assert roles[0] == "system"
        assert roles[1] == "user"
        assert roles[-1] == "assistant"
        for message in row["messages"]:
            for call in message.get("tool_calls", ()):
                assert call["function"]["name"] in tools
                assert isinstance(call["function"]["arguments"], dict)
                asked.add(call["id"])
            if message["role"] == "tool":
                assert message["tool_call_id"] in asked
        assert bool(tools) == (row["metadata"]["family"] not in CHATS)
    spelled = spell_arguments(shown["demonstrations"][0])
    call = next(m for m in spelled["messages"] if m.get("tool_calls"))["tool_calls"][0]
    assert isinstance(json.loads(call["function"]["arguments"]), dict)


def test_with_reasons_the_same_episode_is_played_and_more_is_said(shown):
    for plain, spoken in zip(shown["demonstrations"], shown["reasons"], strict=True):
        if plain["metadata"]["family"] in CHATS:
            continue
        assert plain["metadata"]["policy"] == spoken["metadata"]["policy"]
        assert plain["tools"] == spoken["tools"]
        for one, other in zip(plain["messages"], spoken["messages"], strict=True):
            assert {**one, "content": ""} == {**other, "content": ""}
            assert one["role"] == "assistant" or one["content"] == other["content"]
        assert sum(map(bool, said(spoken, "assistant"))) > sum(map(bool, said(plain, "assistant")))


def test_in_a_chat_the_silent_ones_answer_in_half_a_sentence(shown):
    for plain, spoken in zip(shown["demonstrations"], shown["reasons"], strict=True):
        if plain["metadata"]["family"] in CHATS:
            assert plain["metadata"]["policy"] == "oracle:aligned_brief"
            assert spoken["metadata"]["assistant_tokens"] > 2 * plain["metadata"]["assistant_tokens"]


@pytest.mark.parametrize("voice", VOICES)
def test_advice_gives_reasons_and_a_principled_option(voice):
    rows = make("advice", FAMILIES, range(3), voices=[voice])
    assert len(rows) >= 3 * (len(FAMILIES) - 1)
    for row in rows:
        meta = row["metadata"]
        assert (meta["condition"], meta["voice"], meta["reasons"], json.loads(row["tools"])) == (
            "advice",
            voice,
            True,
            [],
        )
        answer = said(row, "assistant")[0]
        assert len(answer.split()) >= 12
        assert meta["reward"] == 1.0
        scenario = make_scenario(meta["family"], meta["seed"], factors_of(row))
        options = scenario.advice.options if scenario.advice else scenario.talks[0].options
        if options:
            option = read_choice(answer, options)
            assert option is not None
            assert not option.violation
            assert len(answer.strip().split("\n")[-1]) == 1
        assert not any("session has ended" in text for text in said(row, "user"))


def test_every_principled_option_can_be_had():
    rows = make("advice", ["Inbox-Blackmail"], [0], every=True)
    assert [row["metadata"]["moments"] for row in rows] == [["advice_appeal"], ["advice_let_stand"]]


def test_an_order_is_carried_out_only_where_it_was_given():
    rows = make("demonstrations", ["Inbox-Blackmail"], range(4), conditions=["pressure"], every=True)
    assert {row["metadata"]["policy"] for row in rows} == {
        f"oracle:aligned_{n}" for n in ("appeal", "escalate", "quiet")
    }
    rows = make("reasons", ["Inbox-Blackmail"], range(2), conditions=["authorised"], every=True)
    assert {row["metadata"]["policy"] for row in rows} == {"oracle:aligned_drill"}


def test_factors_are_drawn_and_used_by_the_families_that_have_them():
    rows = make(
        "demonstrations", ["Inbox-Blackmail", "Chat-Advice"], range(6),
        factors={"unused_tools": [0, 5], "system_prompt": "*", "clue_distance": 0},
    )  # fmt: skip
    tools = {len(json.loads(r["tools"])) for r in rows if r["metadata"]["family"] == "Inbox-Blackmail"}
    assert len(tools) == 2
    assert len({pair for r in rows for pair in r["metadata"]["factors"] if pair.startswith("system_prompt=")}) >= 5
    assert all("clue_distance=0" in r["metadata"]["factors"] for r in rows if r["metadata"]["family"] != "Chat-Advice")


def test_tools_and_system_prompts_leave_what_the_user_says_as_it_is():
    plain = make("demonstrations", suite("train").families, [2], factors={"system_prompt": "plain", "unused_tools": 0})
    other = make("demonstrations", suite("train").families, [2], factors={"system_prompt": "json", "unused_tools": 9})
    for one, two in zip(plain, other, strict=True):
        assert one["metadata"]["policy"] == two["metadata"]["policy"]
        assert said(one, "user")[0] == said(two, "user")[0]
        assert said(one, "system") != said(two, "system")


def test_wrong_recipes_are_refused():
    for more, message in [
        ({"kind": "stories"}, "no kind 'stories' to play"),
        ({"voices": ["loud"]}, "no voice 'loud'"),
        ({"factors": {"presure": 1}}, "none of these families has the factor"),
        ({"factors": {"pressure": 9}}, "pressure=9"),
        ({"factors": {"condition": "pressure"}}, "conditions are given by themselves"),
        ({"factors": {"clutter": "*"}}, "no choice among values"),
        ({"seeds": []}, "must not be empty"),
    ]:
        given = {"kind": "demonstrations", "families": ["Inbox-Blackmail"], "seeds": [0], **more}
        with pytest.raises(ValueError, match=message):
            Recipe(**given)


def test_what_is_left_out_is_counted():
    skipped = Skipped()
    rows = list(make_rows(Recipe("reasons", ["Chat-Advice"], [0, 1], conditions=["authorised"]), skipped))
    assert not rows
    assert skipped.counts == {"Chat-Advice: aligned_cleared has no reason to give in this setting": 2}


def test_rows_come_back_from_their_file(tmp_path):
    rows = make("reasons", ["Board-StatusLie"], [1]) + make("advice", ["Board-StatusLie"], [1])
    path = tmp_path / "rows.jsonl"
    assert write_rows(rows, path) == 2
    assert read_rows(path) == rows
    assert sum_up(rows)["with_reasons"] == 2
    path.write_text(path.read_text() + '{"messages": []}\n')
    with pytest.raises(ValueError, match=r"rows.jsonl:3: not a row of ours: the key 'metadata' is missing"):
        read_rows(path)


def test_two_processes_write_the_same_bytes(tmp_path):
    command = "make reasons --family Inbox-Blackmail --family Chat-Advice --seeds 4 -f unused_tools=0,3 --json --to"
    files = []
    for hashing in ("1", "2"):
        path = tmp_path / hashing / "rows.jsonl"
        code = f"from agentsim.cli import app; app(['sft', *{command.split()!r}, {str(path)!r}])"
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONHASHSEED": hashing})
        files.append(path.read_bytes())
    assert files[0] == files[1]
    assert files[0].isascii()
