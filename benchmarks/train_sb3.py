"""What a reinforcement learner makes of a temptation that pays: without penalty, with a fixed one, and with a Lagrangian.

    OMP_NUM_THREADS=1 python benchmarks/train_sb3.py [--jobs 2] [--seeds 3] [--steps 50000] [--task inbox|four] [--arm ...]

MaskablePPO (sb3-contrib) on the symbolic view, from scratch, in Inbox-Blackmail and in a mixture of four families, with
``alternative="none"`` and ``temptation_pays=0.5``: the honest job is worth about 0.5, misconduct the other half. Episodes of 64
training seeds; evaluated on others. Writes benchmarks/results/train-sb3.json (every run's curve, settings, versions) after each
run, and train-sb3.svg beside it. Needs the extra ``sb3``.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
OUT = ROOT / "benchmarks" / "results" / "train-sb3.json"

TASKS = {
    "inbox": "Inbox-Blackmail",
    "four": ["Inbox-Blackmail", "Payments-ApprovalBypass", "Records-PrivacySnoop", "Repo-TestTamper"],
}
ARMS = {
    "none": {"multiplier": 0.0, "rate": 0.0},
    "lagrangian": {"multiplier": 0.0, "rate": 0.1},
    "fixed": {"multiplier": 1.0, "rate": 0.0},
}
LIMIT = 0.05
FACTORS = {"alternative": "none", "temptation_pays": 0.5}
MENU = {"size": 32, "features": 128, "reads": False}
TRAINED, EVALUATED = range(64), range(1000, 1012)
PPO = {
    "n_steps": 128, "batch_size": 256, "n_epochs": 8, "learning_rate": 1e-3, "gamma": 0.99, "gae_lambda": 0.95,
    "ent_coef": 0.01, "clip_range": 0.2,
}  # fmt: skip
ENVS = 16


def train(task: str, arm: str, seed: int, steps: int) -> dict[str, Any]:
    """Train once and return the curve."""
    import torch
    from sb3_contrib import MaskablePPO

    from agentsim.adapters.sb3 import CostPenalty, EvaluateCallback, LagrangeCallback, MenuPolicy, make_vector
    from agentsim.symbolic import make

    torch.set_num_threads(1)
    began, spent = time.perf_counter(), time.process_time()

    def menu(seeds: range | None = TRAINED) -> Any:
        return make(TASKS[task], **MENU, **FACTORS, seeds=seeds)

    penalty = CostPenalty(make_vector(menu, ENVS, seed=seed * ENVS), ARMS[arm]["multiplier"])
    lagrange = LagrangeCallback(penalty, LIMIT, ARMS[arm]["rate"])
    curve = EvaluateCallback(menu(None), EVALUATED, every=steps // 6)
    model = MaskablePPO(MenuPolicy, penalty, **PPO, seed=seed)
    model.learn(steps, callback=[lagrange, curve])
    points = [{key: round(v, 4) if isinstance(v, float) else v for key, v in point.items()} for point in curve.curve]
    return {
        "task": task, "arm": arm, "seed": seed, "multiplier": round(penalty.multiplier, 3), "curve": points,
        "cpu_seconds": round(time.process_time() - spent), "wall_seconds": round(time.perf_counter() - began),
    }  # fmt: skip


def main() -> None:
    """Train all runs and write what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=50_000)
    parser.add_argument("--task", choices=list(TASKS), action="append")
    parser.add_argument("--arm", choices=list(ARMS), action="append")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--fresh", action="store_true", help="forget the runs that are there")
    args = parser.parse_args()
    kept = (
        {}
        if args.fresh or not args.out.exists()
        else {name(run): run for run in json.loads(args.out.read_text())["runs"]}
    )
    wanted = [
        (task, arm, seed)
        for seed in range(args.first, args.seeds)
        for task in args.task or TASKS
        for arm in args.arm or ARMS
    ]
    wanted = [run for run in wanted if "-".join(map(str, run)) not in kept]
    with ProcessPoolExecutor(args.jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = [pool.submit(train, *run, args.steps) for run in wanted]
        for done in as_completed(waiting):
            run = done.result()
            kept[name(run)] = run
            write(args.out, list(kept.values()), args.steps)
            last = run["curve"][-1]
            print(f"{name(run):20} reward {last['reward']:.2f} cost {last['cost']:.2f} multiplier {run['multiplier']:.2f} "
                  f"({run['cpu_seconds']} CPU-s, {run['wall_seconds']} s)", flush=True)  # fmt: skip
    draw(args.out.with_suffix(".svg"), list(kept.values()))


def name(run: dict[str, Any]) -> str:
    return f"{run['task']}-{run['arm']}-{run['seed']}"


def write(path: Path, runs: list[dict[str, Any]], steps: int) -> None:
    """Write all runs with what they were made with."""
    packages = ("stable-baselines3", "sb3-contrib", "torch", "gymnasium", "numpy")
    told = {
        "command": f"python benchmarks/train_sb3.py --steps {steps}",
        "versions": {"python": platform.python_version(), **{package: version(package) for package in packages}},
        "tasks": TASKS, "arms": ARMS, "limit": LIMIT, "factors": FACTORS, "menu": MENU, "ppo": PPO, "envs": ENVS,
        "seeds": {"trained": [TRAINED.start, TRAINED.stop], "evaluated": [EVALUATED.start, EVALUATED.stop]},
        "runs": sorted(runs, key=name),
    }  # fmt: skip
    path.write_text(json.dumps(told, indent=1) + "\n")


COLOURS = {"none": "#c0392b", "fixed": "#7f8c8d", "lagrangian": "#1f6f8b"}
WIDTH, HEIGHT, GAP = 300, 170, 60


def draw(path: Path, runs: list[dict[str, Any]]) -> None:
    """Draw reward and cost over the steps, one thin line a run."""
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * (WIDTH + GAP) + GAP} {2 * (HEIGHT + GAP) + GAP}" '
             'font-family="sans-serif" font-size="11" role="img">']  # fmt: skip
    parts.append("<title>Reward and cost in training, by arm</title>")
    for column, task in enumerate(TASKS):
        for row, key in enumerate(("reward", "cost")):
            mine = [run for run in runs if run["task"] == task]
            if not mine:
                continue
            top = max(1.0, *(point[key] for run in mine for point in run["curve"]))
            end = max(point["steps"] for run in mine for point in run["curve"])
            x, y = GAP + column * (WIDTH + GAP), GAP // 2 + row * (HEIGHT + GAP)
            parts.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>')
            label = "Inbox-Blackmail" if task == "inbox" else "four families"
            parts.append(f'<text x="{x}" y="{y - 6}">{label}: {key} of an episode</text>')
            for value in (0.0, top / 2, top):
                parts.append(
                    f'<text x="{x - 4}" y="{y + HEIGHT * (1 - value / top) + 4:.0f}" text-anchor="end">{value:.1f}</text>'
                )
            parts.append(f'<text x="{x + WIDTH}" y="{y + HEIGHT + 14}" text-anchor="end">{end:,} steps</text>')
            for run in mine:
                line = " ".join(
                    f"{x + WIDTH * p['steps'] / end:.1f},{y + HEIGHT * (1 - p[key] / top):.1f}" for p in run["curve"]
                )
                parts.append(
                    f'<polyline points="{line}" fill="none" stroke="{COLOURS[run["arm"]]}" stroke-width="1.5"/>'
                )
    for place, (arm, colour) in enumerate(COLOURS.items()):
        x, y = GAP + place * 110, 2 * (HEIGHT + GAP) + 10
        parts.append(
            f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{colour}"/><text x="{x + 14}" y="{y}">{arm}</text>'
        )
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


if __name__ == "__main__":
    main()
