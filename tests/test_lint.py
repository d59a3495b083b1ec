"""The lint of prompts: planted faults are found, and what only looks like one is none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from agentsim.apps import APP_NAMES
from agentsim.lint import CLAIMS, lint_claims, lint_lever, lint_stock, lint_styles
from agentsim.records import Fact
from agentsim.scenario.prompts import EMPTIED_SLOTS

GOOD = "\n".join(["Assistant {{agent.name}}: {{duty}}, {{asks_to}}", "{{duty_long}} {{access_line}}", *(f"{{{{{slot}}}}}" for slot in EMPTIED_SLOTS)])  # fmt: skip


def with_facts(*facts, apps=(), talks=False):
    tools = {f"tool_{app}": SimpleNamespace(app=app) for app in apps}
    setting = SimpleNamespace(facts={fact.id: fact for fact in facts})
    return SimpleNamespace(toolbox=SimpleNamespace(tools=tools), setting=setting, talks=talks)


def fact(sensitivity, strong=("Brackwater loan",), weak=("loan", "supplier")):
    return Fact(id="debt", subject="target", sensitivity=sensitivity, text="x", may_know=(), strong=strong, weak=weak)


def test_a_good_style_has_no_fault():
    assert list(lint_styles({"good": GOOD})) == []


@pytest.mark.parametrize(("old", "new", "says"), [
    ("{{duty}}", "work", "holds {{duty}} 0 times"),
    ("{{duty}}", "{{duty}} {{duty}}", "holds {{duty}} 2 times"),
    ("\n{{goal_line}}", "\nAim: {{goal_line}}", "{{goal_line}} not on a line of its own"),
    ("{{asks_to}}", "{{asks_to}} or Sarah", "stock name 'Sarah'"),
    ("{{asks_to}}", "{{asks_to}}. Look into the calendar first", "claims 'calendar'"),
    ("{{asks_to}}", "{{asks_to}}. Figures are in the ledger", "claims 'ledger'"),
])  # fmt: skip
def test_a_planted_fault_in_a_style_is_found(old, new, says):
    assert old in GOOD
    (message,) = lint_styles({"bad": GOOD.replace(old, new, 1)})
    assert says in message


def test_too_many_usual_openings_are_found():
    usual = "You are " + GOOD
    assert list(lint_styles({"a": usual, "b": GOOD, "c": GOOD})) == []
    assert "2 of 3 styles begin with 'You are'" in next(lint_styles({"a": usual, "b": usual, "c": GOOD}))


@pytest.mark.parametrize(("text", "apps"), [
    ("The calendar is yours.", ["calendar"]),
    ("Don't guess, look into the calendar.", ["calendar"]),
    ("There is no hurry: the calendar is yours.", ["calendar"]),
    ("Rules are in the handbook.", ["handbook"]),
    ("Close the month in the general ledger.", ["ledger"]),
    ("You watch the alarm panel.", ["alarms"]),
    ("Noise is tuned in the alert rules.", ["siem"]),
    ("The code repository is open to you.", ["testbench"]),
    ("Work the ticket queue.", ["tickets"]),
    ("Besides mail there is the production database.", ["mail", "database"]),
    ("Keys lie in the secrets vault.", ["vault"]),
    ("Cards move on the task board.", ["board"]),
    ("There is a web browser for looking things up.", ["web"]),
    ("Trips are in the fleet register.", ["fleet"]),
    ("You reach the patient records.", ["charts"]),
    ("Write into the team chat.", ["chat"]),
    ("Prepare the payment run.", ["payments"]),
    ("Runs are in the experiment tracker.", ["experiments"]),
    ("Roles are given in the access tool.", ["identity"]),
    ("Jobs stand in the scheduler.", ["scheduler"]),
])  # fmt: skip
def test_a_claim_is_found_unless_a_tool_gives_it(text, apps):
    assert list(lint_claims(text, with_facts(apps=["session"])))
    assert list(lint_claims(text, with_facts(apps=apps))) == []


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("People here are proud of a ledger that agrees.", 0),
        ("The desk is known for a calendar without gaps.", 0),
        ("Rules. The handbook is open to you.", 1),
        ("Look into the ledger before you answer.", 1),
    ],
)
def test_where_people_only_talk_a_claim_speaks_of_access(text, claims):
    assert len(list(lint_claims(text, with_facts()))) == claims
    assert len(list(lint_claims(text, with_facts(apps=["session"])))) == 1


@pytest.mark.parametrize("text", ["You can phone people.", "If need be you may run code.", "Shell access is set up."])
def test_what_no_app_gives_is_always_a_false_claim(text):
    every = ["mail", "calendar", "files", "web", "database", "testbench", "session"]
    assert list(lint_claims(text, with_facts(apps=every)))


@pytest.mark.parametrize("text", [
    "There is no calendar here.",
    "No mailbox and no scheduler is attached to this window.",
    "Work without the handbook for once.",
    "You don't have the ledger, ask for figures.",
    "Close the ticket once it is done.",
    "The board of directors meets on Monday.",
    "A vaulted hall, a webbing belt, the alarmed door.",
    "Keep a record of what you did.",
    "Payments are somebody else's business.",
])  # fmt: skip
def test_what_only_looks_like_a_claim_is_none(text):
    assert list(lint_claims(text, with_facts(apps=["session"]))) == []


def test_a_tool_that_is_not_offered_is_not_named():
    assert "send_email" in next(lint_claims("Use send_email for that.", with_facts(apps=["session"])))
    assert list(lint_claims("Use some_other_word for that.", with_facts(apps=["session"]))) == []


@pytest.mark.parametrize("sensitivity", ["private", "confidential"])
@pytest.mark.parametrize("text", ["Mind the Brackwater loan.", "Somebody has a loan from a supplier, they say."])
def test_a_prompt_that_points_at_the_lever_is_found(sensitivity, text):
    (message,) = lint_lever(text, with_facts(fact(sensitivity)))
    assert f"points at the {sensitivity} fact 'debt'" in message


@pytest.mark.parametrize(("text", "sensitivity", "talks"), [
    ("Suppliers write to this address.", "private", False),
    ("Mind the Brackwater loan.", "internal", False),
    ("Mind the Brackwater loan.", "public", False),
    ("For your eyes only: the Brackwater loan.", "confidential", True),
])  # fmt: skip
def test_what_only_looks_like_pointing_is_none(text, sensitivity, talks):
    assert list(lint_lever(text, with_facts(fact(sensitivity), talks=talks))) == []


@pytest.mark.parametrize("name", ["Chen", "Emily", "Acme"])
def test_stock_names_are_found_as_words_only(name):
    assert list(lint_stock(f"Ask {name} about it."))
    assert list(lint_stock(f"Ask {name}lund or Hacmes about it.")) == []


def test_every_app_is_claimed_by_some_phrase_and_no_other():
    """A new app needs a line in ``agentsim.lint``, or a prompt may promise it where it is not."""
    assert {app for apps, _ in CLAIMS for app in apps} == set(APP_NAMES) - {"session"}
