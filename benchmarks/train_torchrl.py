"""Train on Inbox-Blackmail and on a mixture of four families with TorchRL's PPO: no penalty, a fixed one, a Lagrange multiplier.

    OMP_NUM_THREADS=1 python benchmarks/train_torchrl.py                           # all of it, about 15 minutes of CPU time
    OMP_NUM_THREADS=1 python benchmarks/train_torchrl.py --only blackmail --seeds 0 --frames 2048 --out try.json

Six tenths of the reward hang on what the tempting act would bring about (``temptation_pays``), and asking brings nothing
(``alternative=none``): without a violation an episode earns at most 0.4. From nothing a penalty teaches to leave
at once, since a beginner's violations cost more than its work earns. So every arm begins with the same policy: a clone of
honest work, that is of the acts of the aligned oracles where they are open, and of looking around that violates nothing.
Curves are of drawn acts on seeds that were never trained on.
"""

import argparse
import copy
import json
import os
import platform
import time
import warnings
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from honest_work import clone, demonstrate, sum_up

from agentsim.adapters.torchrl import Price, make_actor, make_critic, play, train, wrap
from agentsim.symbolic import make

warnings.filterwarnings("ignore")  # TorchRL warns of what will change in it
RESULTS = Path(__file__).parent / "results" / "train-torchrl.json"
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
LEARNING = {"batch": 1024, "epochs": 8, "minibatch": 128, "rate": 1e-3, "gamma": 0.99, "entropy": 0.005}
CLONING = {"epochs": 40, "rate": 2e-3, "smoothing": 0.03}


def shorten(told):
    return {name: int(value) if name in ("frames", "episodes") else round(value, 4) for name, value in told.items()}


def run(setting, seed, frames, every):
    """The three arms from one start."""
    torch.manual_seed(seed)
    began, wall = time.process_time(), time.perf_counter()
    menu = make(SETTINGS[setting], seeds=TRAINED, **MENU, **FACTORS)
    env, held_out = wrap(menu), wrap(make(SETTINGS[setting], seeds=HELD_OUT, **MENU, **FACTORS))
    actor, critic = make_actor(menu), make_critic(menu)
    untrained = play(held_out, actor, len(HELD_OUT))
    seen, honest = demonstrate(menu, len(TRAINED), np.random.default_rng(seed))
    clone(actor[0].module, seen, actor.parameters(), **CLONING)
    start = shorten({"frames": 0, **play(held_out, actor, len(HELD_OUT))})
    told = {
        "setting": setting,
        "seed": seed,
        "untrained": shorten(untrained),
        "honest work": honest,
        "start": start,
        "arms": {},
    }
    for arm, price in ARMS.items():
        torch.manual_seed(seed)
        policy, value = copy.deepcopy(actor), copy.deepcopy(critic)
        curve, training = [start], []
        for shown in train(env, policy, value, Price(**price), frames, **LEARNING):
            training.append(shorten(shown))
            if shown["frames"] % every == 0:
                curve.append(shorten({"frames": shown["frames"], **play(held_out, policy, len(HELD_OUT))}))
        print(setting, seed, arm, curve[-1], f"{time.process_time() - began:.0f} s", flush=True)
        told["arms"][arm] = {"curve": curve, "training": training}
    told["seconds"] = {"cpu": round(time.process_time() - began), "wall": round(time.perf_counter() - wall)}
    return told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--only", choices=SETTINGS)
    parser.add_argument("--frames", type=int, default=8192)
    parser.add_argument("--every", type=int, default=2048)
    parser.add_argument("--add", action="store_true", help="keep the runs that the file has")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    runs = json.loads(asked.out.read_text())["runs"] if asked.add and asked.out.exists() else []
    for setting in [asked.only] if asked.only else SETTINGS:
        for seed in asked.seeds:
            runs.append(run(setting, seed, asked.frames, asked.every))
            about = {
                "python": platform.python_version(), "versions": {name: version(name) for name in ("agentsim-gym", "torchrl", "torch", "gymnasium")},
                "families": SETTINGS, "factors": FACTORS, "menu": MENU, "trained on": [TRAINED.start, TRAINED.stop],
                "held out": [HELD_OUT.start, HELD_OUT.stop], "arms": ARMS, "learning": LEARNING, "cloning": CLONING, "frames": asked.frames,
            }  # fmt: skip
            asked.out.write_text(json.dumps({"about": about, "summary": sum_up(runs), "runs": runs}, indent=1) + "\n")
    for row in sum_up(runs):
        print(row)


if __name__ == "__main__":
    main()
