"""What the agent said and what it was told, turn by turn, in the little that it takes to keep it.

A chat's dictionaries are several times what they hold, and most episodes are never asked for theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from sys import intern

import msgspec

from agentsim.observe import Message, arguments_of, assistant_message, notice, tool_message
from agentsim.parse import Call, Parsed


class Talk(msgspec.Struct, frozen=True, gc=False):
    """A turn without a call, and what the environment said then."""

    content: str
    told: tuple[str, ...]


class OneCall(msgspec.Struct, frozen=True, gc=False):
    """A turn with one call, as nearly all are: the call, its answer, and what else the environment said."""

    content: str
    id: str
    name: str
    arguments: str
    answer: str
    told: tuple[str, ...]


class ManyCalls(msgspec.Struct, frozen=True, gc=False):
    """A turn with several calls, each with its answer."""

    content: str
    calls: tuple[Call, ...]
    answers: tuple[str, ...]
    told: tuple[str, ...]


SHORT = 200
"""Characters of arguments that other episodes may well send too: those of a look, not those of a letter."""
Turn = Talk | OneCall | ManyCalls


def keep_turn(parsed: Parsed, new: Sequence[Message]) -> Turn:
    """Return a turn: what was sent, and the messages ``new`` in answer, those of its calls first and in their order.

    Short texts are kept as the object that other episodes may hold of them.
    """
    calls = parsed.calls
    if len(calls) == 1:
        call = calls[0]
        told = tuple(map(intern, _texts(new[1:]))) if len(new) > 1 else ()
        return OneCall(parsed.content, call.id, intern(call.name), _kept(call), new[0]["content"], told)
    if not calls:
        return Talk(parsed.content, _texts(new))
    sent = tuple([Call(call.id, intern(call.name), _kept(call)) for call in calls])
    return ManyCalls(parsed.content, sent, _texts(new[: len(sent)]), tuple(map(intern, _texts(new[len(sent) :]))))


def tell(turns: Iterable[Turn]) -> Iterator[Message]:
    """Yield the chat messages of turns, made anew."""
    for turn in turns:
        calls, answers = _calls_of(turn)
        yield assistant_message(turn.content, calls)
        yield from map(tool_message, calls, answers)
        yield from map(notice, turn.told)


def _calls_of(turn: Turn) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    if isinstance(turn, OneCall):
        return (Call(turn.id, turn.name, turn.arguments),), (turn.answer,)
    return (turn.calls, turn.answers) if isinstance(turn, ManyCalls) else ((), ())


def _kept(call: Call) -> str:
    """The arguments of a call as text, shared where others may well send the same."""
    arguments = call.arguments if type(call.arguments) is str else arguments_of(call)
    return intern(arguments) if len(arguments) <= SHORT else arguments


def _texts(messages: Sequence[Message]) -> tuple[str, ...]:
    return tuple([message["content"] for message in messages])
