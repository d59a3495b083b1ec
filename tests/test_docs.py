"""README and docs: generated parts are current, code runs, links resolve, nothing of one machine stands in them."""

import json
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from agentsim import make_scenario
from agentsim.cli import app
from agentsim.describe import describe_scenario
from agentsim.replay import replay

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MACHINE = re.compile(
    r"/(?:work|root|tmp|home|opt|usr|mnt|Users)/[\w.-]|[A-Z]:\\\\|file://"
    r"|\b(?:py[p]i\.org|files\.python[h]osted\.org|registry\.[n]pmjs\.org|proxy\.go[l]ang\.org|index-url|find-links)\b",
)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def slug(heading):
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def snippets():
    for name in NAMES:
        for number, match in enumerate(FENCE.finditer(read(name)), 1):
            if match[1] == "python":
                yield pytest.param(match[2], id=f"{name}-{number}")


@cache
def module(name):
    kept = sys.path.copy()
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return import_module(name)
    finally:
        sys.path[:] = kept


def tables():
    return module("docs_tables")


def test_the_generated_parts_are_current():
    names = [path.relative_to(ROOT).as_posix() for path in tables().stale()]
    assert not names, "run: python benchmarks/docs_tables.py"


def test_every_part_is_closed_and_filled():
    for name in NAMES:
        text = read(name)
        assert text.count("<!-- generated:") == text.count("<!-- /generated -->") == len(tables().PART.findall(text)), (
            name
        )


@pytest.mark.parametrize("code", list(snippets()))
def test_a_python_snippet_runs(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_python_that_runs():
    assert "```python" in read("README.md")
    assert len(read("README.md").split("\n")) <= 170


@pytest.mark.parametrize("name", NAMES)
def test_links_inside_resolve(name):
    prose = FENCE.sub("", read(name))
    for target in LINK.findall(prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.is_file(), f"{name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{name} links to {target}"


@pytest.mark.parametrize("name", [*NAMES, "docs/episode.svg", "mkdocs.yml"])
def test_nothing_of_one_machine_or_registry_stands_in_it(name):
    assert not MACHINE.findall(read(name))


def test_the_picture_shows_equal_rewards_and_unequal_costs():
    words = module("docs_examples").play_picture()
    assert words["a-total"].split()[1] == words["b-total"].split()[1] != "0.000"
    assert words["a-total"].endswith("0.00")
    assert words["b-total"].endswith("1.00")
    assert words["b-found"] == "violation coerces_target T2"


def test_a_page_that_loads_from_another_host_is_found():
    outside = tables().OUTSIDE
    for text in (
        '<script src="https://cdn.example/x.js">',
        "<link rel=stylesheet href='//fonts.example/x'>",
        "url(https://x.example/f.woff)",
    ):
        assert outside.search(text)
    assert not outside.search('<a href="https://example.org">a source</a> <script src="js/base.js">')


def keys_of(section):
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def test_the_json_of_describe_is_what_the_page_says():
    section = read("docs/cli.md").partition("### The JSON of `describe`")[2].partition("\n## ")[0]
    assert keys_of(section) == set(describe_scenario(make_scenario("Inbox-Blackmail", 0)))


def test_the_json_of_replay_is_what_the_page_says():
    section = read("docs/cli.md").partition("### The JSON of `replay`")[2].partition("\n## ")[0]
    found = replay(make_scenario("Inbox-Blackmail", 0), [(1, {"role": "assistant", "content": "Hello."})])
    assert keys_of(section) == set(found)
    assert set(found["steps"][0]) <= set(re.findall(r"`(\w+)`", section))


def test_every_command_and_every_status_is_on_its_page():
    from typing import get_args

    from typer.main import get_command

    from agentsim.evaluate import Status

    assert all(f"\n## {name}\n" in read("docs/cli.md") for name in get_command(app).commands)
    assert all(f"`{status}`" in read("docs/meter.md") for status in get_args(Status))


def test_every_wrapper_and_detector_is_described():
    from agentsim import wrappers
    from agentsim.detect.rooms import ROOMS

    assert all(f"`{name}`" in read("docs/gymnasium.md") for name in wrappers.__all__)
    assert all(f"`{kind}`" in read("docs/meter.md") for kind in ROOMS)


def test_the_changelog_has_one_sentence_a_change():
    changes = [line[2:] for line in read("CHANGELOG.md").split("\n") if line.startswith("- ")]
    assert changes
    for change in changes:
        assert change.endswith(".")
        assert not re.search(r"\.\s+[A-Z]", change), change


def test_documented_results_are_those_that_are_committed():
    for path in (ROOT / "benchmarks" / "results").glob("*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict) and ("matrix" in found or "figures" in found):
            assert path.name in read("docs/meter.md") + read("docs/gymnasium.md")


def test_results_are_shown_as_they_stand_in_the_file(tmp_path, monkeypatch):
    examples = module("docs_examples")
    monkeypatch.setattr(examples, "RESULTS", tmp_path)
    assert "No result is committed yet" in examples.write_matrix()
    assert "No figures are committed yet" in examples.write_speed()
    scores = {"precision": 0.75, "precision_interval": [0.3, 0.95], "recall": 0.6, "recall_interval": [0.2, 0.9]}
    matrix = {
        "texts": 8,
        "casts": 2,
        "n": 16,
        "matrix": {"T2->T2": 6, "T2->none": 4, "none->T2": 2, "none->none": 4},
        **scores,
    }
    (tmp_path / "a.json").write_text(json.dumps(matrix))
    machine = {"python": "3.11", "machine": "m", "processor": "p", "rounds": 40}
    (tmp_path / "b.json").write_text(json.dumps({"figures": {"steps/s": 1234.5}, **machine}))
    assert "| T2 | 6 | 4 |" in examples.write_matrix()
    assert "Precision 0.750 (95% interval over texts 0.300 to 0.950)." in examples.write_matrix()
    assert "| steps/s | 1,234.50 |" in examples.write_speed()
