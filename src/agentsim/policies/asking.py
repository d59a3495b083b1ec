"""Policies that ask a model: how their settings become an object, and one server for each local model."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from agentsim.policies.cards import ChoiceSettings, LlmSettings, LocalSettings, Settings

if TYPE_CHECKING:
    from agentsim.policies.choice import ChoicePolicy
    from agentsim.policies.llama import LocalServer
    from agentsim.policies.llm import LitellmPolicy
    from agentsim.policies.local import LocalPolicy


def ask_provider(model: str, settings: Settings) -> LitellmPolicy:
    """Return a policy that asks ``model`` through litellm."""
    from agentsim.policies.cassette import Cassette
    from agentsim.policies.llm import LitellmPolicy

    if not isinstance(settings, LlmSettings):
        raise TypeError("an llm policy needs LlmSettings")
    options = settings.model_dump(exclude={"cassette", "cassette_mode", "key_env", "headers_env"})
    if settings.cassette is None or settings.cassette_mode != "replay-strict":  # there nobody is asked anything
        options["api_key"] = _read_secret(settings.key_env) if settings.key_env else None
        options["headers"] = {header: _read_secret(name) for header, name in settings.headers_env.items()}
    tape = Cassette(settings.cassette, settings.cassette_mode) if settings.cassette else None
    return LitellmPolicy(model, cassette=tape, **options)


def _read_secret(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ValueError(f"the environment variable {name} is not set")
    return value


def ask_local(model: str, settings: Settings, seed: int) -> LocalPolicy:
    """Return a policy that generates with a model on this machine, whose server is started once."""
    from agentsim.policies.local import LocalPolicy

    if not isinstance(settings, LocalSettings):
        raise TypeError("a local policy needs LocalSettings")
    server = serve(model, settings.threads, settings.context)
    return LocalPolicy(server.base_url, seed=seed, **settings.model_dump(exclude={"threads", "context"}))


def ask_choice(model: str, settings: Settings, seed: int) -> ChoicePolicy:
    """Return a policy that chooses among sampled valid calls by their likelihood under a local model."""
    from agentsim.policies.choice import ChoicePolicy
    from agentsim.policies.scripted import CallMenu

    if not isinstance(settings, ChoiceSettings):
        raise TypeError("a choice policy needs ChoiceSettings")
    # The second slot keeps the empty context, by which likelihoods are corrected, so that it is not read again each turn.
    server = serve(model, settings.threads, settings.context, slots=2)
    options = settings.model_dump(exclude={"threads", "context", "candidates"})
    return ChoicePolicy(server.base_url, CallMenu(seed, settings.candidates), seed=seed, **options)


@cache
def serve(model: str, threads: int, context: int, slots: int = 1) -> LocalServer:
    """Return a running server of ``model`` (a path, or empty for the default). Kept until ``stop_servers``."""
    from agentsim.policies.llama import LocalServer
    from agentsim.policies.weights import DEFAULT, find_model

    return LocalServer(find_model(model or DEFAULT), threads, context, slots).start()


def stop_servers() -> None:
    """Stop every server that ``serve`` started, by dropping the last reference to it."""
    serve.cache_clear()
