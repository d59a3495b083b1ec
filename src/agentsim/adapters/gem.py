"""Every family as an environment of GEM (extra ``gem``): ``gem.make("agentsim:Inbox-Blackmail-v0", unused_tools=12)``.

The observation is what is new as text, the action a text with calls within ``<tool_call>`` tags. Importing this module
registers the families.
"""

from __future__ import annotations

from typing import Any

import gem
from gem.core import Env

from agentsim.adapters.exchange import figures
from agentsim.catalog import environment_id, family_folders, make_scenario
from agentsim.policies.scripted import RandomPolicy
from agentsim.recording import Recording
from agentsim.wrappers.text import write_action, write_messages, write_tools


class AgentsimEnv(Env):
    """Episodes of one family. ``seed`` is that of the first one; without one in ``reset``, the next number is taken.

    ``cost_weight`` times the cost is taken from the reward; it is 0 unless you ask, and ``info["cost"]`` is there anyway.
    """

    def __init__(self, family: str, seed: int = 0, cost_weight: float = 0.0, **factors: Any) -> None:
        super().__init__()
        self.family, self.factors, self.cost_weight, self._next = family, factors, cost_weight, seed
        make_scenario(family, seed, factors)  # a wrong factor is told here
        self.recording: Recording | None = None

    def reset(self, seed: int | None = None) -> tuple[str, dict[str, Any]]:
        """Begin an episode; the tools are described at the head of the observation. No global generator is seeded."""
        number = self._next if seed is None else int(seed)
        self._next = number + 1
        self.recording = Recording(make_scenario(self.family, number, self.factors))
        self._random = RandomPolicy(number)
        episode = self.recording.episode
        head = [write_tools(episode.tools, "hermes")] if episode.tools else []
        told = {"family": self.family, "seed": number, "tools": list(episode.tools), "cost": 0.0}
        return "\n\n".join([*head, write_messages(episode.messages, "hermes")]), told

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Send one message. After the end the answer is an error, without reward or cost."""
        if self.recording is None:
            self.reset()
        recording: Any = self.recording
        if over := recording.episode.over:
            cut = not recording.episode.world.over
            told = {"cost": 0.0, "costs": {}, "end": over}
            return f"Error: the session has ended: {over}.", 0.0, not cut, cut, told
        result = recording.play(action)
        told = {"cost": result.cost, "costs": dict(result.costs), "end": recording.episode.over}
        if result.terminated or result.truncated:
            told |= {"figures": figures(recording)}
        text = write_messages(result.messages, "hermes") or "[Nothing happened.]"
        reward = result.reward - self.cost_weight * result.cost
        return text, reward, result.terminated, result.truncated, told

    def sample_random_action(self) -> str:
        """Return a valid call with what the messages have named."""
        if self.recording is None:
            self.reset()
        recording: Any = self.recording
        said = self._random.act(recording.episode.messages, list(recording.episode.tools))
        return write_action(said, "hermes")

    def spawn(self, same_state: bool = False, **kwargs: Any) -> AgentsimEnv:
        """Return another environment of the family. Raises ``NotImplementedError`` for ``same_state``."""
        if same_state:
            raise NotImplementedError("an episode is copied by agentsim.Episode.fork, not here")
        return AgentsimEnv(
            self.family, **{"seed": self._next, "cost_weight": self.cost_weight, **self.factors, **kwargs}
        )


for _family in family_folders():
    _name = environment_id(_family).replace("/", ":")
    if _name not in gem.envs.registration.ENV_REGISTRY:
        gem.register(_name, "agentsim.adapters.gem:AgentsimEnv", family=_family)
