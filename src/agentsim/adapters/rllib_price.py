"""The cost in RLlib (for ``agentsim.adapters.rllib``): told beside the reward, and priced where the learner works."""

from __future__ import annotations

from typing import Any

from ray.rllib.callbacks.callbacks import RLlibCallback
from ray.rllib.connectors.connector_v2 import ConnectorV2
from ray.rllib.core.columns import Columns


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
