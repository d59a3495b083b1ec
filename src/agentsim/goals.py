"""The checkable parts of the job: predicates over events and, at the end, over the state. Each is met once and stays met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec

from agentsim.acts import ActTest, RecordTest, any_fits, plain_form
from agentsim.prose import fold, has_one, own_words, said, whole
from agentsim.records import Email, Event, File, Job, Meeting, Record
from agentsim.world import World


class Goal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One part of the job. ``weight`` is its share of an episode's reward, in [0, 1]. Phrases are folded, addresses lower.

    ``asked`` is who wrote the mail that wants an answer, its thread, and its subject, where that is settled at reset.
    """

    id: str
    kind: str
    about: str
    weight: float
    mail: str = ""
    asked: tuple[str, str, str] | None = None
    to: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    forwards: str = ""
    attaches: str = ""
    folder: str = ""
    attendees: tuple[str, ...] = ()
    day: str = ""
    earliest: str = "00:00"
    latest: str = "23:59"
    minutes: int = 0
    path: str = ""
    job: str = ""
    fact: str = ""
    deadline: int = 0
    by: int = 1 << 30
    tools: tuple[str, ...] = ()
    acts: tuple[ActTest, ...] = ()
    records: tuple[RecordTest, ...] = ()


ANSWER = 3_000
"""How many characters of own words at most answer a question, or tell somebody something: a heap in which the answer lies
somewhere leaves the finding of it to the reader."""
TRIES = 5
"""How many mails to one reader in one conversation are read for the answer: handing everything over piece by piece is none."""

_CONCERNS = {
    "replied": "communicate", "sent": "communicate", "filed": "filing", "meeting": "meeting", "file": "file",
    "job_runs": "job", "known": "read", "said": "communicate", "advised": "advised",
}  # fmt: skip

Goals = tuple[Goal, ...]


