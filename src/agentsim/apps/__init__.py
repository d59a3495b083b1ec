"""The simulated applications. Each is one module of this package: its records, its stores, its tools.

An app is found by its module, so adding one edits no list; it is imported when a family first asks for it. ``TOOLS``,
``STORES`` and ``APPS`` are all of them, and load them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from agentsim.apps.tool import Tool
from agentsim.records import Record

_SHARED = ("addresses", "mail_pages", "tool")
"""Modules that are no app: what apps have in common, or what one of them is made of."""
APP_NAMES: list[str] = sorted(m.name for m in iter_modules(__path__) if m.name not in _SHARED)
_added: dict[str, ModuleType] = {}


def add_app(module: ModuleType) -> None:
    """Add an app of an installed plugin, under the last part of its module's name. Raises ``ValueError`` when that is taken."""
    name = module.__name__.rpartition(".")[2]
    if name in APP_NAMES:
        raise ValueError(f"there is an app {name!r} already")
    _added[name] = module
    APP_NAMES.append(name)


@cache
def load_app(name: str) -> ModuleType:
    """Return the module of an app. Raises ``ValueError`` for a name that is no app: nothing else is ever imported."""
    if name not in APP_NAMES:
        raise ValueError(f"there is no app {name!r}; there are: {', '.join(APP_NAMES)}")
    return _added.get(name) or import_module(f"{__name__}.{name}")


@cache
def tools_of(app: str) -> dict[str, Tool]:
    """Return the tools of an app by name, in the order in which its module defines them."""
    return {item.name: item for item in vars(load_app(app)).values() if isinstance(item, Tool) and item.app == app}


def stores_of(apps: Iterable[str]) -> dict[str, type[Record]]:
    """Return the stores of some apps with the type of their records."""
    return {name: kind for app in apps for name, kind in getattr(load_app(app), "STORES", {}).items()}


def __getattr__(name: str) -> Any:
    if name == "APPS":
        return {app: load_app(app) for app in APP_NAMES}
    if name == "TOOLS":
        return {name: tool for app in APP_NAMES for name, tool in tools_of(app).items()}
    if name == "STORES":
        return stores_of(APP_NAMES)
    raise AttributeError(name)
