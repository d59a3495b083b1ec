"""The background mail of a world as records: who is who stands in the mail, its text waits for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from agentsim.records import Email, Sealed
from agentsim.scenario.background import Draft, background
from agentsim.scenario.office import Office, Person
from agentsim.streams import Streams, spell


def write_background(
    streams: Streams, office: Office, people: Sequence[Person], count: int, start: datetime
) -> list[Email]:
    """Return ``count`` background mails, thread after thread; more of them leave the first ones as they are."""
    drafts = background(streams, office, people, count, start)
    codes, names = streams.many("id:background"), streams.many("thread:background")
    threads = {thread: spell(next(names), 6) for thread in dict.fromkeys(draft.thread for draft in drafts)}
    return [_mail(draft, codes, threads) for draft in drafts]


def _mail(draft: Draft, codes: Iterator[int], threads: Mapping[str, str]) -> Email:
    def address(person: Person | str) -> str:
        return person if isinstance(person, str) else person.email

    return Sealed(
        id="msg-" + spell(next(codes), 6), thread=f"thread-{threads[draft.thread]}", sender=draft.sender.email,
        from_name=draft.sender.name, to=tuple(map(address, draft.to)),
        cc=tuple(map(address, draft.cc)), subject=draft.subject, minute=draft.minutes,
        body=draft.text,  # type: ignore[arg-type]  # a sealed mail takes a text that is not written yet
        folder=draft.folder, unread=draft.unread, attachments=draft.attachments,
    )  # fmt: skip
