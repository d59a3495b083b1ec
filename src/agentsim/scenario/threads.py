"""One thread of background mail: a cast, the values that its slots take, the hours, and the mails that come of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec

from agentsim.records import Unwritten
from agentsim.scenario.amounts import MAKERS, roll
from agentsim.scenario.book import FIXED, PARAGRAPH, PARTS, Bank, MailPlan, Plot
from agentsim.scenario.office import Person
from agentsim.scenario.phrases import capitalise, fill_phrase
from agentsim.scenario.thread_world import World, meet_outsider, pick_some
from agentsim.scenario.voice import Quirks, speak

DAYS_BEFORE: Final = 14
DAYS_AFTER: Final = timedelta(days=5)
LATE: Final = 0.115
FRESH: Final = frozenset({"aside", "excuse", "weather"})
COLLEAGUES: Final = ("a", "b", "c", "x", "y", "z")
DIGITS: Final = "0123456789"
BOT: Final = Quirks(sign="none")
_DONE: Final = Random(0)

Head = tuple[Person, Person | str, str, int, datetime]
"""Sender, recipient, subject, minute and time of one mail of a thread."""


class Draft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A mail to be placed in the world. ``minutes`` count from the start of the episode, negative before it."""

    key: str
    thread: str
    sender: Person
    to: tuple[Person | str, ...]
    cc: tuple[Person | str, ...] = ()
    subject: str
    text: Unwritten
    minutes: int
    folder: str
    unread: bool
    attachments: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text, written now if it has not been."""
        return str(self.text)


class Thread:
    """One thread: its cast, the values that its slots have taken, and the time.

    Who writes to whom, when and under which subject is settled at once; the texts, all of a thread together and by a
    generator of their own, when the first of them is read.
    """

    __slots__ = (
        "bodies", "cast", "firms", "fixed", "guests", "heads", "key", "memo", "number", "plot", "rng", "used", "when", "world",
    )  # fmt: skip

    def __init__(self, world: World, key: str, plot: Plot, number: int) -> None:
        self.world, self.key, self.plot, self.number = world, key, plot, number
        self.rng = rng = world.rng  # one for all threads, each of which is planned from its own seed
        rng.seed(world.streams.bits(f"thread {number}"))
        self.heads: list[Head] = []
        self.bodies: list[str] = []
        self.memo: dict[str, str] = {}
        self.used: dict[str, set[int]] = {}
        self.fixed = world.fixed
        some = pick_some(world.people, 7, rng)
        desk = world.desk_people[int(rng.random() * len(world.desk_people))]
        self.cast: dict[str, Person] = {"d": desk}
        self.cast |= zip(COLLEAGUES, (person for person in some if person is not desk), strict=False)
        first, count = int(rng.random() * len(world.office.contacts)), len(world.office.contacts)
        self.guests = {"o": first, "p": (first + 1 + int(rng.random() * (count - 1))) % count}
        self.firms: dict[str, str] = {}
        self.when = self._begin()
        if plot.bot != ("",):
            self.cast["bot"] = self._build_bot()

    def write(self) -> list[Draft]:
        """Return the mails of the thread, oldest first."""
        drafts: list[Draft] = []
        subject = self._say(self.plot.subject)
        for step, plan in enumerate(self.plot.mails):
            if step:
                self._wait()
            draft = self._plan_mail(plan, drafts[-1] if drafts else None, subject, step)
            self.heads.append((draft.sender, draft.to[0], draft.subject, draft.minutes, self.when))
            drafts.append(draft)
        self.rng = _DONE
        return drafts

    def text(self, number: int) -> str:
        """Return the text of one mail. All of a thread are written when the first is read, and never again."""
        if not self.bodies:
            self.rng = self.world.streams.generator(f"texts {self.number}")
            for step, plan in enumerate(self.plot.mails):
                self.bodies.append(self._write_body(plan, step))
            self.rng = _DONE
        return self.bodies[number]

    def look(self, slot: str) -> str:
        """Return the value of ``slot`` in this thread. Raises ``KeyError`` for a slot that nothing fills."""
        value = self.fixed.get(slot) or self.memo.get(slot)
        if value is None:
            role, _, part = slot.partition("_")
            value = self._draw(slot) if len(role) > 1 else self._describe(role, part)
            if slot not in FRESH:
                self.memo[slot] = value
        return value

    def _describe(self, role: str, part: str) -> str:
        person = self._find(role)
        if part == "firm":
            return self.firms.get(role, self.world.office.company.name)
        value: str = getattr(person, PARTS[part])
        return value.lower() if part == "title" else value

    def _draw(self, slot: str) -> str:
        base = slot.rstrip(DIGITS)
        bank = self.world.book.banks.get(base)
        if bank is not None:
            digit = slot[len(base) :]
            phrase = bank[self._pick(base, len(bank))]
            if not digit:
                return fill_phrase(phrase, self.look)
            return fill_phrase(
                phrase, lambda name: self.look(name if name in FIXED else f"{name.rstrip(DIGITS)}{digit}")
            )
        words = self.world.lists.get(base)
        if words is not None:
            return words[self._pick(base, len(words))]
        return MAKERS[base](self.rng, self.when, self.fixed)

    def _pick(self, base: str, size: int) -> int:
        used = self.used.setdefault(base, set())
        if len(used) >= size:
            used.clear()
        place = int(self.rng.random() * size)
        while place in used:
            place = (place + 1) % size
        used.add(place)
        return place

    def _say(self, bank: Bank) -> str:
        phrase = bank[int(self.rng.random() * len(bank))]
        text = fill_phrase(phrase, self.look)
        return text if phrase[0] else capitalise(text)

    def _compose(self, plan: MailPlan) -> str:
        pieces: list[str] = []
        for bank in plan.body:
            if bank == PARAGRAPH:
                pieces.append("\n\n")
                continue
            text = self._say(bank)
            if not text:
                continue
            if pieces and pieces[-1][-1] != "\n" and text[0] != "\n":
                loose = not plan.bare and self.rng.random() < 0.2
                pieces.append("\n\n" if loose else " ")
            pieces.append(text)
        return "".join(pieces).strip("\n")

    def _write_body(self, plan: MailPlan, step: int) -> str:
        world = self.world
        sender, target, _, _, self.when = self.heads[step]
        body = self._compose(plan)
        if plan.sender != "bot":
            if not plan.bare:
                body = self._greet(sender, target, bool(step)) + body
            body = speak(sender, body, self.rng)
            if step:
                body += _quote(sender.quirks.quote, self.heads[step - 1], self.bodies[step - 1], world.start)
            elif not sender.internal and world.banner:
                body = f"{world.banner}\n\n{body}"
        return body

    def _plan_mail(self, plan: MailPlan, last: Draft | None, subject: str, step: int) -> Draft:
        world = self.world
        sender = self._find(plan.sender)
        target: Person | str = self._address(plan, last, sender)
        desk = self.fixed["desk"]
        cc = () if target in (desk, self.fixed["everyone"]) or plan.sender == "d" else (desk,)
        minutes = round((self.when - world.start).total_seconds() / 60)
        folder, unread = self._file(plan, minutes)
        return Draft(
            key=f"bg-{self.number:03d}-{step}",
            thread=f"{self.key}",
            sender=sender,
            to=(target,),
            cc=cc,
            subject=subject if last is None else f"{sender.quirks.reply}{subject}",
            text=Unwritten(self, step),
            minutes=minutes,
            folder=folder,
            unread=unread,
            attachments=(self._say(plan.files),) if plan.files else (),
        )

    def _address(self, plan: MailPlan, last: Draft | None, sender: Person) -> Person | str:
        if plan.to == "all":
            return self.fixed["everyone"]
        if plan.to and plan.to != "desk":
            return self._find(plan.to)
        if plan.to == "desk" or last is None or last.sender is sender or last.sender is self.cast.get("bot"):
            return self.fixed["desk"]
        return last.sender

    def _greet(self, sender: Person, target: Person | str, answers: bool) -> str:
        draw = self.rng.random()
        if answers and draw < 0.5:
            return ""
        gap = "\n\n" if self.rng.random() < 0.75 else "\n"
        if isinstance(target, str):
            if target == self.fixed["everyone"]:
                word = fill_phrase(self.rng.choice(self.world.book.banks["to_all"]), self.look)
                return f"{word},{gap}" if draw < 0.8 else ""
            word = "Dear all" if sender.greet == "Dear" else sender.greet
            return f"{word},{gap}" if word and draw < 0.85 else ""
        if not sender.greet:
            return f"{target.first},{gap}" if draw < 0.8 else f"{target.first} - "
        return f"{sender.greet} {target.first},{gap}"

    def _file(self, plan: MailPlan, minutes: int) -> tuple[str, bool]:
        draw = self.rng.random()
        if plan.sender == "d":
            return "sent", False
        if minutes >= 0:
            return "inbox", True
        if minutes > -2 * 24 * 60:
            return "inbox", draw < 0.45
        if self.plot.work:
            return ("inbox" if draw < 0.35 else "projects" if draw < 0.75 else "archive"), draw < 0.04
        return ("inbox" if draw < 0.5 else "archive"), draw < 0.08

    def _find(self, role: str) -> Person:
        """Return who plays ``role``; outside contacts are met when they are first needed. Raises ``KeyError``."""
        person = self.cast.get(role)
        if person is None:
            person, self.firms[role] = meet_outsider(self.world, self.guests[role])
            self.cast[role] = person
        return person

    def _build_bot(self) -> Person:
        name, _, address = fill_phrase(self.plot.bot, self.look).rstrip(">").partition(" <")
        email = address if "@" in address else f"{address}@{self.fixed['domain']}"
        return msgspec.structs.replace(
            self.cast["a"], id="", name=name, first=name, last="", title="", department="", email=email, phone="",
            they="it", them="it", their="its", house=("", "", ""), greet="", bye="", quirks=BOT, internal="@" not in address,
        )  # fmt: skip

    def _begin(self) -> datetime:
        rng, start = self.rng, self.world.start
        early = 300 + int(rng.random() * 90) if self.plot.mails[0].sender == "bot" and rng.random() < 0.4 else 0
        minute = early or min(460 + int(rng.triangular(0, 620, 170)), 1100)
        if rng.random() >= LATE:
            return self.world.days[int(rng.random() ** 1.3 * DAYS_BEFORE)] + timedelta(minutes=minute)
        opening = start + timedelta(minutes=4 + rng.randrange(int(DAYS_AFTER.total_seconds() // 60) - 1500))
        return roll(opening, rng)

    def _wait(self) -> None:
        rng, draw = self.rng, self.rng.random()
        low, width = (3, 50) if draw < 0.45 else (60, 260) if draw < 0.85 else (900, 700)
        gap = low + int(rng.random() * width)
        before, self.when = self.when, roll(self.when + timedelta(minutes=gap), rng)
        if self.when > self.world.start + DAYS_AFTER:
            self.when = before + timedelta(minutes=2 + rng.randrange(9))


def _quote(style: str, last: Head, body: str, start: datetime) -> str:
    """Return the history that a mail program of the given style leaves below a reply."""
    if style == "none":
        return ""
    who, _, subject, minutes, _ = last
    when = start + timedelta(minutes=minutes)
    stamp = f"{when:%a} {when.day} {when:%b %Y}, {when:%H:%M}"
    lines = body.split("\n")[:14]
    if style == "outlook":
        head = f"From: {who.name} <{who.email}>\nSent: {stamp}\nSubject: {subject}"
        return f"\n\n-----Original Message-----\n{head}\n\n" + "\n".join(lines)
    quoted = "\n".join(f"> {line}" if line else ">" for line in lines)
    return f"\n\n{quoted}" if style == "marked" else f"\n\nOn {stamp}, {who.name} wrote:\n{quoted}"
