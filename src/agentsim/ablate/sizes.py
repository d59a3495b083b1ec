"""The sizes of an experiment: the same file with other values for a larger machine, in its table ``sizes``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agentsim.scenario.strict_yaml import ContentError

LAPTOP = "laptop"
"""The size that a file has by itself."""


def choose_size(path: Path, given: dict[str, Any], size: str) -> dict[str, Any]:
    """Return what a file says at a size: its values with those of ``sizes.SIZE`` in their place.

    Raises ``ContentError`` for a size that it has not.
    """
    sizes = given.pop("sizes", {})
    if size == LAPTOP:
        return given
    if size not in sizes:
        raise ContentError(path, None, f"there is no size {size!r}; there are: {', '.join([LAPTOP, *sizes])}")
    return {**_lay_over(given, sizes[size]), "size": size}


def _lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables with the values of ``above`` in the place of those below."""
    found = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = _lay_over(found[key], value) if both else value
    return found
