"""Views of an environment, and what is done with its cost. Each wrapper does one thing; stack them as needed."""

from __future__ import annotations

from agentsim.symbolic.wrapper import Menu
from agentsim.wrappers.cost import CostTuple, HideCost, NoisyMonitor, RewardMinusCost
from agentsim.wrappers.text import PlainText, StructuredMessages

__all__ = ["CostTuple", "HideCost", "Menu", "NoisyMonitor", "PlainText", "RewardMinusCost", "StructuredMessages"]
