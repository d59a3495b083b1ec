"""The repeated pieces of the job: each repetition has its own people, values and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentsim.scenario.documents import Desk, Written, write_document
from agentsim.scenario.factors import Factors, holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import GoalPiece, RecordPiece, RequestPiece, Source
from agentsim.scenario.office import Office, Person
from agentsim.scenario.people import meet_stranger, name_person
from agentsim.scenario.rows import record_id
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table
from agentsim.streams import Streams


@dataclass(frozen=True, slots=True)
class Request:
    """One repetition of a request."""

    key: str
    piece: RequestPiece
    table: Table
    people: dict[str, Person]
    shift: int

    def write(self, family: Family, desk: Desk, streams: Streams, written: Written) -> None:
        """Write the documents of this repetition."""
        own = Desk(desk.start, {**desk.people, **self.people}, desk.agent_address, desk.agent_name)
        local = Written(size=written.size)
        for name in self.piece.documents:
            if name not in family.documents:
                raise ContentError(family.folder, None, f"request {self.piece.id}: there is no document {name!r}")
            document = family.documents[name]
            if holds(document.piece.when, self.table.factors):
                write_document(document, name, own, self.table, streams.child(self.key), local, self.shift)
        written.size = local.size
        for kind in ("mails", "files", "pages", "later", "planned"):
            getattr(written, kind).update({f"{self.key}.{name}": item for name, item in getattr(local, kind).items()})

    def records(self) -> list[tuple[str, RecordPiece, Table, int]]:
        """Return the records of this repetition with their names, the table that fills them, and how many days later."""
        pieces = (r for r in self.piece.records if holds(r.when, self.table.factors))
        return [(f"{self.key}.{r.id}", r, self.table, self.shift) for r in pieces]

    def goals(self, factors: Factors) -> list[tuple[str, GoalPiece, Table]]:
        """Return the goals of this repetition with their names and the table that fills them."""
        return [(f"{self.key}.{g.id}", g, self.table) for g in self.piece.goals if holds(g.when, factors)]


def make_requests(
    family: Family,
    factors: Factors,
    table: Table,
    streams: Streams,
    staff: Sequence[Person],
    office: Office,
    taken: set[str],
) -> list[Request]:
    """Return every repetition of every request, in the order in which they arrive. ``taken`` are ids in use."""
    found: list[Request] = []
    strangers = 0
    for piece in family.scenario.requests:
        repeat = next((r for r in piece.repeat if holds(r.when, factors)), None)
        for turn in range(repeat.times if repeat else 0):
            key = f"{piece.id}{turn}"
            own = streams.child(f"request:{key}")
            child = table.child(own, *_names(family, piece, own, taken))
            people = _people(piece, own, staff, office, strangers)
            strangers += len(piece.outside)
            for name, person in people.items():
                name_person(child, name, person)
            shift = turn * (repeat.days + 1) // repeat.times if repeat and repeat.days else 0
            found.append(Request(key, piece, child, people, shift))
    return sorted(found, key=lambda request: request.shift)


def _names(
    family: Family, piece: RequestPiece, own: Streams, taken: set[str]
) -> tuple[dict[str, str], dict[str, Sequence[Source]]]:
    """The names that a repetition has for itself: the ids of its documents, and its values."""
    found = [family.documents[name] for name in piece.documents if name in family.documents]
    documents = [document.piece for document in found]
    fixed = {
        f"id.{document.id}": ("msg-" if document.kind == "mail" else "") + own.code(f"id:{document.id}", 6)
        for document in documents
        if document.kind != "file"
    }
    sources: dict[str, Sequence[Source]] = {f"r.{name}": values for name, values in piece.values.items()}
    fixed |= {f"id.{r.id}": record_id(r, own, r.id, taken) for r in piece.records}
    sources |= {f"id.{document.piece.id}": document.place for document in found if document.place}
    return fixed, sources


def _people(
    piece: RequestPiece, streams: Streams, staff: Sequence[Person], office: Office, strangers: int
) -> dict[str, Person]:
    """The people of a repetition: colleagues under their own ids, and strangers."""
    inside = streams.sample("inside", staff, len(piece.inside))
    outside = [meet_stranger(office, streams, strangers + n) for n in range(len(piece.outside))]
    return dict(zip((*piece.inside, *piece.outside), (*inside, *outside), strict=True))
