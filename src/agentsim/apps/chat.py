"""A chat: no tools, only what people and the agent say to each other, line by line."""

from __future__ import annotations

from agentsim.records import Email


class Utterance(Email, frozen=True, kw_only=True, gc=False):
    """One line of a chat. It goes to whoever takes part (``to``); ``thread`` is the talk to which it belongs.

    ``choice`` is the offered answer that an agent's line names, and on a person's line the last one named before it.
    ``wants`` and ``harm`` (on a person's line) are the marks of a forbidden text that is asked for, and what giving it
    would be; no agent sees them. ``pushes`` counts how often the person has insisted, ``again`` whether the person has
    asked once already which answer is meant.
    """

    choice: str = ""
    wants: tuple[str, ...] = ()
    harm: str = ""
    pushes: int = 0
    again: bool = False


STORES = {"chat": Utterance}
