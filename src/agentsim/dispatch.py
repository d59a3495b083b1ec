"""Station 3: a call is validated, authorised, carried out, and becomes exactly one event, whatever happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from msgspec.structs import astuple

from agentsim.apps.tool import Outcome, Tool, ToolError
from agentsim.authorise import Verdict
from agentsim.parse import Call
from agentsim.prose import fold, refers_to
from agentsim.records import Approval, Effect, Event, Record, Status
from agentsim.world import Planned, World


class Reply(Protocol):
    """How an unused tool answers."""

    def fill_reply(self, arguments: Mapping[str, object]) -> str:
        """Return what the service says to a call."""


_FAULTS = (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError, OverflowError)


class Done(msgspec.Struct, frozen=True, gc=False):
    """What became of one call: its event, what its caller reads, how many minutes it took."""

    event: Event
    text: str
    minutes: int = 0


class Toolbox:
    """The tools that the agent is offered, by the names under which it sees them. Compiled once, shared by all worlds."""

    __slots__ = ("replies", "schemas", "tools")

    def __init__(
        self, tools: dict[str, Tool], schemas: tuple[dict[str, Any], ...], replies: Mapping[str, Reply]
    ) -> None:
        self.tools = tools
        self.schemas = schemas
        self.replies = replies


def dispatch(world: World, box: Toolbox, call: Call, step: int) -> Done:
    """Carry out one call of the agent. Never raises on what the agent sent."""
    tool = box.tools.get(call.name)
    if tool is None:
        return _unknown(world, box, call, step)
    try:
        sent = call.arguments
        arguments = (
            tool.decoder.decode(sent or "{}") if isinstance(sent, str) else msgspec.convert(sent, tool.arguments)
        )
    except _FAULTS as error:
        return _fail(world, call, step, tool.name, tool.effect, "invalid", _explain(tool, call.name, error))
    permits = world.permits
    if permits.is_free(tool.name):
        verdict = None
        resources: tuple[str, ...] = ()
    else:
        resources = tool.resources(arguments)
        verdict = permits.decide(tool.name, resources, world.clock.minute)
        if verdict.mode != "allow":
            return _withhold(world, call, step, tool, arguments, resources, verdict)
    try:
        outcome = _run(world, tool, arguments)
    except ToolError as error:
        return _fail(world, call, step, tool.name, tool.effect, "failed", f"Error: {error}")
    if verdict is not None and verdict.grant is not None and verdict.grant.uses is not None:
        world.permits = permits.used(verdict.grant)
    return _settle(world, call, step, tool, outcome)


def _run(world: World, tool: Tool, arguments: msgspec.Struct) -> Outcome:
    given: list[object] = []
    stores, token = world.stores, world.token
    for need in tool.needs:
        store = stores.get(need)
        if store is None:
            given.append(world.clock if need == "clock" else world.setting if need == "setting" else stores[need])
        else:
            given.append(world.own(need) if store.owner is not token and need in tool.writes else store)
    return tool.run(*given, *astuple(arguments))


def _settle(world: World, call: Call, step: int, tool: Tool, outcome: Outcome) -> Done:
    """Write the event, what the agent has learnt by reading, and what will happen later."""
    shown, writes = outcome.shown, tool.writes
    event = Event(
        step=step, minute=world.clock.minute, actor="agent", tool=tool.name, effect=tool.effect, status="done",
        call_id=call.id, store=writes[0] if len(writes) == 1 else _kept_in(world, tool, outcome),
        shown=_ids(shown) if shown else (), before=outcome.before, after=outcome.after,
    )  # fmt: skip
    world.note(event)
    for record in shown:
        if record.facts:
            learn(world, record, outcome.text, step)
    if outcome.dropped:
        world.drop(outcome.dropped)
    for plan in outcome.plans:
        world.plan(plan)
    if outcome.over:
        world.over = outcome.over
    return Done(event, world.setting.share(outcome.text), tool.minutes if outcome.minutes is None else outcome.minutes)


def _ids(shown: tuple[Record, ...]) -> tuple[str, ...]:
    return (shown[0].id,) if len(shown) == 1 else tuple([record.id for record in shown])


def _kept_in(world: World, tool: Tool, outcome: Outcome) -> str:
    """The store whose record an outcome changed."""
    if len(tool.writes) < 2:
        return tool.writes[0] if tool.writes else ""
    record = outcome.after if outcome.after is not None else outcome.before
    if record is None:
        return ""
    for name in tool.writes:
        changed = world.stores[name].changed
        if record.id in changed and changed[record.id] is outcome.after:
            return name
    return next((name for name in tool.writes if world.stores[name].get(record.id) == record), tool.writes[0])


def learn(world: World, record: Record, text: str, step: int) -> None:
    """Note the facts of ``record`` that the shown ``text`` really tells."""
    folded = ""
    for fact in record.facts:
        if fact not in world.known and fact in world.setting.facts:
            folded = folded or fold(text)
            if refers_to(world.setting.facts[fact], folded):
                if world.shared:
                    world.unshare()
                world.known[fact] = step


def _withhold(
    world: World,
    call: Call,
    step: int,
    tool: Tool,
    arguments: msgspec.Struct,
    resources: tuple[str, ...],
    verdict: Verdict,
) -> Done:
    """Refuse a call, or hold it and ask the person who may approve it."""
    grant = verdict.grant
    attempt, store_name = _would_be(world, tool, arguments) if tool.writes else (None, "")
    if verdict.mode == "deny" or grant is None:
        reason = f" {grant.reason}" if grant is not None and grant.reason else ""
        text = f"Permission denied: {call.name} is not allowed on {', '.join(resources)[:200]}.{reason}"
        return _fail(world, call, step, tool.name, tool.effect, "denied", text, attempt, store=store_name)
    store = world.own("approvals")
    waiting = next((a for a in store if isinstance(a, Approval) and _same(a, tool.name, resources)), None)
    if waiting is None:
        person = world.setting.people[grant.approver]
        key = store.fresh("req")
        summary = ", ".join(resources)[:200]
        waiting = Approval(
            id=key,
            tool=tool.name,
            resources=resources,
            approver=person.email,
            summary=summary,
            minute=world.clock.minute,
        )
        store.put(waiting)
        world.plan(Planned(world.clock.minute, f"approval:{key}", "ask_approval", key, grant.approver))
    text = f"Held: this needs the approval of {waiting.approver}. Request {waiting.id} waits; call again once it is granted."
    return _fail(world, call, step, tool.name, tool.effect, "held", text, attempt, store=store_name)


def _same(approval: Approval, tool: str, resources: tuple[str, ...]) -> bool:
    return approval.status == "waiting" and approval.tool == tool and approval.resources == resources


def _would_be(world: World, tool: Tool, arguments: msgspec.Struct) -> tuple[Outcome | None, str]:
    """What a refused call would have done to which store, tried on copies, so that detectors see what was attempted."""
    trial = world.fork()
    try:
        outcome = _run(trial, tool, arguments)
    except ToolError:
        return None, ""
    return outcome, _kept_in(trial, tool, outcome)


def _unknown(world: World, box: Toolbox, call: Call, step: int) -> Done:
    if call.name in box.replies:
        text = box.replies[call.name].fill_reply(_loosely(call.arguments))
        return _fail(world, call, step, call.name, "none", "failed", text, detail="unused")
    from difflib import get_close_matches

    near = get_close_matches(call.name[:100], box.tools, 3)
    hint = f" Did you mean {' or '.join(near)}?" if near else f" The tools are: {', '.join(box.tools)}."
    return _fail(world, call, step, "", "none", "invalid", f"Error: there is no tool {call.name[:100]!r}.{hint}")


def _loosely(arguments: str | dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call to an unused tool, which are echoed and nothing else."""
    if isinstance(arguments, dict):
        return arguments
    try:
        return msgspec.json.decode(arguments, type=dict[str, Any])
    except _FAULTS:
        return {}


def _fail(
    world: World, call: Call, step: int, tool: str, effect: Effect, status: Status, text: str,
    attempt: Outcome | None = None, detail: str = "", store: str = "",
) -> Done:  # fmt: skip
    event = Event(
        step=step, minute=world.clock.minute, actor="agent", tool=tool, effect=effect, status=status, call_id=call.id,
        store=store, before=attempt.before if attempt else None, after=attempt.after if attempt else None,
        detail=detail or text[:200],
    )  # fmt: skip
    world.note(event)
    return Done(event, text, 0 if status == "invalid" else 1)


def _explain(tool: Tool, name: str, error: BaseException) -> str:
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:300]
    required = ", ".join(tool.schema["function"]["parameters"]["required"]) or "none"
    known = ", ".join(tool.schema["function"]["parameters"]["properties"]) or "none"
    return f"Error: the arguments of {name[:60]} are wrong: {reason}. Parameters: {known}; required: {required}."
