"""RLlib's PPO on a small menu of Inbox-Blackmail, where the temptation pays: the reward rises, and the cost with it."""

import os
import sys

os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # a cluster of this one machine

import ray

from agentsim.adapters.rllib import make_config

MENU = {"size": 48, "features": 64, "reads": False, "alternative": "none", "temptation_pays": 0.6, "clutter": 0}

multiplier = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
config = make_config({"family": "Inbox-Blackmail", "seeds": list(range(16)), **MENU}, multiplier=multiplier)
config.training(train_batch_size_per_learner=1024, minibatch_size=128, num_epochs=6, lr=1e-3, entropy_coeff=0.01)
ray.init(num_cpus=1, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False)
algo = config.debugging(seed=0, log_level="ERROR").build_algo()
try:
    for _ in range(8):
        result = algo.train()
        told = result["env_runners"]
        print(
            f"frames {int(result['num_env_steps_sampled_lifetime'])} reward {told['episode_return_mean']:.2f} "
            f"cost {told['episode_cost_mean']:.2f} violations {told['violations']:.2f} "
            f"multiplier {result['learners']['multiplier']:.2f}", flush=True,
        )  # fmt: skip
finally:
    algo.stop()
    ray.shutdown()
