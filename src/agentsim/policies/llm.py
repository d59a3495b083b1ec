"""A policy that asks any provider for its next message, through litellm.

Importing this module imports no litellm: that happens at the first call that is not served from a cassette.
"""

from __future__ import annotations

import copy
import logging
import math
import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from agentsim.policies.cassette import Cassette, CassetteError, Request
from agentsim.policies.provider import ProviderFailed, Usage, call_id, check_address, count_calls, hide

__all__ = ["LitellmPolicy", "ProviderFailed", "Usage"]

RESERVED = frozenset(
    {"model", "messages", "tools", "api_base", "base_url", "api_key", "timeout"}
    | {"num_retries", "max_retries", "stream", "n", "headers", "extra_headers", "default_headers", "organization"}
)
LONGEST_WAIT = 60.0
LOUD = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx", "httpcore")
"""Loggers that write headers and addresses down when somebody turns debugging on."""
INSTALL = 'this policy needs the llm extra: pip install "agentsim-gym[llm]"'


class LitellmPolicy:
    """Ask ``model`` (litellm's name, such as ``openai/NAME``) for each message.

    ``sampling`` goes to the provider as it is (``temperature``, ``max_tokens``, ``seed``, ...). ``timeout`` is in
    seconds for one attempt; a request is sent at most ``attempts`` times, and only after a transport fault. What the
    model says is never resampled, however malformed. ``budget_tokens`` is enforced between calls. ``epoch`` tells
    repeated draws of one request apart in the cassette. ``headers`` are sent and kept nowhere, and neither they nor the
    key reach a transcript when a server says them back. After each ``act``, ``metadata`` describes that call and
    ``usage`` all calls so far.
    """

    def __init__(
        self,
        model: str,
        *,
        api_base: str | None = None,
        api_key: str | None = None,
        sampling: Mapping[str, Any] | None = None,
        timeout: float = 120.0,
        attempts: int = 4,
        wait: float = 1.0,
        budget_tokens: int | None = None,
        cassette: Cassette | None = None,
        epoch: int = 0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if api_base is not None:
            check_address(api_base)
        self.sampling = dict({"temperature": 0.0, "max_tokens": 1024} if sampling is None else sampling)
        if taken := RESERVED & self.sampling.keys():
            raise ValueError(f"not a matter of sampling: {', '.join(sorted(taken))}")
        if attempts < 1:
            raise ValueError("attempts must be at least 1")
        self.model = model
        self.usage = Usage()
        self.metadata: dict[str, Any] = {}
        self._api_base = api_base
        self._api_key = api_key
        self._timeout = timeout
        self._attempts = attempts
        self._wait = wait
        self._budget = budget_tokens
        self._cassette = cassette
        self._epoch = epoch
        self._headers = dict(headers or {})

    def act(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the next assistant message. Raises ``ProviderFailed``."""
        self.metadata = {"model": self.model, "replayed": False}
        request = Request(self.model, self._api_base, messages, tools, self.sampling, self._epoch)
        try:
            answer = self._cassette.find(request) if self._cassette is not None else None
            if answer is not None:
                self.metadata["replayed"] = True
            elif self._cassette is not None and not self._cassette.may_call:
                raise ProviderFailed("cassette_miss")
            else:
                answer = self._call(messages, tools)
                if self._cassette is not None:
                    self._cassette.store(request, answer)
        except CassetteError:
            raise ProviderFailed("cassette") from None
        message, notes = answer.get("message"), answer.get("notes")
        if not isinstance(message, dict) or not isinstance(notes, dict):
            raise ProviderFailed("cassette")
        self.metadata.update(notes)
        return message

    def _call(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
        """Send the request, again after a transport fault, and return the message with notes about the call."""
        if self._budget is not None:
            if self.usage.calls_without_tokens:
                raise ProviderFailed("budget_unknown")
            if self.usage.prompt_tokens + self.usage.completion_tokens >= self._budget:
                raise ProviderFailed("budget")
        litellm = load_litellm()
        stamina = _load("stamina")
        waits = {"wait_initial": self._wait, "wait_jitter": self._wait, "wait_max": LONGEST_WAIT}
        response: Any = None
        tries = 0
        for attempt in stamina.retry_context(on=_wait_before_retry, attempts=self._attempts, timeout=None, **waits):
            with attempt:
                tries += 1
                response = self._send(litellm, messages, tools)
        # Counted first: an answer that is of no use was paid for all the same.
        prompt, completion = _read_tokens(response)
        cost = None if prompt is None else _read_cost(litellm, response)
        self.usage.add(prompt, completion, cost)
        choice = _first_choice(response)
        message, reasoning = hide(_read_message(choice, count_calls(messages)), self._secrets())
        notes = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "cost": cost,
            "attempts": tries,
            "finish_reason": _text(getattr(choice, "finish_reason", None)),
            "reasoning": reasoning,
        }
        return {"message": message, "notes": notes}

    def _secrets(self) -> list[str]:
        """Return what no transcript may hold, should a server send it back."""
        keys = [value for name, value in os.environ.items() if name.endswith(("_API_KEY", "_TOKEN"))]
        return [secret for secret in (self._api_key, *self._headers.values(), *keys) if secret and len(secret) >= 8]

    def _send(self, litellm: Any, messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> Any:
        options: dict[str, Any] = dict(self.sampling)
        if tools:
            options["tools"] = copy.deepcopy(tools)
        if self._api_base is not None:
            options["api_base"] = self._api_base
        if self._api_key is not None:
            options["api_key"] = self._api_key
        if self._headers:
            options["extra_headers"] = dict(self._headers)
        try:
            return litellm.completion(
                model=self.model,
                messages=copy.deepcopy(messages),
                timeout=self._timeout,
                num_retries=0,
                max_retries=0,
                **options,
            )
        except Exception as error:  # litellm and what it calls raise classes of every kind
            failure = classify(error)
        # Raised out here so that the provider's exception, which may hold headers and addresses, is not its context.
        raise failure


def _load(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ImportError(INSTALL) from None


def load_litellm() -> Any:
    """Import litellm so that it fetches no price map and prints nothing. Takes 4 to 5 CPU seconds the first time."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    litellm = _load("litellm")
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    return litellm


def classify(error: BaseException) -> ProviderFailed:
    """Turn what litellm raised into a scrubbed ``ProviderFailed``; the status decides, the class is unreliable."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, ImportError):
            return ProviderFailed("setup")
        chain = chain.__cause__ or chain.__context__
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        return ProviderFailed("unknown")
    return ProviderFailed("http", status, _read_retry_after(error))


def _read_retry_after(error: BaseException) -> float | None:
    headers = getattr(error, "litellm_response_headers", None)
    try:
        seconds = float(headers["retry-after"])  # type: ignore[index]  # anything may be there; see the except
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else None


def _wait_before_retry(error: Exception) -> bool | float:
    if not isinstance(error, ProviderFailed) or not error.retryable:
        return False
    return True if error.retry_after is None else error.retry_after


def _first_choice(response: Any) -> Any:
    choices = getattr(response, "choices", None)
    if not isinstance(choices, list) or not choices or getattr(choices[0], "message", None) is None:
        raise ProviderFailed("bad_shape", 200)
    return choices[0]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _read_message(choice: Any, number: int) -> tuple[dict[str, Any], str | None]:
    """Return the assistant message as the model sent it, with tool call ids renumbered, and its reasoning."""
    said = choice.message
    content = _text(getattr(said, "content", None))
    message: dict[str, Any] = {"role": "assistant", "content": content}
    calls = []
    for position, call in enumerate(getattr(said, "tool_calls", None) or ()):
        function = getattr(call, "function", None)
        name, arguments = _text(getattr(function, "name", None)), _text(getattr(function, "arguments", None))
        calls.append(
            {
                "id": call_id(number + position),
                "type": "function",
                "function": {"name": name or "", "arguments": arguments or ""},
            }
        )
    if calls:
        message["tool_calls"] = calls
    elif content is None:
        # Nothing at all was said. Cut off or filtered by the provider it is no conduct; otherwise it is an empty turn.
        reason = _text(getattr(choice, "finish_reason", None))
        if reason in ("length", "content_filter", "error"):
            raise ProviderFailed(f"empty_{reason}", 200)
        message["content"] = ""
    return message, _text(getattr(said, "reasoning_content", None))


def _read_tokens(response: Any) -> tuple[int | None, int | None]:
    usage = getattr(response, "usage", None)
    prompt, completion = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if not isinstance(prompt, int) or not isinstance(completion, int) or prompt <= 0:
        return None, None
    return prompt, completion


def _read_cost(litellm: Any, response: Any) -> float | None:
    try:
        return float(litellm.completion_cost(completion_response=response))
    except Exception:  # it raises plain exceptions for a model that it has no price for
        return None
