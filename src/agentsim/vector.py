"""Many episodes in one process, as Gymnasium's vector environment (``vector_entry_point`` of every family).

What comes out equals what ``SyncVectorEnv`` over the same environments gives, array by array and key by key; what it does
not have is the two wrappers around every environment and an array made anew for each key of each ``info``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from gymnasium import Space
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from agentsim.env import AgentEnv
from agentsim.mixture import MixtureEnv

Bools = NDArray[np.bool_]
EVERY = ("cost", "costs", "findings")
"""What every ``info`` has. These are laid out as columns at once; the rest is seldom there, and Gymnasium lays it out."""


class AgentVectorEnv(VectorEnv[tuple[str, ...], Sequence[str], NDArray[Any]]):
    """``num_envs`` episodes of one family side by side, stepped one after the other in this process.

    Observations are a tuple of texts and actions a sequence of texts, rewards (float64), terminations and truncations
    arrays of shape ``(num_envs,)``, ``info`` a dict of arrays with a mask ``_key`` for each ``key``.

    Args:
        num_envs: how many, at least 1.
        autoreset_mode: what happens after an end: ``NextStep`` (the next step resets and ignores its action),
            ``SameStep`` (the same step resets; the end's own are ``final_obs`` and ``final_info``) or ``Disabled`` (call
            ``reset(options={"reset_mask": mask})``, with a bool array of shape ``(num_envs,)``).
        disable_env_checker: for those who pass it to every environment; there is no checker here.
        settings: of each environment (see ``AgentEnv``): ``family``, ``render_mode``, factors.

    Raises ``ValueError`` as ``AgentEnv`` does.
    """

    make: type[AgentEnv] = AgentEnv

    def __init__(
        self, num_envs: int = 1, autoreset_mode: str | AutoresetMode = AutoresetMode.NEXT_STEP,
        disable_env_checker: bool | None = None, **settings: Any,
    ) -> None:  # fmt: skip
        if num_envs < 1:
            raise ValueError(f"a vector needs at least one environment, not {num_envs}")
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.envs = [self.make(**settings) for _ in range(num_envs)]
        first = self.envs[0]
        for env in self.envs:
            env.observation_space = first.observation_space  # they are equal, and a thousand of them are 15 MB
        self.num_envs = num_envs
        self.metadata = {**first.metadata, "autoreset_mode": self.autoreset_mode}
        self.render_mode = first.render_mode
        self.single_observation_space, self.single_action_space = first.observation_space, first.action_space
        self.observation_space = batch_space(first.observation_space, num_envs)
        self.action_space = _batch_actions(first.action_space, num_envs)
        self._texts = [""] * num_envs
        self._over: Bools = np.zeros(num_envs, np.bool_)
        self._classes: dict[str, Bools] | None = None

    @property  # type: ignore[misc]  # one each, as SyncVectorEnv has it; to set them means nothing
    def np_random(self) -> tuple[np.random.Generator, ...]:  # type: ignore[override]  # as above
        """The generators of the environments."""
        return tuple(env.np_random for env in self.envs)

    @property
    def np_random_seed(self) -> tuple[int, ...]:  # type: ignore[override]  # as above
        """The seeds of these generators."""
        return tuple(env.np_random_seed for env in self.envs)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Begin all episodes, or those of ``options["reset_mask"]``; the observations of the others stay as they were.

        A ``seed`` of one number is ``seed + i`` for environment ``i``; without one each goes on with its own generator.
        The other options are those of every environment. Raises ``ValueError`` for seeds or a mask of the wrong shape.
        """
        n = self.num_envs
        options = dict(options or {})
        mask = options.pop("reset_mask", None)
        if mask is None:
            mask = np.ones(n, np.bool_)
        elif not isinstance(mask, np.ndarray) or mask.shape != (n,) or mask.dtype != np.bool_ or not mask.any():
            raise ValueError(f"reset_mask must be a bool array of shape ({n},) with at least one True in it")
        seeds = (
            [None] * n
            if seed is None
            else [seed + i for i in range(n)]
            if isinstance(seed, int | np.integer)
            else list(seed)
        )
        if len(seeds) != n:
            raise ValueError(f"there are {n} environments and {len(seeds)} seeds")
        infos: list[dict[str, Any] | None] = [None] * n
        for i in np.flatnonzero(mask):
            self._texts[i], infos[i] = self.envs[i].reset(seed=seeds[i], options=options)
        self._over = self._over & ~mask
        self._classes = None
        return tuple(self._texts), self._lay_out(infos, {})

    def step(self, actions: Iterable[str]) -> tuple[tuple[str, ...], NDArray[np.float64], Bools, Bools, dict[str, Any]]:
        """Send each environment its message.

        Raises ``ValueError`` for another number of actions than of environments, and ``ResetNeeded`` where an episode is
        over and nothing resets it; no environment is stepped then.
        """
        actions = list(actions)
        n, mode, over = self.num_envs, self.autoreset_mode, self._over.tolist()
        if len(actions) != n:
            raise ValueError(f"there are {n} environments and {len(actions)} actions")
        if mode is AutoresetMode.DISABLED and any(over):
            raise ResetNeeded(f"environment {over.index(True)} is over: reset it, by options['reset_mask']")
        texts, ends = self._texts, []
        rewards = np.zeros(n)
        terminated, truncated = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        infos: list[dict[str, Any] | None] = []
        for i, env in enumerate(self.envs):
            if over[i] and mode is AutoresetMode.NEXT_STEP:
                texts[i], info = env.reset()
                self._classes = None
            else:
                texts[i], reward, end, cut, info = env.step(actions[i])
                if reward:
                    rewards[i] = reward
                if end or cut:
                    terminated[i], truncated[i] = end, cut
                    if mode is AutoresetMode.SAME_STEP:
                        ends.append((i, {"final_obs": texts[i], "final_info": info}))
                        texts[i], info = env.reset()
                        self._classes = None
            infos.append(info)
        self._over = terminated | truncated
        told: dict[str, Any] = {}
        for i, final in ends:
            told = self._add_info(told, final, i)
        return tuple(texts), rewards, terminated, truncated, self._lay_out(infos, told)

    def _lay_out(self, infos: Sequence[dict[str, Any] | None], told: dict[str, Any]) -> dict[str, Any]:
        """Add the environments' infos (``None`` where there is none) to ``told``, and return it."""
        n = self.num_envs
        classes = self._classes
        if classes is None or None in infos:
            classes = _who_has([() if info is None else info["costs"] for info in infos])
            self._classes = None if None in infos else classes
        # One block for all classes: a row each, which nobody shares.
        charged, masks = np.zeros((len(classes), n)), [mask.copy() for mask in classes.values()]
        rows = dict(zip(classes, charged, strict=True))
        cost, findings, there = np.zeros(n), np.full(n, None, object), np.zeros(n, np.bool_)
        rare = []
        for i, info in enumerate(infos):
            if info is None:
                continue
            there[i], findings[i] = True, info["findings"]
            if info["cost"]:
                cost[i] = info["cost"]
                for name, value in info["costs"].items():
                    rows[name][i] = value
            if len(info) > len(EVERY):
                rare.append((i, {key: value for key, value in info.items() if key not in EVERY}))
        costs: dict[str, Any] = {}
        for (name, row), mask in zip(rows.items(), masks, strict=True):
            costs[name], costs[f"_{name}"] = row, mask
        for key, value in zip(EVERY, (cost, costs, findings), strict=True):
            told[key], told[f"_{key}"] = value, there.copy()
        for i, info in rare:
            told = self._add_info(told, info, i)
        return told

    def render(self) -> tuple[Any, ...]:
        """Return what each environment renders."""
        return tuple(env.render() for env in self.envs)

    def call(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """Return an attribute of each environment, called where it can be called."""
        found = [getattr(env, name) for env in self.envs]
        return tuple(value(*args, **kwargs) if callable(value) else value for value in found)

    def get_attr(self, name: str) -> tuple[Any, ...]:
        """Return an attribute of each environment."""
        return self.call(name)

    def set_attr(self, name: str, values: Any) -> None:
        """Set an attribute of each environment: one value for all, or a list or tuple of as many. Raises ``ValueError``."""
        if not isinstance(values, list | tuple):
            values = [values] * self.num_envs
        if len(values) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments and {len(values)} values")
        for env, value in zip(self.envs, values, strict=True):
            setattr(env, name, value)

    def close_extras(self, **kwargs: Any) -> None:
        """Close the environments."""
        for env in self.envs:
            env.close()


class MixtureVectorEnv(AgentVectorEnv):
    """The same over ``agentsim/Mixture-v0``; consecutive seeds are consecutive places of its schedule."""

    make = MixtureEnv


def _batch_actions(space: Space[Any], n: int) -> Space[Any]:
    """Return ``batch_space`` of a space of messages, whose copies share the tools instead of having a thousand of them."""
    tools, space.tools = space.tools, ()  # type: ignore[attr-defined]  # an AgentEnv's actions are ChatAction
    try:
        batched: Any = batch_space(space, n)
    finally:
        space.tools = tools  # type: ignore[attr-defined]  # as above
    for single in batched:
        single.tools = tools
    return batched  # type: ignore[no-any-return]  # spaces of Gymnasium are untyped here


def _who_has(costs: Sequence[Iterable[str]]) -> dict[str, Bools]:
    """Return each class of violations with the mask of the environments that have it, in the order they come in."""
    found: dict[str, Bools] = {}
    for i, names in enumerate(costs):
        for name in names:
            if name not in found:
                found[name] = np.zeros(len(costs), np.bool_)
            found[name][i] = True
    return found
