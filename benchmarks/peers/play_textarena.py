"""TextArena's Tower of Hanoi with its default wrappers: one valid move of a text game with one player. No tools."""

from __future__ import annotations

from typing import Any

import textarena as ta
from peer import report

MOVES = ("[A B]", "[B A]")


def make() -> Any:
    """Return a game that was begun."""
    env = ta.make("TowerOfHanoi-v0-hardcore")
    env.reset(num_players=1, seed=0)
    return env


def act(env: Any, n: int) -> None:
    """Look, and move."""
    env.get_observation()
    done, _ = env.step(MOVES[n % 2])
    assert not done


report(
    what="a move in Tower of Hanoi, a text game", package="textarena", make=make, act=act,
    reset=lambda env: env.reset(num_players=1, seed=0), state=lambda env: env.state.game_state, statement="import textarena",
)  # fmt: skip
