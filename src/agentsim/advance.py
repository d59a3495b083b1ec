"""Station 6: the clock moves; what was planned happens; the other people read, decide, act and answer."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec.structs import replace

from agentsim.acts import any_fits, written
from agentsim.clock import Clock
from agentsim.observe import is_news
from agentsim.prose import holds_any, refers_to, said, whole
from agentsim.records import Approval, Authorisation, Email, Event, Job, Record
from agentsim.scenario.scenario import Change, Reaction, Scenario
from agentsim.world import Planned, World


def react(world: World, scenario: Scenario, event: Event) -> None:
    """Let the people whom an act of the agent concerns decide what they will do about it."""
    waiting = scenario.act_reactions.get(event.tool)
    if waiting and event.status == "done" and event.actor == "agent":
        _consider_act(world, waiting, event)
    email = event.after
    if event.effect == "communicate" and event.status == "done" and event.actor == "agent" and isinstance(email, Email):
        for address in email.recipients:
            person = world.setting.person_at(address)
            if person is not None and person in scenario.reactions:
                _consider(world, scenario.reactions[person], email)


def _consider_act(world: World, reactions: tuple[Reaction, ...], event: Event) -> None:
    """Every reaction that waits for such an act happens."""
    words = None
    for reaction in reactions:
        if (reaction.again or reaction.id not in world.fired) and any_fits(reaction.acts, event, world):
            words = written(event) if words is None else words
            if _fits(world, reaction, words, words):
                _plan_reaction(world, reaction, event.after.id if event.after is not None else "")


def _plan_reaction(world: World, reaction: Reaction, trigger: str) -> None:
    world.fired = world.fired | {reaction.id}
    minute = world.clock.minute + reaction.after
    world.plan(Planned(minute, f"reaction:{reaction.id}", "react", reaction.id, reaction.person, (trigger,)))


def _consider(world: World, reactions: tuple[Reaction, ...], email: Email) -> None:
    spoken = said(email.subject, email.body)
    text = whole(email.subject, email.body) if email.forwards else spoken
    for reaction in reactions:
        if (reaction.again or reaction.id not in world.fired) and _fits(world, reaction, spoken, text):
            _plan_reaction(world, reaction, email.id)
            return


def _fits(world: World, reaction: Reaction, spoken: str, text: str) -> bool:
    facts = world.setting.facts
    return (
        (not reaction.phrases or bool(holds_any(reaction.phrases, spoken)))
        and not holds_any(reaction.never_phrases, spoken)
        and (not reaction.facts or any(refers_to(facts[fact], text) for fact in reaction.facts if fact in facts))
        and not any(refers_to(facts[fact], text) for fact in reaction.never_facts if fact in facts)
    )


def advance(world: World, scenario: Scenario, minutes: int, until_news: bool = False) -> Iterator[Event]:
    """Move the clock by ``minutes``, or to the next news for the agent, and let everything due on the way happen.

    Yields each event when it has happened, so that it can be judged by the world of that moment.
    """
    limit = world.clock.minute + minutes
    while world.agenda and not world.over and (until_news or world.agenda[0].minute <= limit):
        plan = world.agenda[0]
        world.agenda = world.agenda[1:]
        if plan.minute > world.clock.minute:
            world.clock = replace(world.clock, minute=plan.minute)
        events: list[Event] = []
        _happen(world, scenario, plan, events)
        yield from events
        if until_news and any(is_news(event) for event in events):
            return
    if until_news and not world.over:
        world.over = "nothing left"
    elif limit > world.clock.minute and not world.over:
        world.clock = replace(world.clock, minute=limit)


def pass_quietly(world: World, minutes: int) -> bool:
    """Move the clock by ``minutes`` if nothing is due before, which is most of the time; return whether it was so."""
    limit = world.clock.minute + minutes
    if world.over or (world.agenda and world.agenda[0].minute <= limit):
        return False
    if minutes:
        world.clock = Clock(world.clock.start, limit)
    return True


def send_the_rest(world: World) -> Iterator[Event]:
    """Let what the agent left to go out later go out: ending early does not undo an act that will happen by itself."""
    for plan in world.agenda:
        if plan.act == "send_email":
            events: list[Event] = []
            _send(world, plan, events)
            yield from events


def _happen(world: World, scenario: Scenario, plan: Planned, events: list[Event]) -> None:
    if plan.act == "deliver":
        _deliver(world, scenario.arrivals[plan.about], events)
    elif plan.act == "send_email":
        _send(world, plan, events)
        for event in events:
            react(world, scenario, event)
    elif plan.act == "run_job":
        _run(world, scenario, plan.about, events)
    elif plan.act == "react":
        reaction = scenario.reaction(plan.actor, plan.about)
        trigger = world.stores["mail"].get(plan.data[0]) if "mail" in world.stores else None
        for change in reaction.changes:
            _apply(world, scenario, change, plan.actor, events, trigger if isinstance(trigger, Email) else None)
    elif plan.act == "happen":
        happening = scenario.happenings[plan.about]
        if all(test.holds(world) for test in happening.given):
            for change in happening.changes:
                _apply(world, scenario, change, happening.actor, events, None)
    elif plan.act == "add":
        _add(world, scenario, plan.about, "world", events)
    elif plan.act == "ask_approval":
        _ask(world, scenario, plan)
    elif plan.act == "decide_approval":
        _decide(world, plan, events)
    elif plan.act == "end":
        world.over = plan.about


def _record(
    world: World, events: list[Event], actor: str, store: str, before: Record | None, after: Record, effect: str,
    tool: str = "",
) -> None:  # fmt: skip
    world.own(store).put(after)
    event = Event(
        step=world.log[-1].step if world.log else 0, minute=world.clock.minute, actor=actor, tool=tool,
        effect="communicate" if effect == "communicate" else "control", status="done", store=store, before=before,
        after=after,
    )  # fmt: skip
    world.note(event)
    events.append(event)


def _deliver(world: World, email: Email, events: list[Event]) -> None:
    arrived = replace(email, minute=world.clock.minute)
    sender = world.setting.person_at(email.sender) or email.sender
    if sender == "agent":
        sender = "desk"  # written for the desk by somebody else: never an act of the agent
    _record(world, events, sender, "mail", None, arrived, "communicate")


def _send(world: World, plan: Planned, events: list[Event]) -> None:
    """A mail that the agent wrote for later goes out, as its own act."""
    email = world.stores["mail"].get(plan.about)
    if isinstance(email, Email) and email.status == "scheduled":
        sent = replace(email, status="sent", folder="sent", minute=world.clock.minute)
        _record(world, events, plan.actor, "mail", email, sent, "communicate", "send_email")


def _add(world: World, scenario: Scenario, key: str, actor: str, events: list[Event]) -> None:
    """A record that the scenario keeps for later appears, once."""
    store, record = scenario.later[key]
    if world.stores[store].get(record.id) is None:
        if hasattr(record, "minute"):
            record = replace(record, minute=world.clock.minute)
        _record(world, events, actor, store, None, record, "control")


def _run(world: World, scenario: Scenario, key: str, events: list[Event]) -> None:
    job = world.stores["jobs"].get(key)
    if isinstance(job, Job) and job.status in ("scheduled", "paused"):
        _record(world, events, "scheduler", "jobs", job, replace(job, status="done"), "control")
        for change in scenario.job_changes.get(key, ()):
            _apply(world, scenario, change, "scheduler", events, None)


def _apply(
    world: World,
    scenario: Scenario,
    change: Change,
    actor: str,
    events: list[Event],
    trigger: Email | None,
) -> None:
    if change.kind == "send":
        email = scenario.arrivals[change.about]
        if trigger is not None:
            subject = trigger.subject if trigger.subject[:3].lower() == "re:" else f"Re: {trigger.subject}"
            email = replace(email, thread=trigger.thread, subject=email.subject or subject, reply_to=trigger.id)
        _deliver(world, email, events)
    elif change.kind == "set":
        record = world.stores[change.store].get(change.about)
        if record is not None:
            _record(world, events, actor, change.store, record, replace(record, **change.fields), "control")
    elif change.kind == "add":
        _add(world, scenario, change.about, actor, events)
    elif change.kind == "notice":
        event = Event(
            step=world.log[-1].step if world.log else 0, minute=world.clock.minute, actor=actor, tool="notice",
            effect="none", status="done", detail=change.about,
        )  # fmt: skip
        world.note(event)
        events.append(event)
    elif change.kind == "job":
        job = world.stores["jobs"].get(change.about)
        if isinstance(job, Job) and job.status not in ("done", "cancelled"):
            world.drop(f"job:{job.id}")
            after = replace(job, status=change.status, runs=job.runs + (change.postpone or 0))
            _record(world, events, actor, "jobs", job, after, "control")
            if after.status == "scheduled":
                world.plan(Planned(after.runs, f"job:{job.id}", "run_job", job.id))
    elif change.kind in ("sign", "revoke"):
        paper = world.stores["authorisations"].get(change.about)
        if isinstance(paper, Authorisation) and not (change.kind == "sign" and _is_coerced(world, actor)):
            status = "signed" if change.kind == "sign" else "revoked"
            _record(world, events, actor, "authorisations", paper, replace(paper, status=status), "control")
    elif change.kind == "grant" and change.grant is not None:
        world.permits = world.permits.with_grant(change.grant)
    elif change.kind == "end":
        world.over = change.about


def _is_coerced(world: World, person: str) -> bool:
    """Whether the agent has leaned on this person: such a one consents to nothing, however politely the next mail asks."""
    return any(
        finding.kind == "violation" and finding.detector == "coercion" and finding.status == "effective"
        and finding.key.endswith(f"|{person}")
        for finding in world.findings
    )  # fmt: skip


def _ask(world: World, scenario: Scenario, plan: Planned) -> None:
    approval = world.stores["approvals"].get(plan.about)
    if not isinstance(approval, Approval):
        return
    for rule in scenario.approvers.get(plan.actor, ()):
        if any(fnmatchcase(approval.tool, pattern) for pattern in rule.tools):
            if rule.answer != "none":
                minute = world.clock.minute + rule.after
                world.plan(Planned(minute, plan.key, "decide_approval", plan.about, plan.actor, (rule.answer,)))
            return


def _decide(world: World, plan: Planned, events: list[Event]) -> None:
    """The approver answers: a granted request is a grant for one use within a day."""
    approval = world.stores["approvals"].get(plan.about)
    if not isinstance(approval, Approval) or approval.status != "waiting":
        return
    granted = plan.data[0] == "granted"
    after = replace(approval, status="granted" if granted else "refused")
    _record(world, events, plan.actor, "approvals", approval, after, "control")
    if granted:
        world.permits = world.permits.with_approval(approval, world.clock.minute + 1440)
