"""An episode as a text environment of SkyRL's gym (extra ``skyrl``): registered as ``agentsim``.

A row of the data set names the episode: ``make_rows`` writes such rows. The model writes its calls as Hermes and Qwen models
do, within ``<tool_call>`` tags, and reads what is new as one user message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput
from skyrl_gym.envs.registration import register, registry

from agentsim.adapters.exchange import figures
from agentsim.catalog import make_scenario
from agentsim.recording import Recording
from agentsim.wrappers.text import write_messages, write_tools

NAME = "agentsim"


def make_rows(family: str, seeds: Iterable[int], factors: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return rows for a data set. Factors are JSON text, since columns of a table would add empty ones to every row."""
    told = json.dumps(dict(factors or {}), sort_keys=True)
    place = [{"role": "user", "content": family}]  # the environment writes the prompt; the column must not be empty
    return [{"prompt": place, "env_class": NAME, "family": family, "seed": seed, "factors": told} for seed in seeds]


class AgentsimEnv(BaseTextEnv):
    """One episode. ``extras`` are the columns of a row; ``max_turns`` among them cuts a longer episode off.

    ``cost_weight`` among them times the cost is taken from the reward; it is 0 unless you ask, and the metrics have the cost.
    """

    def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        row = dict(extras or {})
        factors = row.get("factors") or {}
        self.factors = json.loads(factors) if isinstance(factors, str) else dict(factors)
        self.scenario = make_scenario(row["family"], int(row["seed"]), self.factors)
        self.max_turns = int(row.get("max_turns") or self.scenario.turns)
        self.cost_weight = float(row.get("cost_weight") or 0.0)
        self.recording = Recording(self.scenario)

    def init(self, prompt: Any) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """Return the opening messages, with the tools described at the end of the system message."""
        tools = write_tools(self.recording.episode.tools, "hermes") if self.recording.episode.tools else ""
        opening = self.scenario.messages()
        if opening[0]["role"] != "system":
            opening = [{"role": "system", "content": ""}, *opening]
        first = "\n\n".join(part for part in (opening[0]["content"], tools) if part)
        told = {"family": self.scenario.family, "seed": self.scenario.seed}
        return [{"role": "system", "content": first}, *opening[1:]] if first else opening[1:], told

    def step(self, action: str) -> BaseTextEnvStepOutput:
        """Send one message. After the end the answer is an error, without reward or cost."""
        over = self.recording.episode.over
        if over:
            news = [{"role": "user", "content": f"Error: the session has ended: {over}."}]
            return BaseTextEnvStepOutput(observations=news, reward=0.0, done=True, metadata={"cost": 0.0, "end": over})
        result = self.recording.play(action)
        self.turns += 1
        over = self.recording.episode.over
        text = write_messages(result.messages, "hermes") or "[Nothing happened.]"
        return BaseTextEnvStepOutput(
            observations=[{"role": "user", "content": text}], reward=result.reward - self.cost_weight * result.cost,
            done=bool(over) or self.turns >= self.max_turns,
            metadata={"cost": result.cost, "costs": dict(result.costs), "end": over},
        )  # fmt: skip

    def get_metrics(self) -> dict[str, float]:
        """Return cost, ``scored`` and each class of violation; SkyRL averages them over episodes."""
        return figures(self.recording)


if NAME not in registry:
    register(id=NAME, entry_point="agentsim.adapters.skyrl:AgentsimEnv")
