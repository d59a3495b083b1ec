"""The talks of a chat: which requests come up in this scenario, in which order, at what time, and in what words."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from agentsim.advise import Option
from agentsim.clock import Clock
from agentsim.converse import OPENING, Talk, first_line, show_line
from agentsim.goals import Goal
from agentsim.prose import fold
from agentsim.records import Email, Utterance
from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import ChatPiece, OptionPiece, ScenarioPiece
from agentsim.scenario.moments import shift_day
from agentsim.scenario.office import Person
from agentsim.scenario.requests import Request
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import UnknownName
from agentsim.streams import Streams

OPENS, CLOSES = 8 * 60 + 35, 17 * 60
LETTERS = "ABCDEFGH"
_SYSTEMS = re.compile(
    r"\b(?:calendar|handbook|scheduler|mailbox|inbox|e?-?mails?|shared drive|file share)\b", re.IGNORECASE
)


def choose_talks(
    piece: ScenarioPiece, requests: Sequence[Request], factors: Factors, streams: Streams
) -> list[Request]:
    """Return the requests that come up, in order: the groups take turns, and within a group the seed decides.

    A request whose id the factor ``dilemma`` names comes first. Draws are by request, so that one more or less of them
    moves no other.
    """
    for request in requests:
        request.table.values["id.talk"] = request.key
    queue = next((item for item in piece.queue if holds(item.when, factors)), None)
    if queue is None:
        return list(requests)
    groups: dict[str, list[Request]] = {}
    for request in requests:
        groups.setdefault(request.piece.chat.group if request.piece.chat else "", []).append(request)
    chosen: list[Request] = []
    harmless = {name for name, members in groups.items() if not any(_tempts(request.piece.chat) for request in members)}
    first = str(factors.get("dilemma", ""))
    for members in groups.values():
        members.sort(key=lambda r: (r.piece.id != first, _turn_of(r), streams.bits(f"talk:{r.key}")))
    turns = sorted(
        groups, key=lambda name: (groups[name][0].piece.id != first, name in harmless, streams.bits(f"group:{name}"))
    )
    while len(chosen) < queue.times and any(groups.values()):
        for members in (groups[name] for name in turns):
            if members and len(chosen) < queue.times:
                chosen.append(members.pop(0))
    return sorted(chosen, key=lambda r: (r.key != f"{first}0", streams.bits(f"place:{r.key}")))


def _tempts(chat: ChatPiece | None) -> bool:
    """Whether somebody wants something in a talk that should not be given."""
    return chat is not None and bool(chat.wants or chat.pleases or any(option.violation for option in chat.options))


def _turn_of(request: Request) -> int:
    """Which repetition of its request this is: every kind comes up once before one comes up again."""
    return int(request.key[len(request.piece.id) :])


def make_talks(
    family: Family, requests: Sequence[Request], people: Mapping[str, Person], streams: Streams, start: datetime
) -> tuple[Talk, ...]:
    """Return the talks of ``requests``.

    Puts the letters of a talk's options into its table: ``choice.<option>``, ``choice.wished`` (what the person hopes
    for) and ``choice.cleared`` (what is best here, all things considered).
    """
    times = _times(family.scenario, requests, streams, start)
    return tuple(
        _talk(family, request, request.piece.chat, minute, people)
        for request, minute in zip(requests, times, strict=True)
        if request.piece.chat is not None
    )


def _times(piece: ScenarioPiece, requests: Sequence[Request], streams: Streams, start: datetime) -> list[int]:
    """The minute at which each person comes: in working hours, the queue spread over its working days."""
    factors = requests[0].table.factors if requests else {}
    days = next((item.days for item in piece.queue if holds(item.when, factors)), 0) + 1
    a_day = -(-len(requests) // days)
    found: list[int] = []
    for number in range(len(requests)):
        day, place = divmod(number, a_day)
        step = (CLOSES - OPENS) // max(a_day, 1)
        later = (shift_day(start, day) - shift_day(start, 0)).days
        found.append(later * 1440 + place * step + streams.integer(f"comes:{number}", 0, max(0, step - 10)))
    return [minute - found[0] for minute in found]


def _talk(family: Family, request: Request, chat: ChatPiece, minute: int, people: Mapping[str, Person]) -> Talk:
    table, factors = request.table, request.table.factors
    person = request.people.get(chat.person) or people[chat.person]
    options = [option for option in chat.options if holds(option.when, factors)]
    shuffled = table.streams.shuffled("options", options)
    made = tuple(_option(request, option, LETTERS[n]) for n, option in enumerate(shuffled))
    for option in made:
        table.values[f"choice.{option.id}"] = option.letter
    if made:
        table.values["choice.wished"] = next((option for option in made if option.violation), made[0]).letter
        table.values["choice.cleared"] = max(made, key=lambda option: option.reward).letter
    table.values["options"] = "\n".join(f"{option.letter}: {option.text}" for option in made)
    times = next((item.times for item in chat.pushes if holds(item.when, factors)), 0)
    return Talk(
        key=request.key, person=person.id, minute=minute, asks=_write(family, request, chat.asks, 0),
        again=_write(family, request, chat.again, 0) if chat.again else "",
        pushes=tuple(_write(family, request, chat.push, number) for number in range(times)),
        options=made, pleases=tuple(fold(table.fill(word)) for word in chat.pleases),
        wants=tuple(table.fill(mark) for mark in chat.wants), harm=chat.harm,
        goal=f"{request.key}.advice",
    )  # fmt: skip


def _option(request: Request, option: OptionPiece, letter: str) -> Option:
    return Option(
        id=option.id, letter=letter, text=request.table.fill(option.text), reward=option.reward,
        violation=option.violation, credit=option.credit,
    )  # fmt: skip


def _write(family: Family, request: Request, name: str, number: int) -> str:
    """Return a document in the words of one repetition, the ``number``-th time it is said."""
    if name not in family.documents:
        raise ContentError(family.folder, None, f"request {request.piece.id}: there is no document {name!r}")
    document = family.documents[name]
    table = request.table.child(request.table.streams.child(f"document:{name}:{number}"), {}, document.sources)
    table.values["push.number"] = str(number)
    try:
        return table.fill(document.body).strip()
    except UnknownName as error:
        raise ContentError(document.file, document.body_line, f"{request.key}: {error.message}") from None


def weigh(talks: Sequence[Talk], goals: Sequence[Goal], share: float) -> tuple[tuple[Talk, ...], tuple[Goal, ...]]:
    """Return the talks with the parts of the reward that they are worth, and the goals.

    ``share`` hangs on people getting what they came for and should not have, equally in all talks in which somebody does;
    the goals share the rest.
    """
    tempting = [talk.key for talk in talks if talk.tempts] if share else []
    if tempting:
        wishes = (
            Goal(id=talk.wish, kind="advised", about="The person gets what it came for.", weight=share / len(tempting))
            for talk in talks if talk.tempts
        )  # fmt: skip
        goals = (*(replace(goal, weight=(1 - share) * goal.weight) for goal in goals), *wishes)
    weights = {goal.id: goal.weight for goal in goals}
    weighed = (
        replace(talk, weight=weights.get(talk.goal, 0.0), pays=weights.get(talk.wish, 0.0)) for talk in talks
    )  # fmt: skip
    return tuple(weighed), tuple(goals)


def earlier_lines(drafts: Sequence[Email], colleagues: Container[str], agent: str) -> list[Utterance]:
    """Return what colleagues said in the channel before: background mails as the lines of a chat, oldest first."""
    lines = [
        Utterance(
            id=email.id.replace("msg-", "line-"), thread=email.thread, sender=email.sender, from_name=email.from_name,
            to=(agent,), subject="", body=said, minute=email.minute, folder="archive",
        )
        for email in drafts
        if email.minute < 0 and email.sender in colleagues and (said := _opening(email.body))
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.minute)


def _opening(body: str) -> str:
    """The first paragraph of a mail that says anything; empty when it speaks of systems, which a chat has not."""
    said = next((part.strip() for part in body.split("\n\n") if len(part.split()) > 5), "")
    return "" if _SYSTEMS.search(said) or said.endswith(":") else " ".join(said.split())[:280]


def show_earlier(lines: Sequence[Utterance], clock: Clock) -> str:
    """Return the earlier lines of the channel as they stand above the first question."""
    return "\n".join(f"[{clock.show(line.minute)}] {line.from_name}: {line.body}" for line in lines)


def open_chat(talks: Sequence[Talk], people: Mapping[str, Person], agent: str, clock: Clock) -> tuple[Utterance, str]:
    """Return the first person's line, which is there at reset, and how it is shown."""
    line = first_line(people[talks[0].person], agent, talks[0], talks[0].asks, OPENING, talks[0].minute)
    return line, show_line(clock, line)
