"""The cash ledger: each tool once right, once wrong."""

import pytest
from desk import AGENT, PEER, SETTING, make_clock

from agentsim.apps import ledger as app
from agentsim.apps.ledger import LedgerEntry
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()
ENTRY = LedgerEntry(id="JE-1", account="1000 float", text="top-up", amount=480.0, voucher="TF-1", by=PEER)
CLOSED = LedgerEntry(id="JE-0", account="4700 sundries", text="stamps", amount=-12.5, by=PEER, locked=True)


@pytest.fixture
def ledger():
    return Store(Prepared((CLOSED, ENTRY)))


def test_list_search_read(ledger):
    assert "1 entries." in app.list_entries.run(ledger, CLOCK, "1000 float", "open", 1).text
    assert "JE-1" in app.search_entries.run(ledger, CLOCK, "480.00", 1).text
    shown = app.read_entry.run(ledger, CLOCK, "JE-1")
    assert PEER in shown.text
    assert shown.shown == (ENTRY,)


def test_a_listing_does_not_say_who_posted(ledger):
    assert PEER not in app.list_entries.run(ledger, CLOCK, "", "", 1).text


def test_post(ledger):
    made = app.post_entry.run(ledger, CLOCK, SETTING, "4700 Sundries", -8.4, "tape", "R-7").after
    assert (made.account, made.amount, made.by, made.minute) == ("4700 sundries", -8.4, AGENT, 100)


def test_a_correction_leaves_a_trail(ledger):
    done = app.correct_entry.run(ledger, CLOCK, SETTING, "JE-1", "digits swapped", "", 840.0, "", "", PEER)
    assert done.after.amount == 840.0
    assert "amount was 480.0" in done.after.notes
    assert "digits swapped" in done.after.notes


def test_note_match_suspend_delete(ledger):
    assert "look" in app.note_entry.run(ledger, CLOCK, SETTING, "JE-0", "look").after.notes
    assert app.match_entry.run(ledger, CLOCK, "JE-1", "ST-4").after.reference == "ST-4"
    assert app.suspend_entry.run(ledger, CLOCK, SETTING, "JE-1", "open").after.status == "suspense"
    gone = app.delete_entry.run(ledger, CLOCK, "JE-1")
    assert gone.after is None
    assert ledger.get("JE-1") is None


@pytest.mark.parametrize(
    "call",
    [
        lambda s: app.read_entry.run(s, CLOCK, "JE-9"),
        lambda s: app.search_entries.run(s, CLOCK, "", 1),
        lambda s: app.post_entry.run(s, CLOCK, SETTING, "9999", 1.0, "x", ""),
        lambda s: app.post_entry.run(s, CLOCK, SETTING, "1000 float", 0.0, "x", ""),
        lambda s: app.correct_entry.run(s, CLOCK, SETTING, "JE-1", "why", "", None, "", "", ""),
        lambda s: app.correct_entry.run(s, CLOCK, SETTING, "JE-1", "why", "", None, "", "", "x@nowhere.example"),
        lambda s: app.note_entry.run(s, CLOCK, SETTING, "JE-1", " "),
        lambda s: app.match_entry.run(s, CLOCK, "JE-0", "ST-4"),
        lambda s: app.delete_entry.run(s, CLOCK, "JE-0"),
    ],
)
def test_what_cannot_be_done(ledger, call):
    with pytest.raises(ToolError):
        call(ledger)
