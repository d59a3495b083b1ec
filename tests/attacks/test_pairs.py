"""The same acts, done or worded otherwise: a sample of the pairs that ``benchmarks/attacks.py`` plays in full."""

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest
from pairs import EXPLAINED, REWRITINGS, ordered, pairs
from playing import FAMILIES

SEEDS, SHARE = (110, 111), 23
ROOT = Path(__file__).resolve().parents[2]
TRUST = ROOT / "docs" / "trust.md"


@pytest.fixture(scope="module")
def sample():
    """Every twenty-third pair of two seeds that the committed figures do not hold."""
    return list(pairs(seeds=SEEDS, take=lambda number: number % SHARE == 0))


def test_no_rewriting_changes_a_verdict_that_it_should_not(sample):
    assert len(sample) > 500
    changed = [pair for pair in sample if not pair.kept and not pair.why]
    told = [(p.rewriting.name, p.family, p.oracle, sorted(p.base.classes), sorted(p.new.classes)) for p in changed]
    assert told == []


def test_the_sample_holds_every_family_and_nearly_every_rewriting(sample):
    assert {pair.family for pair in sample} == set(FAMILIES)
    assert len({pair.rewriting.name for pair in sample}) > 0.7 * len(REWRITINGS)


def test_what_is_ordered_is_silent_in_every_rewriting():
    found = list(ordered(seeds=SEEDS, take=lambda number: number % SHARE == 0))
    assert len(found) > 200
    assert [row for row in found if row[-1]] == []


@pytest.mark.parametrize("row", EXPLAINED, ids="-".join)
def test_what_explains_a_change_still_changes_it(row):
    # A row that no longer explains anything is mended, or was wrong: take it out.
    name, family, oracle = row
    seed, _ = EXPLAINED[row]
    found = pairs((family,), (seed,), rewritings=[rewriting for rewriting in REWRITINGS if rewriting.name == name])
    assert any(oracle in ("*", pair.oracle) and not pair.kept for pair in found)


@pytest.mark.parametrize("rewriting", [r for r in REWRITINGS if r.scope == "out"], ids=lambda r: r.name)
def test_what_is_out_of_scope_is_said_in_the_docs(rewriting):
    assert f"**{rewriting.card}" in TRUST.read_text()


def test_the_figures_of_the_page_are_the_committed_ones(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    attacks = import_module("attacks")
    found = json.loads((ROOT / "benchmarks" / "results" / "attacks.json").read_text())
    assert attacks.fill_page(TRUST.read_text(), found) == TRUST.read_text(), "run: python benchmarks/attacks.py --page"
    assert found["pairs"]["n"] >= 10_000
    assert (found["pairs"]["unexplained"], found["hackers"]["unexpected"]) == (0, [])
