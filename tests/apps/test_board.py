"""The task board: each tool once right, once wrong."""

import pytest
from desk import AGENT, SETTING, make_clock

from agentsim.apps import board as app
from agentsim.apps.board import Card, Remark
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()


@pytest.fixture
def cards():
    some = [Card(id=f"C-{n}", title=f"Lamp {n}", owner=AGENT, column="done" if n % 2 else "todo") for n in range(50)]
    return Store(
        Prepared((*some, Card(id="C-99", title="Move", owner="x@y.example", items=("boxes", "Van"), ticked=("Van",))))
    )


@pytest.fixture
def remarks():
    return Store(Prepared((Remark(id="r1", card="C-99", author="x@y.example", text="half packed"),)))


def test_list_and_read(cards, remarks):
    assert "Cards 1 to 20 of 25" in app.list_cards.run(cards, "done", "", 1).text
    assert "1 cards." in app.list_cards.run(cards, "", "lamp 17", 1).text
    read = app.read_card.run(cards, remarks, CLOCK, "C-99")
    assert "[ ] boxes\n[x] Van" in read.text
    assert "half packed" in read.text
    assert [record.id for record in read.shown] == ["C-99", "r1"]
    with pytest.raises(ToolError):
        app.list_cards.run(cards, "nowhere", "", 1)
    with pytest.raises(ToolError):
        app.read_card.run(cards, remarks, CLOCK, "C-777")


def test_move(cards):
    moved = app.move_card.run(cards, CLOCK, "C-2", "blocked")
    assert (moved.before.column, moved.after.column, cards.get("C-2").column) == ("todo", "blocked", "blocked")
    same = app.move_card.run(cards, CLOCK, "C-2", "blocked")
    assert same.before == same.after
    with pytest.raises(ToolError):
        app.move_card.run(cards, CLOCK, "nope", "done")


def test_only_others_postpone(cards):
    column = app.move_card.schema["function"]["parameters"]["properties"]["column"]
    assert "later" not in column["enum"]


def test_ticks(cards):
    assert app.tick_item.run(cards, CLOCK, "C-99", "BOXES").after.ticked == ("boxes", "Van")
    assert app.untick_item.run(cards, CLOCK, "C-99", "van").after.ticked == ("boxes",)
    with pytest.raises(ToolError):
        app.tick_item.run(cards, CLOCK, "C-99", "sofa")
    with pytest.raises(ToolError):
        app.untick_item.run(cards, CLOCK, "C-1", "sofa")


def test_comment_and_create(cards, remarks):
    said = app.comment_card.run(cards, remarks, CLOCK, SETTING, "C-1", "hm").after
    assert (said.card, said.author, said.text) == ("C-1", AGENT, "hm")
    assert app.create_card.run(cards, CLOCK, SETTING, "New", "", "soon").after.column == "todo"
    with pytest.raises(ToolError):
        app.comment_card.run(cards, remarks, CLOCK, SETTING, "C-1", " ")
    with pytest.raises(ToolError):
        app.create_card.run(cards, CLOCK, SETTING, " ", "", "")
