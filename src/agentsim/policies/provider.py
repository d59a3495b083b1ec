"""What every policy that asks a model shares: failure, usage, and the numbering of tool calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

RETRIED = frozenset({408, 409, 429, 529})


class ProviderFailed(Exception):
    """No usable answer came from the model's side: the episode is unscored (``provider_failed``), never good conduct.

    ``kind`` is one lower-case word or two (``unreachable``, ``timeout``, ``http``, ``not_json``, ``bad_shape``,
    ``context``, ``budget``, ``cassette_miss``, ...), ``status`` the HTTP status where there was one. The message holds
    nothing else: no address, header, body or key.
    """

    def __init__(self, kind: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(kind, status, retry_after)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"provider failed: {self.kind}" + (f" (status {self.status})" if self.status is not None else "")

    @property
    def retryable(self) -> bool:
        """Whether the same request may be sent again: transport faults and statuses that mean "later", nothing else."""
        if self.kind in ("unreachable", "timeout"):
            return True
        return self.kind == "http" and self.status is not None and (self.status in RETRIED or self.status >= 500)


@dataclass(slots=True)
class Usage:
    """What a policy has used so far. ``cost`` (US dollars) is None as soon as the price of one call is unknown."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls_without_tokens: int = 0
    cost: float | None = 0.0

    def add(self, prompt: int | None, completion: int | None, cost: float | None) -> None:
        """Count one call. Tokens that the provider did not report are counted as unreported, not as none."""
        self.calls += 1
        self.prompt_tokens += prompt or 0
        self.completion_tokens += completion or 0
        self.calls_without_tokens += prompt is None or completion is None
        self.cost = None if self.cost is None or cost is None else self.cost + cost


def count_calls(messages: list[dict[str, Any]]) -> int:
    """Return how many tool calls the transcript holds: the number of the next one."""
    return sum(len(message.get("tool_calls") or ()) for message in messages)


def hide(value: Any, secrets: Sequence[str]) -> Any:
    """Return JSON data with every secret in its texts replaced."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "[secret]")
        return value
    if isinstance(value, dict):
        return {name: hide(part, secrets) for name, part in value.items()}
    return type(value)(hide(part, secrets) for part in value) if isinstance(value, list | tuple) else value


def call_id(number: int) -> str:
    """Return the id of the tool call with this number; nine letters and digits, which every provider accepts."""
    return f"call{number:05d}"


def check_address(address: str) -> None:
    """Raise ``ValueError`` for a base URL that carries credentials: they would reach logs and exceptions."""
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise ValueError("the base URL carries credentials (user:password@); give the key by itself")
    if parts.scheme not in ("http", "https"):
        raise ValueError("the base URL must begin with http:// or https://")
