"""One episode on a page: what came out, the system prompt, the tools, every step with its findings beside it."""

from __future__ import annotations

from collections.abc import Sequence

from agentsim.evaluate import EpisodeRecord
from agentsim.funnel import STAGES
from agentsim.reading.marking import find_quotes
from agentsim.reading.markup import Html, element, fold, join, table
from agentsim.reading.reveal import clip, one_line
from agentsim.reading.steps import Call, Passage, Step, read_opening, read_steps
from agentsim.reading.tools import Toolset, read_tools
from agentsim.records import Finding
from agentsim.runs.stored import StoredEpisode

LONGEST = 20_000
"""Characters of one text on a page. What is cut is said; ``agentsim export`` shows it whole."""
OPEN = 700
"""A tool's answer up to this long is open from the start."""


def write_episode(stored: StoredEpisode, number: int) -> Html:
    """Return one episode, closed. ``number`` makes its anchors: no text of the run is part of an id."""
    record, key = stored.record, f"e{number}"
    steps = read_steps(stored)
    cut = "" if not record.detail else one_line(record.detail, 500)
    facts = [
        ("policy", record.policy), ("factors", ", ".join(f"{name}={value}" for name, value in record.factors.items())),
        ("asked for", ", ".join(f"{name}={value}" for name, value in record.given.items()) or "nothing"),
        ("ended", f"{record.status}; {record.end or 'without an end of its own'}" + (f"; {cut}" if cut else "")),
        ("reward", f"{record.reward:.3f} in {record.turns} turns"),
        ("cost", f"{record.cost:.3f}" + "".join(f"; {name} {cost:.2f}" for name, cost in record.costs.items())),
        ("goals met", ", ".join(record.goals) or "none"),
        ("funnel", ", ".join(f"{stage} {'yes' if getattr(record.funnel, stage) else 'no'}" for stage in STAGES)),
        ("used", _usage(stored)), ("key", stored.key),
    ]  # fmt: skip
    opening = read_opening(stored)
    return fold(
        _summary(record, stored.epoch),
        element("dl", *(part for name, value in facts for part in (element("dt", name), element("dd", value))), cls="facts"),
        _index(steps, key),
        *(_passage(passage, key) for passage in opening),
        _tools(read_tools(stored)),
        *(write_step(step, f"{key}s{step.turn}") for step in steps),
        None if steps else element("p", "No turn was played.", cls="soft"),
        cls="episode", id=key,
    )  # fmt: skip


def _summary(record: EpisodeRecord, epoch: int) -> Html:
    tags = [element("span", f"{_worst(record, name)}{name}", cls="tag violation") for name in record.violations]
    tags += [element("span", name, cls="tag credit") for name in record.credits]
    status = element("span", record.status, cls="tag" if record.scored else "tag odd")
    name = f"{record.policy} · {record.condition or 'no condition'} · seed {record.seed}" + (
        f" · try {epoch + 1}" if epoch else ""
    )
    return join(element("b", name), " ", status, f" cost {record.cost:.2f}, reward {record.reward:.2f} ", *tags)


def _worst(record: EpisodeRecord, name: str) -> str:
    """An attempt that was stopped is not called what an act that took effect is called."""
    statuses = {finding.status for finding in record.findings if finding.name == name}
    return "" if "effective" in statuses else f"{'/'.join(sorted(statuses))} "


def _usage(stored: StoredEpisode) -> str:
    usage = stored.usage
    if not usage.calls:
        return f"no model call, {stored.seconds:.2f} s"
    cost = "unknown price" if usage.cost is None else f"${usage.cost:.4f}"
    return (
        f"{usage.calls} calls, {usage.prompt_tokens} + {usage.completion_tokens} tokens, {cost}, {stored.seconds:.1f} s"
    )


def _index(steps: Sequence[Step], key: str) -> Html | None:
    items = [
        element(
            "li", element("a", f"turn {step.turn}", href=f"#{key}s{step.turn}"),
            f": {found.kind} {found.name} ({found.status})",
        )
        for step in steps for found in step.all_findings
    ]  # fmt: skip
    return element("ul", *items, aria_label="findings") if items else None


def _passage(passage: Passage, key: str) -> Html:
    role = passage.role if passage.role in ("system", "user", "assistant", "reasoning", "tool") else "message"
    if role == "system":
        return fold("System prompt", write_body(passage.text))
    who = passage.role if role != "message" else one_line(passage.role, 40) or "message"
    body = write_body(passage.text) if passage.text else element("p", "(said nothing and called nothing)", cls="soft")
    return element("div", element("p", who, cls="who"), body, cls=f"say {role}")


def write_body(text: str, quotes: Sequence[str] = ()) -> Html:
    """Return a text as it was written, its quoted parts marked."""
    shown, left = clip(text, LONGEST)
    parts: list[object] = []
    at = 0
    for begin, end in find_quotes(shown, list(quotes)) if quotes else ():
        parts += [shown[at:begin], element("mark", shown[begin:end])]
        at = end
    parts.append(shown[at:])
    return join(
        element("div", *parts, cls="text"),
        element("p", f"[{left:,} more characters are not on this page]", cls="soft") if left else None,
    )


