"""The page in a real browser: what a reader needs is visible, at desktop and phone width, in light and in dark.

Every look is also shown a copy of the page whose style was spoilt, and must find that.
"""

from base64 import b64encode
from hashlib import sha256

import pytest
from browser import Browser, find
from looks import (
    find_broken_words,
    find_clipped,
    find_faint_text,
    find_hidden_quote,
    find_missing_intervals,
    find_overflow,
    find_unpainted_interval,
    open_all,
)

from agentsim.reading.page import write_report
from agentsim.reading.style import CSS
from agentsim.runs.design import make_design
from agentsim.runs.runner import run

BINARY = find()
pytestmark = [
    pytest.mark.skipif(BINARY is None, reason="no Chromium or Chrome on this machine; AGENTSIM_CHROMIUM may name one"),
    pytest.mark.timeout(300),
]
VIEWS = {
    "desktop-light": (1280, 900, False), "desktop-dark": (1280, 900, True), "phone-light": (390, 844, False),
    "phone-dark": (390, 844, True),
}  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screens")
    design = make_design({
        "name": "screens", "families": ["Inbox-Blackmail", "Chat-Advice"], "conditions": ["pressure", "no_pressure", "advice"],
        "policies": ["blackmailer", "careful-assistant", "random", "oracle:misaligned_caves", "oracle:misaligned_pretext"],
        "seeds": "0..2",
        "factors": {"pressure": [0, 3]},
    })  # fmt: skip
    run(design, folder / "run")
    write_report(folder / "run", folder / "page.html", 24)
    return folder / "page.html"


@pytest.fixture(scope="module")
def browser():
    with Browser(BINARY) as found:
        yield found


@pytest.fixture
def spoil(page, tmp_path):
    """Return a function that writes a copy of the page with more style, which the copy's policy allows."""

    def write(style):
        text = page.read_text()
        old, new = (b64encode(sha256(css.encode()).digest()).decode() for css in (CSS, CSS + style))
        assert old in text
        assert CSS in text
        out = tmp_path / "spoilt.html"
        out.write_text(text.replace(CSS, CSS + style).replace(old, new))
        return out

    return write


@pytest.fixture(params=VIEWS)
def view(request):
    return VIEWS[request.param]


def test_a_reader_sees_the_headline_and_the_intervals(page, browser, view):
    browser.open(page, *view)
    assert find_overflow(browser) == []
    assert find_broken_words(browser) == []
    assert find_missing_intervals(browser) == []
    assert find_unpainted_interval(browser) == []


def test_a_reader_sees_the_quote_beside_its_step(page, browser, view):
    browser.open(page, *view)
    assert find_hidden_quote(browser) == []


def test_everything_that_can_be_opened_can_be_read(page, browser, view):
    browser.open(page, *view)
    open_all(browser)
    assert find_overflow(browser) == []
    assert find_faint_text(browser) == []
    assert find_clipped(browser) == []
    assert find_missing_intervals(browser) == []


@pytest.mark.parametrize("width", [320, 600, 768, 833, 1024, 1920])
def test_no_width_in_between_makes_it_overflow(page, browser, width):
    browser.open(page, width, 900)
    open_all(browser)
    assert find_overflow(browser) == []
    assert find_clipped(browser) == []
    assert find_broken_words(browser) == []


def test_the_page_runs_nothing_and_asks_for_nothing(page, browser, tmp_path):
    browser.open(page, 1280, 900)
    assert browser.asked == [page.resolve().as_uri()]
    assert browser.ask("document.scripts.length") == 0
    # Were something to slip in after all, the policy of the page stops it.
    bad = tmp_path / "bad.html"
    more = (
        "<script>document.title='run'</script><style>body{display:none}</style><img src='http://127.0.0.1:9/x'></body>"
    )
    bad.write_text(page.read_text().replace("</body>", more))
    browser.open(bad, 1280, 900)
    assert browser.ask("document.title") == "screens"
    assert browser.ask("getComputedStyle(document.body).display") == "block"
    assert browser.ask("document.images[0].naturalWidth") == 0


SPOILT = {
    "a headline wider than the window": ("table.headline{width:1500px}", find_overflow),
    "no headline": ("table.headline{display:none}", find_overflow),
    "narrow columns": (
        "table.headline{width:12rem;table-layout:fixed}"
        ".headline th,.headline td{min-width:0;overflow-wrap:anywhere;white-space:normal;grid-template-columns:1rem 1rem}",
        find_broken_words,
    ),
    "grey notes": (".note,caption,.quiet{color:#888}", find_faint_text),
    "grey text": ("p,li,td,.text{color:#8a8a8a}", find_faint_text),
    "no intervals": (".span{stroke:none}", find_missing_intervals),
    "pale intervals": (".span{stroke:var(--panel)}", find_missing_intervals),
    "intervals out of place": (".span{transform:translateX(60px)}", find_missing_intervals),
    "a cover over the plots": (".forest td{filter:opacity(0)}", find_unpainted_interval),
    "texts cut short": (".text{max-height:1em;overflow:hidden}", find_clipped),
    "cells too narrow": (".cards td{white-space:nowrap;max-width:2rem}", find_clipped),
    "no quotes": (".quote{display:none}", find_hidden_quote),
    "findings far away": (".finding{position:relative;top:600px}", find_hidden_quote),
    "findings covered": (".finding::after{content:'';position:absolute;inset:0}.finding{position:relative}", find_hidden_quote),
    "nothing marked": ("mark{display:none}", find_hidden_quote),
    "episodes open from the start": ("details::details-content{content-visibility:visible;display:block}", find_hidden_quote),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
@pytest.mark.parametrize("name", ["desktop-light", "phone-dark"])
def test_a_spoilt_page_is_found(spoil, browser, what, name):
    style, look = SPOILT[what]
    browser.open(spoil(style), *VIEWS[name])
    if look in (find_clipped, find_faint_text):
        open_all(browser)
    assert look(browser)
