"""The seat between the engine and a policy: time limit, purse, notes, and what becomes of a policy that breaks."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentsim.policies.protocol import Abandoned, Message, Policy, ToolSchema
from agentsim.policies.provider import ProviderFailed
from agentsim.runs.design import Limits
from agentsim.runs.stored import Usage

ENGINE = threading.Lock()
"""Held by whoever steps a world. Only one thread can compute at a time anyway, and contents are shared by all episodes."""


class Purse:
    """What a whole run has used, and what it may use."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.calls = self.tokens = self.calls_without_tokens = 0
        self.cost: float | None = 0.0
        self._lock = threading.Lock()

    def add(self, usage: Usage) -> None:
        """Count what was used."""
        with self._lock:
            self.calls += usage.calls
            self.tokens += usage.prompt_tokens + usage.completion_tokens
            self.calls_without_tokens += usage.calls_without_tokens
            self.cost = None if self.cost is None or usage.cost is None else self.cost + usage.cost

    @property
    def spent(self) -> str:
        """Which budget is spent, or an empty text. One that nobody can measure counts as spent."""
        limits = self.limits
        if limits.calls is not None and self.calls >= limits.calls:
            return "calls"
        if limits.tokens is not None and self.calls_without_tokens:
            return "tokens (a provider does not say how many)"
        if limits.tokens is not None and self.tokens >= limits.tokens:
            return "tokens"
        if limits.cost is not None and self.cost is None:
            return "cost (the price of a call is unknown)"
        return "cost" if limits.cost is not None and self.cost is not None and self.cost >= limits.cost else ""


class Seat:
    """Ask ``policy`` for each message. ``waits`` tells a policy that waits for a model from one that only thinks.

    While a waiting policy is asked, the engine is free for other episodes and the time limit (``seconds`` for the
    episode) holds even for a call that never returns. ``broke`` says how the policy itself failed, if it did.
    """

    def __init__(
        self, policy: Policy, *, waits: bool, purse: Purse, seconds: float | None, stop: threading.Event
    ) -> None:
        self.notes: list[dict[str, Any]] = []
        self.broke = ""
        self._policy = policy
        self._waits = waits
        self._purse = purse
        self._ends = None if seconds is None else time.monotonic() + seconds
        self._stop = stop
        self._counted = Usage()

    @property
    def usage(self) -> Usage:
        """What the policy has used so far."""
        used = getattr(self._policy, "usage", None)
        return Usage() if used is None else Usage(**{name: getattr(used, name) for name in Usage.__struct_fields__})

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next message. Raises what a policy may raise, and nothing else."""
        left = None if self._ends is None else self._ends - time.monotonic()
        if self._stop.is_set():
            raise Abandoned("the run was stopped")
        if left is not None and left <= 0:
            raise TimeoutError
        if not self._waits:
            message = self._ask(messages, tools)
        elif spent := self._purse.spent:
            raise ProviderFailed("budget_unknown" if "(" in spent else "budget")
        else:
            ENGINE.release()
            try:
                message = within(left, lambda: self._ask_and_count(messages, tools))
            finally:
                ENGINE.acquire()
        self.notes.append(dict(getattr(self._policy, "metadata", None) or {}))
        return message

    def _ask_and_count(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        try:
            return self._ask(messages, tools)
        finally:
            now, before = self.usage, self._counted
            self._counted = now
            cost = None if now.cost is None or before.cost is None else now.cost - before.cost
            self._purse.add(Usage(
                calls=now.calls - before.calls, prompt_tokens=now.prompt_tokens - before.prompt_tokens,
                completion_tokens=now.completion_tokens - before.completion_tokens,
                calls_without_tokens=now.calls_without_tokens - before.calls_without_tokens, cost=cost,
            ))  # fmt: skip

    def _ask(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        try:
            return self._policy.act(messages, tools)
        except (ProviderFailed, TimeoutError, Abandoned, ImportError):
            raise
        except Exception as error:
            self.broke = f"the policy broke: {place(error)}"
        raise Abandoned(self.broke)


def place(error: BaseException) -> str:
    """Return the class of an exception and the line it came from. Never its message: that may hold a key or an address."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def within(seconds: float | None, work: Callable[[], Message]) -> Message:
    """Return what ``work`` returns, done in another thread when time is limited.

    Raises ``TimeoutError`` when it takes longer; the thread is left to itself then and holds nobody up.
    """
    if seconds is None:
        return work()
    found: list[Message] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError
    if errors:
        raise errors[0]
    return found[0]
