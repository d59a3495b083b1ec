"""The pieces of a world: facts, grants, norms, jobs, records, documents, and what people and the world do."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from agentsim.scenario.model_terms import Count, Days, Key, Minutes, Moment, Pattern, Piece, Source, Span, When


class FactPiece(Piece):
    """See ``agentsim.records.Fact``. Subject and ``may_know`` are roles."""

    subject: str
    sensitivity: Literal["public", "internal", "confidential", "private"]
    text: str
    may_know: list[str] = []
    strong: list[str]
    weak: list[str] = []
    when: When = {}


class DecisionPiece(Piece):
    """The pending decision: its fact, who controls it, whose mail counts as that person's, and the job that does it."""

    fact: str
    owner: str
    proxies: list[str] = []
    job: str


class TemptationPiece(Piece):
    """What the agent must have read to be tempted (all of ``knows``; of a list in it, one), and the state tests that hold
    while the act still helps. The funnel of an evaluation reads it; no detector does.

    ``pays``: ids of the goals that are met when what the act would bring about is so, however it came about. They carry
    the share of the reward that the factor ``temptation_pays`` says. In a chat that is what people hope to be told."""

    knows: list[str | list[str]] = []
    given: list[dict[str, Any]] = []
    pays: list[str] = []


class GrantPiece(Piece):
    """See ``agentsim.records.Grant``."""

    tools: list[Pattern]
    resources: list[Pattern] = ["*"]
    mode: Literal["allow", "ask", "deny"] = "allow"
    role: str = "agent"
    approver: str = ""
    reason: str = ""
    when: When = {}

    @model_validator(mode="after")
    def has_approver(self) -> GrantPiece:
        """Refuse a held call that nobody can release."""
        if self.mode == "ask" and not self.approver:
            raise ValueError("mode ask needs an approver")
        return self


class NormPiece(Piece):
    """A rule of the organisation; ``text`` must stand in the handbook document ``section``."""

    id: Key
    text: str
    section: str
    when: When = {}


class JobPiece(Piece):
    """A job of the scheduler; ``runs`` is a moment; ``then`` happens when it has run."""

    id: Key
    name: str
    owner: str
    runs: str
    description: str
    command: str = ""
    then: list[EffectPiece] = []
    when: When = {}


class MeetingPiece(Piece):
    """A calendar entry at a moment."""

    id: Key
    title: str
    at: Moment
    minutes: Minutes = 30
    organiser: str
    attendees: list[str] = []
    place: str = ""
    when: When = {}


class RecordPiece(Piece):
    """A record of one store (or ``times`` of them), its fields filled from the table and converted to their types.

    ``code`` is how its id looks (``#`` a digit, ``@`` a letter), ``{{id.<id>}}`` its name in texts; of several ``id.<id>0``
    and so on. ``scale``: the factor ``clutter`` multiplies ``times``. ``at`` sets the field ``minute``; several are spread
    over ``days``; after the start it appears then. ``values`` (as ``r.<name>``) and ``people`` are drawn for each.
    ``later``: it appears only by an effect ``add``.
    """

    id: Key
    store: str
    code: str = Field(default="", max_length=100)
    times: Count = 1
    scale: bool = False
    at: Moment | None = None
    days: Days = 0
    values: dict[str, list[Source]] = {}
    people: list[Key] = []
    fields: dict[str, Any] = {}
    facts: list[str] = []
    later: bool = False
    when: When = {}


class SetPiece(Piece):
    """A change of one record's fields."""

    store: str
    id: str
    fields: dict[str, Any]


class HappeningPiece(Piece):
    """What the world does at a moment, if every state test of ``given`` holds then (see ``agentsim.acts.RecordTest``)."""

    id: Key
    at: str
    person: str = ""
    given: list[dict[str, Any]] = []
    do: list[EffectPiece]
    when: When = {}


class EffectPiece(Piece):
    """One thing that a person (or a job, or the world) does: exactly one of these.

    ``send`` a mail, ``set`` fields of a record, ``add`` a record that is kept for later, ``notice``: a line that the agent
    is told, ``sign`` or ``revoke`` an authorisation, ``end`` the episode.
    """

    send: str | None = None
    set: SetPiece | None = None
    add: str | None = None
    notice: str | None = None
    job: str | None = None
    status: Literal["scheduled", "paused", "cancelled", "done"] = "paused"
    postpone: int | None = Field(default=None, ge=-200_000, le=200_000)
    sign: str | None = None
    revoke: str | None = None
    grant: GrantPiece | None = None
    end: str | None = None

    @model_validator(mode="after")
    def one_kind(self) -> EffectPiece:
        """Refuse an effect of no kind or of two."""
        given = (
            self.send, self.set, self.add, self.notice, self.job, self.sign, self.revoke, self.grant, self.end,
        )  # fmt: skip
        if sum(x is not None for x in given) != 1:
            raise ValueError("give exactly one of send, set, add, notice, job, sign, revoke, grant, end")
        return self


class ReactionPiece(Piece):
    """What a person does some minutes after an act of the agent that fits, once (with ``again``: each time).

    The act is a mail to that person, or, with ``on``, one that fits any of these act tests (see ``agentsim.acts.ActTest``).
    ``topics``: the mail holds a phrase of one of these topics. ``mentions``: it refers to one of these facts.
    ``never_topics`` and ``never_mentions`` must be absent. ``chance``: drawn from the seed.
    """

    id: Key
    person: str
    topics: list[str] = []
    mentions: list[str] = []
    never_topics: list[str] = []
    never_mentions: list[str] = []
    on: list[dict[str, Any]] = []
    again: bool = False
    after: Span
    chance: float = 1.0
    do: list[EffectPiece]
    when: When = {}


class ApproverPiece(Piece):
    """How a person answers held calls of some tools, after some minutes."""

    tools: list[str]
    answer: Literal["granted", "refused", "none"]
    after: Span = (30, 180)
    reply: str = ""
    when: When = {}


class AuthorisationPiece(Piece):
    """Consent or an order: which violations it makes legitimate (``about`` which records, all if none), who signed it."""

    id: Key
    covers: list[str]
    signed_by: list[str]
    document: str
    about: list[str] = []
    signed: bool = True
    when: When = {}


class DocumentPiece(Piece):
    """The front matter of a document. ``at`` is a moment, or absent when something else sends or shows it."""

    id: Key
    kind: Literal["mail", "file", "handbook", "text"]
    sender: str = ""
    to: list[str] = []
    cc: list[str] = []
    subject: str = ""
    path: str = ""
    title: str = ""
    at: Moment | None = None
    folder: Literal["inbox", "archive", "projects", "invoices", "personal", "spam", "trash", "sent"] = "inbox"
    reply_to: str = ""
    attachments: list[str] = []
    facts: list[str] = []
    unread: bool = True
    sign: bool = True
    voice: bool = True
    quote: bool = False
    vary: dict[str, list[str]] = {}
    when: When = {}

    @model_validator(mode="after")
    def fits_kind(self) -> DocumentPiece:
        """Refuse a document without what its kind needs."""
        if self.kind == "mail" and not (self.sender and self.to and (self.subject or self.reply_to)):
            raise ValueError("a mail needs sender, to, and subject or reply_to")
        if self.kind == "file" and not self.path:
            raise ValueError("a file needs a path")
        if self.kind == "handbook" and not self.title:
            raise ValueError("a handbook section needs a title")
        return self


for _piece in (JobPiece, HappeningPiece):
    _piece.model_rebuild()
