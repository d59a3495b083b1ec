"""The simulation behind the plan obeys the laws of queues, and what is committed is what it was fed with."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {"play s": 0.01, "hand s": 0.001, "store s": 0.003}


@pytest.fixture(scope="module")
def plan():
    spec = importlib.util.spec_from_file_location("ray_plan", ROOT / "benchmarks" / "ray_plan.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["ray_plan"] = module
    spec.loader.exec_module(module)
    return module


def play(plan, episodes=4000, **setting):
    return plan.Simulation(KNOWN, episodes=episodes, **setting).run(episodes)


def test_one_worker_that_only_thinks_is_the_narrow_place(plan):
    found = play(plan, workers=1, jobs=8)
    assert found["episodes/s"] == pytest.approx(1 / 0.01, rel=0.01)
    assert found["workers busy"] == pytest.approx(1, rel=0.01)


def test_many_workers_wait_for_the_driver(plan):
    found = play(plan, workers=100, jobs=800)
    assert found["episodes/s"] == pytest.approx(1 / 0.004, rel=0.03)
    assert found["driver busy"] == pytest.approx(1, rel=0.03)


def test_with_a_model_the_episodes_under_way_decide(plan):
    found = play(plan, workers=8, jobs=64, latency=1.0, turns=10)
    assert found["episodes/s"] == pytest.approx(64 / (10 * 1.0 + 0.01 + 0.004), rel=0.03)  # Little's law
    assert found["most under way"] == 64
    assert found["calls/s"] == pytest.approx(10 * found["episodes/s"])


def test_the_slots_of_a_model_decide_where_they_are_fewer(plan):
    found = play(plan, workers=8, jobs=64, latency=1.0, turns=10, slots=16)
    assert found["episodes/s"] == pytest.approx(16 / 10, rel=0.03)


def test_what_lost_workers_had_is_played_again_and_each_episode_is_stored_once(plan):
    simulation = plan.Simulation(KNOWN, workers=8, jobs=64, latency=1.0, turns=10, lifetime=60.0, episodes=2000)
    found = simulation.run(2000)
    assert found["played again"] > 50
    assert len(simulation.marks) == 2000
    assert simulation.left == 0
    assert found["episodes/s"] < 64 / 10.014


def test_the_committed_plan_is_of_the_committed_constants(plan):
    results = ROOT / "benchmarks" / "results"
    committed = json.loads((results / "ray-plan.json").read_text(encoding="utf-8"))
    assert committed["constants"] == plan.known_constants()
    assert committed["parameters"] == plan.PARAMETERS
    assert committed["episodes/s that each part can pass"] == plan.capacities(plan.known_constants())


def test_the_page_says_what_is_committed(plan):
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    results = ROOT / "benchmarks" / "results"
    for row in json.loads((results / "ray-plan.json").read_text(encoding="utf-8"))["rows"]:
        assert plan.write_row(row) in page
    for row in json.loads((results / "ray-scaling.json").read_text(encoding="utf-8"))["scaling"]["rows"]:
        cells = (
            row["where"],
            row["episodes/s"],
            row["CPU ms/episode"],
            row["driver"],
            row["workers'"],
            row["Ray's own"],
        )
        assert f"| {' | '.join(str(cell) for cell in cells)} |" in page
