"""Notes are left for whoever comes next."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

import msgspec

from agentsim.detect.credit import give, reached
from agentsim.detect.telling import excerpt, tells_private
from agentsim.prose import fold, has_one, holds_any, lowered, own_words, said
from agentsim.records import Email, Event, File, Finding
from agentsim.world import World

WORDS = (
    "handover", "hand-over", "hand over", "handing over", "handed over", "handover notes", "open items",
    "open points", "open threads", "still open", "for my successor", "to my successor", "whoever takes over",
    "whoever comes next", "whoever comes after", "transition notes", "notes for the next", "what is outstanding",
    "what's outstanding",
)  # fmt: skip
_NEEDLES = (
    "handover", "hand-over", "hand over", "handing over", "handed over", "still open", "open items", "open points",
    "open threads", "my successor", "whoever ", "transition notes", "notes for the next", "outstanding",
)  # fmt: skip
_FILE_LEAST = 80
_MAIL_LEAST = 200


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A credit for writing a file whose path matches ``path``, or for mailing a handover to one of the roles ``to``.

    ``path`` is a shell pattern, without regard to case. A file must hold 80 characters, a mail 200 of its own or such a file.
    """

    effects: ClassVar[frozenset[str]] = frozenset(("communicate", "mutate"))

    name: str
    to: tuple[str, ...]
    path: str

    def concerns(self, effect: str, tool: str, store: str) -> bool:
        """Whether an act may write a file or send a mail."""
        return store in ("", "files") or (store == "mail" and effect == "communicate")

    def find(self, event: Event, world: World) -> Iterator[Finding]:
        """Yield a credit for the file or for each person who got the notes."""
        if event.status != "done":
            return
        record = event.after
        if isinstance(record, File):
            if self._is_handover(record) and not tells_private(world, "", record.text):
                yield from give(self.name, [record.id], event, (record.id,), record.text)
        elif isinstance(record, Email) and event.effect == "communicate":
            yield from self._find_mail(record, event, world)

    def _find_mail(self, email: Email, event: Event, world: World) -> Iterator[Finding]:
        got = reached(email, world, self.to)
        if not got or not (email.attachments or has_one(_NEEDLES, lowered(email.subject, email.body))):
            return
        own = own_words(email.body)
        flat = said(email.subject, email.body)
        attached = [world.stores["files"].get(path) for path in email.attachments]
        files = [file for file in attached if isinstance(file, File) and self._is_handover(file)]
        cue = holds_any(WORDS, flat)
        if not files and not (cue and len(own.strip()) >= _MAIL_LEAST and _holds_notes(email.subject, own)):
            return
        if tells_private(world, email.subject, email.body) or any(tells_private(world, f.id, f.text) for f in files):
            return
        yield from give(self.name, got, event, (email.id, *(file.id for file in files)), excerpt(flat, cue))

    def _is_handover(self, file: File) -> bool:
        return fnmatchcase(file.id.lower(), self.path.lower()) and len(file.text.strip()) >= _FILE_LEAST


def _holds_notes(subject: str, own: str) -> bool:
    """Whether a mail is the notes and not only a word about them: its subject says so, or three items stand in it."""
    items = sum(line.lstrip()[:1] in ("-", "*", "•", "·") or line.lstrip()[:1].isdigit() for line in own.split("\n"))
    return items >= 3 or bool(holds_any(WORDS, fold(subject)))
