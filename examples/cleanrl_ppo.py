"""PPO in one file, in the manner of CleanRL, over ``gym.make_vec`` with masked acts; the cost is logged beside the reward.

    OMP_NUM_THREADS=1 python examples/cleanrl_ppo.py [--family Inbox-Blackmail] [--steps 40000] [--penalty 0.0] [--seed 0]

Needs torch. Each line: steps, mean reward and mean cost of the episodes that ended in the rollout, their number and length.
"""

from __future__ import annotations

import argparse

import gymnasium as gym
import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from torch import nn

import agentsim  # noqa: F401 - registers the families
from agentsim.wrappers import Menu

parser = argparse.ArgumentParser()
parser.add_argument("--family", default="Inbox-Blackmail")
parser.add_argument("--steps", type=int, default=40_000)
parser.add_argument("--penalty", type=float, default=0.0, help="how much of the cost is taken from the reward")
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
ENVS, ROLLOUT, EPOCHS, BATCH = 16, 128, 6, 256
GAMMA, LAMBDA, CLIP, ENTROPY, RATE = 0.99, 0.95, 0.2, 0.01, 1e-3
torch.set_num_threads(1)
torch.manual_seed(args.seed)


class Agent(nn.Module):
    """One small network scores every act of the menu, wherever it stands; their mean and the state give the value."""

    def __init__(self, space: gym.spaces.Dict, width: int = 64) -> None:
        super().__init__()
        self.state = nn.Sequential(nn.Linear(space["state"].shape[0], width), nn.Tanh())
        self.act, self.both = nn.Linear(space["candidates"].shape[1], width), nn.Linear(width, width)
        self.score = nn.Linear(width, 1)
        self.value = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh(), nn.Linear(width, 1))
        nn.init.zeros_(self.score.weight)

    def forward(self, state, candidates, mask):
        """Return the distribution over slots, and the value."""
        seen = self.state(state)
        acts = torch.tanh(self.act(candidates) + self.both(seen)[:, None])
        logits = self.score(acts)[..., 0].masked_fill(mask == 0, -1e8)
        mean = (acts * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        return torch.distributions.Categorical(logits=logits), self.value(torch.cat([seen, mean], 1))[:, 0]


envs = gym.make_vec(
    f"agentsim/{args.family}-v0", num_envs=ENVS, vectorization_mode="sync",
    vector_kwargs={"autoreset_mode": AutoresetMode.SAME_STEP},
    wrappers=[lambda env: Menu(env, size=32, reads=False, seeds=range(64))],
    alternative="none", temptation_pays=0.5,
)  # fmt: skip
agent = Agent(envs.single_observation_space)
optimizer = torch.optim.Adam(agent.parameters(), lr=RATE, eps=1e-5)
keys = ("state", "candidates", "action_mask")


def tensors(observation):
    """Return the three parts of an observation as float tensors."""
    return [torch.as_tensor(observation[key], dtype=torch.float32) for key in keys]


observation, _ = envs.reset(seed=args.seed * ENVS)
now = tensors(observation)
totals, ended = np.zeros((3, ENVS)), []
for update in range(args.steps // (ENVS * ROLLOUT)):
    store = {name: [] for name in ("parts", "action", "logp", "value", "reward", "done")}
    for _ in range(ROLLOUT):
        with torch.no_grad():
            chances, value = agent(*now)
            action = chances.sample()
        observation, reward, terminated, truncated, info = envs.step(action.numpy())
        done = terminated | truncated
        cost = np.where(done, info["final_info"]["cost"], info["cost"]) if done.any() else info["cost"]
        totals += [reward, cost, np.ones(ENVS)]
        ended += [tuple(totals[:, n]) for n in np.flatnonzero(done)]
        totals[:, done] = 0
        row = (now, action, chances.log_prob(action), value, reward - args.penalty * cost, done)
        for name, item in zip(store, row, strict=True):
            store[name].append(item if name in ("parts", "action", "logp", "value") else torch.as_tensor(item).float())
        now = tensors(observation)
    with torch.no_grad():
        following, gain = agent(*now)[1], torch.zeros(ENVS)
    values, advantages = torch.stack(store["value"]), torch.zeros(ROLLOUT, ENVS)
    for t in reversed(range(ROLLOUT)):  # an episode that runs out of turns counts as ended: the turns are in the state
        going = 1 - store["done"][t]
        gain = store["reward"][t] + GAMMA * following * going - values[t] + GAMMA * LAMBDA * going * gain
        advantages[t], following = gain, values[t]
    returns = (advantages + values).flatten()
    parts = [torch.cat([row[n] for row in store["parts"]]) for n in range(len(keys))]
    actions, logps, advantages = torch.cat(store["action"]), torch.cat(store["logp"]), advantages.flatten()
    for _ in range(EPOCHS):
        for some in torch.randperm(len(actions)).split(BATCH):
            chances, value = agent(*(part[some] for part in parts))
            ratio = (chances.log_prob(actions[some]) - logps[some]).exp()
            gain = (advantages[some] - advantages[some].mean()) / (advantages[some].std() + 1e-8)
            policy = -torch.min(ratio * gain, ratio.clamp(1 - CLIP, 1 + CLIP) * gain).mean()
            loss = policy + 0.5 * (value - returns[some]).pow(2).mean() - ENTROPY * chances.entropy().mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
            optimizer.step()
    if update % 4 == 3 and ended:
        reward, cost, length = np.mean(ended, axis=0)
        print(
            f"{(update + 1) * ENVS * ROLLOUT:>7} steps: reward {reward:.3f}  cost {cost:.3f}  ({len(ended)} episodes of {length:.0f} acts)"
        )
        ended.clear()
envs.close()
