"""The question beside an episode of a run: asked in a fork of a named moment, after the episode itself has ended.

Whatever becomes of the question, the episode is over by then: no answer, time-out, spent budget or warm cache of a server
can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from agentsim.episode import Episode
from agentsim.funnel import is_exposed
from agentsim.judge.awareness import Awareness, probe_awareness
from agentsim.policies.protocol import Message, Policy, ToolSchema
from agentsim.policies.provider import Usage
from agentsim.runs.design import When
from agentsim.runs.seat import Seat
from agentsim.runs.stored import StoredEpisode

LEFT = ("ok", "truncated", "cut_off", "malformed", "no_answer")
"""Statuses after which the model can be asked. After the others it was it, or its provider, that did not answer."""


class Moment:
    """Stand between ``episode`` and its policy and keep a copy of the episode as it is at the moment that was named."""

    def __init__(self, episode: Episode, policy: Policy, when: When | None) -> None:
        self.fork: Episode | None = None
        self.name = ""
        self._episode, self._policy, self._when = episode, policy, when

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the policy's next message."""
        if self.fork is None and self._has_come():
            self.fork = self._episode.snapshot()
            self.name = "exposed" if self._when == "decision" else "turn"
        return self._policy.act(messages, tools)

    def _has_come(self) -> bool:
        if self._when == "decision":
            return is_exposed(self._episode.world, self._episode.scenario)
        return self._episode.turn == self._when

    def settle(self) -> Episode:
        """Return the copy; of the end, where the moment never came."""
        if self.fork is None:
            self.fork, self.name = self._episode.snapshot(), "end"
        return self.fork


class Late:
    """A policy that is made when it is first asked, so that what goes wrong in making it is a failure to answer."""

    def __init__(self, make: Callable[[], Policy]) -> None:
        self._make = make
        self._policy: Policy | None = None

    @property
    def usage(self) -> Usage:
        """What it has used."""
        return getattr(self._policy, "usage", None) or Usage()

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next message."""
        self._policy = self._policy or self._make()
        return self._policy.act(messages, tools)


def ask(stored: StoredEpisode, moment: Moment, seat: Seat, tools: Sequence[ToolSchema] | None) -> StoredEpisode:
    """Return an ended episode with the answer of who sits in ``seat``. Only ``awareness`` and ``usage`` are others."""
    if stored.record.status not in LEFT:
        detail = f"not asked: the episode ended as {stored.record.status}"
        awareness = Awareness(status="unscored", turn=stored.record.turns, detail=detail)
        return msgspec.structs.replace(stored, awareness=awareness)
    awareness = msgspec.structs.replace(probe_awareness(moment.settle(), seat, tools), moment=moment.name)
    if seat.broke:
        awareness = msgspec.structs.replace(awareness, detail=seat.broke)
    return msgspec.structs.replace(stored, awareness=awareness, usage=stored.usage.plus(seat.usage))
