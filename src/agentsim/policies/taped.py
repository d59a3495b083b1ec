"""A cassette around any policy that asks a model: what it said is stored, and said again without the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentsim.policies.cassette import Cassette, CassetteError, Request
from agentsim.policies.protocol import Message, Policy, ToolSchema
from agentsim.policies.provider import ProviderFailed, Usage


class TapedPolicy:
    """Serve the answers of ``make()`` from a cassette. ``make`` is called for the first answer that is not on it.

    ``sampling`` is whatever else shaped the answers, seeds included. Raises ``ProviderFailed`` as the policy does, and
    with ``cassette_miss`` in strict replay.
    """

    def __init__(
        self, make: Callable[[], Policy], cassette: Cassette, name: str, sampling: Mapping[str, Any], epoch: int = 0
    ) -> None:
        self.metadata: dict[str, Any] = {}
        self._make, self._cassette = make, cassette
        self._name, self._sampling, self._epoch = name, sampling, epoch
        self._policy: Policy | None = None

    @property
    def usage(self) -> Usage:
        """What the policy has used; answers from the cassette cost nothing."""
        return getattr(self._policy, "usage", None) or Usage()

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next assistant message."""
        request = Request(self._name, None, messages, tools, self._sampling, self._epoch)
        try:
            answer = self._cassette.find(request)
            if answer is None:
                if not self._cassette.may_call:
                    raise ProviderFailed("cassette_miss")
                self._policy = self._policy or self._make()
                message = self._policy.act(messages, tools)
                answer = {"message": message, "notes": dict(getattr(self._policy, "metadata", None) or {})}
                self._cassette.store(request, answer)
        except CassetteError:
            raise ProviderFailed("cassette") from None
        found, notes = answer.get("message"), answer.get("notes")
        if not isinstance(found, dict) or not isinstance(notes, dict):
            raise ProviderFailed("cassette")
        self.metadata = notes
        return found
