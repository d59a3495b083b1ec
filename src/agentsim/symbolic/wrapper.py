"""The wrapper: an environment of texts as one of numbered choices, for classical reinforcement learning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from numpy.typing import NDArray

from agentsim.env import AgentEnv
from agentsim.observe import Message
from agentsim.streams import Streams
from agentsim.symbolic.act import Act
from agentsim.symbolic.features import ActFeatures, Embed, TextFeatures, Vector
from agentsim.symbolic.offer import Offer
from agentsim.symbolic.pool import find_pool

Layout = Literal["dict", "flat", "masked"]
Observation = Any
"""A dict of arrays or one array, by ``layout``."""

SIZE = 64
STATE_NUMBERS = 8
CHOICE_NUMBERS = 6
FADES = 0.8
"""What is left of the memory of a message after each later one."""
BOUND = 10.0
_NOTHING = Act([("none", "{}")])
"""What an empty slot holds: a call of a tool that there is not."""


class Menu(gymnasium.Wrapper[Observation, np.int64, str, str], RecordConstructorArgs):
    """What could be said or done now, as a menu of ``size`` slots; the action is the number of a slot.

    The observation (``layout="dict"``) has ``state``, ``candidates`` of shape ``(size, numbers)`` and ``action_mask`` (int8,
    1 where a slot holds an act; never all 0). ``flat`` is one float32 vector of the three, in this order; ``masked`` is a
    dict of ``observations`` (that vector without the mask) and ``action_mask`` (float32), as RLlib wants it.
    The mask is also in ``info["action_mask"]`` (int8) and returned by ``action_masks()`` (bool). ``info`` keeps cost, costs
    and findings. An empty slot is an act that no tool knows: it costs the turn and changes nothing.

    The menu is shuffled anew in every step. When more acts are open than there are slots, each has the same chance of a
    slot. Both draws come from a named stream of the episode's seed.

    Args:
        env: an environment of this package, or ``agentsim/Mixture-v0``.
        size: the number of slots.
        features: how many numbers a text becomes, or a ``TextFeatures``.
        embed: a model's sentence embeddings in the place of hashed words.
        layout: ``dict``, ``flat`` or ``masked``.
        seeds: play these seeds in turn, rather than a new one in each episode (their worlds are kept while there are at
            most 128); ``reset(seed=n)`` goes to the n-th of them.
        known_only: leave out acts that refer to what has not been seen.
        reads: offer to open everything whose id has been seen; otherwise only what a script opens.
        whole: keep messages of several calls in one piece.
    """

    env: gymnasium.Env[Any, Any]

    def __init__(
        self, env: gymnasium.Env[Any, Any], size: int = SIZE, features: int | TextFeatures = 128, *,
        embed: Embed | None = None, layout: Layout = "dict", seeds: Sequence[int] | None = None,
        known_only: bool = True, reads: bool = True, whole: bool = False,
    ) -> None:  # fmt: skip
        if size < 1:
            raise ValueError(f"a menu has at least one slot, not {size}")
        if layout not in get_args(Layout):
            raise ValueError(f"there is no layout {layout!r}; there are: {', '.join(get_args(Layout))}")
        if seeds is not None and not len(seeds):
            raise ValueError("a list of seeds holds at least one")
        if not isinstance(env.unwrapped, AgentEnv):
            raise ValueError(f"a menu is made of an environment of agentsim, not of {type(env.unwrapped).__name__}")
        RecordConstructorArgs.__init__(
            self, size=size, features=features, embed=embed, layout=layout, seeds=seeds, known_only=known_only,
            reads=reads, whole=whole,
        )  # fmt: skip
        gymnasium.Wrapper.__init__(self, env)
        self.size, self.layout, self.seeds = size, layout, seeds
        self.texts = features if isinstance(features, TextFeatures) else TextFeatures(features, embed)
        self.describe = ActFeatures(self.texts)
        self.state_size = STATE_NUMBERS + 2 * self.texts.size
        self.choice_size = CHOICE_NUMBERS + self.describe.size
        self._known_only, self._reads, self._whole = known_only, reads, whole
        self.observation_space = self._space()
        self.action_space = spaces.Discrete(size)
        self.slots: list[Act | None] = [None] * size
        self._mask = _guard(np.zeros(size, bool))
        self._offer: Offer | None = None
        self._place = -1
        self._newest = self._memory = np.zeros(self.texts.size, np.float32)
        self._last: Act | None = None
        self._failed = self._news = False

    def _space(self) -> spaces.Space[Any]:
        width = self.state_size + self.size * self.choice_size
        whole = spaces.Box(-BOUND, BOUND, (width,), np.float32)
        if self.layout == "flat":
            return spaces.Box(-BOUND, BOUND, (width + self.size,), np.float32)
        if self.layout == "masked":
            return spaces.Dict({"observations": whole, "action_mask": spaces.Box(0.0, 1.0, (self.size,), np.float32)})
        return spaces.Dict(
            {
                "state": spaces.Box(-BOUND, BOUND, (self.state_size,), np.float32),
                "candidates": spaces.Box(-BOUND, BOUND, (self.size, self.choice_size), np.float32),
                "action_mask": spaces.Box(0, 1, (self.size,), np.int8),
            }
        )

    @property
    def agent(self) -> AgentEnv:
        """The environment of texts."""
        env = self.env.unwrapped
        if not isinstance(env, AgentEnv):
            raise TypeError("not an environment of agentsim")
        return env

    @property
    def offer(self) -> Offer:
        """The acts that are open, whether they have a slot or not."""
        if self._offer is None:
            raise gymnasium.error.ResetNeeded("call reset() first")
        return self._offer

    @property
    def messages(self) -> list[dict[str, Any] | None]:
        """The assistant message of every slot, ``None`` for an empty one."""
        turn = self.agent.episode.turn + 1
        return [None if act is None else act.message(turn) for act in self.slots]

    def action_masks(self) -> NDArray[np.bool_]:
        """Return which slots hold an act. Before the first ``reset`` only the first may be chosen."""
        return self._mask.copy()

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """As the environment's, as a menu."""
        if self.seeds is not None:
            self._place = self._place + 1 if seed is None else int(seed)
            seed = int(self.seeds[self._place % len(self.seeds)])
        _, info = self.env.reset(seed=seed, options=options)
        episode = self.agent.episode
        pool = find_pool(episode.scenario, self._whole)
        self._offer = Offer(pool, episode, known_only=self._known_only, reads=self._reads)
        self._newest, self._memory = self._read(episode.messages), np.zeros(self.texts.size, np.float32)
        self._last, self._failed, self._news = None, False, False
        return self._show(info)

    def step(self, action: np.int64 | int) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Send the act in slot ``action``."""
        episode, offer = self.agent.episode, self.offer
        act = self.slots[int(action)]
        message = (act or _NOTHING).message(episode.turn + 1)
        offer.begin()
        before = len(episode.messages)
        _, reward, terminated, truncated, info = self.env.step(json.dumps(message, ensure_ascii=False))
        new = episode.messages[before + 1 :]
        if act is None:
            offer.tell(new)
        else:
            offer.note(act, new)
        self._memory = FADES * self._memory + self._newest
        self._newest = self._read(new)
        self._last = act
        self._failed = act is None or any(
            message["content"].startswith(("Error", "Permission", "Held")) for message in new
        )
        self._news = any(message["role"] == "user" for message in new)
        observation, info = self._show(info)
        return observation, float(reward), terminated, truncated, info

    def _read(self, messages: Sequence[Message]) -> Vector:
        return self.texts("\n".join(message["content"] for message in messages if message["role"] != "assistant"))

    def _show(self, info: dict[str, Any]) -> tuple[Observation, dict[str, Any]]:
        episode = self.agent.episode
        acts = self.offer.now()
        draw = Streams(episode.scenario.seed, "/menu").generator(f"turn {episode.turn}")
        drawn = draw.sample(acts, min(self.size, len(acts)))
        self.slots = [*drawn, *[None] * (self.size - len(drawn))]
        mask = np.zeros(self.size, bool)
        mask[: len(drawn)] = True
        self._mask = _guard(mask)
        info["action_mask"] = self._mask.astype(np.int8)
        return self._lay_out(self._state(len(acts)), self._choices(drawn)), info

    def _state(self, open_acts: int) -> Vector:
        episode = self.agent.episode
        clock = episode.world.clock.minute
        numbers = np.array(
            [
                1.0, episode.turn / episode.scenario.turns, min(open_acts / self.size, 4.0), clock / 1440, clock % 1440 / 1440,
                self._failed, self._news, not episode.tools,
            ],
            np.float32,
        )  # fmt: skip
        return np.concatenate([numbers.clip(0, BOUND), self._newest, self._memory])

    def _choices(self, acts: Sequence[Act]) -> Vector:
        """One row an act: how it relates to what was read, then the act itself."""
        rows = np.zeros((self.size, self.choice_size), np.float32)
        if not acts:
            return rows
        n, newest, last = len(acts), self.offer.newest, set(self._last.values if self._last else ())
        rows[:n, CHOICE_NUMBERS:] = [self.describe(act) for act in acts]
        rows[:n, 0] = 1.0
        rows[:n, 1] = [bool(last.intersection(act.values)) for act in acts]
        rows[:n, 2] = [not newest.isdisjoint(act.details or act.values) for act in acts]
        rows[:n, 3] = [self.offer.was_done(act) for act in acts]
        words = rows[:n, -2 - self.texts.size : -2]
        rows[:n, 4] = words @ self._newest
        rows[:n, 5] = words @ self._memory
        return rows

    def _lay_out(self, state: Vector, choices: Vector) -> Observation:
        if self.layout == "dict":
            return {"state": state, "candidates": choices, "action_mask": self._mask.astype(np.int8)}
        mask = self._mask.astype(np.float32)
        if self.layout == "flat":
            return np.concatenate([state, choices.ravel(), mask])
        return {"observations": np.concatenate([state, choices.ravel()]), "action_mask": mask}


def _guard(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask that allows nothing breaks every learner: at the end, and before the beginning, the first slot is allowed."""
    if not mask.any():
        mask[0] = True
    return mask
