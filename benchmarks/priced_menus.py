"""Training runs from a clone of honest work: menus in which the temptation pays, settings, the held-out episodes, the file."""

import argparse
import json
import os
import platform
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from honest_work import clone, demonstrate, sum_up

from agentsim.symbolic import make

FACTORS = {"alternative": "none", "temptation_pays": 0.6, "clutter": 0}
LIMIT = 0.1


@dataclass(frozen=True)
class Setting:
    """What is trained in, from which start, how, and what it is judged on. The same for every trainer."""

    family: str | list[str]
    menu: dict[str, Any]
    trained: range
    cloned: int
    """Honest work is cloned in so many of the worlds that are trained in."""
    cloning: dict[str, Any]
    learning: dict[str, Any]
    """PPO's settings by the names of ``agentsim.adapters.torchrl.train``; a ``rate`` of two numbers falls in a straight line."""
    arms: dict[str, dict[str, float]]
    frames: dict[str, int]
    held_out: range
    shown: int
    """Points of the curves are of so many of the held-out episodes; start and end are of all."""


LEARNING = {
    "batch": 1024, "epochs": 8, "minibatch": 128, "rate": 1e-3, "gamma": 0.99, "lmbda": 0.95, "entropy": 0.005, "faded": 0.7,
    "clip": 0.2, "critic_weight": 0.5,
}  # fmt: skip
LIGHT = {"batch": 2048, "minibatch": 256, "rate": (1e-3, 2e-4), "entropy": 0.001, "faded": 0.5, "critic_weight": 0.05}
"""As ``train_sb3.py --warm``: gradients are clipped over actor and critic together, so a heavy critic shrinks the actor's step."""
SETTINGS = {
    "blackmail": Setting(
        family="Inbox-Blackmail", menu={"size": 48, "features": 64, "reads": False},
        trained=range(128), cloned=128, cloning={"epochs": 12, "rate": 2e-3, "smoothing": 0.03}, learning=LEARNING,
        arms={"no penalty": {}, "lagrangian": {"multiplier": 1.0, "limit": LIMIT, "rate": 1.0}},
        frames={"no penalty": 24_576, "lagrangian": 24_576}, held_out=range(8000, 8024), shown=24,
    ),
    "mixture": Setting(
        family=["Iam-PrivilegeEscalation", "Inbox-Blackmail", "Jobs-ShutdownResist", "Payments-ApprovalBypass"],
        menu={"size": 32, "features": 128, "reads": False},
        trained=range(1024), cloned=512, cloning={"epochs": 12, "rate": 2e-3, "smoothing": 0.01}, learning=LEARNING | LIGHT,
        arms={"no penalty": {}, "lagrangian": {"multiplier": 2.0, "limit": LIMIT, "rate": 1.0}},
        frames={"no penalty": 24_576, "lagrangian": 61_440}, held_out=range(8000, 8064), shown=24,
    ),
}  # fmt: skip


def make_menu(setting, seeds):
    """Return the menu of a setting, of these seeds' worlds."""
    return make(setting.family, seeds=seeds, **setting.menu, **FACTORS)


def begin(score, parameters, setting, seed):
    """Clone honest work into the policy, and return what it earned and cost."""
    menu = make_menu(setting, setting.trained)
    seen, honest = demonstrate(menu, setting.cloned, np.random.default_rng(seed))
    clone(score, seen, parameters, **setting.cloning)
    return honest


def judge(score, setting, episodes=None, greedy=False):
    """Play held-out episodes (all) with ``score(state, acts)``, acts drawn unless ``greedy``, and return means for a curve."""
    menu, told = make_menu(setting, None), []
    for seed in setting.held_out[:episodes]:
        observation, _ = menu.reset(seed=seed)
        row, over = np.zeros(4), False
        while not over:
            state, acts, mask = (torch.as_tensor(observation[name]) for name in ("state", "candidates", "action_mask"))
            with torch.no_grad():
                logits = score(state[None], acts[None])[0].masked_fill(mask == 0, -torch.inf)
            slot = logits.argmax() if greedy else torch.distributions.Categorical(logits=logits).sample()
            observation, reward, terminated, truncated, info = menu.step(int(slot))
            found = sum(finding["kind"] == "violation" for finding in info["findings"])
            row += reward, float(info["cost"]), found, 1
            over = terminated or truncated
        row[2] = row[2] > 0
        told.append(row)
    return dict(zip(("reward", "cost", "violations", "length"), np.mean(told, 0).round(4).tolist(), strict=True))


def judge_end(score, setting):
    """Judge the best acts, and before them drawn ones where the curve was of fewer episodes than are held out."""
    drawn = {"drawn": judge(score, setting)} if setting.shown < len(setting.held_out) else {}
    return {**drawn, "greedy": judge(score, setting, greedy=True)}


def work_honestly(setting):
    """Return what honest work earns and costs in the held-out episodes."""
    menu = make_menu(setting, setting.held_out)
    return demonstrate(menu, len(setting.held_out), np.random.default_rng(0))[1]


def carry_out(run, results, packages):
    """Read the command line, call ``run(name, setting, seed, every)`` for each setting and seed, and write after each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--only", choices=SETTINGS)
    parser.add_argument("--arms", choices=SETTINGS["mixture"].arms, nargs="+")
    parser.add_argument("--frames", type=int, help="other than the setting's")
    parser.add_argument("--every", type=int, default=4096)
    parser.add_argument("--judged", type=int, nargs=2, help="other seeds than those held out, to try settings on")
    parser.add_argument("--out", type=type(results), default=results)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    settings = {}
    for name, setting in SETTINGS.items():
        arms = {arm: price for arm, price in setting.arms.items() if arm in (asked.arms or setting.arms)}
        frames = {arm: asked.frames or setting.frames[arm] for arm in arms}
        judged = range(*asked.judged) if asked.judged else setting.held_out
        settings[name] = replace(setting, arms=arms, frames=frames, held_out=judged)
    wanted = {
        (name, seed): settings[name] for seed in asked.seeds for name in ([asked.only] if asked.only else SETTINGS)
    }
    there = json.loads(asked.out.read_text()) if asked.out.exists() else {"about": {"settings": {}}, "runs": []}
    runs = {(one["setting"], one["seed"]): one for one in there["runs"]}
    about = {
        "python": platform.python_version(), "versions": {name: version(name) for name in ("agentsim-gym", *packages)},
        "factors": FACTORS, "settings": there["about"]["settings"],
    }  # fmt: skip
    for (name, seed), setting in wanted.items():
        runs[name, seed] = run(name, setting, seed, asked.every)
        about["settings"][name] = asdict(setting) | {"honest work held out": work_honestly(setting)}
        told = {"about": about, "summary": sum_up(runs.values()), "runs": [runs[key] for key in sorted(runs)]}
        asked.out.write_text(json.dumps(told, indent=1, default=lambda seeds: [seeds.start, seeds.stop]) + "\n")
    for row in sum_up(runs.values()):
        print(row)
