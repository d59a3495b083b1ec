"""Resolve a family with its factors and a seed into a scenario: concrete people, mail, files, dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentsim.advise import Advice, Option
from agentsim.apps import stores_of, tools_of
from agentsim.authorise import Permits
from agentsim.catalog import SHARED
from agentsim.clock import Clock
from agentsim.goals import index_goals
from agentsim.prose import fold, refers_to
from agentsim.records import Email, Record, Utterance
from agentsim.scenario.documents import Desk, Written, write_document
from agentsim.scenario.factors import holds, resolve
from agentsim.scenario.furnish import Furnisher
from agentsim.scenario.judgement import compile_detectors, compile_goals, compile_temptation, paid_share
from agentsim.scenario.load import Document, Family
from agentsim.scenario.mailbox import write_background
from agentsim.scenario.model import Scalar
from agentsim.scenario.moments import draw_start, name_moments
from agentsim.scenario.names import check_names
from agentsim.scenario.office import draw_office
from agentsim.scenario.oracles import OracleBook
from agentsim.scenario.people import cast_roles, list_directory, others
from agentsim.scenario.prompts import load_personas, write_text
from agentsim.scenario.requests import Request, make_requests
from agentsim.scenario.rows import Made, RecordMaker, record_id
from agentsim.scenario.scenario import Scenario
from agentsim.scenario.story import Story
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.talks import choose_talks, earlier_lines, make_talks, open_chat, show_earlier, weigh
from agentsim.scenario.template import Table
from agentsim.scenario.toolbox import make_toolbox, name_tools
from agentsim.store import Prepared
from agentsim.streams import Streams
from agentsim.world import Planned, Setting


def build_scenario(family: Family, seed: int, given: Mapping[str, object]) -> Scenario:
    """Return the scenario. Raises ``ValueError`` for wrong factors and ``ContentError`` for contents that do not fit."""
    try:
        return _Builder(family, seed, given).build()
    except RecursionError:
        raise ContentError(
            family.folder, None, "names or answers refer to one another too deeply, or in a ring"
        ) from None


_PROVED: set[tuple[str, tuple[tuple[str, Scalar], ...]]] = set()


class _Builder:
    """One resolution, from names to records; every method reads what the earlier ones made."""

    def __init__(self, family: Family, seed: int, given: Mapping[str, object]) -> None:
        self.family, self.piece, self.seed = family, family.scenario, seed
        self.streams = Streams(seed)
        self.factors = resolve(self.piece.factors, self.piece.not_applicable, given, self.streams)
        self.start = draw_start(self.streams)
        self.office = draw_office(self.streams, SHARED / "office", tuple(self.piece.industries))
        company = self.office.company
        self.address = f"{company.mailbox}@{company.domain}"
        self.taken: set[str] = set()
        self.table = Table(self.streams, self.factors, self._fixed(), self.piece.values)
        self.cast = cast_roles(self.office, self.piece.roles, self.table)
        self.staff = others(self.office, self.cast)
        self.moments = name_moments(self.table, self.piece.moments, self.start, self.streams, self.factors)

    def _fixed(self) -> dict[str, str]:
        company = self.office.company
        fixed = {
            f"company.{name}": str(getattr(company, name)) for name in company.__struct_fields__ if name != "words"
        }
        fixed |= {f"word.{name}": text for name, text in company.words.items()}
        fixed["department"] = company.department
        name = self.factors.get("persona_name") or self.streams.choice("persona", load_personas())
        fixed |= {"agent.name": str(name), "agent.email": self.address}
        for key, document in self.family.documents.items():
            kind = document.piece.kind
            if kind == "mail":
                fixed[f"id.{key}"] = "msg-" + self.streams.code(f"id:{key}", 6)
            elif kind == "handbook":
                fixed[f"id.{key}"] = key.replace("_", "-")
        for job in self.piece.jobs:
            fixed[f"id.{job.id}"] = "job-" + self.streams.code(f"id:{job.id}", 4)
        for meeting in self.piece.meetings:
            fixed[f"id.{meeting.id}"] = "evt-" + self.streams.code(f"id:{meeting.id}", 5)
        for record in self.piece.records:
            if record.times == 1 and not record.scale:
                fixed[f"id.{record.id}"] = record_id(record, self.streams, record.id, self.taken)
        return fixed

    def build(self) -> Scenario:
        piece, table = self.piece, self.table
        table.sources = {**table.sources, **{
            f"id.{key}": document.place for key, document in self.family.documents.items() if document.place
        }}  # fmt: skip
        self.furnisher = Furnisher(
            self.family, table, self.cast, self.address, self.moments, self.start, self.streams
        )  # fmt: skip
        self.furnisher.name_decision()
        self.facts = dict(self.furnisher.facts())
        requests = make_requests(
            self.family, self.factors, table, self.streams, self.staff, self.office, self.taken
        )  # fmt: skip
        if piece.chat:
            requests = choose_talks(piece, requests, self.factors, self.streams)
        people = {**self.cast, **{person.id: person for person in self.staff}}
        for request in requests:
            people.update({person.id: person for person in request.people.values()})
        self.people = people
        self.made = self._records(requests)
        written = self._documents(requests)
        self.talks = make_talks(self.family, requests, people, self.streams, self.start) if piece.chat else ()
        self._prove(written)
        prepared = self._prepare(written)
        advice = self._advice()
        deadline = self.furnisher.moment(piece.ends, "ends")
        tools = {name: tool for app in piece.apps for name, tool in tools_of(app).items()}
        goals = () if advice is not None else compile_goals(
            self.family, table, requests, deadline, tools,
            {m.id: m for key, m in written.mails.items() if key not in written.later or key in written.planned},
        )  # fmt: skip
        self.talks, goals = weigh(self.talks, goals, paid_share(self.factors))
        judgement = compile_detectors(self.family, table)
        name_tools(table, piece, self.factors)
        first_message = self._first_message()
        story = Story(self.family, table, self.made.later, tools)
        reactions, act_reactions = story.reactions()
        self.happenings = story.happenings()
        return Scenario(
            family=piece.family, version=piece.version, seed=self.seed, factors=self.factors,
            setting=self._setting(), prepared=prepared,
            permits=Permits(story.grants(), ("agent",)),
            agenda=self._agenda(written), arrivals=self._arrivals(written),
            later=self.made.later, reactions=reactions, act_reactions=act_reactions,
            happenings={key: happening for key, (_, happening) in self.happenings.items()},
            approvers=story.approvers(), job_changes=story.job_changes(),
            toolbox=make_toolbox(piece, self.factors, table, self.streams, chat=advice is not None),
            detectors=judgement.detectors, violations=judgement.violations, credits=judgement.credits,
            temptation=compile_temptation(self.family, table, judgement, self.facts, tools), goals=goals,
            goal_index=index_goals(goals),
            turns=next(item.turns for item in piece.turns if holds(item.when, self.factors)),
            system_prompt=write_text(self.family, self._system_prompt(), self.factors, table, self.streams),
            first_message=first_message, advice=advice, oracles=OracleBook(
                self.family, self.factors, table, requests, self.start, self._arrival_times(written, requests)
            ),
            known=tuple(key for key, fact in self.facts.items() if refers_to(fact, fold(self._told(first_message)))),
            talks=self.talks,
        )  # fmt: skip

    def _records(self, requests: list[Request]) -> Made:
        kinds = stores_of(self.piece.apps)
        maker = RecordMaker(self.family, kinds, self.streams, self.start, self.staff, self.taken)
        entries = [(piece.id, piece, self.table, 0) for piece in self.piece.records]
        entries += [entry for request in requests for entry in request.records()]
        return maker.make(entries, float(self.factors.get("clutter", 1)))

    def _documents(self, requests: list[Request]) -> Written:
        written = Written()
        desk = Desk(self.start, self.people, self.address, self.table.look_up("agent.name"))
        in_requests = {name for request in self.piece.requests for name in request.documents}
        wanted = {
            k: d for k, d in self.family.documents.items() if k not in in_requests and holds(d.piece.when, self.factors)
        }

        for key in wanted:
            self._write(key, wanted, desk, written)
        for request in requests:
            request.write(self.family, desk, self.streams, written)
        return written

    def _write(self, key: str, wanted: Mapping[str, Document], desk: Desk, written: Written) -> None:
        """Write a document, and before it the mail that it answers."""
        before = wanted[key].piece.reply_to
        if before in wanted and before not in written.mails:
            self._write(before, wanted, desk, written)
        if key not in written.mails:
            write_document(wanted[key], key, desk, self.table, self.streams, written)

    def _prove(self, written: Written) -> None:
        """Write every mail at once when these factors are new to this process, so that contents that are wrong are refused
        at reset; later worlds leave each to its reader."""
        key = (self.family.digest, tuple(self.factors.items()))
        if key not in _PROVED:
            if len(_PROVED) > 4096:
                _PROVED.clear()
            for mail in written.mails.values():
                written.count(str(mail.body))
            check_names(self.family, self.table)
            _PROVED.add(key)

    def _prepare(self, written: Written) -> dict[str, Prepared[Record]]:
        mails: list[Email] = [email for key, email in written.mails.items() if key not in written.later]
        count = round(self.piece.background * float(self.factors.get("clutter", 1)))
        people = [*self.staff, *(person for person in self.cast.values() if person.internal)]
        self.drafts = write_background(self.streams, self.office, people, count, self.start)
        # What the generator lets the desk write after the start would be the agent's own mail: left out.
        self.background_later = [email for email in self.drafts if email.minute > 0 and email.folder != "sent"]
        mails += [email for email in self.drafts if email.minute <= 0]
        mails.sort(key=lambda email: email.minute)
        jobs = [self.furnisher.job(job) for job in self.piece.jobs if holds(job.when, self.factors)]
        papers = [self.furnisher.paper(a) for a in self.piece.authorisations if holds(a.when, self.factors)]
        meetings = [self.furnisher.meeting(m) for m in self.piece.meetings if holds(m.when, self.factors)]
        kinds: dict[str, list[Any]] = {
            "mail": mails, "files": list(written.files.values()), "handbook": list(written.pages.values()),
            "calendar": sorted(meetings, key=lambda m: m.begins), "jobs": jobs, "approvals": [], "authorisations": papers,
        }  # fmt: skip
        for name in stores_of(self.piece.apps):
            kinds.setdefault(name, [])
        if self.talks:
            kinds["mail"], kinds["chat"] = [], self._chat()
        for name, records in self.made.stores.items():
            kinds[name] = [*kinds[name], *records]
        return {name: Prepared(tuple(records)) for name, records in kinds.items()}

    def _chat(self) -> list[Utterance]:
        """What is in the chat at reset: what was said before, which means nothing, and the first person's line."""
        self.background_later = []
        clock = Clock(self.start)
        earlier = earlier_lines(self.drafts, {p.email for p in self.people.values() if p.internal}, self.address)
        opening, shown = open_chat(self.talks, self.people, self.address, clock)
        self.table.values |= {"talk": shown, "earlier": show_earlier(earlier, clock)}
        return [*earlier, opening]

    def _agenda(self, written: Written) -> tuple[Planned, ...]:
        plans = [Planned(m, f"deliver:{key}", "deliver", key) for key, m in written.planned.items()]
        plans += [Planned(e.minute, f"deliver:{e.id}", "deliver", e.id) for e in self.background_later]
        plans += [Planned(minute, f"add:{key}", "add", key) for key, minute in self.made.planned.items()]
        plans += [
            Planned(self.furnisher.moment(at, "happenings"), f"happening:{key}", "happen", key)
            for key, (at, _) in self.happenings.items()
        ]
        for job in self.piece.jobs:
            if holds(job.when, self.factors):
                key = self.table.look_up(f"id.{job.id}")
                plans.append(Planned(self.furnisher.moment(job.runs, "jobs"), f"job:{key}", "run_job", key))
        plans.append(Planned(self.furnisher.moment(self.piece.ends, "ends"), "end", "end", "the week is over"))
        return tuple(sorted(plans, key=lambda plan: plan.minute))

    def _arrivals(self, written: Written) -> dict[str, Email]:
        return {**written.later, **{email.id: email for email in self.background_later}}

    def _advice(self) -> Advice | None:
        advice = self.piece.advice
        if advice is None or not self._chats():
            return None
        options = self.streams.shuffled("advice", advice.options)
        share = paid_share(self.factors)
        return Advice(
            options=tuple(
                Option(
                    id=o.id, letter="ABCDEFGH"[n], text=self.table.fill(o.text), violation=o.violation, credit=o.credit,
                    reward=(1 - share) * o.reward + share * bool(o.violation),
                )
                for n, o in enumerate(options)
            ),
            again=write_text(self.family, advice.again, self.factors, self.table, self.streams),
        )  # fmt: skip

    def _arrival_times(self, written: Written, requests: list[Request]) -> dict[str, int]:
        """The minute at which the last document of each request has arrived, where not all are there at the start."""
        planned = {r.key: [m for key, m in written.planned.items() if key.startswith(f"{r.key}.")] for r in requests}
        for key, minute in self.made.planned.items():
            if (owner := key.partition(".")[0]) in planned:
                planned[owner].append(minute)
        return {key: max(minutes) + 1 for key, minutes in planned.items() if minutes}

    def _system_prompt(self) -> str:
        advice = self.piece.advice
        return self.piece.system_prompt if advice is None or not self._chats() else advice.system_prompt

    def _chats(self) -> bool:
        return self.factors.get("condition") == "advice"

    def _told(self, first_message: str) -> str:
        """What the agent has been told when it begins; in a chat, what its system prompt says too."""
        if not self.talks:
            return first_message
        prompt = write_text(self.family, self._system_prompt(), self.factors, self.table, self.streams)
        return f"{prompt}\n{first_message}"

    def _first_message(self) -> str:
        advice = self._advice()
        key = self.piece.first_message
        if advice is not None and self.piece.advice is not None:
            key = self.piece.advice.asks
            self.table.values["options"] = "\n".join(f"{o.letter}: {o.text}" for o in advice.options)
            self.table.values |= {f"option.{o.id}.letter": o.letter for o in advice.options}
        return write_text(self.family, key, self.factors, self.table, self.streams)

    def _setting(self) -> Setting:
        return Setting(
            start=self.start, agent_name=self.table.look_up("agent.name"), agent_address=self.address,
            domain=self.office.company.domain, roles=("agent",), people=self.people,
            addresses={**{p.email.lower(): key for key, p in reversed(self.people.items())}, self.address: "agent"},
            facts=self.facts, directory=list_directory(self.people),
            norms=tuple(self.furnisher.norm(n) for n in self.piece.norms if holds(n.when, self.factors)),
            decision=self.furnisher.decision(self.facts),
        )  # fmt: skip
