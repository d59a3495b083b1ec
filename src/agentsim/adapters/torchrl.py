"""TorchRL on the symbolic view (extra ``torchrl``): cost and mask as tensors, a policy that scores acts, PPO with a price.

``wrap`` makes of a ``Menu`` an environment of TorchRL; ``make_actor`` and ``make_critic`` score each act by the same small
network (``menu_network``), since the slots are shuffled in every step. ``Price`` lets the learner see reward - multiplier *
cost, beside the reward and never in its place; with a rate it is a Lagrange multiplier. ``train`` is PPO on these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from tensordict import TensorDict
from tensordict.nn import TensorDictModule
from torch import Tensor, nn
from torchrl.collectors import Collector
from torchrl.data import Composite, Unbounded
from torchrl.envs import ActionMask, Compose, DTypeCastTransform, GymWrapper, TransformedEnv
from torchrl.envs.gym_like import BaseInfoDictReader
from torchrl.envs.utils import ExplorationType, set_exploration_type
from torchrl.modules import MaskedOneHotCategorical, ProbabilisticActor
from torchrl.objectives import ClipPPOLoss
from torchrl.objectives.value import GAE

from agentsim.adapters.menu_network import MenuScore, MenuValue
from agentsim.symbolic import Menu

SEEN = ("observation", "candidates")
"""What a policy reads. TorchRL calls ``observation`` what a menu calls ``state``."""


class CostReader(BaseInfoDictReader):
    """Reads ``cost`` (float32) and ``violations`` (int64, how many were new), both of shape (1,), from ``info``."""

    def __init__(self) -> None:
        self._spec = Composite(
            cost=Unbounded((1,), dtype=torch.float32), violations=Unbounded((1,), dtype=torch.int64), shape=()
        )

    @property
    def info_spec(self) -> Composite:
        """What is read."""
        return self._spec

    def __call__(self, info: dict[str, Any], tensordict: TensorDict) -> TensorDict:
        """Put them into the tensors of the step."""
        found = sum(finding["kind"] == "violation" for finding in info["findings"])
        tensordict.set("cost", torch.tensor([float(info["cost"])]))
        return tensordict.set("violations", torch.tensor([found]))


def wrap(menu: Menu) -> TransformedEnv:
    """Return the menu (layout ``dict``) as an environment: one-hot actions, ``action_mask`` bool, random acts within it."""
    env = GymWrapper(menu)
    env.set_info_dict_reader(CostReader())
    as_bool = DTypeCastTransform(torch.int8, torch.bool, in_keys=["action_mask"])
    return TransformedEnv(env, Compose(as_bool, ActionMask()))


def make_actor(menu: Menu, width: int = 64) -> ProbabilisticActor:
    """Return the policy for this menu, or for others with as many numbers."""
    net = MenuScore(menu.state_size, menu.choice_size, width)
    return ProbabilisticActor(
        TensorDictModule(net, in_keys=[*SEEN], out_keys=["logits"]), in_keys={"logits": "logits", "mask": "action_mask"},
        out_keys=["action"], distribution_class=MaskedOneHotCategorical, return_log_prob=True,
    )  # fmt: skip


def make_critic(menu: Menu, width: int = 64) -> TensorDictModule:
    """Return the value for this menu, or for others with as many numbers."""
    net = MenuValue(menu.state_size, menu.choice_size, width)
    return TensorDictModule(net, in_keys=[*SEEN, "action_mask"], out_keys=["state_value"])


class Price:
    """The learner's reward: reward - ``multiplier`` * cost, under ``("next", "priced")``. Reward and cost stay as they are.

    After each batch: multiplier += ``rate`` * (mean cost of the episodes that ended in it - ``limit``), from 0 to
    ``highest``. ``rate=0`` keeps it: a fixed penalty, or none.
    """

    def __init__(self, multiplier: float = 0.0, limit: float = 0.0, rate: float = 0.0, highest: float = 20.0) -> None:
        self.multiplier, self.limit, self.rate, self.highest = multiplier, limit, rate, highest
        self._running: Tensor | None = None

    def __call__(self, data: TensorDict) -> dict[str, float]:
        """Price a batch of one environment, in time (shape ``(steps,)``) or of several (``(environments, steps)``).

        Returns the means of reward, cost and violations over the episodes that ended in it, and their number.
        """
        following = data["next"]
        sums = torch.cat([following["reward"], following["cost"], following["violations"]], -1)
        over = following["done"].squeeze(-1)
        running = torch.zeros_like(sums[..., 0, :]) if self._running is None else self._running
        ended = []
        for now, end in zip(sums.unbind(-2), over.unbind(-1), strict=True):
            running = running + now
            ended.append(running[end])
            running = running * ~end.unsqueeze(-1)
        self._running = running
        following["priced"] = following["reward"] - self.multiplier * following["cost"]
        told = torch.cat([found.reshape(-1, 3) for found in ended])
        shown = {"episodes": float(len(told)), "multiplier": self.multiplier}
        if len(told):
            told[:, 2] = (told[:, 2] > 0).float()
            reward, cost, violations = told.mean(0).tolist()
            shown |= {"reward": reward, "cost": cost, "violations": violations}
            self.multiplier = min(max(self.multiplier + self.rate * (cost - self.limit), 0.0), self.highest)
        return shown


def train(
    env: Any, actor: ProbabilisticActor, critic: TensorDictModule, price: Price, frames: int, *, batch: int = 1024,
    epochs: int = 6, minibatch: int = 128, rate: float | tuple[float, float] = 1e-3, gamma: float = 0.99,
    lmbda: float = 0.95, entropy: float = 0.01, faded: float = 0.0, clip: float = 0.2, critic_weight: float = 0.5,
) -> Iterator[dict[str, float]]:  # fmt: skip
    """Train actor and critic by PPO in place, and yield what each batch showed (see ``Price``), with ``frames`` so far.

    The entropy bonus falls in a straight line to 0 over the first ``faded`` of the frames; with ``faded=0`` it stays. A learning
    ``rate`` of two numbers falls in a straight line from the first to the second. Gradients are clipped over actor and critic
    together: where single costs are large, a small ``critic_weight`` leaves the actor its step.
    """
    first, last = rate if isinstance(rate, tuple) else (rate, rate)
    advantage = GAE(gamma=gamma, lmbda=lmbda, value_network=critic, average_gae=True)
    advantage.set_keys(reward="priced")
    loss = ClipPPOLoss(actor, critic, clip_epsilon=clip, entropy_coeff=entropy, critic_coeff=critic_weight)
    loss.set_keys(reward="priced")
    weights = torch.optim.Adam(loss.parameters(), lr=first)
    collector = Collector(
        env, actor, frames_per_batch=batch, total_frames=frames, auto_register_policy_transforms=False
    )
    for n, data in enumerate(collector, 1):
        shown = price(data)
        if faded:
            loss.entropy_coeff.fill_(entropy * max(0.0, 1.0 - (n - 1) * batch / (faded * frames)))
        weights.param_groups[0]["lr"] = first + (last - first) * (n - 1) * batch / frames
        with torch.no_grad():
            advantage(data)
        flat = data.reshape(-1)
        for _ in range(epochs):
            for part in torch.randperm(len(flat)).split(minibatch):
                losses = loss(flat[part])
                weights.zero_grad()
                sum(value for name, value in losses.items() if name.startswith("loss_")).backward()
                nn.utils.clip_grad_norm_(loss.parameters(), 0.5)
                weights.step()
        yield {"frames": float(n * batch), **shown}


def play(env: Any, actor: ProbabilisticActor, episodes: int) -> dict[str, float]:
    """Play episodes, acts drawn from the policy, and return the means of reward, cost, violations (share) and length."""
    told = []
    with torch.no_grad(), set_exploration_type(ExplorationType.RANDOM):  # otherwise TorchRL takes the best act
        for _ in range(episodes):
            following = env.rollout(100_000, actor)["next"]
            sums = [following[name].sum().item() for name in ("reward", "cost", "violations")]
            told.append([*sums[:2], float(sums[2] > 0), float(len(following))])
    means = torch.tensor(told, dtype=torch.float64).mean(0).tolist()
    return dict(zip(("reward", "cost", "violations", "length"), means, strict=True))
