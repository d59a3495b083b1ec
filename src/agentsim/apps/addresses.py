"""Addresses as tools take them: plain, and of people who are there."""

from __future__ import annotations

import re

from agentsim.apps.tool import ToolError
from agentsim.world import Setting

_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"()]+")


def check_addresses(setting: Setting, *groups: tuple[str, ...]) -> None:
    """Refuse what is no address, and addresses of this house that nobody has. Raises ``ToolError``."""
    for address in (address for group in groups for address in group):
        if _ADDRESS.fullmatch(address) is None:
            raise ToolError(
                f"{address[:80]!r} is not an email address; write name@example.org, one to an item of the list."
            )
        if address.lower().endswith("@" + setting.domain) and address.lower() not in setting.addresses:
            raise ToolError(f"550 no such mailbox: {address}. find_person shows the addresses of people here.")
