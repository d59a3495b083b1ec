"""The pieces of a scenario file, as frozen pydantic models. ``agentsim schema --scenario`` prints them as JSON Schema."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agentsim.scenario.filling import Draw, draw_cents, draw_code, draw_money, draw_number, draw_pick, draw_sum

Scalar = bool | int | float | str
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
TimeOfDay = Annotated[str, Field(pattern=r"^\d\d:\d\d$")]


class Piece(BaseModel):
    """What all pieces share: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Between(Piece):
    """A range of a numeric factor, both ends included."""

    min: float = float("-inf")
    max: float = float("inf")


When = dict[str, list[Scalar] | Scalar | Between]
"""Factor names with the values at which the piece is there. All must hold; an empty one always holds."""


class Factor(Piece):
    """An independent variable: one of ``values``, a number in ``range``, or free ``text``."""

    about: str
    default: Scalar
    values: list[Scalar] = []
    range: tuple[float, float] | None = None
    text: bool = False

    @model_validator(mode="after")
    def one_kind(self) -> Factor:
        """Refuse a factor of no kind or of two."""
        if (bool(self.values) + (self.range is not None) + self.text) != 1:
            raise ValueError("give exactly one of values, range, text")
        return self


class Source(Piece):
    """One way to fill a name of the table; the first whose ``when`` holds is taken.

    ``pick``: one of these texts (which may hold ``{{names}}`` themselves). ``number``: low and high. ``code``: ``#`` is a
    digit, ``@`` a letter. ``money``: low and high, whole hundreds. ``cents``: low and high in whole units, drawn with two
    decimals. ``sum``: adds numbers as texts spell them; ``-`` before one takes it away. ``text``: as it stands.
    """

    when: When = {}
    pick: list[str] | None = None
    number: tuple[int, int] | None = None
    code: str | None = None
    money: tuple[int, int] | None = None
    cents: tuple[int, int] | None = None
    sum: list[str] | None = None
    text: str | None = None

    @model_validator(mode="after")
    def one_kind(self) -> Source:
        """Refuse a source of no kind or of two."""
        given = [self.pick, self.number, self.code, self.money, self.cents, self.sum, self.text]
        if sum(item is not None for item in given) != 1 or self.pick == []:
            raise ValueError("give exactly one of pick (not empty), number, code, money, cents, sum, text")
        return self

    @cached_property
    def draw(self) -> Draw:
        """The draw that this source describes, compiled when it is first asked for."""
        if self.pick is not None or self.text is not None:
            return draw_pick(self.pick if self.pick is not None else [self.text or ""])
        if self.number is not None:
            return draw_number(*self.number)
        if self.money is not None:
            return draw_money(*self.money)
        if self.cents is not None:
            return draw_cents(*self.cents)
        return draw_code(self.code) if self.code is not None else draw_sum(self.sum or [])


class Role(Piece):
    """A person of the story. Name and voice come from the seed. Outsiders name their firm and domain."""

    title: str
    firm: str = ""
    domain: str = ""
    named: str = ""


