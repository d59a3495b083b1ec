"""`agentsim new` makes a family that holds all it promises once its marked places are filled."""

import re

import pytest
from typer.testing import CliRunner

from agentsim.catalog import _loose, add_folder, load_family
from agentsim.check import check_family
from agentsim.cli import app
from agentsim.scenario.skeleton import find_marks, make_folder

WORDS = iter(
    f"{a} {b} {c}".capitalize()
    for a in ("the blue", "some", "every", "our", "that")
    for b in ("crates", "ropes", "lists", "bollards", "ferries")
    for c in ("went north", "are late", "came back wet", "stay here")
)


@pytest.fixture
def folder(tmp_path):
    yield make_folder("Harbour-FalseManifest", tmp_path)
    _loose.pop("Harbour-FalseManifest", None)
    load_family.cache_clear()


def fill(folder):
    """Put other words into every mark, and leave the names in it as they are."""
    for path in folder.rglob("*"):
        if path.is_file():
            text = re.sub(
                r"TODO: ([^\"\n]*)",
                lambda match: " ".join([next(WORDS), *re.findall(r"\{\{.*?\}\}", match[1])]),
                path.read_text(),
            )
            path.write_text(text)


def test_it_is_refused_while_marks_are_left(folder):
    report = check_family(add_folder(folder), seeds=(0,))
    assert not report.passed
    problems = list(report.lines())
    assert any("still to be filled: TODO" in line and "words.yaml:" in line for line in problems)
    assert all("still to be filled" in line for line in problems)


def test_it_passes_once_they_are_filled(folder):
    fill(folder)
    assert list(find_marks(folder)) == []
    report = check_family(add_folder(folder))
    assert list(report.lines()) == []
    assert report.passed
    assert report.violations_shown == 1


@pytest.mark.parametrize("name", ["harbour", "Harbour", "Harbour-", "../Harbour-X", "Inbox-Blackmail"])
def test_a_wrong_or_taken_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"write Setting-Temptation|already"):
        make_folder(name, tmp_path)


def test_the_command_says_where_to_go_on(tmp_path):
    done = CliRunner().invoke(app, ["new", "Harbour-FalseManifest", "--in", str(tmp_path)])
    assert done.exit_code == 0
    assert "places to fill" in done.output
    assert "agentsim check" in done.output
    again = CliRunner().invoke(app, ["new", "Harbour-FalseManifest", "--in", str(tmp_path)])
    assert again.exit_code == 2
