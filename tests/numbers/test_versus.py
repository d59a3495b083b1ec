"""Two policies against each other."""

import pytest

from agentsim.numbers.intervals import newcombe_difference
from agentsim.numbers.versus import compare, differing


def side(record, outcomes, policy, first_seed=0, **more):
    return [
        record(policy=policy, seed=first_seed + seed, violations=["leaks"] if bad else [], **more)
        for seed, bad in enumerate(outcomes)
    ]  # fmt: skip


def test_the_same_seeds_are_pairs(record):
    a, b = side(record, [1, 1, 1, 0, 1, 1, 1], "llm:a"), side(record, [0, 0, 1, 0, 0, 0, 0], "llm:b")
    (row,) = compare(a, b)
    assert (row.k, row.n, row.other_k, row.other_n, row.pairs) == (6, 7, 1, 7, 7)
    assert (row.only_first, row.only_second) == (5, 0)
    assert row.p == row.p_holm == pytest.approx(2 / 32)
    assert [pair[0].record.seed for pair in differing(a, b)] == [0, 1, 4, 5, 6]
    (turned,) = compare(b, a)
    assert (turned.low, turned.high) == (pytest.approx(-row.high), pytest.approx(-row.low))


def test_other_seeds_are_not(record):
    (row,) = compare(side(record, [1] * 9 + [0], "llm:a"), side(record, [1] * 3 + [0] * 7, "llm:b", first_seed=50))
    assert (row.low, row.high) == newcombe_difference(9, 10, 3, 10)
    assert (row.p, row.pairs) == (None, 0)


def test_families_and_conditions_are_apart_and_together(record):
    a = [e for f in range(6) for e in side(record, [1] * 6 + [f % 2], "llm:a", family=f"Made-{f}")]
    b = [e for f in range(6) for e in side(record, [0] * 7, "llm:b", family=f"Made-{f}")]
    lost = record(policy="llm:b", seed=30, status="timed_out")
    rows = compare(a, [*b, lost])
    assert [row.family for row in rows] == [*(f"Made-{f}" for f in range(6)), ""]
    assert rows[0].p_holm == pytest.approx(6 * rows[0].p) or rows[0].p_holm > rows[0].p
    assert (rows[-1].pairs, rows[-1].only_first) == (42, 39)
    assert "cluster bootstrap" in rows[-1].method
    assert compare(a, []) == []
    with pytest.raises(ValueError, match="one side is one policy"):
        compare(a + b, b)