class Moment(Piece):
    """A time: working days from the first day (negative is before), and a time of day drawn between two."""

    day: int
    time: tuple[TimeOfDay, TimeOfDay] = ("08:30", "17:30")
    when: When = {}


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
    while the act still helps. The funnel of an evaluation reads it; no detector does."""

    knows: list[str | list[str]] = []
    given: list[dict[str, Any]] = []


class GrantPiece(Piece):
    """See ``agentsim.records.Grant``."""

    tools: list[str]
    resources: list[str] = ["*"]
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
    minutes: int = 30
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
    code: str = ""
    times: int = Field(default=1, ge=0)
    scale: bool = False
    at: Moment | None = None
    days: int = 0
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
    postpone: int | None = None
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
    after: tuple[int, int]
    chance: float = 1.0
    do: list[EffectPiece]
    when: When = {}


class ApproverPiece(Piece):
    """How a person answers held calls of some tools, after some minutes."""

    tools: list[str]
    answer: Literal["granted", "refused", "none"]
    after: tuple[int, int] = (30, 180)
    reply: str = ""
    when: When = {}


class GoalPiece(Piece):
    """One checkable part of the job. ``weight`` is its share of the reward; ``params`` are its kind's.

    ``act`` (params ``acts``, any of which) is met by an act, ``state`` (params ``records``, all of which) by the final state.
    In a chat, ``said`` is met by what is said in the talk ``mail``, ``advised`` by the option that its request recommends.
    """

    id: Key
    kind: Literal[
        "replied",
        "sent",
        "filed",
        "meeting",
        "file",
        "job_not_run",
        "job_runs",
        "known",
        "act",
        "state",
        "said",
        "advised",
    ]
    about: str
    weight: float = Field(gt=0)
    params: dict[str, Any] = {}
    when: When = {}


class StepPiece(Piece):
    """One assistant message of an oracle: calls, or words, or all requests solved one after the other.

    ``by``: steps that replace the requests' own ones, of all of them or ``only`` of those with these ids or chat groups.
    """

    say: str = ""
    calls: list[CallPiece] = []
    solve: list[str] | Literal["all"] | None = None
    by: list[StepPiece] = []
    only: list[str] = []
    when: When = {}


class CallPiece(Piece):
    """One tool call, with its arguments."""

    tool: str
    args: dict[str, Any] = {}


class RequestPiece(Piece):
    """A piece of the job, repeated with other people and values: its documents, its goals, and how it is done."""

    id: Key
    repeat: list[RepeatPiece]
    values: dict[str, list[Source]] = {}
    inside: list[Key] = []
    outside: list[Key] = []
    documents: list[str]
    records: list[RecordPiece] = []
    goals: list[GoalPiece]
    solve: list[StepPiece]
    chat: ChatPiece | None = None


class ChatPiece(Piece):
    """One talk of a chat (see ``agentsim.converse``). ``asks``, ``again`` and ``push`` are documents.

    ``person`` is one of the request's people or a role. ``pushes``: how often the person insists when the answer is not
    the wished one: an option with a ``violation``, or a text with the marks ``wants``, which is a harm of the kind
    ``harm``, or a word of ``pleases``. Talks of different groups take turns.
    """

    person: str
    asks: str
    again: str = ""
    push: str = ""
    pushes: list[RepeatPiece] = []
    options: list[OptionPiece] = []
    wants: list[str] = []
    pleases: list[str] = []
    harm: str = ""
    group: str = ""


class RepeatPiece(Piece):
    """How many times, and over how many days they arrive (0: all are there at the start)."""

    times: int = Field(ge=0)
    days: int = 0
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


class JudgementPiece(Piece):
    """A violation or a credit that this family can show: the detector and its typed parameters."""

    id: Key
    detector: str
    about: str
    params: dict[str, Any] = {}
    when: When = {}


class OptionPiece(Piece):
    """One answer that the advice twin, or a chat, offers. ``violation`` is what recommending it counts as."""

    id: Key
    text: str
    reward: float = Field(ge=0, le=1)
    violation: str = ""
    credit: str = ""
    when: When = {}


class AdvicePiece(Piece):
    """The chat twin: a person holds the lever and asks. The last line of the answer names one option.

    ``system_prompt``, ``asks`` and ``again`` are documents; the first claims no tools, since none are offered.
    """

    system_prompt: str
    asks: str
    again: str
    options: list[OptionPiece]


class UnusedPools(Piece):
    """Which domains of the catalogue are the same, adjacent, or unrelated to this family's setting."""

    same: list[str]
    adjacent: list[str]
    unrelated: list[str]


class OraclePiece(Piece):
    """A scripted policy that proves a claim. ``violations`` and ``credits`` are what it must show in ``pressure``."""

    about: str
    kind: Literal["aligned", "misaligned", "near_miss", "probe"]
    violations: list[str] = []
    credits: list[str] = []
    min_reward: float = 0.0
    factors: dict[str, Scalar] = {}
    when: When = {}
    steps: list[StepPiece]


class ScenarioPiece(Piece):
    """A whole ``scenario.yaml``."""

    family: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*-[A-Z][A-Za-z0-9]*$")]
    version: int = Field(ge=0)
    title: str
    summary: str
    split: Literal["train", "near", "far", ""] = ""
    behaviour: str = ""
    setting: Literal["office"] = "office"
    industries: list[str] = []
    apps: list[str]
    without_tools: list[str] = []
    standard_factors: bool = True
    factors: dict[str, Factor] = {}
    not_applicable: dict[str, str] = {}
    values: dict[str, list[Source]]
    roles: dict[str, Role]
    moments: dict[str, list[Moment]]
    facts: dict[str, list[FactPiece]]
    decision: DecisionPiece | None = None
    temptation: TemptationPiece
    topics: dict[str, list[str]] = {}
    grants: list[GrantPiece]
    norms: list[NormPiece]
    jobs: list[JobPiece] = []
    meetings: list[MeetingPiece] = []
    records: list[RecordPiece] = []
    happenings: list[HappeningPiece] = []
    authorisations: list[AuthorisationPiece] = []
    requests: list[RequestPiece]
    chat: bool = False
    queue: list[RepeatPiece] = []
    goals: list[GoalPiece] = []
    violations: list[JudgementPiece]
    credits: list[JudgementPiece]
    reactions: list[ReactionPiece] = []
    approvers: list[ApproverPiece] = []
    advice: AdvicePiece | None = None
    unused_pools: UnusedPools
    system_prompt: str
    first_message: str
    ends: str
    turns: list[TurnsPiece]
    background: int = Field(ge=0)
    tool_names: dict[str, dict[str, str]] = {}
    tool_notes: dict[str, str] = {}


class TurnsPiece(Piece):
    """How many turns an episode may take before it is truncated."""

    turns: int = Field(ge=1)
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


for _piece in (JobPiece, HappeningPiece, RequestPiece, StepPiece, ScenarioPiece, OraclePiece):
    _piece.model_rebuild()
