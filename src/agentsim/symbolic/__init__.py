"""The symbolic view: every family as a menu of acts, with features of a fixed size, for classical reinforcement learning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gymnasium

from agentsim.catalog import environment_id, family_folders, family_of, family_version
from agentsim.symbolic.features import Embed, TextFeatures
from agentsim.symbolic.guide import follow
from agentsim.symbolic.wrapper import SIZE, Layout, Menu

__all__ = ["Embed", "Menu", "TextFeatures", "follow", "make"]


def make(
    family: str | Sequence[str] | Mapping[str, float], *, size: int = SIZE, features: int | TextFeatures = 128,
    embed: Embed | None = None, layout: Layout = "dict", seeds: Sequence[int] | None = None, known_only: bool = True,
    reads: bool = True, whole: bool = False, render_mode: str | None = None, **factors: Any,
) -> Menu:  # fmt: skip
    """Return the menu of a family, or of a mixture of several (a list, or a mapping to weights).

    The settings are those of ``Menu``; all others are factors, of a mixture those of ``agentsim/Mixture-v0``. Raises
    ``ValueError`` for a family, a factor or a value that there is not.
    """
    env: gymnasium.Env[Any, Any]
    if isinstance(family, str):
        name = family_of(family)
        env = gymnasium.make(
            environment_id(name, family_version(family_folders()[name])), render_mode=render_mode, **factors
        )
    else:
        env = gymnasium.make("agentsim/Mixture-v0", render_mode=render_mode, families=family, factors=factors)
    return Menu(
        env, size, features, embed=embed, layout=layout, seeds=seeds, known_only=known_only, reads=reads, whole=whole
    )