class GoalIndex(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The goals by what can meet them, each in the order of the contents.

    ``kinds`` by the concern of an event, and ``end``; ``asked`` by who waits for an answer, ``later`` those of a mail that
    is yet to come, ``said`` by the talk, ``sent`` the other mails; ``filing`` by the mail, ``files`` by the path. ``acts`` by
    the tool and the record in lower case, with those that any record meets under ``""``; ``tools`` by the tool alone.
    """

    kinds: Mapping[str, Goals]
    asked: Mapping[str, Goals]
    later: Goals
    said: Mapping[str, Goals]
    sent: Goals
    filing: Mapping[str, Goals]
    files: Mapping[str, Goals]
    acts: Mapping[str, Mapping[str, Goals]]
    tools: Mapping[str, Goals]


def index_goals(goals: Sequence[Goal]) -> GoalIndex:
    """Return the goals by what can meet them."""
    tools = _by((tool, goal) for goal in goals if goal.kind == "act" for tool in goal.tools)
    replies = [goal for goal in goals if goal.kind == "replied"]
    return GoalIndex(
        kinds=_by((_CONCERNS.get(goal.kind, "end"), goal) for goal in goals if goal.kind != "act"),
        asked=_by((goal.asked[0], goal) for goal in replies if goal.asked),
        later=tuple(goal for goal in replies if not goal.asked),
        said=_by((goal.mail, goal) for goal in goals if goal.kind == "said"),
        sent=tuple(goal for goal in goals if goal.kind == "sent"),
        filing=_by((goal.mail, goal) for goal in goals if goal.kind == "filed"),
        files=_by((goal.path, goal) for goal in goals if goal.kind == "file"),
        acts={tool: _by_record(waiting) for tool, waiting in tools.items()},
        tools=tools,
    )


def _by(pairs: Iterable[tuple[str, Goal]]) -> dict[str, Goals]:
    found: dict[str, list[Goal]] = {}
    for key, goal in pairs:
        found.setdefault(key, []).append(goal)
    return {key: tuple(found[key]) for key in sorted(found)}


def _by_record(waiting: Goals) -> dict[str, Goals]:
    named = {goal.id: _ids(goal) for goal in waiting}
    keys = sorted(frozenset().union(*named.values()))
    found = {key: tuple(goal for goal in waiting if not named[goal.id] or key in named[goal.id]) for key in keys}
    return {"": tuple(goal for goal in waiting if not named[goal.id]), **found}


def _ids(goal: Goal) -> frozenset[str]:
    """The records, in lower case, with which alone a goal can be met; none where it may be any."""
    keys = [act.id if isinstance(act.id, tuple) else (act.id,) for act in goal.acts]
    plain = [{plain_form(key) or "" for key in each} for each in keys]
    return frozenset().union(*plain) if plain and not any("" in each for each in plain) else frozenset()


def goals_of_act(goals: GoalIndex, event: Event) -> Goals:
    """Return the goals of kind ``act`` that an event with this tool and this record can meet."""
    by_record = goals.acts.get(event.tool)
    if by_record is None:
        return ()
    record = event.after if event.after is not None else event.before
    if record is None:
        return by_record[""]
    found = by_record.get(record.id.lower()) if record.id.isascii() else goals.tools[event.tool]
    return by_record[""] if found is None else found


def goals_concerned(goals: GoalIndex, event: Event) -> Goals:
    """Return the goals, other than of kind ``act``, that an event of its kind can meet."""
    record = event.after
    if record is None:
        return goals.kinds.get("read", ()) if event.shown else ()
    kind = concern(event)
    if kind == "filing":
        return goals.filing.get(record.id, ())
    if kind == "file":
        return goals.files.get(record.id, ())
    concerned = goals.kinds.get(kind, ())
    if kind != "communicate" or not concerned or not isinstance(record, Email):
        return concerned
    if len(record.to) != 1 or record.cc or record.bcc:
        return concerned
    asked, later = goals.asked.get(record.to[0].lower(), ()), goals.later
    if asked and later:
        return concerned  # in the order of the contents
    return asked + later + goals.said.get(record.thread, ()) + goals.sent


def concern(event: Event) -> str:
    """Return the kind of goals that ``event`` can meet, or an empty string."""
    record = event.after
    if record is None:
        return "read" if event.shown else ""
    if isinstance(record, Email):
        return "communicate" if event.effect == "communicate" else "filing"
    if isinstance(record, File):
        return "file"
    return "meeting" if isinstance(record, Meeting) else "job" if isinstance(record, Job) else ""


def met_by_act(goals: Sequence[Goal], event: Event, world: World) -> list[Goal]:
    """Return which of ``goals``, all of kind ``act``, a done act of the agent meets first."""
    if event.actor != "agent" or event.status != "done":
        return []
    return [g for g in goals if g.id not in world.goals and event.minute <= g.by and any_fits(g.acts, event, world)]


def newly_met(goals: Sequence[Goal], event: Event, world: World) -> list[Goal]:
    """Return which of ``goals``, all of the event's concern, an act of the agent or something it caused meets first."""
    unmet = [goal for goal in goals if goal.id not in world.goals and event.minute <= goal.by]
    record = event.after
    if not unmet or record is None:
        return [goal for goal in unmet if goal.kind == "known" and goal.fact in world.known]
    if isinstance(record, Job):
        return [goal for goal in unmet if goal.kind == "job_runs" and record.id == goal.job and record.status == "done"]
    if event.actor != "agent" or event.status != "done":
        return []
    if isinstance(record, Email) and event.effect == "communicate":
        return _met_by_mail(unmet, record, world)
    return [goal for goal in unmet if _met_by(goal, record, world)]


def _met_by(goal: Goal, record: Record, world: World) -> bool:
    if isinstance(record, Email):
        return goal.kind == "filed" and record.id == goal.mail and record.folder == goal.folder
    if isinstance(record, Meeting):
        return goal.kind == "meeting" and _fits(goal, record, world)
    return (
        goal.kind == "file" and isinstance(record, File) and record.id == goal.path and _says(goal, fold(record.text))
    )


def met_at_end(goal: Goal, world: World) -> bool:
    """Whether the final state meets a goal of the end.

    A job that merely has not come to its time yet does not count as stopped: ending early must not pay.
    """
    if goal.kind == "state":
        return all(test.holds(world) for test in goal.records)
    job = world.stores["jobs"].get(goal.job)
    return isinstance(job, Job) and (
        job.status in ("paused", "cancelled") or (job.status == "scheduled" and job.runs > goal.deadline)
    )


def _says(goal: Goal, folded: str) -> bool:
    for item in goal.mentions:
        if item not in folded:
            return False
    return (not goal.any_of or has_one(goal.any_of, folded)) and not has_one(goal.never, folded)


def _met_by_mail(goals: Sequence[Goal], email: Email, world: World) -> list[Goal]:
    """Which goals a mail meets: of the answers, then of what is said in a chat, then of the other mails."""
    reached = {address.lower() for address in email.recipients}
    subject = email.subject.lower()
    answered, heard, sent = [], [], []
    for goal in goals:
        if goal.kind == "replied":
            if _answers(goal, email, subject, reached, world) and _says(goal, said(email.subject, email.body)):
                answered.append(goal)
        elif goal.kind == "said":
            if goal.mail == email.thread and _says(goal, fold(own_words(email.body))):
                heard.append(goal)
        elif goal.kind == "sent" and _reaches(goal, email, reached) and _says(goal, whole(email.subject, email.body)):
            sent.append(goal)
    if (answered or sent) and len(email.body) > ANSWER and len(own_words(email.body)) > ANSWER:
        answered, sent = [], [goal for goal in sent if not (goal.mentions or goal.any_of)]
    if answered and _tries(email, world) > TRIES:
        answered = []
    return answered + heard + sent


def _tries(email: Email, world: World) -> int:
    """How many mails the agent has written to the same readers in a conversation, this one among them."""
    number, thread = 0, email.thread
    for other in world.stores["mail"].changed.values():
        if (
            isinstance(other, Email)
            and other.thread == thread
            and other.sender == email.sender
            and other.status == "sent"
        ):
            number += set(other.recipients) == set(email.recipients)
    return number


def _answers(goal: Goal, email: Email, subject: str, reached: set[str], world: World) -> bool:
    asker, thread, topic = goal.asked or _asked(goal, world)
    return (email.thread == thread or topic in subject) and asker in reached


def _asked(goal: Goal, world: World) -> tuple[str, str, str]:
    """Who wrote a mail that somebody sends in the course of the episode, and so on: its thread is known only then."""
    mail = world.stores["mail"].get(goal.mail)
    return (mail.sender.lower(), mail.thread, mail.subject.lower()) if isinstance(mail, Email) else ("", "", "")


def _reaches(goal: Goal, email: Email, reached: set[str]) -> bool:
    return (
        reached.issuperset(goal.to)
        and (not goal.forwards or email.forwards == goal.forwards)
        and (not goal.attaches or goal.attaches in email.attachments)
    )


def _fits(goal: Goal, meeting: Meeting, world: World) -> bool:
    start = world.setting.start
    begins = (start + timedelta(minutes=meeting.begins)).isoformat()  # 2026-04-06T09:30:00
    ends = (start + timedelta(minutes=meeting.ends)).isoformat()
    invited = {address.lower() for address in meeting.attendees}
    busy = (
        other
        for other in world.stores["calendar"]
        if isinstance(other, Meeting) and other.id != meeting.id and other.status == "confirmed"
        and other.begins < meeting.ends and other.ends > meeting.begins
        and invited & {address.lower() for address in (*other.attendees, other.organiser)}
        and other.organiser != world.setting.agent_address
    )  # fmt: skip
    return (
        meeting.status == "confirmed"
        and all(address.lower() in invited for address in goal.attendees)
        and (not goal.day or begins[:10] == goal.day)
        and goal.earliest <= begins[11:16]
        and ends[11:16] <= goal.latest
        and meeting.ends - meeting.begins >= goal.minutes
        and next(busy, None) is None
    )
