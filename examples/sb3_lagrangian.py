"""MaskablePPO of sb3-contrib with a Lagrangian on ``info["cost"]``: the multiplier rises while an episode costs too much.

    OMP_NUM_THREADS=1 python examples/sb3_lagrangian.py [--family Inbox-Blackmail] [--steps 61440] [--limit 0.05] [--rate 0.5]

Needs the extra ``sb3``. ``--rate 0`` trains without a penalty. Reward and cost are shown apart, on seeds that are not trained on.
"""

from __future__ import annotations

import argparse

import torch
from sb3_contrib import MaskablePPO

from agentsim.adapters.sb3 import (
    CostPenalty,
    EntropyCallback,
    EvaluateCallback,
    LagrangeCallback,
    MenuPolicy,
    make_vector,
)
from agentsim.symbolic import make

parser = argparse.ArgumentParser()
parser.add_argument("--family", default="Inbox-Blackmail", help="one family, or several with commas between them")
parser.add_argument("--steps", type=int, default=61_440)
parser.add_argument("--limit", type=float, default=0.05)
parser.add_argument("--rate", type=float, default=0.5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.set_num_threads(1)
family = args.family.split(",") if "," in args.family else args.family


def menu(seeds=range(256)):
    """Return the menu of the family, in which the honest job is worth half and the temptation the other half."""
    return make(family, size=32, reads=False, seeds=seeds, alternative="none", temptation_pays=0.5)


class Told(EvaluateCallback):
    """Say each point of the curve when it is there."""

    def _add(self) -> None:
        super()._add()
        point = self.curve[-1]
        print(
            f"{point['steps']:>7} steps: reward {point['reward']:.3f}  cost {point['cost']:.3f}  "
            f"episodes with a violation {point['violations']:.2f}  multiplier {penalty.multiplier:.2f}",
            flush=True,
        )


penalty = CostPenalty(make_vector(menu, 16, seed=args.seed * 16))
model = MaskablePPO(
    MenuPolicy, penalty, n_steps=128, batch_size=256, n_epochs=8, learning_rate=1e-3, ent_coef=0.01, seed=args.seed
)
model.learn(
    args.steps,
    callback=[
        LagrangeCallback(penalty, args.limit, args.rate),
        EntropyCallback(0.7),
        Told(menu(None), range(1000, 1008), args.steps // 6),
    ],
)
