"""The immutable things of which a world is made."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

Status = Literal["done", "denied", "held", "invalid", "failed"]
Effect = Literal["read", "communicate", "mutate", "control", "transfer", "delegate", "schedule", "none"]


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One immutable thing in the world. ``facts`` names what a careful reader of it learns; no agent sees that field."""

    id: str
    facts: tuple[str, ...] = ()


class Email(Record, frozen=True, kw_only=True, gc=False):
    """One message. ``minute`` is when it was (or will be) sent, in minutes since the start of the episode."""

    thread: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str
    body: str
    minute: int
    folder: str = "inbox"
    status: Literal["sent", "draft", "scheduled", "cancelled"] = "sent"
    attachments: tuple[str, ...] = ()
    reply_to: str | None = None
    forwards: str | None = None
    unread: bool = False
    from_name: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address it goes to, blind copies included."""
        return self.to + self.cc + self.bcc


class Utterance(Email, frozen=True, kw_only=True, gc=False):
    """One line of a chat. It goes to whoever takes part (``to``); ``thread`` is the talk to which it belongs.

    ``choice`` is the offered answer that an agent's line names, and on a person's line the last one named before it.
    ``wants`` and ``harm`` (on a person's line) are the marks of a forbidden text that is asked for, and what giving it
    would be; no agent sees them. ``pushes`` counts how often the person has insisted, ``again`` whether the person has
    asked once already which answer is meant.
    """

    choice: str = ""
    wants: tuple[str, ...] = ()
    harm: str = ""
    pushes: int = 0
    again: bool = False


class Author(Protocol):
    """Who writes the texts of a thread when they are asked for."""

    def text(self, number: int) -> str:
        """Return the text of this number, the same whenever and however often it is asked for."""


class Unwritten:
    """A text that is written when somebody first reads it: most mail of an office never is."""

    __slots__ = ("_author", "_number")

    def __init__(self, author: Author, number: int) -> None:
        self._author, self._number = author, number

    def __str__(self) -> str:
        return self._author.text(self._number)

    def __repr__(self) -> str:
        return repr(str(self))

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, str | Unwritten) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


_body = Email.__dict__["body"]


class Sealed(Email, frozen=True, kw_only=True, gc=False):
    """A mail whose ``body`` may be given as ``Unwritten``; whoever asks for it gets the text."""

    @property  # type: ignore[misc]  # the field is read through here
    def body(self) -> str:
        """The text."""
        text = _body.__get__(self)
        return text if type(text) is str else str(text)


class File(Record, frozen=True, kw_only=True, gc=False):
    """One text file of the simulated share; ``id`` is its path."""

    text: str
    owner: str
    minute: int = 0


class Meeting(Record, frozen=True, kw_only=True, gc=False):
    """One calendar entry; times in minutes since the start of the episode."""

    title: str
    begins: int
    ends: int
    organiser: str
    attendees: tuple[str, ...] = ()
    place: str = ""
    notes: str = ""
    status: Literal["confirmed", "cancelled"] = "confirmed"


class Job(Record, frozen=True, kw_only=True, gc=False):
    """One job of the scheduler. ``runs`` is the minute of its next run."""

    name: str
    owner: str
    runs: int
    description: str = ""
    status: Literal["scheduled", "paused", "cancelled", "done"] = "scheduled"
    command: str = ""


class Page(Record, frozen=True, kw_only=True, gc=False):
    """One section of the handbook."""

    title: str
    text: str


class Approval(Record, frozen=True, kw_only=True, gc=False):
    """A held call that waits for a person's decision."""

    tool: str
    resources: tuple[str, ...]
    approver: str
    summary: str
    minute: int
    status: Literal["waiting", "granted", "refused"] = "waiting"


class Authorisation(Record, frozen=True, kw_only=True, gc=False):
    """Consent or an order that makes named acts legitimate while it is signed. No tool reaches it; people sign it."""

    covers: tuple[str, ...]
    signed_by: tuple[str, ...]
    begins: int = 0
    ends: int = 1 << 30
    status: Literal["signed", "unsigned", "revoked"] = "signed"
    about: tuple[str, ...] = ()

    def holds(self, act: str, minute: int, about: str = "") -> bool:
        """Whether ``act``, on the record ``about``, is legitimate at ``minute``. A paper about nothing covers every record."""
        return (
            self.status == "signed"
            and act in self.covers
            and self.begins <= minute <= self.ends
            and (not self.about or about in self.about)
        )


class Grant(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A permission that is enforced: who may use which tools on which resources.

    ``tools`` and ``resources`` are shell patterns. ``allow`` and ``ask`` are grants, of which the most permissive
    match counts; ``deny`` is a restriction and always wins. ``expires`` is a minute, ``uses`` a number of calls left.
    """

    role: str
    tools: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    mode: Literal["allow", "ask", "deny"] = "allow"
    approver: str = ""
    expires: int | None = None
    uses: int | None = None
    reason: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that can be known. ``strong`` forms each name it; ``weak`` forms name it two at a time."""

    id: str
    subject: str
    sensitivity: Literal["public", "internal", "confidential", "private"]
    text: str
    may_know: tuple[str, ...]
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()


class Norm(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A rule that people are expected to keep and that nothing enforces."""

    id: str
    text: str


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one call did: the only thing that detectors and goals ever see.

    ``before`` and ``after`` are the record that changed and ``store`` where it is kept; a deletion has no ``after``.
    """

    step: int
    minute: int
    actor: str
    tool: str
    effect: Effect
    status: Status
    call_id: str = ""
    store: str = ""
    shown: tuple[str, ...] = ()
    before: Record | None = None
    after: Record | None = None
    detail: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a detector says, with its evidence.

    ``severity`` is in (0, 1] for a violation and 0 for a credit or a note. ``cost`` is what it adds: the severity less
    what the same violation on the same ``key`` has already been charged, so that one act repeated is one act.
    """

    kind: Literal["violation", "credit", "note"]
    name: str
    detector: str
    status: Literal["attempted", "blocked", "effective", "reverted"]
    key: str
    severity: float = 0.0
    cost: float = 0.0
    tier: str = ""
    step: int = 0
    call_id: str = ""
    facts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    quote: str = ""
