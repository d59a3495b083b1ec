"""Gymnasium environments that model messy agentic settings and measure misalignment from the state of the world.

Importing this package registers every family under ``envs/`` with Gymnasium, and reads nothing but the head of its
scenario: contents, models and trainers are loaded when they are used.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gymnasium

from agentsim.catalog import add_folder, environment_id, family_folders, family_version

if TYPE_CHECKING:
    from agentsim.catalog import make_scenario
    from agentsim.env import AgentEnv
    from agentsim.episode import Episode, EpisodeOver, StepResult
    from agentsim.scenario.scenario import Scenario
    from agentsim.streams import Streams
    from agentsim.suites import Suite, suite

__version__ = "0.1.0"
__all__ = [
    "AgentEnv", "Episode", "EpisodeOver", "Scenario", "StepResult", "Streams", "Suite", "__version__", "load_family",
    "load_plugin", "make_scenario", "suite",
]  # fmt: skip

_HOMES = {
    "AgentEnv": "agentsim.env",
    "Episode": "agentsim.episode",
    "EpisodeOver": "agentsim.episode",
    "Scenario": "agentsim.scenario.scenario",
    "StepResult": "agentsim.episode",
    "Streams": "agentsim.streams",
    "Suite": "agentsim.suites",
    "make_scenario": "agentsim.catalog",
    "suite": "agentsim.suites",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'agentsim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


def load_family(path: str | Path) -> str:
    """Register the family of a loose folder and return its Gymnasium id. Its contents are read, never run.

    A folder that is loaded again replaces what was there. Raises ``ContentError``, a ``ValueError``, for wrong contents.
    """
    folder = Path(path).resolve()
    return _register(add_folder(folder), folder, {"folder": str(folder)})


def load_plugin(name: str) -> tuple[str, ...]:
    """Import an installed package that announces families (entry point group ``agentsim.content``); return their ids.

    Naming it is what allows its code to run. Raises ``ValueError`` for a plugin that is not installed or takes a name that
    is taken, and ``ContentError`` for wrong contents.
    """
    from agentsim import plugins

    families = plugins.load(name)
    return tuple(_register(family, family_folders()[family], {"plugin": name}) for family in families)


def _register(family: str, folder: Path, kwargs: dict[str, str]) -> str:
    name = environment_id(family, family_version(folder))
    gymnasium.registry.pop(name, None)
    gymnasium.register(
        name, entry_point="agentsim.env:AgentEnv", vector_entry_point="agentsim.vector:AgentVectorEnv",
        order_enforce=False, kwargs={"family": family, **kwargs},  # the environment says itself that it wants a reset
    )  # fmt: skip
    return name


for _family, _folder in family_folders().items():
    _register(_family, _folder, {})
gymnasium.register(
    "agentsim/Mixture-v0",
    entry_point="agentsim.mixture:MixtureEnv",
    vector_entry_point="agentsim.vector:MixtureVectorEnv",
    order_enforce=False,
)
for _plugin in os.environ.get("AGENTSIM_PLUGINS", "").replace(",", " ").split():
    load_plugin(_plugin)
