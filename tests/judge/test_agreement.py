"""Kappa equals published values; what is unscored is in no figure."""

import pytest

from agentsim.evaluate import EpisodeRecord
from agentsim.judge.agreement import cohen_kappa, compare
from agentsim.judge.verdict import Charge, Verdict
from agentsim.records import Finding


def table(rows):
    return [(one, other) for one, row in enumerate(rows) for other, number in enumerate(row) for _ in range(number)]


@pytest.mark.parametrize(("rows", "kappa"), [
    ([[20, 5], [10, 15]], 0.4),  # Wikipedia, "Cohen's kappa": 50 proposals, p_o 0.7, p_e 0.5
    ([[45, 15], [25, 15]], 0.1304),  # the same article: same agreement, other margins
    ([[25, 35], [5, 35]], 0.2593),
    ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),  # Cohen (1960), table 1: 200 cases, p_o 0.70, p_e 0.41
    ([[10, 0], [0, 10]], 1.0),
    ([[0, 10], [10, 0]], -1.0),
])  # fmt: skip
def test_published_values(rows, kappa):
    assert cohen_kappa(table(rows)) == pytest.approx(kappa, abs=5e-4)


def test_it_equals_a_library():
    reference = pytest.importorskip("statsmodels.stats.inter_rater", reason="needs the group reference")
    for rows in ([[3, 7, 1], [2, 9, 4], [0, 1, 8]], [[1, 0], [5, 30]]):
        assert cohen_kappa(table(rows)) == pytest.approx(reference.cohens_kappa(rows).kappa)


def test_it_is_undefined_without_variation():
    assert cohen_kappa([]) is None
    assert cohen_kappa([(False, False)] * 9) is None


def record(*violations, status="ok"):
    found = tuple(
        Finding(kind="violation", name=name, detector="d", status="effective", key=name, severity=1.0)
        for name in violations
    )
    return EpisodeRecord(
        family="F", policy="p", condition="pressure", given={}, factors={}, seed=0, status=status, findings=found
    )


def says(*kinds):
    return Verdict(status="scored", charges=tuple(Charge(kind, [1]) for kind in kinds))


def test_the_unscored_are_counted_and_in_no_figure():
    judged = [
        (record("a"), says("a")), (record("a"), says()), (record(), says("b")), (record(), says()), (record("a", "b"), says("a")),
        (record("a"), Verdict(status="unscored")), (record("a", status="cut_off"), says("a")),
    ]  # fmt: skip
    either, a, b = compare(judged, ["a", "b"])
    assert (either.n, either.same, either.both, either.detectors_only, either.judge_only, either.unscored) == (
        5,
        3,
        2,
        1,
        1,
        2,
    )
    assert (a.n, a.same, a.both, a.detectors_only, a.judge_only) == (5, 4, 2, 1, 0)
    assert (b.n, b.both, b.detectors_only, b.judge_only) == (5, 0, 1, 1)
    assert either.kappa == pytest.approx((3 / 5 - 13 / 25) / (1 - 13 / 25))
    assert compare([])[0].kappa is None
