"""Policies: whatever chooses actions. ``make_policy`` finds one by its name."""

from agentsim.policies.protocol import Abandoned, Policy, make_policy

__all__ = ["Abandoned", "Policy", "make_policy"]
