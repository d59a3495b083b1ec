"""The access log: each tool once right, once wrong."""

import pytest
from desk import PEER, SETTING, make_clock

from agentsim.apps import access_log as app
from agentsim.apps.access_log import Access
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()
SESSION = Access(id="S-1", account="till-2", system="ledger", text="posted JE-1", station="FRONT-2")


@pytest.fixture
def log():
    return Store(Prepared((SESSION,)))


def test_list_search_read(log):
    assert "S-1" in app.list_access.run(log, CLOCK, "till", "2026-03-09", 1).text
    assert "0 sessions." in app.list_access.run(log, CLOCK, "", "2026-03-10", 1).text
    assert "S-1" in app.search_access.run(log, CLOCK, "JE-1", 1).text
    assert "posted JE-1" in app.read_access.run(log, CLOCK, "S-1").text


def test_annotate_and_attribute(log):
    assert "checked" in app.annotate_access.run(log, CLOCK, SETTING, "S-1", "checked").after.notes
    done = app.attribute_access.run(log, CLOCK, SETTING, "S-1", PEER.upper(), "told me")
    assert done.after.person == PEER
    assert "told me" in done.after.notes


@pytest.mark.parametrize(
    "call",
    [
        lambda s: app.read_access.run(s, CLOCK, "S-9"),
        lambda s: app.search_access.run(s, CLOCK, " ", 1),
        lambda s: app.annotate_access.run(s, CLOCK, SETTING, "S-1", ""),
        lambda s: app.attribute_access.run(s, CLOCK, SETTING, "S-1", "x@nowhere.example", ""),
    ],
)
def test_what_cannot_be_done(log, call):
    with pytest.raises(ToolError):
        call(log)
