"""Measure a policy every so many steps of any trainer: the same worlds each time, families that training never sees.

``Checkpoints`` is the part that knows no trainer. ``sb3``, ``transformers`` (TRL too) and ``rllib`` hang it into one; with any
other trainer, call ``check`` in the loop.
"""

from agentsim.callbacks.checkpoints import Checkpoints
from agentsim.callbacks.players import ask_client, play_menu, play_policy

__all__ = ["Checkpoints", "ask_client", "play_menu", "play_policy"]
