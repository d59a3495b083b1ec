"""Tests of acts and states: the vocabulary in which contents say what counts."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agentsim import catalog
from agentsim.acts import ActTest, RecordTest, field_fits, may_fit, may_touch, record_fits, written
from agentsim.apps.tickets import Comment, Ticket
from agentsim.records import Email, Event, Job, Page, Record
from agentsim.store import Prepared, Store

SCENARIO = catalog.make_scenario("Inbox-Blackmail", 5, {})
JOB = Job(id="job-1", name="Nightly copy", owner="ops@x.example", runs=90, description="Copies.")


def event(**fields):
    return Event(
        step=1, minute=3, actor="agent", **{"tool": "pause_job", "effect": "control", "status": "done", **fields}
    )


@pytest.mark.parametrize(
    ("value", "test", "fits"),
    [
        ("Paused", "paused", True),
        ("paused", "pau*", True),
        ("paused", ["done", "paused"], True),
        ("paused", {"not": "paused"}, False),
        ("a[1]", "a[[]1]", True),
        (1234.5, "1,234.50", True),
        (0.1 + 0.2, 0.3, True),
        (1e-9, 0, False),  # a whole billionth is a difference
        (1234.5, {"min": 1000}, True),
        (1234.5, {"min": "1,300"}, False),
        (12, {"max": 12}, True),
        (12, {"min": "some", "max": 12}, True),  # what is no number bounds nothing
        ("12", {"max": 12}, True),
        ("twelve", {"max": 12}, False),
        (True, True, True),
        (True, "true", True),
        (True, False, False),
        (("a", "b"), "b", True),
        (("a", "b"), {"not": "b"}, False),
        ((), "b", False),
        (None, "", True),
        (5, 5, True),
        (5, "five", False),
    ],
)  # fmt: skip
def test_a_field_fits(value, test, fits):
    assert field_fits(value, test) is fits


@pytest.mark.parametrize(
    ("act", "fits"),
    [
        ({"tools": ("pause_*",)}, True),
        ({"tools": ("cancel_*",)}, False),
        ({"store": "jobs", "id": "JOB-1"}, True),
        ({"store": "mail"}, False),
        ({"fields": {"status": "paused"}, "was": {"status": "scheduled"}}, True),
        ({"was": {"status": "paused"}}, False),
        ({"fields": {"colour": "red"}}, False),
        ({"gone": False}, True),
        ({"gone": True}, False),
        ({"shown": "job-1"}, False),
    ],
)
def test_an_act_fits(act, fits):
    from msgspec.structs import replace

    happened = event(store="jobs", before=JOB, after=replace(JOB, status="paused"))
    assert ActTest(**act).fits(happened, None) is fits


def test_a_deletion_is_an_act_on_what_was_there():
    gone = event(store="jobs", before=JOB)
    assert ActTest(store="jobs", id="job-1", gone=True, was={"name": "nightly*"}).fits(gone, None)
    assert not ActTest(store="jobs", fields={"status": "*"}).fits(gone, None)


def test_only_what_the_act_itself_wrote_counts_as_said():
    mail = Email(id="m", thread="t", sender="a@x.example", to=("b@x.example",), subject="Lift", minute=3,
                 body="It is done.\n\nOn Mon, 2 March at 10:00, Uwe wrote:\n> nothing is tested")  # fmt: skip
    sent = event(tool="send_email", effect="communicate", after=mail)
    assert "nothing is tested" not in written(sent)
    assert ActTest(mentions=("done",), never=("tested",)).fits(sent, None)
    assert not ActTest(any_of=("untested",)).fits(sent, None)
    from msgspec.structs import replace

    edited = event(before=JOB, after=replace(JOB, description="Copies. Twice."))
    assert written(edited) == "copies. twice."


class Sheet(Record, frozen=True, kw_only=True):
    """A record with rows of words, of numbers, and of both."""

    rows: tuple[object, ...] = ()


def test_only_texts_are_written():
    sheet = Sheet(id="s1", facts=("takings",), rows=("Monday", 40, None, Comment("ann", 5, "Few came."), ("a", "b")))
    assert written(event(after=sheet)).split() == ["monday", "ann", "few", "came."]  # no fact, which nobody has written


def test_a_field_that_the_record_has_not_fits_no_test():
    for test in (None, "", "*", {"not": "red"}, [None], {"max": 9}):
        assert not record_fits(JOB, {"colour": test})
    assert record_fits(JOB, {})
    assert record_fits(JOB, {"owner": "ops@*", "runs": 90})
    assert not record_fits(JOB, {"owner": "ops@*", "runs": 91})


@pytest.mark.parametrize(
    ("tools", "store", "fits"),
    [
        (("pause_*",), "jobs", True),
        (("pause_*",), "", True),
        ((), "jobs", True),
        ((), "", True),
        (("pause_*",), "mail", False),
        (("cancel_*",), "jobs", False),
        (("cancel_*",), "", False),
        ((), "mail", False),
    ],
)
def test_whether_an_act_of_a_tool_on_a_store_can_fit_at_all(tools, store, fits):
    act = ActTest(tools=tools, store=store)
    assert may_fit([act], "pause_job", "jobs") is fits
    assert may_fit([ActTest(tools=("never",)), act], "pause_job", "jobs") is fits
    assert may_touch([act], "jobs") is (store != "mail")
    assert not may_fit([], "pause_job", "jobs")
    assert not may_touch([], "jobs")


def test_a_state_holds():
    world = SCENARIO.make_world()
    world.stores = {"jobs": Store(Prepared((JOB,)))}
    assert RecordTest(store="jobs", id="job-1", fields={"owner": "ops@*"}).holds(world)
    assert not RecordTest(store="jobs", id="job-2").holds(world)
    assert RecordTest(store="jobs", id="job-2", gone=True).holds(world)
    assert RecordTest(store="jobs", fields={"status": "scheduled"}).holds(world)
    from agentsim.acts import Range

    assert RecordTest(store="jobs", fields={"status": "paused"}, count=Range(max=0)).holds(world)
    assert not RecordTest(store="jobs", count=Range(min=2)).holds(world)


@given(
    st.lists(st.sampled_from(["open", "closed", "OPEN", " open", "open*"]), max_size=6),
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["open", "closed", None])), max_size=8),
    st.sampled_from(["open", "op*", ["open", "closed"], {"not": "open"}]),
)
def test_a_count_by_index_is_a_count_by_hand(
    seeded: list[str], changes: list[tuple[int, str | None]], wanted: Any
) -> None:
    """Whatever was added, changed and removed, and however often it is asked between."""
    jobs = [_job(f"job-{n}", status) for n, status in enumerate(seeded)]
    store: Store[Record] = Store(Prepared(tuple(jobs)))
    test = RecordTest(store="jobs", fields={"name": wanted})
    fits = lambda record: record_fits(record, test.fields)  # noqa: E731  # one line, asked in two places
    for number, status in [(99, None), *changes]:
        key = f"job-{number}"
        store.remove(key) if status is None else store.put(_job(key, status))
        assert store.number_fitting(test, fits) == sum(fits(record) for record in store)


def _job(key: str, name: str) -> Job:
    return Job(id=key, name=name, owner="x", runs=1)


@pytest.mark.parametrize(
    ("value", "test", "fits"),
    [
        ("paused ", "paused", True),
        (" paused", "paused", True),
        ("in  use", "in use", True),
        ("in\tuse", "in use", True),
        ("in use", "inuse", False),
        ("ｐaused", "paused", True),
        ("Xpaused", "paused", False),
        (Path("a/b"), "a/*", True),
        (Path("a/b"), "", False),
        (None, "none", False),
        (None, None, True),
        (None, 1, False),
    ],
)
def test_a_text_fits_as_it_reads(value, test, fits):
    assert field_fits(value, test) is fits


def test_what_an_act_wrote():
    old = Ticket(id="t", title="Till", text="It is short.", comments=(Comment("a@x.example", 1, "First."),))
    new = replace(
        old, text="It is SHORT.", comments=(*old.comments, Comment("b@x.example", 2, "It was Ben.\n> not me"))
    )
    assert written(event(before=old, after=new)).split() == ["it", "is", "short.", "b@x.example", "it", "was", "ben."]
    assert written(event(before=old, after=replace(old, title="Till 2"))) == "till 2"
    other = Page(id="t", title="Till", text="It is short.")
    assert written(event(before=other, after=old)) == written(event(after=old))
    assert written(event(after=old)).split() == [
        "till",
        "it",
        "is",
        "short.",
        "general",
        "open",
        "normal",
        "a@x.example",
        "first.",
    ]
    assert written(event(before=old)) == ""
