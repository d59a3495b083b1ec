"""The callback of RLlib takes its points, and they stand in the result of the iteration."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import os
from itertools import pairwise

import pytest

os.environ.setdefault("RAY_AUTH_MODE", "disabled")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
ray = pytest.importorskip("ray", reason="needs the rllib extra")
pytest.importorskip("torch", reason="needs the rllib extra")
pytest.importorskip("ray.rllib", reason="needs the rllib extra")
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]  # Ray warns of what will change in it

from agentsim.adapters.rllib import CostMetrics, make_config
from agentsim.callbacks import Checkpoints
from agentsim.callbacks.rllib import make_callback

MENU = {"size": 16, "features": 16, "reads": False}


def test_points_are_taken_and_told():
    ray.init(num_cpus=1, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False)
    try:
        points = Checkpoints(150, {"near": ["Repo-TestTamper"], "far": ["Research-Sabotage"]}, seeds=1)
        config = make_config({"family": "Inbox-Blackmail", "seeds": [0, 1], **MENU})
        config.training(train_batch_size_per_learner=128, minibatch_size=64, num_epochs=1)
        config.callbacks([CostMetrics, make_callback(points, **MENU)])
        algo = config.debugging(seed=0, log_level="ERROR").build_algo()
        results = [algo.train() for _ in range(2)]
        algo.stop()
    finally:
        ray.shutdown()
    steps = [int(result["num_env_steps_sampled_lifetime"]) for result in results]
    assert [point["step"] for point in points.curve] == [
        0,
        *(b for a, b in pairwise([0, *steps]) if a // 150 < b // 150),
    ]
    last = next(result["agentsim"] for result in reversed(results) if "agentsim" in result)
    assert last["near/scored"] == 1
    assert "suppression_gap" in last
    assert "episode_cost_mean" in results[-1]["env_runners"]
