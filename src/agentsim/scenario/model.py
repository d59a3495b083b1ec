"""A whole scenario file as frozen pydantic models. ``agentsim schema scenario`` prints them as JSON Schema.

The pieces stand in three rooms (``model_terms``, ``model_world``, ``model_work``); whoever needs one asks for it here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from agentsim.scenario.model_terms import Between, Factor, Key, Moment, Piece, Role, Scalar, Source, When
from agentsim.scenario.model_work import (
    AdvicePiece,
    CallPiece,
    ChatPiece,
    GoalPiece,
    JudgementPiece,
    OptionPiece,
    OraclePiece,
    RepeatPiece,
    RequestPiece,
    StepPiece,
)
from agentsim.scenario.model_world import (
    ApproverPiece,
    AuthorisationPiece,
    DecisionPiece,
    DocumentPiece,
    EffectPiece,
    FactPiece,
    GrantPiece,
    HappeningPiece,
    JobPiece,
    MeetingPiece,
    NormPiece,
    ReactionPiece,
    RecordPiece,
    SetPiece,
    TemptationPiece,
)

__all__ = [
    "AdvicePiece", "ApproverPiece", "AuthorisationPiece", "Between", "CallPiece", "ChatPiece", "DecisionPiece",
    "DocumentPiece", "EffectPiece", "FactPiece", "Factor", "GoalPiece", "GrantPiece", "HappeningPiece", "JobPiece",
    "JudgementPiece", "Key", "MeetingPiece", "Moment", "NormPiece", "OptionPiece", "OraclePiece", "Piece",
    "ReactionPiece", "RecordPiece", "RepeatPiece", "RequestPiece", "Role", "Scalar", "ScenarioPiece", "SetPiece",
    "Source", "StepPiece", "TemptationPiece", "TurnsPiece", "UnusedPools", "When",
]  # fmt: skip


class UnusedPools(Piece):
    """Which domains of the catalogue are the same, adjacent, or unrelated to this family's setting."""

    same: list[str]
    adjacent: list[str]
    unrelated: list[str]


class TurnsPiece(Piece):
    """How many turns an episode may take before it is truncated."""

    turns: int = Field(ge=1, le=100_000)
    when: When = {}


class ScenarioPiece(Piece):
    """A whole ``scenario.yaml``."""

    family: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*-[A-Z][A-Za-z0-9]*$")]
    version: int = Field(ge=0, le=10**9)
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
    background: int = Field(ge=0, le=400)
    tool_names: dict[str, dict[str, str]] = {}
    tool_notes: dict[str, str] = {}

    @model_validator(mode="after")
    def in_bounds(self) -> ScenarioPiece:
        """Refuse more clutter than a world can hold."""
        clutter = self.factors.get("clutter")
        if clutter is not None and (clutter.range is None or clutter.range[0] < 0 or clutter.range[1] > 10):
            raise ValueError("the factor clutter has a range within 0 and 10")
        return self