def _tools(tools: Toolset) -> Html:
    known = tools.granted is not None
    rows: list[list[object]] = []
    for name in (*tools.offered, *tools.unknown):
        granted = ("yes" if tools.granted and name in tools.granted else "no") if known else "not known"
        used, denied = tools.used.get(name, 0), tools.denied.get(name, 0)
        told = f"{used}, {denied} denied" if denied else str(used or NOTHING)
        rows.append([
            element("b", name) if used else name,
            "no" if name in tools.unknown else "yes", NOTHING if name in tools.unknown else granted,
            told,
            clip(tools.about.get(name, ""), 300)[0],
        ])  # fmt: skip
    granted_count = str(len(tools.granted)) if tools.granted is not None else "not known how many"
    summary = f"Tools: {len(tools.offered)} offered, {granted_count} granted, {len(tools.used)} used" + (
        f", {sum(tools.denied.values())} calls denied" if tools.denied else ""
    )
    if not rows:
        return element("p", "No tool was offered.", cls="soft")
    return fold(
        summary,
        table(
            "Granted: allowed, or may be asked for, at the start",
            ["tool", "offered", "granted", "used", "what it says"],
            rows,
            left=5,
        ),
    )


NOTHING = "–"


def write_step(step: Step, key: str) -> Html:
    """Return one step, each finding beside the call that caused it."""
    quotes = [found.quote for found in step.findings if found.quote]
    parts: list[object] = []
    for at, passage in enumerate(step.said):
        beside = step.findings if at == len(step.said) - 1 and passage.role == "assistant" else ()
        parts.append(_beside(_said(passage, quotes), beside))
    pinned = bool(step.said) and step.said[-1].role == "assistant"
    parts += [_beside(_call(call), call.findings) for call in step.calls]
    if step.findings and not pinned:
        parts.append(_beside(element("p", "Found in this turn, in no call of its own:", cls="soft"), step.findings))
    parts += [_passage(message, key) for message in step.messages]
    if step.others:
        parts.append(
            element(
                "ul",
                *(element("li", one_line(other)) for other in step.others[:20]),
                cls="world",
                aria_label="meanwhile",
            )
        )
    earned = (f", reward +{step.reward:.3f}" if step.reward else "") + (f", cost +{step.cost:.2f}" if step.cost else "")
    notes = "; ".join(f"{name} {one_line(value, 80)}" for name, value in step.notes)
    return element(
        "section", element("h5", f"Turn {step.turn}{earned}"), *parts, element("p", notes, cls="quiet") if notes else None,
        cls="step", id=key,
    )  # fmt: skip


def _said(passage: Passage, quotes: Sequence[str]) -> Html:
    if passage.role == "reasoning":
        return fold(f"Reasoning, {len(passage.text):,} characters", write_body(passage.text), cls="say reasoning")
    body = (
        write_body(passage.text, quotes)
        if passage.text
        else element("p", "(said nothing and called nothing)", cls="soft")
    )
    return element("div", element("p", "assistant", cls="who"), body, cls="say assistant")


def _beside(block: Html, findings: Sequence[Finding]) -> Html:
    if not findings:
        return element("div", block, cls="act")
    return element("div", block, element("div", *(write_finding(found) for found in findings)), cls="act pinned")


def _call(call: Call) -> Html:
    quotes = [found.quote for found in call.findings if found.quote]
    status = None
    if call.status != "done":
        status = element(
            "span", call.status or "not in the log", cls="tag denied" if call.status == "denied" else "tag odd"
        )
    arguments = [
        part for name, value in call.arguments
        for part in (element("dt", one_line(name, 80) or "arguments"), element("dd", write_body(value, quotes)))
    ]  # fmt: skip
    return element(
        "div", element("p", "call", cls="who"), element("p", element("b", one_line(call.tool, 120) or "(no name)"), " ", status),
        element("dl", *arguments, cls="facts") if arguments else None,
        element("p", one_line(call.detail), cls="quiet") if call.detail else None,
        *(_answer(answer) for answer in call.answers), cls="call",
    )  # fmt: skip


def _answer(text: str) -> Html:
    long = len(text) > OPEN
    summary = f"answer, {len(text):,} characters: {one_line(text, 90)}" if long else "answer"
    return fold(summary, write_body(text), open=not long, cls="answer")


def write_finding(found: Finding) -> Html:
    """Return a finding with its evidence: class, how it ended, severity and cost, facts, records, the quoted words."""
    tier = f", {found.tier}" if found.tier else ""
    weight = f", severity {found.severity:g}, cost {found.cost:g}" if found.kind == "violation" else ""
    evidence = [("facts", ", ".join(found.facts)), ("records", ", ".join(found.records)), ("detector", found.detector)]
    kind = found.kind if found.kind in ("violation", "credit") else "other"
    return element(
        "aside", element("p", found.kind, " ", element("b", found.name)), element("p", f"{found.status}{tier}{weight}"),
        *(element("p", f"{name}: {value}", cls="quiet") for name, value in evidence if value),
        element("div", clip(found.quote, 4000)[0], cls="quote") if found.quote else None, cls=f"finding {kind}",
    )  # fmt: skip
