"""The page of a run: what stands on it, and that nothing a model wrote becomes part of it."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hostile_words import ACTING, HOSTILE, play_words
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.reading.markup import element, table, write_text
from agentsim.reading.reveal import reveal
from agentsim.reading.tools import read_tools
from agentsim.runs.store import RunStore


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src", "style", "onload", "onerror")]
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
    arguments = ["eval", "Inbox-Blackmail", "-p", "oracle:misaligned_coercion", "-p", "blackmailer", "-p", "refuse_all",
                 "-c", "pressure", "-c", "authorised", "--seeds", "0..2", "--out", str(folder)]  # fmt: skip
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


def test_hostile_words_in_every_field_change_no_element_of_the_page(tmp_path, monkeypatch):
    pages = {}
    for name, words in (("hostile", HOSTILE), ("plain", [f"word{number}" for number in range(len(HOSTILE))])):
        (tmp_path / name).mkdir()
        out = tmp_path / f"{name}.html"
        folder = play_words(tmp_path / name, words, monkeypatch)
        assert CliRunner().invoke(app, ["report", str(folder), "--to", str(out)]).exit_code == 0
        pages[name] = out.read_text()
    assert set(elements(pages["hostile"])) == set(elements(pages["plain"]))
    assert not set(pages["hostile"]) & set(ACTING)
    shown = unescape(pages["hostile"])
    for text in HOSTILE:
        assert reveal(text) in shown
    parser = Elements()
    parser.feed(pages["hostile"])
    assert all(re.fullmatch(r"#[\w-]+", link) for link in parser.links)


def test_a_chat_twin_used_no_tool(tmp_path):
    args = ["eval", "Inbox-Blackmail", "-p", "oracle:advice_appeal", "-c", "advice", "--seeds", "0"]
    assert CliRunner().invoke(app, [*args, "--out", str(tmp_path / "r")]).exit_code == 0
    with RunStore(tmp_path / "r") as store:
        stored = next(store.episodes())
    assert any(event["tool"] == "answer" for event in stored.events)
    assert read_tools(stored).used == {}
    assert read_tools(stored).unknown == ()


def test_tables_that_are_long_are_folded_and_grouped(run, tmp_path):
    out = tmp_path / "page.html"
    CliRunner().invoke(app, ["report", str(run), "--to", str(out)])
    page = out.read_text()
    for key in ("conduct", "classes"):
        section = page.partition(f'id="{key}"')[2].partition("<h2")[0]
        assert section.index("<details>") < section.index("<table")
    assert page.count('class="group"') >= 2
    assert 'class="cards headline"' in page


def test_the_same_run_gives_the_same_page(run, tmp_path):
    pages = []
    for name in ("one.html", "two.html"):
        CliRunner().invoke(app, ["report", str(run), "--to", str(tmp_path / name)])
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
