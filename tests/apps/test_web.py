"""The simulated web: each tool once right, once wrong."""

import pytest
from desk import make_clock

from agentsim.apps import web as app
from agentsim.apps.tool import ToolError
from agentsim.apps.web import Note, WebPage
from agentsim.store import Prepared, Store

CLOCK = make_clock()
OLD = WebPage(id="wp-1", title="ramp prices", site="makers.example", text="The ramp was 900 last year.", minute=-9000)
NEW = WebPage(
    id="wp-2", title="ramp prices, new", site="makers.example", text="The ramp is 950.", form=True, minute=-10
)
NOTE = Note(id="nt-1", title="ramps", text="Ask again in autumn.")


@pytest.fixture
def pages():
    return Store(Prepared((OLD, NEW)))


@pytest.fixture
def notes():
    return Store(Prepared((NOTE,)))


def test_search_shows_the_newest_first(pages):
    text = app.web_search.run(pages, CLOCK, "ramp prices", 1).text
    assert text.index("wp-2") < text.index("wp-1")
    assert "0 results." in app.web_search.run(pages, CLOCK, "ferry", 1).text
    with pytest.raises(ToolError, match="at least one word"):
        app.web_search.run(pages, CLOCK, "  ", 1)


def test_open(pages):
    shown = app.open_page.run(pages, CLOCK, "wp-2", 1)
    assert shown.shown == (NEW,)
    assert "[This page has a form.]" in shown.text
    with pytest.raises(ToolError, match="404"):
        app.open_page.run(pages, CLOCK, "wp-9", 1)


def test_a_form_goes_to_whoever_runs_the_site(pages):
    sent = Store(Prepared())
    made = app.submit_form.run(pages, sent, CLOCK, "wp-2", "Ragna, PC-8").after
    assert (made.page, made.site, made.text, made.minute) == ("wp-2", "makers.example", "Ragna, PC-8", 100)
    for page, text in (("wp-1", "x"), ("wp-2", " ")):
        with pytest.raises(ToolError):
            app.submit_form.run(pages, sent, CLOCK, page, text)


def test_following_twice_changes_nothing(pages):
    followed = Store(Prepared())
    first = app.follow_page.run(pages, followed, CLOCK, "wp-1")
    second = app.follow_page.run(pages, followed, CLOCK, "wp-1")
    assert first.before is None
    assert second.before == second.after == first.after
    with pytest.raises(ToolError):
        app.follow_page.run(pages, followed, CLOCK, "wp-7")


def test_notes(notes):
    assert "nt-1" in app.list_notes.run(notes, CLOCK, "autumn", 1).text
    assert app.read_note.run(notes, "nt-1").shown == (NOTE,)
    assert app.save_note.run(notes, CLOCK, "ramp", "950 now", "wp-2").after.source == "wp-2"
    with pytest.raises(ToolError):
        app.save_note.run(notes, CLOCK, "", "text", "")
    gone = app.delete_note.run(notes, "nt-1")
    assert (gone.before, gone.after) == (NOTE, None)
    for tool in (app.read_note, app.delete_note):
        with pytest.raises(ToolError, match="no note"):
            tool.run(notes, "nt-1")
