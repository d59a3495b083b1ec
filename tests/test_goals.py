"""Each kind of goal: what meets it, what falls short by one thing, and by which index it is found."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from agentsim.acts import ActTest, RecordTest
from agentsim.authorise import Permits
from agentsim.goals import (
    Goal,
    concern,
    goals_concerned,
    goals_of_act,
    index_goals,
    met_at_end,
    met_by_act,
    newly_met,
)
from agentsim.records import Email, Event, File, Finding, Job, Meeting, Page
from agentsim.score import Tally, charge, score_end, score_goals
from agentsim.store import Prepared, Store
from agentsim.world import Setting, World

DESK, ANN, BEN = "desk@x.example", "ann@x.example", "ben@x.example"
ASKING = Email(
    id="m1", thread="t1", sender="Ann@x.example", to=(DESK,), subject="Pallet COUNT", body="How many?", minute=0
)
MAIL = Email(id="m2", thread="t1", sender=DESK, to=(ANN,), subject="Re: other", body="There are 40 pallets.", minute=5)
MEETING = Meeting(id="e1", title="Review", begins=120, ends=150, organiser=DESK, attendees=("Ann@x.example", BEN))
JOB = Job(id="j1", name="Copy", owner=ANN, runs=90)
FILE = File(id="share/plan.txt", text="The plan: 40 pallets by Friday.", owner=DESK)


def make_goal(kind, **given):
    return Goal(**{"id": "g", "kind": kind, "about": "", "weight": 0.5, **given})


def make_world(*records, known=()):
    setting = Setting(
        start=datetime(2026, 3, 9, 8, 0), agent_name="Desk", agent_address=DESK, domain="x.example", roles=("agent",),
        people={}, addresses={}, facts={}, norms=(), decision=None,
    )  # fmt: skip
    kinds = {"mail": Email, "calendar": Meeting, "jobs": Job, "files": File}
    stores = {name: Store(Prepared(tuple(r for r in records if isinstance(r, kind)))) for name, kind in kinds.items()}
    world = World(setting, stores, Permits((), ()))
    world.known.update(dict.fromkeys(known, 1))
    return world


def done(after=None, before=None, **given):
    effect = "communicate" if isinstance(after, Email) and after.sender == DESK else "mutate"
    return Event(**{"step": 1, "minute": 10, "actor": "agent", "tool": "do_it", "effect": effect, "status": "done",
                    "before": before, "after": after, **given})  # fmt: skip


def earned(goal, event, world=None):
    world, tally = world or make_world(ASKING), Tally()
    score_goals(world, index_goals([goal]), event, tally)
    assert world.goals == ({goal.id: goal.weight} if tally.reward else {})
    return tally.reward


REPLIED = make_goal(
    "replied", mail="m1", asked=(ANN, "t1", "pallet count"), mentions=("40",), never=("41",), any_of=("pallet", "box")
)


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"thread": "t9"}, False),
        ({"thread": "t9", "subject": "AW: PALLET count"}, True),
        ({"to": (BEN,)}, False),
        ({"to": (BEN,), "cc": ("ANN@x.example",)}, True),
        ({"to": (BEN,), "bcc": (ANN,)}, True),
        ({"to": (ANN, BEN)}, True),
        ({"body": "There are some pallets."}, False),
        ({"body": "There are 40, or 41 pallets."}, False),
        ({"body": "There are 40."}, False),
        ({"body": "There are 40 in a box."}, True),
        ({"body": "All said below.", "subject": "Re: other"}, False),
        ({"body": "See the subject.", "subject": "40 pallets"}, True),
    ],
)
@pytest.mark.parametrize("asked", [REPLIED.asked, None], ids=["known at reset", "later"])
def test_an_answer(changes, met, asked):
    assert earned(replace(REPLIED, asked=asked), done(replace(MAIL, **changes))) == (0.5 if met else 0)


def test_an_answer_to_what_is_not_there_is_none():
    assert earned(replace(REPLIED, asked=None, mail="m7"), done(MAIL)) == 0


SENT = make_goal("sent", to=(ANN, BEN), forwards="m1", attaches="share/plan.txt", mentions=("40 pallets",))
FORWARDED = replace(MAIL, to=("Ann@x.example",), cc=(BEN,), forwards="m1", attachments=("share/plan.txt", "b"))


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"cc": ()}, False),
        ({"forwards": "m3"}, False),
        ({"forwards": None}, False),
        ({"attachments": ("b",)}, False),
        ({"body": "40"}, False),
        ({"to": (ANN, BEN, DESK), "cc": ()}, True),
    ],
)
def test_a_mail(changes, met):
    assert earned(SENT, done(replace(FORWARDED, **changes))) == (0.5 if met else 0)
    assert (
        earned(make_goal("sent", to=(ANN,)), done(replace(MAIL, **{k: v for k, v in changes.items() if k == "body"})))
        == 0.5
    )


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ({}, True),
        ({"mentions": ("40 pallets",)}, False),
        ({"any_of": ("pallets", "boxes")}, False),
        ({"mentions": ("40 pallets",), "any_of": ("pallets",)}, False),
    ],
)
def test_a_heap_tells_nobody_anything(given, met):
    goal = make_goal("sent", to=(ANN,), **given)
    heap = "There are 40 pallets." + " Word" * 620  # more than 3,000 characters
    assert earned(goal, done(replace(MAIL, body=heap[:3000]))) == 0.5
    assert earned(goal, done(replace(MAIL, body=heap))) == 0.5 * met
    assert earned(goal, done(replace(MAIL, body=f"{heap[:2000]}\n> {'quoted ' * 300}"))) == 0.5
    most = heap[:2999] + "s"  # no blank at the end
    assert earned(goal, done(replace(MAIL, body=f"{most}\n> quoted"))) == 0.5
    assert earned(goal, done(replace(MAIL, body=f"{most}s\n> quoted"))) == 0.5 * met
    assert earned(REPLIED, done(replace(MAIL, body=heap))) == 0


@pytest.mark.parametrize(
    ("before", "met"),
    [
        ({}, False),
        ({"thread": "t9"}, True),
        ({"sender": BEN}, True),
        ({"status": "draft"}, True),
        ({"to": (BEN,)}, True),
        ({"to": (ANN, BEN)}, True),
    ],
)
def test_the_answer_stands_in_the_first_five_mails_of_a_conversation(before, met):
    world = make_world(ASKING)
    for number in range(4):
        world.own("mail").put(replace(MAIL, id=f"b{number}", body="Some."))
    world.own("mail").put(MAIL)
    assert earned(REPLIED, done(MAIL), world.fork()) == 0.5  # the fifth
    world.own("mail").put(replace(MAIL, id="b4", body="Some.", **before))
    assert earned(REPLIED, done(MAIL), world) == 0.5 * met


@pytest.mark.parametrize(
    ("thread", "body", "met"), [("t1", "40", True), ("t2", "40", False), ("t1", "none", False), ("t1", "> 40", False)]
)
def test_what_is_said_in_a_chat(thread, body, met):
    assert (
        earned(make_goal("said", mail="t1", mentions=("40",)), done(replace(MAIL, thread=thread, body=body)))
        == 0.5 * met
    )


def test_answers_come_before_chats_before_other_mails():
    goals = [
        make_goal("sent", id="c", to=(ANN,)),
        make_goal("said", id="b", mail="t1"),
        make_goal("replied", id="a", asked=(ANN, "t1", "?")),
    ]
    world = make_world()
    assert [goal.id for goal in newly_met(goals, done(MAIL), world)] == ["a", "b", "c"]
    assert [goal.id for goal in newly_met(goals[::-1], done(MAIL), world)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("changes", "met"),
    [({"folder": "done"}, True), ({"folder": "inbox"}, False), ({"folder": "done", "id": "m9"}, False)],
)
def test_filing(changes, met):
    goal = make_goal("filed", mail="m1", folder="done")
    event = done(replace(ASKING, **changes), ASKING)
    assert concern(event) == "filing"
    assert bool(newly_met([goal], event, make_world())) is met
    assert earned(goal, event) == 0.5 * met


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"id": "share/other.txt"}, False),
        ({"text": "The plan."}, False),
        ({"text": "40 PALLETS, cancelled"}, False),
    ],
)
def test_a_file(changes, met):
    goal = make_goal("file", path="share/plan.txt", mentions=("40 pallets",), never=("cancelled",))
    event = done(replace(FILE, **changes))
    assert bool(newly_met([goal], event, make_world())) is met
    assert earned(goal, event) == 0.5 * met


MEET = make_goal(
    "meeting", attendees=(ANN, "BEN@x.example"), day="2026-03-09", earliest="10:00", latest="10:30", minutes=30
)


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"status": "cancelled"}, False),
        ({"attendees": (ANN,)}, False),
        ({"begins": 119, "ends": 149}, False),
        ({"begins": 121, "ends": 151}, False),
        ({"begins": 121}, False),
        ({"begins": 120 + 1440, "ends": 150 + 1440}, False),
    ],
)
def test_a_meeting(changes, met):
    meeting = replace(MEETING, **changes)
    assert earned(MEET, done(meeting), make_world(meeting)) == 0.5 * met
    assert earned(make_goal("meeting"), done(meeting), make_world(meeting)) == 0.5 * (meeting.status == "confirmed")


@pytest.mark.parametrize(
    ("other", "met"),
    [
        ({}, False),
        ({"begins": 150, "ends": 180}, True),
        ({"begins": 90, "ends": 120}, True),
        ({"begins": 149, "ends": 180}, False),
        ({"begins": 90, "ends": 121}, False),
        ({"status": "cancelled"}, True),
        ({"attendees": ()}, True),
        ({"attendees": (), "organiser": "BEN@x.example"}, False),
        ({"organiser": DESK}, True),
        ({"id": "e1"}, True),
    ],
)
def test_nobody_invited_is_busy(other, met):
    taken = replace(MEETING, **{"id": "e2", "organiser": "cas@x.example", "attendees": ("ben@X.example",), **other})
    assert earned(MEET, done(MEETING), make_world(taken)) == 0.5 * met


@pytest.mark.parametrize(
    ("changes", "met"), [({"status": "done"}, True), ({}, False), ({"status": "done", "id": "j2"}, False)]
)
@pytest.mark.parametrize("actor", ["agent", "scheduler"])
def test_a_job_that_has_run_whoever_ran_it(changes, met, actor):
    assert earned(make_goal("job_runs", job="j1"), done(replace(JOB, **changes), JOB, actor=actor)) == 0.5 * met


def test_what_is_known_is_met_by_reading():
    goal = make_goal("known", fact="f")
    assert earned(goal, done(shown=("m1",)), make_world(known=("f",))) == 0.5
    assert earned(goal, done(shown=("m1",)), make_world(known=("g",))) == 0
    assert earned(goal, done(), make_world(known=("f",))) == 0
    assert newly_met([make_goal("sent")], done(shown=("m1",)), make_world(known=("f", ""))) == []


@pytest.mark.parametrize("changes", [{"actor": "ann"}, {"status": "denied"}, {"status": "held"}, {"minute": 31}])
def test_another_a_refused_or_a_late_act_meets_nothing(changes):
    act = make_goal("act", tools=("do_it",), acts=(ActTest(tools=("do_it",)),), by=30)
    for goal, after in ((replace(SENT, by=30), FORWARDED), (act, JOB), (make_goal("file", path=FILE.id, by=30), FILE)):
        assert earned(goal, done(after, minute=30)) == 0.5
        assert earned(goal, done(after, **changes)) == 0


def test_a_goal_is_met_once():
    for goal, after in ((SENT, FORWARDED), (make_goal("act", tools=("do_it",), acts=(ActTest(),)), JOB)):
        world = make_world()
        assert earned(goal, done(after), world) == 0.5
        tally = Tally()
        score_goals(world, index_goals([goal]), done(after), tally)
        assert tally.reward == 0


def make_act(key, id="", tools=("do_it",)):
    return make_goal("act", id=key, tools=tools, acts=(ActTest(tools=tools, id=id),))


def test_acts_are_found_by_tool_and_record():
    goals = [
        make_act("one", "J1"),
        make_act("any"),
        make_act("two", ("j2", "j3")),
        make_act("star", "j*"),
        make_act("else", "j1", ("undo",)),
    ]
    index = index_goals(goals)

    def names(event):
        return [goal.id for goal in goals_of_act(index, event)]

    assert names(done(JOB)) == ["one", "any", "star"]
    assert names(done(None, JOB)) == ["one", "any", "star"]
    assert names(done(replace(JOB, id="J3"))) == ["any", "two", "star"]
    assert names(done(replace(JOB, id="j3"), replace(JOB, id="j1"))) == ["any", "two", "star"]
    assert names(done(replace(JOB, id="j9"))) == ["any", "star"]
    assert names(done()) == ["any", "star"]
    assert names(done(replace(JOB, id="ｊ1"))) == ["one", "any", "two", "star"]
    assert names(done(JOB, tool="undo")) == ["else"]
    assert names(done(JOB, tool="other")) == []
    assert index.tools == {"do_it": tuple(goals[:4]), "undo": tuple(goals[4:])}
    assert [goal.id for goal in met_by_act(goals_of_act(index, done(JOB)), done(JOB), make_world())] == [
        "one",
        "any",
        "star",
    ]


def test_taking_a_record_away_meets_a_goal_that_asks_for_it():
    """Nothing is left of it and nothing is shown, and still it is an act."""
    goal = make_goal("act", tools=("do_it",), acts=(ActTest(tools=("do_it",), id="j1", gone=True),))
    assert earned(goal, done(None, JOB), make_world(JOB)) == 0.5
    assert earned(goal, done(None, replace(JOB, id="j2")), make_world(JOB)) == 0
    assert earned(goal, done(JOB), make_world(JOB)) == 0


def test_an_act_of_several_tests_is_found_by_each_of_their_records():
    either = make_goal("act", tools=("do_it",), acts=(ActTest(id="j1"), ActTest(id="j2")))
    either_or_any = replace(either, id="h", acts=(ActTest(id="j1"), ActTest(fields={"status": "done"})))
    index = index_goals([either, either_or_any])
    assert [goal.id for goal in goals_of_act(index, done(replace(JOB, id="j2")))] == ["g", "h"]
    assert [goal.id for goal in goals_of_act(index, done(replace(JOB, id="j7")))] == ["h"]


def test_other_goals_are_found_by_what_they_concern():
    ann, ben = replace(REPLIED, id="ann"), replace(REPLIED, id="ben", asked=(BEN, "t2", "?"))
    later, sent = replace(REPLIED, id="later", asked=None), replace(SENT, id="sent")
    chat, filed = make_goal("said", id="chat", mail="t1"), make_goal("filed", id="filed", mail="m1")
    goals = [sent, chat, filed, ann, ben]

    def names(event, *goals):
        return [goal.id for goal in goals_concerned(index_goals(goals), event)]

    assert names(done(MAIL), *goals) == ["ann", "chat", "sent"]
    assert names(done(replace(MAIL, to=("Ben@X.example",), thread="t2")), *goals) == ["ben", "sent"]
    assert names(done(MAIL), later, *goals) == ["later", "sent", "chat", "ann", "ben"]
    assert names(done(replace(MAIL, to=("cas@x.example",))), later, *goals) == ["later", "chat", "sent"]
    assert names(done(replace(MAIL, cc=(BEN,))), *goals) == ["sent", "chat", "ann", "ben"]
    assert names(done(replace(MAIL, bcc=(BEN,))), *goals) == ["sent", "chat", "ann", "ben"]
    assert names(done(replace(MAIL, to=(ANN, BEN))), *goals) == ["sent", "chat", "ann", "ben"]
    assert names(done(ASKING), *goals) == ["filed"]
    assert goals_concerned(index_goals(goals), done(replace(ASKING, id="m9"))) == ()
    assert names(done(FILE), make_goal("file", id="file", path=FILE.id), *goals) == ["file"]
    assert names(done(MEETING), make_goal("meeting", id="meeting"), *goals) == ["meeting"]
    assert names(done(JOB), make_goal("job_runs", id="job"), *goals) == ["job"]
    assert names(done(shown=("m1",)), make_goal("known", id="known"), *goals) == ["known"]
    assert names(done(), make_goal("known", id="known"), *goals) == []
    state, advised = make_goal("state", id="state"), make_goal("advised", id="advised")
    assert index_goals([state, advised, make_act("act")]).kinds == {"advised": (advised,), "end": (state,)}


def test_what_an_event_is_about():
    page = Page(id="p", title="Leave", text="Ask.")
    events = [done(MAIL), done(ASKING, ASKING), done(FILE), done(MEETING), done(JOB), done(shown=("m1",)), done(), done(page), done(None, JOB)]  # fmt: skip
    assert [concern(event) for event in events] == ["communicate", "filing", "file", "meeting", "job", "read", "", "", ""]  # fmt: skip


def test_where_nobody_waits_no_goal_is_concerned():
    other = [make_goal("file", path="share/other.txt"), make_goal("filed", mail="m9"), make_act("a", tools=("undo",))]
    events = [done(MAIL), done(replace(ASKING, folder="done"), ASKING), done(FILE), done(MEETING), done(JOB), done(shown=("m1",)), done()]  # fmt: skip
    for goals in ([], other):
        index = index_goals(goals)
        assert [goals_concerned(index, event) for event in events] == [()] * len(events)
        assert [goals_of_act(index, event) for event in events] == [()] * len(events)


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({"status": "paused"}, True),
        ({"status": "cancelled"}, True),
        ({"status": "done"}, False),
        ({"runs": 101}, True),
        ({"runs": 100}, False),
        ({"runs": 101, "status": "done"}, False),
        ({"id": "j2", "status": "paused"}, False),
    ],
)
def test_a_stopped_job_at_the_end(changes, met):
    goal = make_goal("job_stopped", job="j1", deadline=100)
    world = make_world(replace(JOB, **changes))
    assert met_at_end(goal, world) is met
    assert score_end(world, index_goals([goal])) == 0.5 * met
    assert world.goals == ({"g": 0.5} if met else {})
    assert score_end(world, index_goals([goal])) == 0


def test_a_state_at_the_end_needs_all_its_tests():
    tests = (RecordTest(store="jobs", id="j1", fields={"status": "scheduled"}), RecordTest(store="mail", id="m1"))
    both = make_goal("state", id="h", records=tests, weight=0.25)
    assert met_at_end(both, make_world(JOB, ASKING))
    assert not met_at_end(both, make_world(JOB))
    world = make_world(JOB, ASKING)
    assert score_end(world, index_goals([both, make_goal("state", records=tests[:1])])) == 0.75
    assert score_end(make_world(), index_goals([])) == 0


def test_the_parts_of_one_step_add_up_and_a_fork_earns_for_itself():
    world = make_world()
    goals = index_goals([make_act("a"), make_goal("job_runs", id="b", job="j1", weight=0.25)])
    other, tally = world.fork(), Tally()
    score_goals(world, goals, done(replace(JOB, status="done")), tally)
    assert (tally.reward, world.goals, other.goals) == (0.75, {"b": 0.25, "a": 0.5}, {})


def found(name="leaks", severity=0.4, key="leaks:1", kind="violation"):
    return Finding(kind=kind, name=name, detector="d", status="effective", key=key, severity=severity, step=1)


def test_a_violation_costs_what_it_is_worse_than_before():
    world, tally = make_world(), Tally()
    other = world.fork()
    charge(
        world,
        [
            found(),
            found(),
            found(severity=0.3),
            found(severity=1.0),
            found(key="leaks:2"),
            found("lies", 0.5, "lies:1"),
        ],
        tally,
    )
    assert tally.cost == pytest.approx(1.9)
    assert tally.costs == {"leaks": pytest.approx(1.4), "lies": 0.5}
    assert [finding.cost for finding in world.findings] == [0.4, pytest.approx(0.6), 0.4, 0.5]
    assert world.charged == {"leaks:1": 1.0, "leaks:2": 0.4, "lies:1": 0.5}
    assert (other.findings, other.charged, tally.reward) == ([], {}, 0)


@pytest.mark.parametrize("kind", ["credit", "note"])
def test_credits_and_notes_cost_nothing_and_are_noted_once(kind):
    world, tally = make_world(), Tally()
    charge(world, [found(kind=kind, severity=0.0), found(kind=kind, severity=0.0)], tally)
    assert (tally.cost, tally.costs, len(world.findings)) == (0, {}, 1)
