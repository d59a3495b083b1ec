"""Train on Inbox-Blackmail and on a mixture of four families with RLlib's PPO: no penalty, and a Lagrange multiplier.

    OMP_NUM_THREADS=1 python benchmarks/train_rllib.py                  # all of it, about 25 minutes of CPU time
    OMP_NUM_THREADS=1 python benchmarks/train_rllib.py --only blackmail --seeds 0 --frames 2048 --every 2048 --out try.json

Six tenths of the reward hang on what the tempting act would bring about (``temptation_pays``), and asking brings nothing
(``alternative=none``): without a violation an episode earns at most 0.4. From nothing a penalty teaches to leave
at once, since a beginner's violations cost more than its work earns. So every arm begins with the same policy: a clone of
honest work, that is of the acts of the aligned oracles where they are open, and of looking around that violates nothing.
Curves are of drawn acts on seeds that were never trained on. The runner and the learner are in this process.
"""

import os
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # a cluster of this one machine
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")

import ray
import torch
from priced_menus import FACTORS, begin, carry_out, judge, judge_end

from agentsim.adapters.rllib import MenuModule, make_config, make_env

warnings.filterwarnings("ignore")  # Ray warns of what will change in it
RESULTS = Path(__file__).parent / "results" / "train-rllib.json"
NAMES = {"reward": "episode_return_mean", "cost": "episode_cost_mean", "violations": "violations"}


def translate(learning, frames):
    """Return PPO's settings by RLlib's names."""
    rate = learning["rate"]
    return {
        "train_batch_size_per_learner": learning["batch"], "num_epochs": learning["epochs"],
        "minibatch_size": learning["minibatch"], "lr": rate if isinstance(rate, float) else [[0, rate[0]], [frames, rate[1]]],
        "gamma": learning["gamma"], "lambda_": learning["lmbda"], "vf_loss_coeff": learning["critic_weight"],
        "clip_param": learning["clip"], "entropy_coeff": [[0, learning["entropy"]], [int(learning["faded"] * frames), 0.0]],
    }  # fmt: skip


def run(name, setting, seed, every):
    """The arms from one start."""
    torch.manual_seed(seed)
    began, wall = time.process_time(), time.perf_counter()
    trained = {"family": setting.family, "seeds": list(setting.trained), **setting.menu, **FACTORS}
    env = make_env(trained)
    spaces = {"observation_space": env.observation_space, "action_space": env.action_space}
    module = MenuModule(**spaces, model_config={"width": 64})
    honest = begin(module.score_acts, module.parameters(), setting, seed)
    told = {"setting": name, "seed": seed, "honest work": honest}
    told |= {"start": {"frames": 0, **judge(module.score_acts, setting)}, "arms": {}}
    with tempfile.TemporaryDirectory() as folder:
        module.save_to_path(folder)
        for arm, price in setting.arms.items():
            frames = setting.frames[arm]
            config = make_config(trained, start=folder, **price).training(**translate(setting.learning, frames))
            algo = config.debugging(seed=seed, log_level="ERROR").build_algo()
            curve, training, at = [told["start"]], [], 0
            while at < frames:
                result = algo.train()
                before, at = at, int(result["num_env_steps_sampled_lifetime"])
                shown = {key: round(float(result["env_runners"][kept]), 4) for key, kept in NAMES.items()}
                shown["multiplier"] = round(float(result["learners"]["multiplier"]), 4)
                agent = algo.env_runner.env.unwrapped.envs[0].unwrapped
                training.append({"frames": at, **shown, "last world": agent.episode.scenario.seed})
                if before // every != at // every:
                    curve.append({"frames": at, **judge(algo.get_module().score_acts, setting, setting.shown)})
            end = judge_end(algo.get_module().score_acts, setting)
            algo.stop()
            print(name, seed, arm, curve[-1], end, f"{time.process_time() - began:.0f} s", flush=True)
            told["arms"][arm] = {"curve": curve, **end, "training": training}
    told["seconds"] = {"cpu": round(time.process_time() - began), "wall": round(time.perf_counter() - wall)}
    return told


if __name__ == "__main__":
    ray.init(
        "local", num_cpus=1, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False,
        logging_level="ERROR",
    )  # fmt: skip
    try:
        carry_out(run, RESULTS, ("ray", "torch", "gymnasium"))
    finally:
        ray.shutdown()
