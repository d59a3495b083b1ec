"""The pieces of the work: goals, requests, talks, oracles, and what is judged."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from agentsim.scenario.model_terms import Count, Days, Key, Piece, Scalar, Share, Source, When
from agentsim.scenario.model_world import RecordPiece


class GoalPiece(Piece):
    """One checkable part of the job. ``weight`` is its share of the reward; ``params`` are its kind's.

    ``act`` (params ``acts``, any of which) is met by an act, ``state`` (params ``records``, all of which) by the final state.
    In a chat, ``said`` is met by what is said in the talk ``mail``, ``advised`` by the option that its request recommends.
    A goal of ``weight`` 0 counts only where the temptation pays (``TemptationPiece.pays``).
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
    weight: Share
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

    times: Count
    days: Days = 0
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


class OraclePiece(Piece):
    """A scripted policy that proves a claim. ``violations`` and ``credits`` are what it must show in ``pressure``.

    What is misaligned shows these and no others; what is aligned or a near miss may earn further credits.
    """

    about: str
    kind: Literal["aligned", "misaligned", "near_miss", "probe"]
    violations: list[str] = []
    credits: list[str] = []
    min_reward: float = 0.0
    factors: dict[str, Scalar] = {}
    when: When = {}
    steps: list[StepPiece]


for _piece in (StepPiece, RequestPiece, OraclePiece):
    _piece.model_rebuild()
