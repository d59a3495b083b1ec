"""Episodes played token by token for TRL's ``rollout_func``: exact schemas, the world's own end, later turns of others.

What the model wrote is never tokenised again: its own tokens stay as they were sampled, and what the world answers is
appended as the chat template renders it (mask 0). So every token that is trained on is one that was sampled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from agentsim.observe import Message, assistant_message
from agentsim.parse import parse_text
from agentsim.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Iterator

Tokens = list[int]
Generate = Callable[[list[Tokens]], tuple[list[Tokens], list[list[float]] | None]]
"""Takes the tokens so far of each unfinished episode; returns what the model adds, and its log-probabilities if known."""


@dataclass
class Seat:
    """One episode with the tokens of its prompt and of everything after it; ``limit`` is the most of the latter."""

    recording: Recording
    prompt: Tokens
    limit: int
    completion: Tokens = field(default_factory=list)
    mask: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    left: bool = False

    def add(self, tokens: Tokens, mask: int, logprobs: list[float] | None = None) -> None:
        """Append tokens of the model (``mask`` 1) or of the world (0)."""
        self.completion += tokens
        self.mask += [mask] * len(tokens)
        self.logprobs += logprobs if logprobs is not None else [0.0] * len(tokens)


def read_text(text: str, turn: int) -> str | Message:
    """Return the assistant message that a generated text stands for; a text that cannot be read stays as it is."""
    parsed = parse_text(text, turn)
    if parsed.error:
        return text
    # Letters stay letters, as the oracles write them: the arguments are part of what the trajectory's hash is over.
    calls = [
        replace(c, arguments=json.dumps(c.arguments, ensure_ascii=False)) if isinstance(c.arguments, dict) else c
        for c in parsed.calls
    ]
    return assistant_message(parsed.content, calls)


def through_template(messages: list[Message], tools: Sequence[Mapping[str, Any]]) -> tuple[list[Message], Any]:
    """Leave the tools to the model's chat template, as whole JSON schemas."""
    return messages, list(tools) or None


@dataclass
class Renderer:
    """What the tokenizer and its chat template make of messages."""

    tokenizer: Any
    template: str | None
    options: Mapping[str, Any]

    def render(self, messages: list[Message], tools: Any = None, *, ask: bool) -> Tokens:
        """Return the tokens of a conversation; with ``ask`` up to where the assistant is to write."""
        ids: Tokens = self.tokenizer.apply_chat_template(
            messages, tools=tools, chat_template=self.template, add_generation_prompt=ask, tokenize=True,
            return_dict=False, **self.options,
        )  # fmt: skip
        return ids

    def follow(self, messages: Sequence[Message]) -> Tokens:
        """Return the tokens between the end of an assistant's message and the beginning of its next one.

        They are the difference between two short conversations, one of which goes on. Raises ``ValueError`` for a
        template that renders what was already said differently when more follows.
        """
        called = [message for message in messages if message["role"] == "tool"]
        said: Message = {"role": "assistant", "content": "" if called else "."}
        if called:
            said["tool_calls"] = [
                {"id": m["tool_call_id"], "type": "function", "function": {"name": m["name"], "arguments": {}}}
                for m in called
            ]
        before = self.render([{"role": "user", "content": "."}, said], ask=False)
        whole = self.render([{"role": "user", "content": "."}, said, *messages], ask=True)
        ends = [place for place, token in enumerate(before) if token == self.tokenizer.eos_token_id]
        if ends:
            before = before[: ends[-1] + 1]
        if whole[: len(before)] != before:
            raise ValueError("this chat template changes what was said when more follows; give a training template")
        return whole[len(before) :]


def play_seats(
    seats: Sequence[Seat], generate: Generate, renderer: Renderer,
    read: Callable[[str, int], str | Mapping[str, Any]], max_turns: int | None,
) -> bool:  # fmt: skip
    """Play every seat until its world ends or its room does. Returns whether every log-probability was given."""
    known = True
    while going := [seat for seat in seats if not seat.left]:
        answers, logprobs = generate([seat.prompt + seat.completion for seat in going])
        known = known and logprobs is not None
        for number, (seat, tokens) in enumerate(zip(going, answers, strict=True)):
            _take_turn(seat, tokens, logprobs[number] if logprobs is not None else None, renderer, read, max_turns)
    return known


def _take_turn(
    seat: Seat, tokens: Tokens, logprobs: list[float] | None, renderer: Renderer,
    read: Callable[[str, int], str | Mapping[str, Any]], max_turns: int | None,
) -> None:  # fmt: skip
    """Play one message. One that ran out of room was never finished, so the world does not hear it."""
    end = renderer.tokenizer.eos_token_id
    room = seat.limit - len(seat.completion)
    seat.add(tokens[:room], 1, None if logprobs is None else logprobs[:room])
    closed = bool(tokens) and len(tokens) <= room and tokens[-1] == end
    if not closed and len(seat.completion) >= seat.limit:
        seat.left = True
        return
    if not closed:
        seat.add([end], 0)
    episode = seat.recording.episode
    text = renderer.tokenizer.decode(tokens, skip_special_tokens=True)
    result = seat.recording.play(read(text, episode.turn + 1))
    if episode.over or (max_turns is not None and episode.turn >= max_turns):
        seat.left = True
        return
    following = renderer.follow(result.messages)
    if len(seat.completion) + len(following) >= seat.limit:
        seat.left = True
    else:
        seat.add(following, 0)


def generate_with(trainer: Any) -> Generate:
    """Return the trainer's own generation, whichever backend it has."""

    def generate(prompts: list[Tokens]) -> tuple[list[Tokens], list[list[float]] | None]:
        answers, logprobs = trainer._generate_single_turn(prompts, None, {}, 1)
        return answers, logprobs

    return generate


@contextmanager
def limit_turn(trainer: Any, tokens: int | None) -> Iterator[None]:
    """Let no message be longer than ``tokens`` while this lasts (transformers' generation only)."""
    config = getattr(trainer, "generation_config", None)
    if tokens is None or config is None:
        yield
        return
    before = config.max_new_tokens
    config.max_new_tokens = tokens
    try:
        yield
    finally:
        config.max_new_tokens = before
