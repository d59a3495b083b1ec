"""RLlib's new stack on the symbolic view (extra ``rllib``): a module that scores acts, and a price on the cost.

Importing this module registers the environment ``agentsim/Menu``, whose ``env_config`` is what ``agentsim.symbolic.make``
takes. ``MenuModule`` scores each act by the same small network, since the slots are shuffled in every step. From
``rllib_price``: ``CostMetrics`` keeps reward, cost and violations of the episodes apart in the results, and ``Price`` works in
the learner: reward - multiplier * cost is what is learned from, whatever the runners are and wherever they run; with a rate
it is a Lagrange multiplier.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import gymnasium
from ray.rllib.algorithms.ppo import PPOConfig
from ray.rllib.core.columns import Columns
from ray.rllib.core.rl_module.apis.value_function_api import ValueFunctionAPI
from ray.rllib.core.rl_module.rl_module import RLModuleSpec
from ray.rllib.core.rl_module.torch import TorchRLModule
from ray.rllib.utils.torch_utils import FLOAT_MIN
from ray.tune.registry import register_env
from torch import Tensor

from agentsim import symbolic
from agentsim.adapters.menu_network import MenuScore, MenuValue
from agentsim.adapters.rllib_price import CostMetrics, Price

__all__ = ["ENVIRONMENT", "CostMetrics", "CountedInfo", "FreshWorlds", "MenuModule", "Price", "make_config", "make_env"]

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


class FreshWorlds(gymnasium.Wrapper[Any, Any, Any, Any]):
    """A seed that is given again goes on to the next world; another seed begins there, as in Gymnasium.

    Between two batches of whole episodes RLlib resets with the seed of its configuration, so that a run with
    ``debugging(seed=...)`` would train in one world.
    """

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        super().__init__(env)
        self._given: int | None = None

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """As the menu's, without the seed where it is the last that was given."""
        again = seed is not None and seed == self._given
        self._given = self._given if seed is None else seed
        return self.env.reset(seed=None if again else seed, options=options)


def make_env(config: Mapping[str, Any]) -> gymnasium.Env[Any, Any]:
    """Return the menu of ``config["family"]`` (one, a list or weights); the other entries are settings and factors.

    With ``config["repeat_seed"]`` a seed that is given again plays the same world again (see ``FreshWorlds``).
    """
    settings = dict(config)
    repeat = settings.pop("repeat_seed", False)
    env = CountedInfo(symbolic.make(**settings))
    return env if repeat else FreshWorlds(env)


register_env(ENVIRONMENT, make_env)


class MenuModule(TorchRLModule, ValueFunctionAPI):
    """Actor and critic for a menu of layout ``dict``. ``model_config["width"]`` is the width of the network (64)."""

    def setup(self) -> None:
        """Build the networks."""
        width = self.model_config.get("width", 64)
        state, acts = (self.observation_space[name].shape[-1] for name in ("state", "candidates"))
        self.score_acts, self.value = MenuScore(state, acts, width), MenuValue(state, acts, width)

    def _forward(self, batch: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        seen = batch[Columns.OBS]
        scores = self.score_acts(seen["state"], seen["candidates"])
        return {Columns.ACTION_DIST_INPUTS: scores.masked_fill(seen["action_mask"] == 0, FLOAT_MIN)}

    def compute_values(self, batch: dict[str, Any], embeddings: Any = None) -> Tensor:
        """Return values of shape ``(batch,)``."""
        seen = batch[Columns.OBS]
        value: Tensor = self.value(seen["state"], seen["candidates"], seen["action_mask"]).squeeze(-1)
        return value


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
