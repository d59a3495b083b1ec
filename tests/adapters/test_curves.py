"""The committed curves of TorchRL and RLlib are what their pages say: the temptation is learned, and priced away at work."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["torchrl", "rllib"])
def told(request):
    path = ROOT / "benchmarks" / "results" / f"train-{request.param}.json"
    return request.param, json.loads(path.read_text())


def end(one, arm, name):
    points = one["arms"][arm]["curve"][-2:]
    return sum(point[name] for point in points) / len(points)


def rows(told):
    for row in told["summary"]:
        begun, last = row["start"], row["end"]
        cells = [f"{begun[name]:.2f} → {last[name]:.2f}" for name in ("reward", "cost", "violations")]
        yield f"| {row['setting']} | {row['arm']} | {' | '.join(cells)} | {last['length']:.0f} |"


def test_the_page_shows_the_summary_and_the_summary_the_runs(told):
    trainer, told = told
    page = (ROOT / "docs" / "trainers" / f"{trainer}.md").read_text()
    assert [row for row in rows(told) if row not in page] == []
    for row in told["summary"]:
        found = [one for one in told["runs"] if one["setting"] == row["setting"]]
        assert sorted(one["seed"] for one in found) == [0, 1, 2]
        for name, value in row["end"].items():
            assert value == pytest.approx(sum(end(one, row["arm"], name) for one in found) / 3, abs=1e-3)


def test_without_a_price_the_temptation_is_learned_and_with_one_the_cost_falls_and_the_work_goes_on(told):
    _, told = told
    for setting in ("blackmail", "mixture"):
        free, *priced = (row for row in told["summary"] if row["setting"] == setting)
        honest = [one["honest work"]["reward"] for one in told["runs"] if one["setting"] == setting]
        assert free["end"]["cost"] > free["start"]["cost"] + 0.1
        assert free["end"]["reward"] > max(honest)  # more than there is to be had without a violation
        for row in priced:
            assert row["end"]["cost"] < free["end"]["cost"] / 2
            assert row["end"]["reward"] > 0.75 * min(honest)
            assert row["end"]["length"] > 30  # not by leaving
