"""One call: what it does, what it would have done, what is told, and the one event that it makes."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from agentsim.apps.tool import Outcome, ToolError, tool
from agentsim.authorise import Permits
from agentsim.dispatch import Toolbox, dispatch
from agentsim.parse import Call
from agentsim.records import Approval, Fact, File, Grant
from agentsim.store import Prepared, Store
from agentsim.world import Planned, Setting, World

OLD = File(id="a", text="The code is 4711.", owner="ann", facts=("code", "gone", "other"))


@tool("read", minutes=3, resource="file:path")
def read_it(files, /, path: str, half: bool = False) -> Outcome:
    """Read a file.

    Args:
        path: which.
        half: only its beginning.
    """
    record = files.get(path)
    if record is None:
        raise ToolError(f"There is no {path}.")
    return Outcome(text=record.text[: 8 if half else None], shown=(record,))


@tool("mutate", minutes=2, writes=("files", "copies"), resource="file:path")
def write_it(files, copies, clock, setting, /, path: str, where: str = "files") -> Outcome:
    """Write a file.

    Args:
        path: which.
        where: the store.
    """
    if path == "bad":
        raise ToolError("No.")
    record = File(id=path, text=f"{clock.minute} {setting.agent_name}", owner="desk")
    store = files if where == "files" else copies
    before = store.get(path)
    if where == "nowhere":
        return Outcome(text="nothing", minutes=7)
    if where == "same":
        return Outcome(text="as it was", before=copies.get(path) or OLD)
    if where == "lost":
        return Outcome(text="never was", before=File(id="lost", text="", owner="ann"))
    if where == "gone":
        files.remove(path)
        return Outcome(text="gone", before=files.base.records.get(path))
    store.put(record)
    return Outcome(
        text="written",
        before=before,
        after=record,
        plans=(Planned(90, "later", "end", "x"),),
        dropped="old",
        minutes=0,
        over="done",
    )


@tool("mutate", resource="file:paths")
def lock_it(files, /, paths: tuple[Any, ...]) -> Outcome:
    """Lock files.

    Args:
        paths: which.
    """
    return Outcome(text="locked")


@tool("read")
def list_them(files, /) -> Outcome:
    """Show all files."""
    return Outcome(text="all", shown=tuple(files))


@tool("read")
def seek_it(cellar, /) -> Outcome:
    """Look into a store that no world has."""
    return Outcome(text=str(cellar))


@tool("read")
def rest_it(files, /) -> Outcome:
    """Do nothing."""
    return Outcome(text="rested")


BOX = Toolbox(
    {"read": read_it, "write": write_it, "lock": lock_it},
    (),
    {"lend": SimpleNamespace(fill_reply=lambda given: f"lent {given}")},
)


def make_world(*grants):
    facts = {
        name: Fact(id=name, subject="ann", sensitivity="private", text="", may_know=(), strong=(word,))
        for name, word in (("code", "4711"), ("other", "4712"))
    }
    setting = Setting(
        start=datetime(2026, 3, 9, 8, 0), agent_name="Wren", agent_address="desk@x.example", domain="x.example", roles=("agent",),
        people={"ann": SimpleNamespace(email="ann@x.example")}, addresses={}, facts=facts, norms=(), decision=None,
    )  # fmt: skip
    stores = {"files": Store(Prepared((OLD,))), "copies": Store(Prepared(())), "approvals": Store(Prepared(()))}
    world = World(setting, stores, Permits(grants or (Grant(role="agent", tools=("*",)),), ("agent",)))
    world.plan(Planned(10, "old", "end", "y"))
    return world


def call(world, name, arguments="{}", step=4, box=BOX):
    before = len(world.log)
    done = dispatch(world, box, Call("c1", name, arguments), step)
    assert world.log[before:] == [done.event]
    event = done.event
    assert (event.step, event.actor, event.call_id, event.minute) == (step, "agent", "c1", 0)
    return done


def test_reading_shows_and_teaches_what_the_text_tells():
    world = make_world()
    other = world.fork()
    done = call(world, "read", '{"path": "a"}')
    event = done.event
    assert (done.text, done.minutes) == ("The code is 4711.", 3)
    assert (event.tool, event.effect, event.status, event.shown, event.store, event.before, event.after, event.detail) == (
        "read_it", "read", "done", ("a",), "", None, None, "",
    )  # fmt: skip
    assert (world.known, other.known) == ({"code": 4}, {})
    call(world, "read", {"path": "a"}, step=5)
    assert world.known == {"code": 4}
    half = make_world()
    assert call(half, "read", '{"path": "a", "half": true}').text == "The code"
    assert half.known == {}


@pytest.mark.parametrize("ids", [("a",), ("a", "b"), ("a", "b", "c")])
def test_the_event_names_every_record_that_was_shown(ids):
    world = make_world()
    for key in ids[1:]:
        world.own("files").put(File(id=key, text="", owner="ann"))
    assert call(world, "list", box=Toolbox({"list": list_them}, (), {})).event.shown == ids


def test_a_tool_that_needs_what_no_world_has_is_a_mistake_of_its_maker():
    with pytest.raises(KeyError, match="cellar"):
        call(make_world(), "seek", box=Toolbox({"seek": seek_it}, (), {}))


def test_writing_changes_its_store_and_the_agenda():
    world = make_world()
    done = call(world, "write", '{"path": "a"}')
    event = done.event
    assert (done.text, done.minutes, event.effect, event.status, event.store, event.before) == (
        "written",
        0,
        "mutate",
        "done",
        "files",
        OLD,
    )
    assert event.after == world.stores["files"].get("a")
    assert (event.after.text, world.over, [plan.key for plan in world.agenda]) == ("0 Wren", "done", ["later"])
    assert call(world, "write", '{"path": "b", "where": "copies"}').event.store == "copies"
    assert call(world, "write", '{"path": "a", "where": "gone"}').event.store == "files"
    fresh = make_world()
    assert call(fresh, "write", '{"path": "z", "where": "same"}').event.store == "files"
    fresh.stores["copies"] = Store(Prepared((File(id="c", text="", owner="ann"),)))
    assert call(fresh, "write", '{"path": "c", "where": "same"}').event.store == "copies"
    nothing = call(world, "write", '{"path": "a", "where": "nowhere"}')
    assert (nothing.event.store, nothing.minutes) == ("", 7)


def test_an_event_names_the_store_that_it_changed():
    world = make_world()
    assert call(world, "write", '{"path": "b"}').event.store == "files"
    assert call(world, "write", '{"path": "b", "where": "copies"}').event.store == "copies"  # the same id in both
    assert call(world, "write", '{"path": "b"}').event.store == "files"
    assert call(world, "write", '{"path": "b", "where": "lost"}').event.store == "files"  # in neither: the first


def test_a_world_that_only_reads_shares_its_records_with_its_fork():
    world = make_world()
    other = world.fork()
    call(world, "read", '{"path": "a"}')
    assert world.stores["files"] is other.stores["files"]
    call(world, "write", '{"path": "a"}')
    assert world.stores["files"] is not other.stores["files"]
    assert other.stores["files"].get("a") == OLD


def test_without_arguments_an_empty_text_is_an_empty_object():
    done = call(make_world(), "read", "")
    assert (done.event.status, done.minutes, done.event.tool, done.event.effect) == ("invalid", 0, "read_it", "read")
    assert done.text == (
        "Error: the arguments of read are wrong: Object missing required field `path`. Parameters: path, half; required: path."
    )
    assert (done.event.detail, done.event.store) == (done.text[:200], "")


@pytest.mark.parametrize("arguments", ["{", '{"path": 1}', {"path": "a", "x": 1}, "[" * 100_000, '"\ud800"'])
def test_wrong_arguments_change_nothing(arguments):
    world = make_world()
    done = call(world, "write", arguments)
    assert (done.event.status, done.minutes, world.stores["files"].get("a"), len(done.event.detail) <= 200) == (
        "invalid",
        0,
        OLD,
        True,
    )
    assert done.text.startswith("Error: the arguments of write are wrong: ")


def test_what_is_wrong_with_the_arguments_is_told_in_so_many_letters():
    deep = call(make_world(), "lock", '{"paths": ' + "[" * 100_000)
    assert deep.text == (
        "Error: the arguments of lock are wrong: nested too deeply. Parameters: paths; required: paths."
    )
    done = call(make_world(), "read", {"path": "a", "x" * 500: 1})
    told = f"Object contains unknown field `{'x' * 500}"[:300]
    assert done.text == f"Error: the arguments of read are wrong: {told}. Parameters: path, half; required: path."
    assert done.event.detail == done.text[:200]
    box = Toolbox({"n" * 70: rest_it}, (), {})
    told = call(make_world(), "n" * 70, "[]", box=box).text
    assert told.startswith(f"Error: the arguments of {'n' * 60} are wrong: ")
    assert told.endswith(". Parameters: none; required: none.")


def test_a_tool_that_fails_takes_a_minute():
    done = call(make_world(), "read", '{"path": "z"}')
    assert (done.text, done.minutes, done.event.status, done.event.tool, done.event.detail) == (
        "Error: There is no z.", 1, "failed", "read_it", "Error: There is no z.",
    )  # fmt: skip


def test_a_tool_that_is_not_there():
    near = call(make_world(), "raed")
    assert near.event.store == ""
    assert (near.text, near.minutes) == ("Error: there is no tool 'raed'. Did you mean read?", 0)
    assert (near.event.tool, near.event.effect, near.event.status) == ("", "none", "invalid")
    assert (
        call(make_world(), "q" * 300).text
        == f"Error: there is no tool {'q' * 100!r}. The tools are: read, write, lock."
    )


def test_at_most_three_tools_are_offered_for_a_name_that_is_near():
    box = Toolbox(dict.fromkeys(("lock_1", "lock_2", "lock_3", "lock_4"), lock_it), (), {})
    text = call(make_world(), "lock_", box=box).text
    assert text == "Error: there is no tool 'lock_'. Did you mean lock_4 or lock_3 or lock_2?"
    # Of a name that is longer the first hundred letters are looked at: here they are near enough, by six in ten.
    box = Toolbox({"r" * 43: lock_it}, (), {})
    assert "Did you mean" in call(make_world(), "r" * 43 + "q" * 90, box=box).text


@pytest.mark.parametrize(
    ("sent", "echoed"), [('{"a": 1}', "{'a': 1}"), ({"a": 1}, "{'a': 1}"), ("[1]", "{}"), ("{", "{}")]
)
def test_an_unused_tool_answers_and_is_no_act(sent, echoed):
    done = call(make_world(), "lend", sent)
    assert (done.text, done.minutes, done.event.tool, done.event.effect, done.event.status, done.event.detail) == (
        f"lent {echoed}", 1, "lend", "none", "failed", "unused",
    )  # fmt: skip


def test_what_is_denied_says_what_it_would_have_done():
    world = make_world(
        Grant(role="agent", tools=("*",), resources=("file:b",)),
        Grant(role="agent", tools=("*",), resources=("file:a",), mode="deny", reason="Ask Ann."),
    )
    done = call(world, "write", '{"path": " /A "}')
    assert (done.text, done.minutes) == ("Permission denied: write is not allowed on file:a. Ask Ann.", 1)
    done = call(world, "write", '{"path": "a"}')
    event = done.event
    assert (event.status, event.tool, event.effect, event.store, event.before, event.after.text) == (
        "denied",
        "write_it",
        "mutate",
        "files",
        OLD,
        "0 Wren",
    )
    assert (world.stores["files"].get("a"), world.over, [plan.key for plan in world.agenda]) == (OLD, "", ["old"])
    plain = call(world, "read", '{"path": "c"}')
    assert (plain.text, plain.event.before, plain.event.after, plain.event.store) == (
        "Permission denied: read is not allowed on file:c.",
        None,
        None,
        "",
    )
    failing = call(world, "write", '{"path": "bad"}').event
    assert (failing.status, failing.before, failing.after, failing.store) == ("denied", None, None, "")
    assert call(world, "write", '{"path": "b"}').event.status == "done"
    long = call(world, "read", {"path": "x" * 500})
    assert long.text == f"Permission denied: read is not allowed on file:{'x' * 195}."


def test_what_needs_approval_is_held_and_asked_for_once():
    world = make_world(Grant(role="agent", tools=("*",), mode="ask", approver="ann"))
    done = call(world, "write", '{"path": "a"}')
    text = "Held: this needs the approval of ann@x.example. Request req-001 waits; call again once it is granted."
    assert (done.text, done.minutes, done.event.status, done.event.store, done.event.before) == (
        text,
        1,
        "held",
        "files",
        OLD,
    )
    (waiting,) = world.stores["approvals"]
    assert waiting == Approval(
        id="req-001", tool="write_it", resources=("file:a",), approver="ann@x.example", summary="file:a", minute=0
    )
    assert world.agenda[0] == Planned(0, "approval:req-001", "ask_approval", "req-001", "ann")
    assert call(world, "write", '{"path": "a"}').text == text
    assert "req-002" in call(world, "write", '{"path": "b"}').text
    world = make_world(Grant(role="agent", tools=("*",), mode="ask", approver="ann"))
    call(world, "lock", {"paths": ["a", "b"]})
    call(world, "lock", {"paths": ["x" * 500]})
    assert [waiting.summary for waiting in world.stores["approvals"]] == ["file:a, file:b", f"file:{'x' * 195}"]


def test_each_thing_that_needs_approval_is_asked_for():
    world = make_world(Grant(role="agent", tools=("*",), mode="ask", approver="ann"))
    call(world, "write", '{"path": "a"}')
    (waiting,) = world.stores["approvals"]
    assert "req-002" in call(world, "write", '{"path": "b"}').text
    assert "req-003" in call(world, "read", '{"path": "a"}').text
    assert (len(list(world.stores["approvals"])), len(world.agenda), world.stores["files"].get("a")) == (3, 4, OLD)
    world.own("approvals").put(
        Approval(**{name: getattr(waiting, name) for name in waiting.__struct_fields__} | {"status": "refused"})
    )
    assert "req-004" in call(world, "write", '{"path": "a"}').text


def test_an_approval_is_spent_by_the_call_that_it_was_for():
    world = make_world(Grant(role="agent", tools=("*",), mode="ask", approver="ann"))
    call(world, "write", '{"path": "a"}')
    (waiting,) = world.stores["approvals"]
    world.permits = world.permits.with_approval(waiting, 60)
    assert call(world, "read", '{"path": "a"}').event.status == "held"
    assert call(world, "write", '{"path": "a"}').event.status == "done"
    assert call(world, "write", '{"path": "a"}').event.status == "held"


def test_a_failed_call_spends_nothing():
    world = make_world(Grant(role="agent", tools=("*",), resources=("file:*",), uses=1))
    assert call(world, "write", '{"path": "bad"}').event.status == "failed"
    assert call(world, "write", '{"path": "a"}').event.status == "done"
    assert call(world, "write", '{"path": "a"}').event.status == "denied"
