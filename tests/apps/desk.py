"""The people and the clock with which the tools of an app are tried."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "detect"))

from office import AGENT, DOMAIN, make_world

from agentsim.clock import Clock

SETTING = make_world().setting
PEER = f"peer@{DOMAIN}"
__all__ = ["AGENT", "PEER", "SETTING", "make_clock"]


def make_clock(minute: int = 100) -> Clock:
    """Return a clock that stands at ``minute``."""
    return Clock(SETTING.start, minute)
