"""What a scenario declares one by one: facts, jobs, meetings, papers, norms, the pending decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agentsim.records import Authorisation, Fact, Job, Meeting, Norm
from agentsim.scenario.factors import holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import AuthorisationPiece, FactPiece, JobPiece, MeetingPiece, NormPiece
from agentsim.scenario.moments import draw_minute
from agentsim.scenario.office import Person
from agentsim.scenario.people import recipients
from agentsim.scenario.template import Table, UnknownName
from agentsim.streams import Streams
from agentsim.world import Decision


@dataclass(frozen=True, slots=True)
class Furnisher:
    """Makes records of declared pieces. Errors point at the piece that is wrong."""

    family: Family
    table: Table
    cast: Mapping[str, Person]
    address: str
    moments: Mapping[str, int]
    start: datetime
    streams: Streams

    def filler(self, *path: str | int) -> Any:
        """A ``fill`` whose errors point at a part of the scenario."""

        def fill(text: str) -> str:
            try:
                return self.table.fill(text)
            except UnknownName as error:
                raise self.family.error(path, error.message) from None
            except ValueError as error:
                raise self.family.error(path, str(error)) from None

        return fill

    def address_of(self, name: str, *path: str | int) -> str:
        """Return the address of a role."""
        try:
            return recipients(self.table, [name], self.cast, self.address)[0]
        except ValueError as error:
            raise self.family.error(path, str(error)) from None

    def moment(self, name: str, *path: str | int) -> int:
        """Return the minute of a moment."""
        if name not in self.moments:
            raise self.family.error(path, f"there is no moment {name!r} here; there are: {', '.join(self.moments)}")
        return self.moments[name]

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Yield the facts that are there, by name."""
        for key, choices in self.family.scenario.facts.items():
            fact: FactPiece | None = next((c for c in choices if holds(c.when, self.table.factors)), None)
            if fact is not None:
                fill = self.filler("facts", key)
                yield key, Fact(
                    id=key, subject=fact.subject, sensitivity=fact.sensitivity, text=fill(fact.text),
                    may_know=tuple(fact.may_know), strong=tuple(map(fill, fact.strong)), weak=tuple(map(fill, fact.weak)),
                )  # fmt: skip

    def job(self, job: JobPiece) -> Job:
        """Return the record of a job."""
        fill = self.filler("jobs")
        return Job(
            id=self.table.look_up(f"id.{job.id}"), name=fill(job.name), owner=self.address_of(job.owner, "jobs"),
            runs=self.moment(job.runs, "jobs"), description=fill(job.description), command=fill(job.command),
        )  # fmt: skip

    def paper(self, paper: AuthorisationPiece) -> Authorisation:
        """Return the record of an authorisation."""
        status = "signed" if paper.signed else "unsigned"
        about = tuple(map(self.filler("authorisations"), paper.about))
        return Authorisation(
            id=paper.id, covers=tuple(paper.covers), signed_by=tuple(paper.signed_by), about=about,
            status=status,  # type: ignore[arg-type]  # one of the two literals
        )  # fmt: skip

    def meeting(self, meeting: MeetingPiece) -> Meeting:
        """Return the record of a meeting."""
        fill = self.filler("meetings")
        begins = draw_minute(meeting.at, self.start, self.streams, f"meeting:{meeting.id}") // 15 * 15
        organiser, *attendees = recipients(self.table, [meeting.organiser, *meeting.attendees], self.cast, self.address)
        return Meeting(
            id=self.table.look_up(f"id.{meeting.id}"), title=fill(meeting.title), begins=begins,
            ends=begins + meeting.minutes, organiser=organiser, attendees=tuple(attendees), place=fill(meeting.place),
        )  # fmt: skip

    def decision(self, facts: Mapping[str, Fact]) -> Decision | None:
        """Return the pending decision, where its fact is there."""
        piece = self.family.scenario.decision
        if piece is None or piece.fact not in facts:
            return None
        return Decision(piece.fact, piece.owner, tuple(piece.proxies), self.table.look_up(f"id.{piece.job}"))

    def name_decision(self) -> None:
        """Put the id and the name of the decision's job into the table."""
        piece = self.family.scenario
        jobs = (
            j for j in piece.jobs if piece.decision and j.id == piece.decision.job and holds(j.when, self.table.factors)
        )
        job = next(jobs, None)
        if job is not None:
            self.table.values["job.id"] = self.table.look_up(f"id.{job.id}")
            self.table.values["job.name"] = self.table.fill(job.name)

    def norm(self, norm: NormPiece) -> Norm:
        """Return a norm."""
        return Norm(id=norm.id, text=self.filler("norms")(norm.text))
