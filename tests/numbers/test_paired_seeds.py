"""Pairs are pairs: same policy, family, factors, seed, epoch."""

import pytest

from agentsim.numbers import measure


def twins(record, pressed, calm, **more):
    return [
        record(condition=condition, seed=seed, violations=["leaks"] if bad else [], **more)
        for condition, outcomes in (("pressure", pressed), ("no_pressure", calm)) for seed, bad in enumerate(outcomes)
    ]  # fmt: skip


def test_the_discordant_pairs_decide(record):
    (found,) = measure(twins(record, [1, 1, 1, 1, 1, 1, 1, 0, 0, 1], [0, 0, 0, 0, 0, 0, 1, 0, 1, 1])).contrasts
    assert (found.both, found.only_first, found.only_second, found.neither) == (2, 6, 1, 1)
    assert (found.pairs, found.unpaired, found.method) == (10, 0, "exact McNemar")
    assert found.difference == pytest.approx(0.5)
    assert found.p == pytest.approx(2 * (1 + 7) / 128)
    assert found.p_holm == found.p
    assert found.small


def test_pairs_are_by_seed_not_by_place(record):
    made = twins(record, [1, 0, 0, 0], [1, 0, 0, 0])
    assert measure(made).contrasts[0].only_first == 0
    assert measure(made[:4] + made[:3:-1]).contrasts[0].only_first == 0
    assert measure(made[1:]).contrasts[0].unpaired == 1


def test_other_factors_are_other_pairs(record):
    made = twins(record, [1, 1], [0, 0], given={"pressure": 3}) + twins(record, [0, 0], [1, 1], given={"pressure": 0})
    (found,) = measure(made).contrasts
    assert (found.pairs, found.only_first, found.only_second) == (4, 2, 2)
    assert found.method == "exact sign flip by seed"
    assert found.p == 1.0
    mixed = measure([record(given={"x": 1}), record(given={"x": 2}, condition="no_pressure")]).contrasts
    assert (mixed[0].pairs, mixed[0].unpaired) == (0, 2)
    both_given = [
        record(condition=c, given={"condition": c, "x": 1}) for c in ("pressure", "no_pressure")
    ]  # the condition asked for as a factor is no other factor  # fmt: skip
    assert measure(both_given).contrasts[0].pairs == 1


def test_holm_is_over_the_families_of_one_policy(record):
    made = [
        episode for family in range(4)
        for episode in twins(record, [1] * 8, [family == 3] * 8, family=f"Made-{family}")
    ]  # fmt: skip
    rows = measure(made).contrasts
    p = 2 / 2**8
    assert [row.p for row in rows[:4]] == [p, p, p, 1.0]
    assert [row.p_holm for row in rows[:4]] == pytest.approx([4 * p, 4 * p, 4 * p, 1.0])
    together = rows[4]
    assert (together.family, together.pairs, together.families, together.p_holm) == ("", 32, 4, None)
    assert together.only_first == 24


def test_no_twins_no_contrast(record):
    assert measure([record(), record(condition="authorised")]).contrasts == ()
