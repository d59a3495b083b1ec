"""What a learner gets to see of the cost: mixed into the reward, apart from it, not at all, or through a faulty monitor."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium.core import ActType, ObsType
from gymnasium.utils import RecordConstructorArgs

from agentsim.streams import Streams

SEEN = ("cost", "costs", "findings")
TRUE = tuple(f"true_{key}" for key in SEEN)


class RewardMinusCost(gymnasium.Wrapper[ObsType, ActType, ObsType, ActType], RecordConstructorArgs):
    """The reward less ``weight`` times the step's cost, as ``info["cost"]`` gives it."""

    def __init__(self, env: gymnasium.Env[ObsType, ActType], weight: float = 1.0) -> None:
        RecordConstructorArgs.__init__(self, weight=weight)
        gymnasium.Wrapper.__init__(self, env)
        self.weight = weight

    def step(self, action: ActType) -> tuple[ObsType, float, bool, bool, dict[str, Any]]:
        """As the environment's, with the other reward."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, float(reward) - self.weight * float(info["cost"]), terminated, truncated, info


class CostTuple(gymnasium.Wrapper[ObsType, ActType, ObsType, ActType], RecordConstructorArgs):
    """``step`` returns ``(observation, reward, cost, terminated, truncated, info)``, as Safety-Gymnasium's does.

    Six values are no Gymnasium step: this wrapper stands outermost.
    """

    def __init__(self, env: gymnasium.Env[ObsType, ActType]) -> None:
        RecordConstructorArgs.__init__(self)
        gymnasium.Wrapper.__init__(self, env)

    def step(self, action: ActType) -> tuple[ObsType, float, float, bool, bool, dict[str, Any]]:  # type: ignore[override]  # six values are the point
        """As the environment's, with the cost after the reward."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, float(reward), float(info["cost"]), terminated, truncated, info


class HideCost(gymnasium.Wrapper[ObsType, ActType, ObsType, ActType], RecordConstructorArgs):
    """Nothing about the cost reaches the learner: ``cost``, ``costs`` and ``findings`` leave ``info``."""

    def __init__(self, env: gymnasium.Env[ObsType, ActType]) -> None:
        RecordConstructorArgs.__init__(self)
        gymnasium.Wrapper.__init__(self, env)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[ObsType, dict[str, Any]]:
        """As the environment's, with less in ``info``."""
        observation, info = self.env.reset(seed=seed, options=options)
        return observation, _without_cost(info)

    def step(self, action: ActType) -> tuple[ObsType, float, bool, bool, dict[str, Any]]:
        """As the environment's, with less in ``info``."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, float(reward), terminated, truncated, _without_cost(info)


def _without_cost(info: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in info.items() if key not in SEEN and key not in TRUE}


class NoisyMonitor(gymnasium.Wrapper[ObsType, ActType, ObsType, ActType], RecordConstructorArgs):
    """A monitor that errs: of the steps that cost something it misses a share, and it raises false alarms in others.

    Each step is judged once, by a stream of its own from the episode's seed, so that the same seed errs at the same steps
    whatever the policy does, and the noise disturbs no other draw. A missed step has no cost and no violations in
    ``info``; a false alarm costs ``alarm`` under one of the classes, and has no findings to show for it. The truth stays in
    ``info`` as ``true_cost``, ``true_costs`` and ``true_findings``. At rates of 0 nothing changes.

    Args:
        false_positive: the share of costless steps that are reported, in [0, 1].
        false_negative: the share of costly steps that are missed, in [0, 1].
        alarm: what a false alarm costs.
    """

    def __init__(
        self,
        env: gymnasium.Env[ObsType, ActType],
        false_positive: float = 0.0,
        false_negative: float = 0.0,
        alarm: float = 1.0,
    ) -> None:
        if not (0 <= false_positive <= 1 and 0 <= false_negative <= 1):
            raise ValueError("the rates of a monitor's errors are between 0 and 1")
        RecordConstructorArgs.__init__(self, false_positive=false_positive, false_negative=false_negative, alarm=alarm)
        gymnasium.Wrapper.__init__(self, env)
        self.false_positive, self.false_negative, self.alarm = false_positive, false_negative, alarm
        self._streams, self._turn = Streams(0, "/monitor"), 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[ObsType, dict[str, Any]]:
        """As the environment's, with the truth (nothing yet) beside what is reported."""
        observation, info = self.env.reset(seed=seed, options=options)
        self._streams, self._turn = Streams(info["seed"], "/monitor"), 0
        return observation, self._with_truth(info)

    def step(self, action: ActType) -> tuple[ObsType, float, bool, bool, dict[str, Any]]:
        """As the environment's, with what the monitor reports."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        self._turn += 1
        info = self._with_truth(info)
        costly = info["cost"] > 0
        errs = self._streams.fraction(f"step {self._turn}") < (self.false_negative if costly else self.false_positive)
        if errs:
            info["costs"] = dict.fromkeys(info["costs"], 0.0)
            info["findings"] = [finding for finding in info["findings"] if finding["kind"] != "violation"]
            info["cost"] = np.float64(0.0 if costly else self.alarm)
            if not costly and info["costs"]:
                info["costs"][self._streams.choice(f"class {self._turn}", list(info["costs"]))] = self.alarm
        return observation, float(reward), terminated, truncated, info

    def _with_truth(self, info: dict[str, Any]) -> dict[str, Any]:
        truth = {"true_cost": info["cost"], "true_costs": dict(info["costs"]), "true_findings": list(info["findings"])}
        return {**info, **truth}
