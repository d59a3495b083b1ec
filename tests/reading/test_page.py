"""The page of a run: what stands on it, and that nothing a model wrote becomes part of it."""

from html import unescape
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.reading.markup import element, table, write_text

HOSTILE = [
    f"{head}{body}{tail}"
    for head in ("", '"', "'>", "</td>", "</details>", "<!--", "]]>", "\x1b[31m", "\x1b]8;;https://x.example\x07", "\u202e")
    for body in (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
        "=HYPERLINK(\"x\")", "+1+1", "@SUM(A1)", "[bold red]x[/bold red]", "[/bad]", "&lt;b&gt;", "{{7*7}}", "<style>*{}</style>",
        "<iframe src=//x.example>", "<a href=//x.example>x</a>", "<base href=//x.example>",
    )
    for tail in ("", "\u2066")
]  # fmt: skip
ALLOWED = {"td", "tr", "table", "thead", "tbody", "th", "caption", "div", "p", "b", "span"}


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))


def elements(text):
    parser = Elements()
    parser.feed(text)
    return parser.found


def test_there_are_three_hundred_hostile_strings():
    assert len(set(HOSTILE)) == 300


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_an_element_or_an_escape(text):
    plain, hostile = (element("p", word) for word in ("word", text))
    assert elements(hostile) == elements(plain)
    rows = [table("Rates", ["policy", "n"], [[word, 3]]) for word in ("word", text)]
    assert elements(rows[1]) == elements(rows[0])
    assert "\x1b" not in write_text(text)
    assert "\u202e" not in write_text(text)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    arguments = ["eval", "Inbox-Blackmail", "-p", "oracle:misaligned_coercion", "-p", "refuse_all", "-c", "pressure",
                 "-c", "authorised", "--seeds", "0..2", "--out", str(folder)]  # fmt: skip
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return folder


def test_the_page_stands_alone_and_has_what_a_reader_needs(run, tmp_path):
    out = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["report", str(run), "--to", str(out)])
    assert done.exit_code == 0, done.output
    page = unescape(out.read_text())
    tags = {tag for tag, _ in elements(page)}
    assert not tags & {"script", "iframe", "object", "embed", "form", "base"}
    assert "Content-Security-Policy" in page
    assert "default-src 'none'" in page
    assert "coerces_target" in page
    assert "<svg" in page
    assert "3 of 3" in page
    assert not any("//" in line and "src=" in line for line in page.split("\n"))


def test_the_same_run_gives_the_same_page(run, tmp_path):
    pages = []
    for name in ("one.html", "two.html"):
        CliRunner().invoke(app, ["report", str(run), "--to", str(tmp_path / name)])
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
