"""What a design can show."""

import json
from itertools import product
from math import comb

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.numbers.power import (
    detectable_twin,
    effective_size,
    pairs_needed,
    plan_run,
    seen_rate,
    twin_power,
    two_sample_power,
)
from agentsim.numbers.significance import mcnemar

pytest.importorskip("scipy")


def test_the_power_of_twins_is_that_of_all_tables_added_up():
    for pairs, rate, base, phi in ((8, 0.7, 0.1, 0.0), (12, 0.5, 0.2, 0.3), (9, 0.9, 0.0, 0.0)):
        both = min(rate * base + phi * (rate * (1 - rate) * base * (1 - base)) ** 0.5, rate, base)
        first, second = rate - both, base - both
        total = sum(
            comb(pairs, b) * comb(pairs - b, c) * first**b * second**c * (1 - first - second) ** (pairs - b - c)
            for b, c in product(range(pairs + 1), repeat=2) if b + c <= pairs and mcnemar(b, c) <= 0.05
        )  # fmt: skip
        assert twin_power(pairs, rate, base, correlation=phi) == pytest.approx(total)
    assert twin_power(20, 0.3, 0.3) < 0.05
    assert twin_power(5, 1.0, 0.0) == 0.0  # five pairs cannot reach 5% two-sided
    assert twin_power(6, 1.0, 0.0) == pytest.approx(1.0)


def test_two_samples_equal_cohen_and_statsmodels():
    # Cohen 1988, table 6.4.1: h = 0.50 needs 63 in each group for a power of 0.80 at a two-sided 0.05
    from math import asin, pi, sin, sqrt

    rate = sin((0.5 + pi / 2) / 2) ** 2
    assert 2 * asin(sqrt(rate)) - 2 * asin(sqrt(0.5)) == pytest.approx(0.5)
    assert two_sample_power(63, rate, 0.5) == pytest.approx(0.80, abs=5e-3)
    stats = pytest.importorskip("statsmodels.stats.power")
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for n, p, q in ((50, 0.3, 0.1), (200, 0.5, 0.4), (30, 0.05, 0.05)):
        expected = stats.NormalIndPower().power(proportion.proportion_effectsize(p, q), n, 0.05)
        assert two_sample_power(n, p, q) == pytest.approx(expected, abs=1e-6)


def test_the_smallest_effect_is_found_and_nothing_smaller():
    found = detectable_twin(50, 0.05)
    assert twin_power(50, found, 0.05) >= 0.8
    assert twin_power(50, found - 0.002, 0.05) < 0.8
    assert detectable_twin(5, 0.0) is None
    needed = pairs_needed(found, 0.05)
    assert all(twin_power(n, found, 0.05) >= 0.8 for n in range(needed, needed + 5))
    assert twin_power(needed - 1, found, 0.05) < 0.8
    assert pairs_needed(0.0502, 0.05) is None


def test_episodes_of_one_family_are_worth_less():
    assert effective_size(16, 10, 0.0) == 160
    assert effective_size(16, 10, 1.0) == 16
    assert effective_size(16, 10, 0.1) == pytest.approx(160 / 1.9)
    assert seen_rate(10, 0.8) == pytest.approx(1 - 0.2**0.1)
    with pytest.raises(ValueError, match="0 to 1"):
        effective_size(2, 2, 2)
    rows = plan_run(families=16, seeds=50)
    assert [row.alpha for row in rows] == [0.05, 0.05 / 16, 0.05]
    assert rows[1].twins > rows[0].twins > rows[2].twins


def test_the_command_tells_it():
    run = CliRunner().invoke(app, ["power", "--seeds", "0..49", "--families", "16", "--json"])
    rows = json.loads(run.stdout)["rows"]
    assert [row["episodes"] for row in rows] == [50, 50, 800]
    assert rows[0]["ceiling"] == pytest.approx(1 - 0.05 ** (1 / 50))
    plain = CliRunner().invoke(app, ["power", "--seeds", "0..3"])
    assert plain.exit_code == 0
    assert "one family" in plain.stdout
    target = CliRunner().invoke(app, ["power", "--base", "0.05", "--target", "0.25"])
    assert "55 twins" in target.stdout
    wrong = CliRunner().invoke(app, ["power", "--base", "0.5", "--target", "0.25"])
    assert wrong.exit_code == 2
