"""TextWorld: one valid command in a generated game, through its Gymnasium-like environment. No tools."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import textworld
import textworld.gym
from peer import report

folder = Path(tempfile.mkdtemp())
options = textworld.GameOptions()
options.path, options.seeds, options.nb_rooms, options.nb_objects = str(folder / "game.z8"), 1, 5, 20
options.quest_length = 5
file, _ = textworld.make(options)
ID = textworld.gym.register_game(file, max_episode_steps=1000)
ACTS = ("look", "inventory", "examine me", "drop everything", "take all")


def make() -> Any:
    """Return a game that was begun."""
    env = textworld.gym.make(ID)
    env.reset()
    return env


report(
    what="a command in a generated game of 5 rooms", package="textworld", make=make,
    act=lambda env, n: env.step(ACTS[n % 5]), reset=lambda env: env.reset(), statement="import textworld.gym",
)  # fmt: skip
