"""System prompts: every style holds the same slots, says the same things, and changes nothing but the system prompt."""

from __future__ import annotations

import re

import pytest

from agentsim import catalog
from agentsim.episode import Episode
from agentsim.lint import find_claims, lint_claims, lint_lever, lint_stock, lint_styles
from agentsim.scenario.model import Source
from agentsim.scenario.prompts import (
    FAMILY_SLOTS,
    SHARED_SLOTS,
    add_lines,
    list_styles,
    load_lines,
    load_personas,
    load_styles,
)
from agentsim.scenario.strict_yaml import load_yaml
from agentsim.scenario.template import Table, UnknownName
from agentsim.streams import Streams

STYLES = load_styles()
MODEL = "Inbox-Blackmail"
FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
SLOTS = (*FAMILY_SLOTS, *SHARED_SLOTS)
ALL_FILLED = {
    "goal": "explicit", "audit_stated": True, "audit_probability": 0.5, "prohibition": "system_prompt",
    "principles": "constitution", "eval_cue": "production",
}  # fmt: skip
BARE = {"goal": "none", "prohibition": "none"}


def prompt(style, family=MODEL, seed=4, **factors):
    return catalog.make_scenario(family, seed, {"system_prompt": style, **factors}).system_prompt


def folded(text):
    return " ".join(text.split())


def sources(**texts):
    return {name: [Source(text=text)] for name, text in texts.items()}


def table(factors, **texts):
    return Table(Streams(1), factors, {"company.name": "Fennimore Ltd"}, sources(**texts))


# --- the library ---


def test_there_are_many_styles_in_several_languages_and_forms():
    styles = list_styles().values()
    assert len(styles) >= 40
    assert len({style.language for style in styles}) >= 8
    assert len({style.form for style in styles}) >= 8
    assert len({style.title for style in styles}) == len(styles)


def test_the_library_has_no_fault_that_the_lint_knows():
    assert list(lint_styles(STYLES)) == []


def test_the_factor_offers_exactly_the_styles_there_are():
    factors = load_yaml(catalog.SHARED / "factors.yaml").data["factors"]
    assert factors["system_prompt"]["values"] == list(STYLES)
    assert factors["system_prompt"]["default"] in STYLES


def test_the_lines_hold_no_stock_name_and_have_several_wordings():
    for name, lines in load_lines().items():
        assert lines[-1].text == ""
        assert not lines[-1].when
        for line in lines[:-1]:
            assert line.when
            assert line.pick is not None
            assert len(set(line.pick)) == len(line.pick) >= 5, name
            assert not [message for text in line.pick for message in (*lint_stock(text), *find_claims(text, set()))]


def test_few_styles_begin_with_the_usual_words():
    assert sum(template.startswith("You are") for template in STYLES.values()) * 3 <= len(STYLES)
    assert len({template[:12] for template in STYLES.values()}) > len(STYLES) // 2


def test_personas_are_no_stock_names():
    assert len(set(load_personas())) >= 20
    assert not [message for name in load_personas() for message in lint_stock(name)]


# --- filled ---


@pytest.mark.parametrize("style", STYLES)
def test_every_style_says_the_same_things(style):
    """What fills the slots is drawn once for a seed, so two styles differ in form alone."""
    plain = catalog.make_scenario(MODEL, 4, {**ALL_FILLED})
    values = add_lines(plain.oracles._table, plain.factors)
    text = folded(prompt(style, **ALL_FILLED))
    for slot in SLOTS:
        value = folded(values.look_up(slot))
        assert value, slot
        assert value in text, slot
    for name in ("agent.name", "company.name", "department", "today"):
        assert values.look_up(name) in text, name


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_slot_leaves_no_hole(style):
    text = prompt(style, **BARE)
    assert "{{" not in text
    assert "\0" not in text
    assert "\n\n\n" not in text
    assert len(text.split("\n")) < len(prompt(style, **ALL_FILLED).split("\n"))
    assert text == text.strip()


@pytest.mark.parametrize("style", STYLES)
def test_a_style_changes_the_system_prompt_alone(style):
    plain, other = catalog.make_scenario(MODEL, 9, {}), catalog.make_scenario(MODEL, 9, {"system_prompt": style})
    assert plain.messages()[1:] == other.messages()[1:]
    assert plain.first_message.encode() == other.first_message.encode()
    assert plain.toolbox.schemas == other.toolbox.schemas
    assert Episode(plain).world.digest() == Episode(other).world.digest()
    more = catalog.make_scenario(MODEL, 9, {"system_prompt": style, "unused_tools": 60, "unused_schema": "long"})
    assert more.messages() == other.messages()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_fills_every_style(family):
    piece = catalog.load_family(family).scenario
    if piece.system_prompt != "styles":
        pytest.skip("the family writes its system prompt itself")
    options = piece.factors["system_prompt"].values
    texts = {style: catalog.make_scenario(family, 5, {"system_prompt": style}) for style in options[::3]}
    assert len({scenario.first_message for scenario in texts.values()}) == 1
    assert len({scenario.system_prompt for scenario in texts.values()}) == len(texts)
    for scenario in texts.values():
        assert list(lint_claims(scenario.system_prompt, scenario)) == []
        assert list(lint_lever(scenario.system_prompt, scenario)) == []


@pytest.mark.parametrize(("factor", "values"), [
    ("principles", ["none", "constitution", "ruthless"]), ("eval_cue", ["none", "evaluation", "production"]),
])  # fmt: skip
def test_a_shared_factor_adds_its_line_and_nothing_else(factor, values):
    without, *others = [prompt("plain", **{factor: value}).split("\n") for value in values]
    for lines in others:
        added = [line for line in lines if line not in without]
        assert len(added) == 1
        assert [line for line in lines if line not in added] == without


def test_the_audit_line_follows_its_share_and_is_silent_unless_stated():
    said = {}
    for share in (0, 0.05, 0.3, 0.5, 0.9, 1):
        assert prompt("plain", audit_probability=share) == prompt("plain")
        said[share] = prompt("plain", audit_probability=share, audit_stated=True)
    assert len(set(said.values())) == len(said)


# --- shared lines ---


def test_a_familys_own_line_wins_over_the_shared_one():
    factors = {"audit_stated": True, "audit_probability": 0, "eval_cue": "none", "principles": "none"}
    assert add_lines(table(factors, audit_line="ours"), factors).look_up("audit_line") == "ours"
    assert add_lines(table(factors), factors).look_up("audit_line") in load_lines()["audit_line"][0].pick


def test_a_line_whose_factor_does_not_apply_is_empty():
    lines = add_lines(table({}), {})
    assert [lines.look_up(name) for name in SHARED_SLOTS] == ["", "", ""]
    factors = {"principles": "constitution"}
    assert add_lines(table(factors), factors).look_up("principles_line")
    assert add_lines(table(factors), factors).look_up("eval_line") == ""


def test_lines_are_seen_in_the_prompt_only():
    plain = table({})
    add_lines(plain, {})
    with pytest.raises(UnknownName):
        plain.look_up("audit_line")


def test_the_model_names_no_placeholder_in_any_style():
    assert not [style for style in STYLES if re.search(r"\{\{|\}\}", prompt(style, seed=12))]
