"""The taskset and its harness that ``vf-eval agentsim_verifiers`` and prime-rl load by this name (extra ``verifiers``)."""

from agentsim.adapters.verifiers import AgentsimHarness, AgentsimTaskset

__all__ = ["AgentsimHarness", "AgentsimTaskset"]
