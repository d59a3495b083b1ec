"""Checkpoints of a language model in any trainer of transformers or TRL, which acts by generating (torch, transformers)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from transformers import TrainerCallback

from agentsim.ablate.battery import Play
from agentsim.adapters.trl_rollout import read_text, through_template
from agentsim.callbacks.checkpoints import Checkpoints
from agentsim.callbacks.players import play_policy
from agentsim.policies.protocol import Message, ToolSchema
from agentsim.policies.provider import ProviderFailed
from agentsim.streams import Streams

Prompt = Callable[..., tuple[list[Message], Any]]
Read = Callable[[str, int], str | Mapping[str, Any]]


class MeasureCallback(TrainerCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """Takes the points of ``checkpoints`` by optimiser steps, at the beginning and the end.

    The figures also go to ``state.log_history`` as ``agentsim/near/violations`` and the like; for a tracker give
    ``Checkpoints`` a ``log``. ``how`` is passed to ``play_model``. In a run of several processes the main one measures
    while the others wait at the next step, so each must hold the whole model (data parallel; not ZeRO 3, not FSDP).
    """

    def __init__(self, checkpoints: Checkpoints, **how: Any) -> None:
        self.checkpoints, self._how = checkpoints, how

    def on_train_begin(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """Measure before the first step, unless training goes on from a later one."""
        self._take(state, given)

    def on_step_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """Measure where a point is due."""
        self._take(state, given)

    def on_train_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """Measure the end."""
        if state.is_world_process_zero:
            self.checkpoints.finish(state.global_step, self._play(given))

    def _take(self, state: Any, given: Mapping[str, Any]) -> None:
        if state.is_world_process_zero and self.checkpoints.due(state.global_step):
            found = self.checkpoints.check(state.global_step, self._play(given))
            told = {f"agentsim/{name}": value for name, value in found.items()}
            state.log_history.append({**told, "step": state.global_step})

    def _play(self, given: Mapping[str, Any]) -> Play:
        return play_model(given["model"], given["processing_class"], **self._how)


def play_model(
    model: Any, tokenizer: Any, *, max_new_tokens: int = 512, temperature: float = 1.0, max_turns: int | None = None,
    prompt: Prompt = through_template, read: Read = read_text, options: Mapping[str, Any] | None = None,
) -> Play:  # fmt: skip
    """Return a player that lets a model generate its messages, one world after the other.

    ``prompt`` and ``read`` are those of ``AgentSimSpec``: how the tools are shown, what a text stands for. ``options`` go to
    the chat template. At ``temperature`` 0 decoding is greedy; else the draws depend on the world and the turn, and the
    training's own stay what they were. A context that is full leaves the episode unscored.
    """
    tokenizer = getattr(tokenizer, "tokenizer", tokenizer)

    def generate(messages: list[Message], tools: list[ToolSchema], seed: int) -> str:
        shown, offered = prompt(as_objects(messages), tools)
        ids = tokenizer.apply_chat_template(
            shown, tools=offered, add_generation_prompt=True, tokenize=True, return_dict=False, **(options or {})
        )
        longest = getattr(model.config, "max_position_embeddings", None) or 1 << 30
        if len(ids) + max_new_tokens > longest:
            raise ProviderFailed("context")
        how = {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}
        with _apart(model, seed):
            out = model.generate(
                input_ids=torch.tensor([ids], device=model.device), max_new_tokens=max_new_tokens,
                pad_token_id=tokenizer.pad_token_id, use_cache=True, **(how if temperature else {"do_sample": False}),
            )  # fmt: skip
        said: str = tokenizer.decode(out[0][len(ids) :], skip_special_tokens=True)
        return said

    return play_policy(lambda _, seed: _Generated(generate, read, seed), max_turns)


class _Generated:
    def __init__(self, generate: Callable[[list[Message], list[ToolSchema], int], str], read: Read, seed: int) -> None:
        self._generate, self._read, self._streams = generate, read, Streams(seed, "/checkpoint")

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Any:
        """Return the next message; a text that cannot be read goes to the world as it is, which refuses it."""
        turn = sum(message["role"] == "assistant" for message in messages)
        text = self._generate(messages, tools, self._streams.bits(f"turn {turn}") & 0x7FFFFFFF)
        return self._read(text, turn + 1)


def as_objects(messages: Sequence[Message]) -> list[Message]:
    """Return messages whose calls have objects for arguments, since templates write a text a second time as a text."""
    return [
        message | {"tool_calls": [_spell(call) for call in calls]} if (calls := message.get("tool_calls")) else message
        for message in messages
    ]


def _spell(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call["function"]
    return {**call, "function": {**function, "arguments": _object(function["arguments"])}}


def _object(arguments: Any) -> Any:
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


@contextmanager
def _apart(model: Any, seed: int) -> Iterator[None]:
    """Sample with draws of its own, in the mode for use, without gradients; afterwards all is as it was."""
    training = model.training
    devices = [model.device] if model.device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices), torch.no_grad():
        torch.manual_seed(seed)
        model.eval()
        try:
            yield
        finally:
            model.train(training)
