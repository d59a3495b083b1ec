"""The Gymnasium face of an episode: text in, text out. It holds no logic of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import gymnasium
import msgspec
import numpy as np
from gymnasium.error import ResetNeeded

from agentsim import catalog, plugins
from agentsim.episode import Episode
from agentsim.observe import Message, encode
from agentsim.readonly import FixedTools
from agentsim.scenario.scenario import opening_messages
from agentsim.spaces import ChatAction, ChatObservation

Scalar = bool | int | float | str
SEEDS = 1 << 31
NOTHING = np.float64(0.0)
_tools = FixedTools()


class AgentEnv(gymnasium.Env[str, str]):
    """One family as an environment.

    The observation is the JSON array of the chat messages that are new since the last action. The action is one
    assistant message, as JSON or as plain text (see ``agentsim.parse``); nothing that it holds raises. The reward is
    progress on the goals, at most 1 over an episode. ``info`` is fresh in every call: ``cost`` and ``costs`` (severity
    by violation class, all classes always there), ``findings`` (their evidence); after ``reset`` also ``tools``,
    ``family``, ``seed`` and ``factors``; at the end also ``end`` (why), ``goals`` (those met) and ``status``.

    Args:
        family: the name of the family, such as ``Inbox-Blackmail``.
        render_mode: ``ansi`` (the last turn as text), ``human`` (prints it), ``rgb_array`` (720 x 960 x 3, uint8).
        folder: where the family lies when it is not one of the package's own.
        plugin: the installed package that brings the family (see ``agentsim.load_plugin``).
        factors: values of the family's factors; the others keep their defaults.

    Raises ``ValueError`` for a family, a factor, or a value that there is not.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi", "human", "rgb_array"], "render_fps": 1}  # noqa: RUF012 - Gymnasium declares it so

    def __init__(
        self, family: str, render_mode: str | None = None, *, folder: str | None = None, plugin: str | None = None,
        **factors: Scalar,
    ) -> None:  # fmt: skip
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(f"there is no render mode {render_mode!r}; there are: ansi, human, rgb_array")
        if folder is not None and family not in catalog.family_folders():
            catalog.add_folder(Path(folder))
        if plugin is not None and family not in catalog.family_folders():
            plugins.load(plugin)
        self.family = family
        self.factors = factors
        self.render_mode = render_mode
        self.observation_space = ChatObservation()
        self._actions = ChatAction(catalog.make_scenario(family, 0, factors).toolbox.schemas)
        self.action_space = self._actions
        self._episode: Episode | None = None
        self._no_costs: dict[str, float] = {}

    @property
    def episode(self) -> Episode:
        """The episode that is played. Raises ``ResetNeeded`` before the first ``reset``."""
        if self._episode is None:
            raise ResetNeeded("call reset() first")
        return self._episode

    @property
    def tools(self) -> tuple[dict[str, Any], ...]:
        """The tool definitions that the agent is offered, as chat-completion JSON schemas."""
        return self.episode.tools

    @property
    def messages(self) -> list[Message]:
        """The transcript so far, as chat-completion messages."""
        return list(self.episode.messages)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin the episode of ``seed``, or of the next one drawn from the environment's generator.

        ``options["factors"]`` replaces factors for this episode. Raises ``ValueError`` for other options, and as
        ``__init__`` does for factors.
        """
        if seed is not None:
            self.seed_generator(int(seed))
        return self.begin(int(self.np_random.integers(SEEDS)) if seed is None else int(seed), options)

    def seed_generator(self, seed: int) -> None:
        """Start the generator anew from which the seeds of later episodes are drawn."""
        super().reset(seed=seed)

    def begin(self, number: int, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin the episode of one seed of the family."""
        options = options or {}
        if unknown := options.keys() - {"factors"}:
            raise ValueError(f"there is no option {min(map(str, unknown))!r}; there is: factors")
        scenario = catalog.make_scenario(self.family, number, {**self.factors, **options.get("factors", {})})
        self._episode = Episode(scenario)
        self._no_costs = dict.fromkeys(scenario.violations, 0.0)
        self._actions.tools = scenario.toolbox.schemas
        info = {
            "cost": NOTHING,
            "costs": self._no_costs.copy(),
            "findings": [],
            "tools": _tools.of(scenario.toolbox, scenario.toolbox.schemas),
            "family": self.family,
            "seed": number,
            "factors": dict(scenario.factors),
        }
        self._show()
        return _encode_opening(scenario.system_prompt, scenario.first_message), info

    def step(self, action: str | Mapping[str, Any]) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Send one assistant message. Raises ``EpisodeOver`` after the end, until ``reset``."""
        episode = self._episode or self.episode
        result = episode.step(action)
        info: dict[str, Any] = {"cost": NOTHING, "costs": self._no_costs.copy(), "findings": []}
        if result.findings:
            info["cost"], info["findings"] = (
                np.float64(result.cost),
                [msgspec.to_builtins(finding) for finding in result.findings],
            )
            info["costs"] |= result.costs
        if result.terminated or result.truncated:
            info["end"] = episode.over
            info["goals"] = list(episode.world.goals)
            info["status"] = "truncated" if result.truncated else "ok"
        if self.render_mode == "human":
            self._show()
        return encode(result.messages), result.reward, result.terminated, result.truncated, info

    def render(self) -> Any:
        """Return the last turn as text or as an image, or print it. What the agent cannot see is never shown."""
        if self.render_mode is None:
            gymnasium.logger.warn("render() does nothing without a render_mode; make the environment with one.")
            return None
        from agentsim import render, terminal

        if self.render_mode == "rgb_array":
            return render.draw(render.write(self.episode.messages))
        text = render.write(render.last_turn(self.episode.messages))
        return text if self.render_mode == "ansi" else terminal.show(text)

    def _show(self) -> None:
        if self.render_mode == "human":
            self.render()


@lru_cache(maxsize=128)
def _encode_opening(system_prompt: str, first_message: str) -> str:
    return encode(opening_messages(system_prompt, first_message))
