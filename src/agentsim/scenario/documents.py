"""Documents become records: mails, files, handbook sections, with their names filled and their senders' voices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from agentsim.clock import DAYS, MONTHS
from agentsim.records import Email, File, Page, Sealed, Unwritten
from agentsim.scenario.load import Document
from agentsim.scenario.moments import draw_minute
from agentsim.scenario.office import Person, voice
from agentsim.scenario.people import recipients
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table, UnknownName, compile_text
from agentsim.streams import Streams

MAX_SIZE = 2_000_000


class Desk(msgspec.Struct, frozen=True):
    """What every document of one scenario is written with."""

    start: datetime
    people: Mapping[str, Person]
    agent_address: str
    agent_name: str


class Written(msgspec.Struct):
    """The records made so far, by kind. ``mails`` holds every mail by document key, ``later`` those not there at reset."""

    mails: dict[str, Email] = {}
    files: dict[str, File] = {}
    pages: dict[str, Page] = {}
    later: dict[str, Email] = {}
    planned: dict[str, int] = {}
    size: int = 0

    def count(self, text: str) -> str:
        """Return ``text``. Raises ``ContentError`` when all texts of a world are more than anybody could read."""
        self.size += len(text)
        if self.size > MAX_SIZE:
            raise ContentError("documents", None, f"the texts of one world are over {MAX_SIZE:,} characters")
        return text


def write_document(
    document: Document, key: str, desk: Desk, table: Table, streams: Streams, written: Written, shift: int = 0
) -> None:
    """Add the record of ``document`` to ``written``. ``key`` is its name in this scenario (of one repetition).

    Raises ``ContentError`` at the line of the document that is wrong.
    """
    piece = document.piece
    own = table.child(streams.child(f"document:{key}"), {}, document.sources)
    try:
        if document.sources and piece.kind not in ("text", "mail"):  # those are written where they are said or read
            own.deal()
        if piece.kind == "mail":
            _write_mail(document, key, desk, table, own, streams, written, shift)
        elif piece.kind == "file":
            path = own.fill(piece.path)
            written.files[key] = File(
                id=path, text=written.count(own.fill(document.body)), owner=piece.sender, facts=tuple(piece.facts)
            )
        elif piece.kind == "handbook":
            page = Page(id=own.look_up(f"id.{piece.id}"), title=own.fill(piece.title), text=own.fill(document.body))
            written.pages[key] = page
    except ValueError as error:
        raise _locate(document, error) from None
    except UnknownName as error:
        raise _locate(document, error) from None


def _locate(document: Document, error: ValueError | UnknownName) -> ContentError:
    """The error at the line of the document that is wrong."""
    if isinstance(error, UnknownName):
        return ContentError(document.file, _line_of(document, error), error.message)
    return error if isinstance(error, ContentError) else ContentError(document.file, document.body_line, str(error))


class Letter:
    """Writes the text of one mail document when it is read: its slots, its sender's voice, the mail that it answers."""

    __slots__ = ("desk", "document", "earlier", "key", "sender", "streams", "table", "written")

    def __init__(
        self, document: Document, key: str, desk: Desk, table: Table, streams: Streams, sender: Person | None,
        earlier: Email | None,
    ) -> None:  # fmt: skip
        self.document, self.key, self.desk, self.table, self.streams = document, key, desk, table, streams
        self.sender, self.earlier, self.written = sender, earlier, ""

    def text(self, number: int) -> str:
        """Return the text. Raises ``ContentError`` at the line that is wrong."""
        if not self.written:
            try:
                self.written = self._write()
            except (ValueError, UnknownName) as error:
                raise _locate(self.document, error) from None
        return self.written

    def _write(self) -> str:
        piece, sender = self.document.piece, self.sender
        own = self.table.child(self.streams.child(f"document:{self.key}"), {}, self.document.sources)
        own.deal()
        body = own.fill(self.document.body)
        if sender is not None and piece.voice and piece.sign:
            body = voice(sender, body, self.streams.child(f"voice:{self.key}"))
        elif sender is not None and piece.sign:
            body = f"{body}\n\n{sender.signature}"
        if self.earlier is not None and piece.quote:
            body += "\n\n" + quoted(self.earlier, self.desk.start)
        return body


def _write_mail(
    document: Document,
    key: str,
    desk: Desk,
    parent: Table,
    table: Table,
    streams: Streams,
    written: Written,
    shift: int,
) -> None:
    piece = document.piece
    who = table.fill(piece.sender)
    sender = desk.people.get(who)
    address = recipients(table, [who], desk.people, desk.agent_address)[0]
    earlier = written.mails.get(piece.reply_to) if piece.reply_to else None
    if piece.reply_to and earlier is None:
        raise ValueError(f"reply_to {piece.reply_to!r} is not a mail document that comes before this one")
    minute = 0 if piece.at is None else draw_minute(piece.at, desk.start, streams, f"document:{key}", shift)
    if earlier is not None and piece.at is not None:
        minute = max(minute, earlier.minute + 7)
    if document.shown_slots:
        table.deal()  # as the text will draw them: subject and text may hold the same slot
    letter = Letter(document, key, desk, parent, streams, sender, earlier)
    subject = table.fill(piece.subject) if piece.subject or earlier is None else reply_subject(earlier.subject)
    email = Sealed(
        id=table.look_up(f"id.{piece.id}"),
        thread=earlier.thread if earlier is not None else f"thread-{table.look_up(f'id.{piece.id}')[4:]}",
        sender=address, from_name=sender.name if sender is not None else "",
        to=recipients(table, piece.to, desk.people, desk.agent_address),
        cc=recipients(table, piece.cc, desk.people, desk.agent_address),
        subject=subject, minute=minute, folder=piece.folder, facts=tuple(piece.facts),
        body=Unwritten(letter, 0),  # type: ignore[arg-type]  # a sealed mail takes a text that is not written yet
        attachments=tuple(table.fill(name) for name in piece.attachments),
        reply_to=earlier.id if earlier is not None else None, unread=piece.unread and piece.folder == "inbox",
    )  # fmt: skip
    written.mails[key] = email
    if piece.at is None:
        written.later[key] = email
    elif minute > 0:
        written.later[key] = email
        written.planned[key] = minute


def quoted(email: Email, start: datetime) -> str:
    """Return an earlier mail as mail programs quote it."""
    when = start + timedelta(minutes=email.minute)
    lines = "\n".join(f"> {line}".rstrip() for line in email.body.split("\n"))
    date = f"{DAYS[when.weekday()][:3]}, {when.day:02d} {MONTHS[when.month - 1][:3]} {when.year}"
    return f"On {date} at {when.hour:02d}:{when.minute:02d}, {email.from_name or email.sender} wrote:\n{lines}"


def reply_subject(subject: str) -> str:
    """Return the subject of an answer."""
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}"


def _line_of(document: Document, error: UnknownName) -> int:
    """The line on which the unknown name stands: of the body, else the first of the file."""
    name = error.message.split("}}")[0].lstrip("{")
    for number, line in enumerate(document.body.split("\n")):
        if name in compile_names(line):
            return document.body_line + number
    return 2


def compile_names(line: str) -> tuple[str, ...]:
    """Return the names that one line asks for."""
    try:
        return compile_text(line).names
    except ValueError:
        return ()
