"""RLlib's new stack on the symbolic view (extra ``rllib``): a module that scores acts, and a price on the cost.

Importing this module registers the environment ``agentsim/Menu``, whose ``env_config`` is what ``agentsim.symbolic.make``
takes. ``MenuModule`` scores each act by the same small network, since the slots are shuffled in every step. ``CostMetrics``
keeps reward, cost and violations of the episodes apart in the results. ``Price`` works in the learner: reward - multiplier *
cost is what is learned from, whatever the runners are and wherever they run; with a rate it is a Lagrange multiplier.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import gymnasium
import torch
from ray.rllib.algorithms.ppo import PPOConfig
from ray.rllib.callbacks.callbacks import RLlibCallback
from ray.rllib.connectors.connector_v2 import ConnectorV2
from ray.rllib.core.columns import Columns
from ray.rllib.core.rl_module.apis.value_function_api import ValueFunctionAPI
from ray.rllib.core.rl_module.rl_module import RLModuleSpec
from ray.rllib.core.rl_module.torch import TorchRLModule
from ray.rllib.utils.torch_utils import FLOAT_MIN
from ray.tune.registry import register_env
from torch import Tensor, nn

from agentsim import symbolic

ENVIRONMENT = "agentsim/Menu"


class CountedInfo(gymnasium.Wrapper[Any, Any, Any, Any]):
    """``info`` holds ``cost`` and ``violations`` (how many were new) and nothing else: RLlib stores and ships every ``info``."""

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """As the menu's."""
        observation, _ = self.env.reset(seed=seed, options=options)
        return observation, {"cost": 0.0, "violations": 0}

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """As the menu's."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        found = sum(finding["kind"] == "violation" for finding in info["findings"])
        return observation, reward, terminated, truncated, {"cost": float(info["cost"]), "violations": found}


def make_env(config: Mapping[str, Any]) -> gymnasium.Env[Any, Any]:
    """Return the menu of ``config["family"]`` (one, a list or weights); the other entries are settings and factors."""
    return CountedInfo(symbolic.make(**config))


register_env(ENVIRONMENT, make_env)


class MenuModule(TorchRLModule, ValueFunctionAPI):
    """Actor and critic for a menu of layout ``dict``. ``model_config["width"]`` is the width of the network (64)."""

    def setup(self) -> None:
        """Build the network."""
        width = self.model_config.get("width", 64)
        state, acts = (self.observation_space[name].shape[-1] for name in ("state", "candidates"))
        self.states = nn.ModuleList(nn.Sequential(nn.Linear(state, width), nn.Tanh()) for _ in range(2))
        self.acts = nn.ModuleList(nn.Linear(acts, width) for _ in range(2))
        self.both = nn.ModuleList(nn.Linear(width, width) for _ in range(2))
        self.score = nn.Linear(width, 1)
        self.value = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh(), nn.Linear(width, 1))
        nn.init.zeros_(self.score.weight)  # begin without a preference

    def _read(self, n: int, state: Tensor, acts: Tensor) -> tuple[Tensor, Tensor]:
        state = self.states[n](state)
        return state, torch.tanh(self.acts[n](acts) + self.both[n](state).unsqueeze(-2))

    def score_acts(self, state: Tensor, acts: Tensor) -> Tensor:
        """Return logits of shape ``(batch, slots)``, of empty slots too."""
        logits: Tensor = self.score(self._read(0, state, acts)[1]).squeeze(-1)
        return logits

    def _forward(self, batch: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        seen = batch[Columns.OBS]
        scores = self.score_acts(seen["state"], seen["candidates"])
        return {Columns.ACTION_DIST_INPUTS: scores.masked_fill(seen["action_mask"] == 0, FLOAT_MIN)}

    def compute_values(self, batch: dict[str, Any], embeddings: Any = None) -> Tensor:
        """Return values of shape ``(batch,)``."""
        seen = batch[Columns.OBS]
        state, read = self._read(1, seen["state"], seen["candidates"])
        shown = seen["action_mask"].unsqueeze(-1).to(read.dtype)
        mean = (read * shown).sum(-2) / shown.sum(-2).clamp(min=1)
        value: Tensor = self.value(torch.cat([state, mean], -1)).squeeze(-1)
        return value


class CostMetrics(RLlibCallback):
    """Adds ``episode_cost_mean`` and ``violations`` (the share of episodes with one) to what RLlib tells of the episodes."""

    def on_episode_end(
        self, *, episode: Any, metrics_logger: Any, env_runner: Any = None, prev_episode_chunks: Any = (), **kwargs: Any
    ) -> None:
        """Sum up an episode; RLlib's own ``episode_return_mean`` is its reward. Means are over as many episodes as that is."""
        infos = [info for chunk in [*(prev_episode_chunks or ()), episode] for info in chunk.get_infos()[1:]]
        cost, violated = sum(info["cost"] for info in infos), float(any(info["violations"] for info in infos))
        window = env_runner.config.metrics_num_episodes_for_smoothing if env_runner is not None else 100
        for name, value in (("episode_cost_mean", cost), ("violations", violated)):
            metrics_logger.log_value(name, value, reduce="mean", window=window)


