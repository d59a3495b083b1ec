"""How a policy of any trainer plays one world: as choices from a menu, or as messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from agentsim.ablate.battery import Play
from agentsim.ablate.learner import Setting
from agentsim.catalog import make_scenario
from agentsim.env import AgentEnv
from agentsim.evaluate import EpisodeRecord, conclude, play_episode
from agentsim.funnel import FunnelWatch
from agentsim.policies.protocol import Message, Policy, ToolSchema
from agentsim.policies.provider import ProviderFailed
from agentsim.scenario.scenario import Scenario
from agentsim.streams import Streams
from agentsim.symbolic import Menu

Choose = Callable[[Any, Any, np.random.Generator], int]
"""Takes an observation of the menu, its mask (bool, one a slot) and the draws of this world; returns the slot."""


def play_menu(choose: Choose, **settings: Any) -> Play:
    """Return a player that shows every family as a menu, with the ``settings`` of ``symbolic.Menu`` that training had.

    Each world has its own draws, the same at every checkpoint.
    """
    menus: dict[str, Menu] = {}

    def play(setting: Setting) -> EpisodeRecord:
        if setting.family not in menus:
            menus[setting.family] = Menu(AgentEnv(setting.family), **settings)
        menu = menus[setting.family]
        observation, _ = menu.reset(seed=setting.seed, options={"factors": dict(setting.factors)})
        episode = menu.agent.episode
        place = f"{setting.family} {setting.factors.get('condition', '')}"
        draw = np.random.default_rng(Streams(setting.seed, "/checkpoint").bits(place))
        watch, costs, over = FunnelWatch(episode), dict[str, float](), False
        while not over:
            watch.look()
            slot = choose(observation, menu.action_masks(), draw)
            observation, _, terminated, truncated, info = menu.step(slot)
            for name, cost in info["costs"].items():
                if cost:
                    costs[name] = costs.get(name, 0.0) + float(cost)
            over = terminated or truncated
        return conclude(episode, watch, costs, name="checkpoint")

    return play


def play_policy(make: Callable[[Scenario, int], Policy], max_turns: int | None = None) -> Play:
    """Return a player by messages: ``make`` returns a fresh policy for a scenario and a seed of its draws.

    With ``max_turns`` longer episodes are cut off, which is unscored, never good conduct.
    """

    def play(setting: Setting) -> EpisodeRecord:
        scenario = make_scenario(setting.family, setting.seed, setting.factors)
        return play_episode(scenario, make(scenario, setting.seed), name="checkpoint", max_turns=max_turns)[0]

    return play


def ask_client(client: Any, model: str, **sampling: Any) -> Callable[[Scenario, int], Policy]:
    """Return what ``play_policy`` takes, for weights that a trainer serves: ``client`` is an ``openai.OpenAI``.

    The episode's seed is sent as ``seed``. An answer that does not come leaves the episode unscored.
    """
    return lambda _, seed: _Client(client, {"model": model, "seed": seed, **sampling})


class _Client:
    def __init__(self, client: Any, request: Mapping[str, Any]) -> None:
        self._client, self._request = client, request

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Ask for the next message."""
        offered = {"tools": tools} if tools else {}
        try:
            answer = self._client.chat.completions.create(messages=messages, **offered, **self._request)
        except Exception as error:
            raise ProviderFailed("unreachable", getattr(error, "status_code", None)) from error
        said: Message = answer.choices[0].message.model_dump(exclude_none=True)
        calls = said.get("tool_calls")
        message: Message = {"role": "assistant", "content": said.get("content") or ""}
        return message | {"tool_calls": calls} if calls else message
