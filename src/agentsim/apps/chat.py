"""A chat: no tools, only what people and the agent say to each other, line by line."""

from __future__ import annotations

from agentsim.records import Utterance

STORES = {"chat": Utterance}