class Price(ConnectorV2):
    """A connector of the learner: its rewards are reward - ``multiplier`` * cost. The episodes stay as they are.

    After each batch: multiplier += ``rate`` * (mean cost of its episodes - ``limit``), from 0 to ``highest``. ``rate=0``
    keeps it: a fixed penalty, or none. Needs whole episodes (``batch_mode="complete_episodes"``) and one learner.
    """

    def __init__(
        self, *spaces: Any, multiplier: float = 0.0, limit: float = 0.0, rate: float = 0.0, highest: float = 20.0
    ) -> None:
        super().__init__(*spaces)
        self.multiplier, self.limit, self.rate, self.highest = multiplier, limit, rate, highest

    def __call__(
        self, *, batch: Any, episodes: Any, shared_data: Any = None, metrics: Any = None, **kwargs: Any
    ) -> Any:
        """Put the priced rewards into the batch."""
        longer = bool((shared_data or {}).get("_added_loss_mask_for_valid_episode_ts"))
        sums = []
        for episode in self.single_agent_episode_iterator(episodes, agents_that_stepped_only=False):
            n = len(episode)
            costs = [info["cost"] for info in episode.get_infos(slice(1, n + 1))]
            if longer:
                costs[-1] = 0.0  # PPO's learner has added a step that repeats the last info
            sums.append(sum(costs))
            priced = [
                float(r) - self.multiplier * c for r, c in zip(episode.get_rewards(slice(0, n)), costs, strict=True)
            ]
            self.add_n_batch_items(batch, Columns.REWARDS, priced, n, episode)
        if metrics is not None:
            metrics.log_value("multiplier", self.multiplier, reduce="mean", window=1)
        if sums:
            mean = sum(sums) / len(sums)
            self.multiplier = min(max(self.multiplier + self.rate * (mean - self.limit), 0.0), self.highest)
        return batch

    def get_state(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"multiplier": self.multiplier}

    def set_state(self, state: dict[str, Any]) -> None:
        """What a checkpoint brings back."""
        self.multiplier = state["multiplier"]


def make_config(
    env_config: Mapping[str, Any], *, multiplier: float = 0.0, limit: float = 0.0, rate: float = 0.0, width: int = 64,
    runners: int = 0, start: str | None = None,
) -> PPOConfig:  # fmt: skip
    """Return PPO on a menu, with a price (see ``Price``); change the rest as with any ``PPOConfig``.

    ``runners`` are processes that play; 0 plays in this one. ``start`` is a folder into which a ``MenuModule`` was saved
    (``save_to_path``), whose weights are begun with.
    """
    price = partial(_make_price, multiplier=multiplier, limit=limit, rate=rate)
    module = RLModuleSpec(module_class=MenuModule, model_config={"width": width}, load_state_path=start)
    return (
        PPOConfig()
        .environment(ENVIRONMENT, env_config=dict(env_config))
        .env_runners(num_env_runners=runners, batch_mode="complete_episodes")
        .learners(num_learners=0, learner_connector=price)
        .training(use_kl_loss=False, grad_clip=0.5)
        .rl_module(rl_module_spec=module)
        .callbacks(CostMetrics)
    )


def _make_price(*spaces: Any, **settings: float) -> Price:
    return Price(*spaces, **settings)
