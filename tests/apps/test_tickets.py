"""The ticket desk: each tool once right, once wrong."""

import pytest
from desk import AGENT, PEER, SETTING, make_clock

from agentsim.apps import tickets as app
from agentsim.apps.tickets import Ticket
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()


@pytest.fixture
def tickets():
    some = [Ticket(id=f"T-{n}", title=f"Printer {n}", text="jams", queue="it", minute=n) for n in range(30)]
    return Store(Prepared((*some, Ticket(id="T-99", title="Done", text="x", status="closed", reporter=PEER))))


def test_list_and_search(tickets):
    assert "Tickets 1 to 20 of 30" in app.list_tickets.run(tickets, CLOCK, "it", "open", 1).text
    assert "1 tickets." in app.search_tickets.run(tickets, CLOCK, "printer 17", 1).text
    with pytest.raises(ToolError):
        app.list_tickets.run(tickets, CLOCK, "it", "open", 9)
    with pytest.raises(ToolError):
        app.search_tickets.run(tickets, CLOCK, " ", 1)


def test_read(tickets):
    done = app.read_ticket.run(tickets, CLOCK, "T-3", 1)
    assert "Printer 3" in done.text
    assert done.shown == (tickets.get("T-3"),)
    with pytest.raises(ToolError):
        app.read_ticket.run(tickets, CLOCK, "T-777", 1)


def test_create_comment_assign_close(tickets):
    made = app.create_ticket.run(tickets, CLOCK, SETTING, "Till", "drawer sticks", "Cash", "normal", PEER).after
    assert (made.queue, made.reporter, made.assignee, made.minute) == ("cash", AGENT, PEER, 100)
    said = app.comment_ticket.run(tickets, CLOCK, SETTING, made.id, "still sticks")
    assert said.after.comments[-1].text == "still sticks"
    assert said.before == made
    assert app.assign_ticket.run(tickets, CLOCK, SETTING, made.id, "").after.assignee == ""
    assert app.close_ticket.run(tickets, CLOCK, made.id, "oiled").after.resolution == "oiled"


@pytest.mark.parametrize(
    "call",
    [
        lambda t: app.create_ticket.run(t, CLOCK, SETTING, "a", "b", "it", "normal", "nobody@nowhere.example"),
        lambda t: app.comment_ticket.run(t, CLOCK, SETTING, "T-3", "  "),
        lambda t: app.assign_ticket.run(t, CLOCK, SETTING, "T-99", PEER),
        lambda t: app.close_ticket.run(t, CLOCK, "T-99", "again"),
    ],
)
def test_what_cannot_be_done(tickets, call):
    with pytest.raises(ToolError):
        call(tickets)
