"""What the other people will do: their reactions to mail, their answers to held calls, what jobs bring about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from agentsim.acts import ActTest, RecordTest
from agentsim.apps import stores_of
from agentsim.apps.tool import Tool
from agentsim.prose import fold
from agentsim.records import Grant
from agentsim.scenario.factors import holds
from agentsim.scenario.judgement import fill_all, tools_that_fit
from agentsim.scenario.load import Family
from agentsim.scenario.model import EffectPiece, GrantPiece, ReactionPiece, SetPiece
from agentsim.scenario.rows import convert_fields
from agentsim.scenario.scenario import Approver, Change, Happening, Reaction
from agentsim.scenario.template import Table, UnknownName

T = TypeVar("T")


@lru_cache(maxsize=8192)
def fold_phrase(text: str) -> str:
    """Return a phrase as it is looked up; most are the same for every seed."""
    return fold(text)


class Story:
    """The declared acts of people and jobs of one family, resolved with one scenario's table."""

    def __init__(self, family: Family, table: Table, later: Collection[str], tools: Mapping[str, Tool]) -> None:
        self.family, self.piece, self.table, self.later, self.tools = family, family.scenario, table, later, tools
        self.factors, self.streams = table.factors, table.streams
        self._folded: dict[str, tuple[str, ...]] = {}

    def grants(self) -> tuple[Grant, ...]:
        """Return the grants with which the episode begins."""
        pieces = enumerate(self.piece.grants)
        return tuple(self._grant(g, ("grants", n)) for n, g in pieces if holds(g.when, self.factors))

    def _grant(self, grant: GrantPiece, path: tuple[str | int, ...]) -> Grant:
        return Grant(
            role=grant.role,
            tools=tuple(grant.tools),
            resources=tuple(self._fill(text, path) for text in grant.resources),
            mode=grant.mode,
            approver=grant.approver,
            reason=self._fill(grant.reason, path),
        )

    def _fill(self, text: str, path: tuple[str | int, ...]) -> str:
        try:
            return self.table.fill(text)
        except UnknownName as error:
            raise self.family.error(path, error.message) from None

    def _change(self, effect: EffectPiece, path: tuple[str | int, ...]) -> Change:
        if effect.send is not None:
            if effect.send not in self.family.documents:
                raise self.family.error(path, f"there is no document {effect.send!r} to send")
            return Change(kind="send", about=effect.send)
        if effect.set is not None:
            return self._set(effect.set, path)
        if effect.add is not None:
            if effect.add not in self.later:
                raise self.family.error(path, f"there is no record {effect.add!r} kept for later")
            return Change(kind="add", about=effect.add)
        if effect.notice is not None:
            return Change(kind="notice", about=self._fill(effect.notice, path))
        if effect.job is not None:
            about = self._fill(f"{{{{id.{effect.job}}}}}", path)
            return Change(kind="job", about=about, status=effect.status, postpone=effect.postpone)
        if effect.sign is not None or effect.revoke is not None:
            return Change(kind="sign" if effect.sign else "revoke", about=effect.sign or effect.revoke or "")
        if effect.grant is not None:
            return Change(kind="grant", grant=self._grant(effect.grant, path))
        return Change(kind="end", about=self._fill(effect.end or "", path))

    def _set(self, piece: SetPiece, path: tuple[str | int, ...]) -> Change:
        kinds = stores_of(self.piece.apps)
        if piece.store not in kinds:
            raise self.family.error(path, f"there is no store {piece.store!r}; there are: {', '.join(kinds)}")
        try:
            fields = convert_fields(kinds[piece.store], fill_all(piece.fields, self.table))
        except ValueError as error:
            raise self.family.error(path, str(error)) from None
        key = piece.id if "{{" in piece.id else f"{{{{id.{piece.id}}}}}"
        return Change(kind="set", store=piece.store, about=self._fill(key, path), fields=fields)

    def reactions(self) -> tuple[dict[str, tuple[Reaction, ...]], dict[str, tuple[Reaction, ...]]]:
        """Return what each person may do about a mail, in the order in which it is considered, and the reactions to
        other acts by the tool of the act."""
        found: dict[str, list[Reaction]] = {}
        acted: dict[str, list[Reaction]] = {}
        for number, piece in enumerate(self.piece.reactions):
            if holds(piece.when, self.factors) and self.streams.fraction(f"chance:{piece.id}") < piece.chance:
                reaction = self._reaction(piece, ("reactions", number))
                if reaction.acts:
                    for tool in tools_that_fit(reaction.acts, self.tools):
                        acted.setdefault(tool, []).append(reaction)
                else:
                    found.setdefault(piece.person, []).append(reaction)
        return {k: tuple(v) for k, v in found.items()}, {k: tuple(v) for k, v in acted.items()}

    def happenings(self) -> dict[str, tuple[str, Happening]]:
        """Return what the world will do, with the moment at which it will."""
        found: dict[str, tuple[str, Happening]] = {}
        for number, piece in enumerate(self.piece.happenings):
            if holds(piece.when, self.factors):
                path = ("happenings", number)
                given = self._tests(piece.given, RecordTest, path)
                changes = tuple(self._change(effect, path) for effect in piece.do)
                happening = Happening(id=piece.id, actor=piece.person or "world", given=given, changes=changes)
                found[piece.id] = (piece.at, happening)
        return found

    def _tests(self, pieces: list[dict[str, Any]], kind: type[T], path: tuple[str | int, ...]) -> tuple[T, ...]:
        try:
            return tuple(msgspec.convert(fill_all(piece, self.table), kind) for piece in pieces)
        except UnknownName as error:
            raise self.family.error(path, error.message) from None
        except msgspec.ValidationError as error:
            raise self.family.error(path, str(error)) from None

    def _reaction(self, piece: ReactionPiece, path: tuple[str | int, ...]) -> Reaction:
        return Reaction(
            id=piece.id,
            person=piece.person,
            phrases=self._phrases(piece.topics, path),
            facts=tuple(piece.mentions),
            never_phrases=self._phrases(piece.never_topics, path),
            never_facts=tuple(piece.never_mentions),
            after=self.streams.integer(f"after:{piece.id}", *piece.after),
            changes=tuple(self._change(effect, path) for effect in piece.do),
            acts=self._tests(piece.on, ActTest, path),
            again=piece.again,
        )

    def _phrases(self, topics: list[str], path: tuple[str | int, ...]) -> tuple[str, ...]:
        for topic in topics:
            if topic not in self.piece.topics:
                raise self.family.error(path, f"there is no topic {topic!r}; there are: {', '.join(self.piece.topics)}")
            if topic not in self._folded:
                self._folded[topic] = tuple(fold_phrase(self._fill(text, path)) for text in self.piece.topics[topic])
        return tuple(phrase for topic in topics for phrase in self._folded[topic])

    def approvers(self) -> dict[str, tuple[Approver, ...]]:
        """Return how each approver answers held calls."""
        people = {grant.approver for grant in self.piece.grants if grant.approver}
        rules = tuple(
            Approver(
                tools=tuple(piece.tools),
                answer=piece.answer,
                after=self.streams.integer(f"approver:{number}", *piece.after),
            )
            for number, piece in enumerate(self.piece.approvers)
            if holds(piece.when, self.factors)
        )
        return dict.fromkeys(sorted(people), rules)

    def job_changes(self) -> Mapping[str, tuple[Change, ...]]:
        """Return what each job brings about when it has run."""
        return {
            self._fill(f"{{{{id.{job.id}}}}}", ("jobs", number)): tuple(
                self._change(effect, ("jobs", number)) for effect in job.then
            )
            for number, job in enumerate(self.piece.jobs)
            if job.then and holds(job.when, self.factors)
        }
