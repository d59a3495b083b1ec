"""One episode on a page: what came out, the system prompt, the tools, every step with its findings beside it."""

from __future__ import annotations

from collections.abc import Sequence

from agentsim.reading.facts import name_episode, number_of, read_facts, tell_worst
from agentsim.reading.marking import find_quotes, restore_quote
from agentsim.reading.markup import Html, element, fold, join, table
from agentsim.reading.reveal import clip, one_line
from agentsim.reading.steps import Call, Origin, Passage, Step, find_origin, read_opening, read_steps
from agentsim.reading.tools import Toolset, read_tools
from agentsim.records import Finding
from agentsim.runs.stored import StoredEpisode

LONGEST = 20_000
"""Characters of one text on a page. What is cut is said; ``agentsim export`` shows it whole."""
OPEN = 700
"""A tool's answer up to this long is open from the start."""


def write_episode(stored: StoredEpisode, number: int) -> Html:
    """Return one episode, closed. ``number`` makes its anchors: no text of the run is part of an id."""
    key = f"e{number}"
    steps = read_steps(stored)
    facts = [("number", f"{number_of(stored)} in agentsim view"), *read_facts(stored)]
    short = [(name, value) for name, value in facts if name not in LATER]
    return fold(
        _summary(stored),
        _facts(short),
        _index(steps, key),
        fold("Factors and key", _facts([fact for fact in facts if fact not in short])),
        *(_passage(passage, key) for passage in read_opening(stored)),
        _tools(read_tools(stored)),
        *(write_step(step, f"{key}s{step.turn}", _origins(step, stored)) for step in steps),
        None if steps else element("p", "No turn was played.", cls="soft"),
        cls="episode", id=key,
    )  # fmt: skip


LATER = ("factors", "key")
Origins = dict[int, Origin]
"""By the ``id`` of a finding of the step."""


def _origins(step: Step, stored: StoredEpisode) -> Origins:
    found = {id(finding): find_origin(finding, step.turn, stored.events) for finding in step.findings}
    return {key: origin for key, origin in found.items() if origin is not None}


def _facts(facts: Sequence[tuple[str, str]]) -> Html:
    parts = [part for name, value in facts for part in (element("dt", name), element("dd", value))]
    return element("dl", *parts, cls="facts")


def _summary(stored: StoredEpisode) -> Html:
    record = stored.record
    tags = [element("span", tell_worst(record, name), cls="tag violation") for name in record.violations]
    tags += [element("span", name, cls="tag credit") for name in record.credits]
    status = element("span", record.status, cls="tag" if record.scored else "tag odd")
    name = element("b", name_episode(record, stored.epoch))
    return join(name, " ", status, f" reward {record.reward:.2f}, cost {record.cost:.2f} ", *tags)


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
            cls="tools",
            left=5,
        ),
    )


NOTHING = "–"


def write_step(step: Step, key: str, origins: Origins) -> Html:
    """Return one step, each finding beside the call that caused it."""
    words = [passage.text for passage in step.said]
    own = [write_finding(found, words, origins.get(id(found)), key) for found in step.findings]
    quotes = [found.quote for found in step.findings if found.quote]
    parts: list[object] = []
    for at, passage in enumerate(step.said):
        beside = own if at == len(step.said) - 1 and passage.role == "assistant" else ()
        parts.append(_beside(_said(passage, quotes), beside))
    pinned = bool(step.said) and step.said[-1].role == "assistant"
    if own and not pinned:
        parts.append(_beside(element("p", "Found in this turn, in no call of its own:", cls="soft"), own))
    for call in step.calls:
        texts = [value for _, value in call.arguments]
        parts.append(_beside(_call(call), [write_finding(found, texts) for found in call.findings]))
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


def _beside(block: Html, findings: Sequence[Html]) -> Html:
    if not findings:
        return element("div", block, cls="act")
    return element("div", block, element("div", *findings), cls="act pinned")


def _call(call: Call) -> Html:
    quotes = [found.quote for found in call.findings if found.quote]
    status = None
    if call.status != "done":
        status = element(
            "span", call.status or "not in the log", cls="tag denied" if call.status == "denied" else "tag odd"
        )
    name = element("b", one_line(call.tool, 120) or "(no name)")
    arguments = [
        part for word, value in call.arguments
        for part in (element("dt", one_line(word, 80) or "arguments"), element("dd", write_body(value, quotes)))
    ]  # fmt: skip
    return element(
        "div", element("p", element("span", "call ", cls="who"), name, " ", status),
        element("dl", *arguments, cls="facts") if arguments else None,
        element("p", one_line(call.detail), cls="quiet") if call.detail else None,
        *(_answer(answer) for answer in call.answers), cls="call",
    )  # fmt: skip


def _answer(text: str) -> Html:
    long = len(text) > OPEN
    summary = f"answer, {len(text):,} characters: {one_line(text, 90)}" if long else "answer"
    return fold(summary, write_body(text), open=not long, cls="answer")


def write_finding(found: Finding, texts: Sequence[str], origin: Origin | None = None, key: str = "") -> Html:
    """Return a finding with its evidence: class, how it ended, severity and cost, facts, records, the quoted words.

    The words are shown in the letters of ``texts``. ``origin`` is the earlier act of which it is the consequence, and
    ``key`` the anchor of the step it stands in.
    """
    tier = f", {found.tier}" if found.tier else ""
    weight = f", severity {found.severity:g}, cost {found.cost:g}" if found.kind == "violation" else ""
    evidence = [("facts", ", ".join(found.facts)), ("records", ", ".join(found.records)), ("detector", found.detector)]
    kind = found.kind if found.kind in ("violation", "credit") else "other"
    words = restore_quote(found.quote, (*texts, *(origin.texts if origin else ()))) if found.quote else ""
    source = None
    if origin is not None:
        link = element("a", f"turn {origin.turn}", href=f"#{key.rpartition('s')[0]}s{origin.turn}")
        source = element("p", "from: ", link, f", {one_line(origin.tool, 120)}", cls="quiet")
    return element(
        "aside", element("p", found.kind, " ", element("b", found.name)), element("p", f"{found.status}{tier}{weight}"),
        *(element("p", f"{name}: {value}", cls="quiet") for name, value in evidence if value), source,
        element("div", clip(words, 4000)[0], cls="quote") if words else None, cls=f"finding {kind}",
    )  # fmt: skip
