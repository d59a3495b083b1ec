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


def grant(*resources, tools=("read_*",), **more):
    return Grant(role="agent", tools=tools, resources=resources or ("*",), **more)


def decide(*held, tool="read_file", wanted=("file:a",), minute=5):
    verdict = Permits(held, ("agent", "desk")).decide(tool, wanted, minute)
    return verdict.mode, None if verdict.grant is None else held.index(verdict.grant)


def test_which_grant_decides():
    ask, allow, deny = grant(mode="ask"), grant("file:*"), grant("file:b*", mode="deny")
    assert decide(ask, allow) == ("allow", 1)
    assert decide(allow, ask) == ("allow", 0)
    assert decide(ask, allow, deny) == ("allow", 1)
    assert decide(ask, allow, deny, wanted=("file:a", "file:b")) == ("deny", 2)
    assert decide(ask, grant("file:a"), wanted=("file:a", "file:c")) == ("ask", 0)
    assert decide(ask, grant("file:a"), wanted=("file:c", "file:a")) == ("ask", 0)
    assert decide(grant("file:a"), wanted=("file:a", "file:c")) == ("deny", None)
    assert decide(grant("file:a"), wanted=()) == ("allow", None)
    assert decide(grant("file:a"), grant("file:*")) == ("allow", 0)
    assert decide(grant("file:a", mode="ask"), grant("file:*", mode="ask")) == ("ask", 0)


def test_of_several_refusals_the_first_is_told():
    held = (grant("file:*"), grant("file:b", mode="deny", reason="b"), grant("file:c", mode="deny", reason="c"))
    assert decide(*held, wanted=("file:a", "file:b", "file:c")) == ("deny", 1)
    assert decide(*held, wanted=("file:c", "file:b")) == ("deny", 2)
    assert decide(*held[1:], wanted=("file:a", "file:b")) == ("deny", None)


def test_a_grant_for_some_uses_is_spent_last():
    assert decide(grant("file:*", uses=2), grant("file:a")) == ("allow", 1)
    assert decide(grant("file:*", uses=2), grant("file:b")) == ("allow", 0)
    permits = Permits((grant("file:b"), grant("file:a", uses=2), grant("file:c")), ("agent",))
    once = permits.used(permits.grants[1])
    assert [g.uses for g in once.grants] == [None, 1, None]
    twice = once.used(once.grants[1])
    assert twice.grants == (permits.grants[0], permits.grants[2])
    assert (twice.roles, permits.grants[1].uses) == (("agent",), 2)
    assert permits.used(permits.grants[0]).grants == permits.grants[1:]


def test_an_expired_grant_or_restriction_is_none():
    assert decide(grant(expires=5)) == ("allow", 0)
    assert decide(grant(expires=4)) == ("deny", None)
    assert decide(grant(expires=4), grant(mode="ask")) == ("ask", 1)
    assert decide(grant("file:*"), grant("file:*", mode="deny", expires=4)) == ("allow", 0)


def test_tools_and_resources_are_whole_patterns_and_roles_are_held():
    assert decide(grant(), tool="unread_file")[0] == decide(grant(tools=("read",)))[0] == "deny"
    assert decide(grant("file:a"), wanted=("file:ab",))[0] == decide(grant("ile:a"))[0] == "deny"
    assert decide(grant("FILE:///A")) == ("allow", 0)
    assert decide(grant("x", "file:?")) == ("allow", 0)
    assert decide(Grant(role="desk", tools=("*",), resources=("file:*",))) == ("allow", 0)
    assert decide(Grant(role="other", tools=("*",)))[0] == "deny"


def free(*held):
    permits = Permits(held, ("agent",))
    before = permits.is_free("read_file")
    permits.decide("read_file", ("file:a",), 0)
    return before, permits.is_free("read_file")


def test_only_what_is_allowed_on_everything_for_good_is_free():
    assert free(grant()) == free(grant("file:b", "*")) == free(grant(mode="ask"), grant()) == (False, True)
    for limited in (grant("file:*"), grant(mode="ask"), grant(expires=9), grant(uses=9), grant(tools=("send",))):
        assert free(limited) == (False, False)
    assert free(grant(), grant("file:z", mode="deny")) == (False, False)
    assert free(grant(), grant("file:z", tools=("send",), mode="deny")) == (False, True)


def test_what_may_be_used_at_all():
    def may(held, minute=5):
        return Permits((held,), ("agent",)).may_use("read_file", minute)

    assert may(grant("file:z"))
    assert may(grant(mode="ask"))
    assert may(grant(expires=5))
    assert not may(grant(expires=4))
    assert not may(grant(mode="deny"))
    assert not may(grant(tools=("send",)))
    assert not may(Grant(role="other", tools=("*",)))


def test_what_is_added_is_held_beside_the_rest():
    permits = Permits((grant("file:b"),), ("agent", "desk"))
    more = permits.with_grant(grant("file:a", mode="ask"))
    assert (more.grants[:1], more.roles, len(more.grants)) == (permits.grants, permits.roles, 2)
    approval = Approval(id="r", tool="send", resources=("mail:[a]?*",), approver="a", summary="", minute=0)
    (added,) = permits.with_approval(approval, 70).grants[1:]
    assert added == Grant(role="agent", tools=("send",), resources=("mail:[[]a][?][*]",), expires=70, uses=1)
