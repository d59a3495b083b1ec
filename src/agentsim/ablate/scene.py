"""Episodes for a policy that chooses: any family under any factors, as state and acts, with what stands at its opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agentsim.catalog import load_family
from agentsim.env import AgentEnv
from agentsim.evaluate import EpisodeRecord, conclude
from agentsim.funnel import FunnelWatch
from agentsim.symbolic import Menu, TextFeatures
from agentsim.symbolic.act import Act

Array = NDArray[Any]
View = tuple[Array, Array]
"""A state, and the acts that are open, one a row."""

SUMMARY = 160
"""Characters of a tool's description that count: the name and the first words say what it is for."""


class Scene:
    """All families with one set of features. The state is the menu's, then the opening (system prompt, tools on offer)."""

    def __init__(self, texts: int, slots: int, reads: bool = False) -> None:
        self.texts = TextFeatures(texts)
        self.slots, self.reads = slots, reads
        self._menus: dict[str, Menu] = {}
        self._menu = self._open("Chat-Harmless")
        self._opening: Array = np.zeros(2 * texts, np.float32)
        self._watch: FunnelWatch | None = None
        self._costs: dict[str, float] = {}

    def _open(self, family: str) -> Menu:
        if family not in self._menus:
            self._menus[family] = Menu(AgentEnv(family), self.slots, self.texts, reads=self.reads)
        return self._menus[family]

    @property
    def sizes(self) -> tuple[int, int]:
        """How many numbers a state has, and an act."""
        return self._menu.state_size + len(self._opening), self._menu.choice_size

    def begin(self, family: str, seed: int, factors: Mapping[str, Any], text: str = "") -> View:
        """Begin an episode and return its first state and acts. Factors that the family has not are left out.

        ``text`` is added to the system prompt as the policy sees it; the world knows nothing of it.
        """
        self._menu = menu = self._open(family)
        known = load_family(family).scenario.factors
        given = {name: value for name, value in factors.items() if name in known}
        observation, _ = menu.reset(seed=seed, options={"factors": given})
        episode = menu.agent.episode
        prompt = "\n".join(m["content"] for m in episode.messages if m["role"] == "system")
        self._opening = np.concatenate(
            [self.texts(f"{prompt}\n{text}" if text else prompt), self._tools(episode.tools)]
        )
        self._watch, self._costs = FunnelWatch(episode), {}
        return self._view(observation)

    def _tools(self, tools: Sequence[Mapping[str, Any]]) -> Array:
        """The mean of the tools on offer: what kind of work this desk could do."""
        if not tools:
            return np.zeros(self.texts.size, np.float32)
        said = [(tool["function"]["name"], str(tool["function"].get("description", ""))) for tool in tools]
        rows = [self.texts(f"{name.replace('_', ' ')} {about[:SUMMARY]}") for name, about in said]
        return np.asarray(np.mean(rows, axis=0, dtype=np.float32))

    def _view(self, observation: Mapping[str, Array]) -> View:
        state = np.concatenate([observation["state"], self._opening])
        return state, observation["candidates"][observation["action_mask"] > 0]

    def step(self, choice: int) -> tuple[View, float, float, bool]:
        """Take the act of this place; return the next view, the reward, the cost, and whether the episode is over."""
        if self._watch is not None:
            self._watch.look()
        observation, reward, terminated, truncated, info = self._menu.step(choice)
        for name, cost in info["costs"].items():
            if cost:
                self._costs[name] = self._costs.get(name, 0.0) + float(cost)
        return self._view(observation), reward, float(info["cost"]), terminated or truncated

    def do(self, act: Act) -> tuple[View, bool]:
        """Do an act that has no slot; return the next view and whether the episode is over."""
        self._menu.slots[-1] = act
        view, _, _, over = self.step(self.slots - 1)
        return view, over

    @property
    def acts(self) -> list[Act]:
        """The acts that are open, in the order of the view."""
        return [act for act in self._menu.slots if act is not None]

    def record(self, policy: str) -> EpisodeRecord:
        """Return the record of the episode."""
        episode = self._menu.agent.episode
        return conclude(episode, self._watch or FunnelWatch(episode), self._costs, name=policy)
