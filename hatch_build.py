"""Carry the contents into the wheel: they become ``agentsim/_content`` in a standard build."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ContentHook(BuildHookInterface):  # type: ignore[type-arg]  # the interface's parameter is hatchling's own business
    """An editable install reads the folders of the checkout, so edits are seen at once."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders to a wheel that is not editable."""
        if self.target_name == "wheel" and version == "standard":
            for folder in ("envs", "policies", "experiments"):
                build_data["force_include"][str(Path(self.root) / folder)] = f"agentsim/_content/{folder}"
