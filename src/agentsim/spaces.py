"""The spaces of the Gymnasium face: text that is chat-completion JSON, and the same as plain objects.

``Text`` is what every part of Gymnasium (and TorchRL) knows how to batch, so these are subclasses of it. Its own
character tables are not used: membership is a type check, and shared memory holds UTF-8 instead of one number a character.
"""

from __future__ import annotations

import copy
import json
import multiprocessing
from collections.abc import Mapping, Sequence
from random import Random
from string import printable
from typing import Any, Self

import numpy as np
from gymnasium.spaces import Space, Text
from gymnasium.vector.utils import create_shared_memory, read_from_shared_memory, write_to_shared_memory
from numpy.typing import NDArray

from agentsim.sampling import sample_arguments

LONGEST = 1 << 20
"""Bytes of the longest text. 16 calls of one page each, all escaped, are about half of it."""

WORDS = (
    "inbox", "archive", "projects", "meeting", "invoice", "handover", "shared", "desk", "delivery", "notes", "Tuesday",
    "the count", "open points", "stock", "answer", "2026-03-03 14:05", "desk@example.org", "msg-4k7wzd", "job-7m2x",
)  # fmt: skip
TABLES = frozenset(("_char_set", "_char_list", "_char_index", "_char_str"))
"""What ``Text`` makes of its characters, 13 kB for each space; all of these spaces have the same."""
_tables: dict[str, Any] = {}
_HEAD = 8
_CODE = ("utf-8", "surrogatepass")
_JUST_TALK = 8  # one sample in this many is a message without a call


class ChatText(Text):
    """Text of any characters, up to ``max_length``. What an observation or an action is, subclasses say."""

    def __init__(self, max_length: int = LONGEST, seed: int | np.random.Generator | None = None) -> None:
        super().__init__(max_length, min_length=0, charset=printable, seed=seed)
        held = vars(self)
        for name in held.keys() & TABLES:
            held[name] = _tables.setdefault(name, held[name])

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo |= {id(table): table for table in _tables.values()}
        other = type(self).__new__(type(self))
        memo[id(self)] = other
        vars(other).update(copy.deepcopy(vars(self), memo))
        return other

    def contains(self, x: Any) -> bool:
        """Whether ``x`` is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return a few words. There is nothing to mask."""
        return _words(self._draw())

    def _draw(self) -> Random:
        return Random(int(self.np_random.integers(1 << 62)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.max_length})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, ChatText) and other.max_length == self.max_length

    __hash__ = None  # type: ignore[assignment]  # spaces are mutable (their generator), as Gymnasium's are


class ChatObservation(ChatText):
    """The JSON array of the messages that are new, in printable ASCII."""

    def contains(self, x: Any) -> bool:
        """Whether ``x`` is an ASCII text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length and x.isascii()

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return the JSON of one message of the user."""
        return json.dumps([{"role": "user", "content": _words(self._draw())}])


class ChatAction(ChatText):
    """An assistant message, as JSON or as plain text. ``tools`` are the schemas from which samples call one."""

    def __init__(
        self,
        tools: Sequence[Mapping[str, Any]] = (),
        max_length: int = LONGEST,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        super().__init__(max_length, seed)
        self.tools = tools

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return the JSON of an assistant message: mostly a call of a random tool with arguments of the right types."""
        return json.dumps(sample_message(self.tools, self._draw()))


class MessageList(Space[list[dict[str, Any]]]):
    """Chat-completion messages as a list of dicts."""

    def contains(self, x: Any) -> bool:
        """Whether ``x`` is a list of mappings."""
        return isinstance(x, list) and all(isinstance(message, dict) for message in x)

    def sample(self, mask: Any = None, probability: Any = None) -> list[dict[str, Any]]:
        """Return one message of the user."""
        return [{"role": "user", "content": _words(Random(int(self.np_random.integers(1 << 62))))}]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    __hash__ = None  # type: ignore[assignment]  # as above


class MessageAction(Space[dict[str, Any]]):
    """One assistant message as a dict. ``tools`` are the schemas from which samples call one."""

    def __init__(self, tools: Sequence[Mapping[str, Any]] = (), seed: int | np.random.Generator | None = None) -> None:
        super().__init__(None, None, seed)
        self.tools = tools

    def contains(self, x: Any) -> bool:
        """Whether ``x`` is a mapping."""
        return isinstance(x, Mapping)

    def sample(self, mask: Any = None, probability: Any = None) -> dict[str, Any]:
        """Return an assistant message: mostly a call of a random tool with arguments of the right types."""
        return sample_message(self.tools, Random(int(self.np_random.integers(1 << 62))))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    __hash__ = None  # type: ignore[assignment]  # as above


def sample_message(tools: Sequence[Mapping[str, Any]], draw: Random) -> dict[str, Any]:
    """Return a valid assistant message; one in eight says something and calls nothing."""
    if not tools or draw.randrange(_JUST_TALK) == 0:
        return {"role": "assistant", "content": _words(draw)}
    function = draw.choice(tools)["function"]
    arguments = json.dumps(sample_arguments(function["parameters"], draw, WORDS))
    call: dict[str, Any] = {"id": f"call_{draw.getrandbits(32):08x}", "type": "function"}
    call["function"] = {"name": function["name"], "arguments": arguments}
    return {"role": "assistant", "content": "", "tool_calls": [call]}


def _words(draw: Random) -> str:
    return " ".join(draw.choices(WORDS, k=draw.choice((1, 1, 1, 2, 5))))


@create_shared_memory.register(ChatText)
def _create(space: ChatText, n: int = 1, ctx: Any = multiprocessing) -> Any:
    return ctx.Array("c", n * (_HEAD + space.max_length))


class SharedTexts(Sequence[str]):
    """The texts in a shared memory as they are now; a deep copy is a tuple of strings.

    ``AsyncVectorEnv`` reads its shared memory once and copies what it got after each step, so what it gets must be live.
    (Gymnasium's own reader of ``Text`` returns plain strings there: the observations of all steps are the first ones.)
    """

    def __init__(self, rows: NDArray[np.uint8]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self)[index]
        row = self._rows[index]
        size = int.from_bytes(row[:_HEAD].tobytes(), "little")
        return row[_HEAD : _HEAD + size].tobytes().decode(*_CODE)

    def __deepcopy__(self, memo: object) -> tuple[str, ...]:
        return tuple(self)


@read_from_shared_memory.register(ChatText)
def _read(space: ChatText, shared_memory: Any, n: int = 1) -> SharedTexts:
    rows = np.frombuffer(shared_memory.get_obj(), np.uint8)
    return SharedTexts(rows.reshape(n, _HEAD + space.max_length))


@write_to_shared_memory.register(ChatText)
def _write(space: ChatText, index: int, values: str, shared_memory: Any) -> None:
    text = values.encode(*_CODE)
    if len(text) > space.max_length:
        raise ValueError(f"a text of {len(text):,} bytes is too long for {space!r}; use shared_memory=False")
    start = index * (_HEAD + space.max_length)
    filled = np.frombuffer(len(text).to_bytes(_HEAD, "little") + text, np.uint8)
    np.frombuffer(shared_memory.get_obj(), np.uint8)[start : start + len(filled)] = filled
