"""The directory of people."""

from __future__ import annotations

from functools import lru_cache

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, page_of, tool
from agentsim.world import Setting


@lru_cache(maxsize=256)
def _lowered(directory: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.lower() for line in directory)


@tool("read", resource="directory")
def find_person(setting: Setting, /, query: Name) -> Outcome:
    """Find people here by name, title, department or address.

    Args:
        query: Part of any of these.
    """
    wanted = query.strip().lower()
    found = [line for line, low in zip(setting.directory, _lowered(setting.directory), strict=True) if wanted in low]
    if not found:
        raise ToolError(f"Nobody here matches {query[:60]!r}.")
    return Outcome(text="\n".join(found[:20]))


@tool("read", resource="directory")
def list_people(setting: Setting, /, page: PageNumber = 1) -> Outcome:
    """List everybody in the directory, 20 to a page.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(setting.directory, page, "people")
    return Outcome(text="\n".join([*shown, said]))
