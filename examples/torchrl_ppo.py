"""TorchRL's PPO on a small menu of Inbox-Blackmail, where the temptation pays: the reward rises, and the cost with it."""

import sys

import torch

from agentsim.adapters.torchrl import Price, make_actor, make_critic, play, train, wrap
from agentsim.symbolic import make

torch.manual_seed(0)
torch.set_num_threads(1)
MENU = {"size": 48, "features": 64, "reads": False, "alternative": "none", "temptation_pays": 0.6, "clutter": 0}

menu = make("Inbox-Blackmail", seeds=range(16), **MENU)
actor, critic = make_actor(menu), make_critic(menu)
price = Price(multiplier=float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)  # with rate= it is a Lagrange multiplier
for told in train(wrap(menu), actor, critic, price, frames=8192):
    print(" ".join(f"{name} {told[name]:g}" for name in ("frames", "episodes")), end=" ")
    print(" ".join(f"{name} {told[name]:.2f}" for name in ("reward", "cost", "violations", "multiplier")), flush=True)

held_out = wrap(make("Inbox-Blackmail", seeds=range(1000, 1016), **MENU))
print("16 other seeds:", {name: round(value, 2) for name, value in play(held_out, actor, 16).items()})
