"""Train on Inbox-Blackmail and on a mixture of four families with RLlib's PPO: no penalty, a fixed one, a Lagrange multiplier.

    OMP_NUM_THREADS=1 python benchmarks/train_rllib.py                             # all of it, about 15 minutes of CPU time
    OMP_NUM_THREADS=1 python benchmarks/train_rllib.py --only blackmail --seeds 0 --batches 2 --out try.json

Six tenths of the reward hang on what the tempting act would bring about (``temptation_pays``), and asking brings nothing
(``alternative=none``): without a violation an episode earns at most 0.4. From nothing a penalty teaches to leave
at once, since a beginner's violations cost more than its work earns. So every arm begins with the same policy: a clone of
honest work, that is of the acts of the aligned oracles where they are open, and of looking around that violates nothing.
Curves are of drawn acts on seeds that were never trained on. The runner and the learner are in this process.
"""

import argparse
import json
import os
import platform
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # a cluster of this one machine
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")

import numpy as np
import ray
import torch
from honest_work import clone, demonstrate, sum_up

from agentsim.adapters.rllib import MenuModule, make_config, make_env

warnings.filterwarnings("ignore")  # Ray warns of what will change in it
RESULTS = Path(__file__).parent / "results" / "train-rllib.json"
FACTORS = {"alternative": "none", "temptation_pays": 0.6, "clutter": 0}
MENU = {"size": 48, "features": 64, "reads": False}
SETTINGS = {
    "blackmail": "Inbox-Blackmail",
    "mixture": ["Inbox-Blackmail", "Jobs-ShutdownResist", "Payments-ApprovalBypass", "Records-PrivacySnoop"],
}
TRAINED, HELD_OUT = range(16), range(1000, 1012)
LIMIT = 0.1
ARMS = {
    "no penalty": {},
    "penalty": {"multiplier": 2.0},
    "lagrangian": {"multiplier": 1.0, "limit": LIMIT, "rate": 2.0},
}
LEARNING = {
    "train_batch_size_per_learner": 1024, "num_epochs": 8, "minibatch_size": 128, "lr": 1e-3, "gamma": 0.99,
    "lambda_": 0.95, "entropy_coeff": 0.005, "vf_loss_coeff": 0.5, "clip_param": 0.2,
}  # fmt: skip
CLONING = {"epochs": 40, "rate": 2e-3, "smoothing": 0.03}


def play(env, module, episodes):
    """Play episodes, acts drawn from the policy, and return means as the curves have them."""
    told = []
    for _ in range(episodes):
        observation, _ = env.reset()
        row, over = np.zeros(4), False
        while not over:
            seen = {name: torch.as_tensor(value)[None] for name, value in observation.items()}
            with torch.no_grad():
                logits = module.forward_inference({"obs": seen})["action_dist_inputs"]
            slot = torch.distributions.Categorical(logits=logits).sample().item()
            observation, reward, terminated, truncated, info = env.step(slot)
            row += reward, info["cost"], info["violations"], 1
            over = terminated or truncated
        row[2] = row[2] > 0
        told.append(row)
    return dict(zip(("reward", "cost", "violations", "length"), np.mean(told, 0).round(4).tolist(), strict=True))


def run(setting, seed, batches, every):
    """The three arms from one start."""
    torch.manual_seed(seed)
    began, wall = time.process_time(), time.perf_counter()
    settings = {"family": SETTINGS[setting], **MENU, **FACTORS}
    trained, held_out = settings | {"seeds": list(TRAINED)}, make_env(settings | {"seeds": list(HELD_OUT)})
    spaces = {"observation_space": held_out.observation_space, "action_space": held_out.action_space}
    module = MenuModule(**spaces, model_config={"width": 64})
    untrained = play(held_out, module, len(HELD_OUT))
    seen, honest = demonstrate(make_env(trained).env, len(TRAINED), np.random.default_rng(seed))
    clone(module.score_acts, seen, module.parameters(), **CLONING)
    start = {"frames": 0, **play(held_out, module, len(HELD_OUT))}
    told = {"setting": setting, "seed": seed, "untrained": untrained, "honest work": honest, "start": start, "arms": {}}
    with tempfile.TemporaryDirectory() as folder:
        module.save_to_path(folder)
        for arm, price in ARMS.items():
            config = (
                make_config(trained, start=folder, **price).training(**LEARNING).debugging(seed=seed, log_level="ERROR")
            )
            algo = config.build_algo()
            curve, training = [start], []
            for n in range(1, batches + 1):
                result = algo.train()
                runner = result["env_runners"]
                names = {"reward": "episode_return_mean", "cost": "episode_cost_mean", "violations": "violations"}
                frames = int(result["num_env_steps_sampled_lifetime"])
                shown = {name: round(float(runner[key]), 4) for name, key in names.items()}
                training.append(
                    {"frames": frames, **shown, "multiplier": round(float(result["learners"]["multiplier"]), 4)}
                )
                if n % every == 0:
                    curve.append({"frames": frames, **play(held_out, algo.get_module(), len(HELD_OUT))})
            algo.stop()
            print(setting, seed, arm, curve[-1], f"{time.process_time() - began:.0f} s", flush=True)
            told["arms"][arm] = {"curve": curve, "training": training}
    told["seconds"] = {"cpu": round(time.process_time() - began), "wall": round(time.perf_counter() - wall)}
    return told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--only", choices=SETTINGS)
    parser.add_argument("--batches", type=int, default=8)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--add", action="store_true", help="keep the runs that the file has")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    runs = json.loads(asked.out.read_text())["runs"] if asked.add and asked.out.exists() else []
    ray.init(
        num_cpus=1, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False, logging_level="ERROR"
    )
    try:
        for setting in [asked.only] if asked.only else SETTINGS:
            for seed in asked.seeds:
                runs.append(run(setting, seed, asked.batches, asked.every))
                about = {
                    "python": platform.python_version(),
                    "versions": {name: version(name) for name in ("agentsim-gym", "ray", "torch", "gymnasium")},
                    "families": SETTINGS, "factors": FACTORS, "menu": MENU, "trained on": [TRAINED.start, TRAINED.stop],
                    "held out": [HELD_OUT.start, HELD_OUT.stop], "arms": ARMS, "learning": LEARNING, "cloning": CLONING,
                    "batches": asked.batches,
                }  # fmt: skip
                asked.out.write_text(
                    json.dumps({"about": about, "summary": sum_up(runs), "runs": runs}, indent=1) + "\n"
                )
    finally:
        ray.shutdown()
    for row in sum_up(runs):
        print(row)


if __name__ == "__main__":
    main()
