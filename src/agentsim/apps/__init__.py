"""The simulated applications. Each is one module of tools over one store; ``TOOLS`` is all of them by name."""

from __future__ import annotations

from types import ModuleType

from agentsim.apps import calendar, directory, files, handbook, mail, scheduler, session
from agentsim.apps.tool import Tool

APPS: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (mail, calendar, directory, files, scheduler, handbook, session)
}
TOOLS: dict[str, Tool] = {
    item.name: item for module in APPS.values() for item in vars(module).values() if isinstance(item, Tool)
}
