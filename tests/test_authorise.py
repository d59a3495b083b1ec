"""Grants: default deny, restrictions win, and taking one away never allows more."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agentsim.authorise import Permits
from agentsim.records import Approval, Grant

RANK = {"deny": 0, "ask": 1, "allow": 2}
tools = st.sampled_from(["send_email", "cancel_job", "read_file", "*", "*_job"])
resources = st.sampled_from(["*", "mail:*", "mail:a@x.org", "job:j1", "file:shared/*", "file:shared/desk/*"])
asked = st.sampled_from(
    ["mail:a@x.org", "mail:b@y.org", "job:j1", "job:j2", "file:shared/desk/a.txt", "file:private/b"]
)
grants = st.builds(
    Grant, role=st.sampled_from(["agent", "admin"]), tools=tools.map(lambda t: (t,)),
    resources=st.lists(resources, min_size=1, max_size=2).map(tuple), mode=st.sampled_from(["allow", "ask", "deny"]),
    approver=st.just("ally"), expires=st.none() | st.integers(0, 100), uses=st.none() | st.integers(1, 2),
)  # fmt: skip
calls = st.tuples(st.sampled_from(["send_email", "cancel_job", "read_file"]), st.lists(asked, min_size=1, max_size=3))


def rank(held, tool, wanted, minute):
    return RANK[Permits(tuple(held), ("agent",)).decide(tool, tuple(wanted), minute).mode]


@given(st.lists(grants, max_size=6), calls, st.integers(0, 120), st.data())
@settings(max_examples=600, deadline=None)
def test_removing_a_grant_never_allows_more(held, call, minute, data):
    given_away = [g for g in held if g.mode != "deny"]
    if not given_away:
        return
    gone = data.draw(st.sampled_from(given_away))
    left = held.copy()
    left.remove(gone)
    assert rank(left, *call, minute) <= rank(held, *call, minute)


@given(st.lists(grants, max_size=5), grants.filter(lambda g: g.mode == "deny"), calls, st.integers(0, 120))
@settings(max_examples=300, deadline=None)
def test_adding_a_restriction_never_allows_more(held, restriction, call, minute):
    assert rank([*held, restriction], *call, minute) <= rank(held, *call, minute)


@given(st.lists(grants, max_size=5), calls, asked, st.integers(0, 120))
@settings(max_examples=300, deadline=None)
def test_a_further_resource_never_allows_more(held, call, further, minute):
    tool, wanted = call
    assert rank(held, tool, [*wanted, further], minute) <= rank(held, tool, wanted, minute)


@given(st.lists(grants.filter(lambda g: g.mode != "deny"), max_size=5), calls, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=300, deadline=None)
def test_time_passing_never_allows_more(held, call, minute, later):
    assert rank(held, *call, minute + later) <= rank(held, *call, minute)


def test_without_a_grant_nothing_is_allowed():
    assert rank([], "read_file", ["file:a"], 0) == RANK["deny"]
    assert rank([Grant(role="admin", tools=("*",))], "read_file", ["file:a"], 0) == RANK["deny"]


def test_a_tool_that_is_allowed_on_everything_skips_its_resources():
    permits = Permits((Grant(role="agent", tools=("read_*",)),), ("agent",))
    permits.decide("read_file", ("file:a",), 0)
    assert permits.is_free("read_file")
    restricted = Permits(
        (*permits.grants, Grant(role="agent", tools=("*",), resources=("file:private/*",), mode="deny")), ("agent",)
    )
    restricted.decide("read_file", ("file:a",), 0)
    assert not restricted.is_free("read_file")


def test_an_approval_is_one_use_of_exactly_what_was_asked():
    approval = Approval(id="r", tool="cancel_job", resources=("job:j1",), approver="a", summary="", minute=0)
    permits = Permits((), ("agent",)).with_approval(approval, expires=100)
    verdict = permits.decide("cancel_job", ("job:j1",), 50)
    assert verdict.mode == "allow"
    assert permits.decide("cancel_job", ("job:j2",), 50).mode == "deny"
    assert permits.decide("pause_job", ("job:j1",), 50).mode == "deny"
    assert permits.decide("cancel_job", ("job:j1",), 101).mode == "deny"
    assert verdict.grant is not None
    assert permits.used(verdict.grant).decide("cancel_job", ("job:j1",), 50).mode == "deny"


def test_an_approved_resource_with_pattern_characters_stands_for_itself():
    approval = Approval(id="r", tool="read_file", resources=("file:a[1]*.txt",), approver="a", summary="", minute=0)
    permits = Permits((), ("agent",)).with_approval(approval, expires=9)
    assert permits.decide("read_file", ("file:a[1]*.txt",), 1).mode == "allow"
    assert permits.decide("read_file", ("file:a1b.txt",), 1).mode == "deny"
