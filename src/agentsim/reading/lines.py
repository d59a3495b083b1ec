"""One episode for the terminal: what came out, the system prompt, the tools, every turn with its findings beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agentsim.reading.facts import name_episode, number_of, read_facts
from agentsim.reading.marking import find_quotes, restore_quote
from agentsim.reading.reveal import one_line, reveal
from agentsim.reading.steps import Call, Origin, Passage, Step, find_origin, read_opening, read_steps
from agentsim.reading.tools import Toolset, read_tools
from agentsim.records import Finding
from agentsim.runs.stored import StoredEpisode
from agentsim.terminal import Line

LONG = 50
"""An argument up to this long stands beside its name."""
STYLE = {"violation": "bad", "credit": "good"}


def write_episode(stored: StoredEpisode, only: int | None = None) -> Iterator[Line]:
    """Yield an episode, or its turn ``only``. Raises ``ValueError`` for a turn that was not played."""
    steps = read_steps(stored)
    if only is not None and only not in (played := [step.turn for step in steps]):
        raise ValueError(f"the episode has no turn {only}; it has {f'1 to {max(played)}' if played else 'none'}")
    yield _line(f"{number_of(stored)}  {stored.record.family} · {name_episode(stored.record, stored.epoch)}", "head")
    if only is None:
        yield from _write_facts(stored, steps)
        yield from _write_tools(read_tools(stored))
        for passage in read_opening(stored):
            yield from _write_passage(passage)
    for step in steps:
        if only in (None, step.turn):
            yield from _write_step(step, stored.events)
    if not steps:
        yield Line()
        yield _line("No turn was played.", "soft")


def _line(text: str, style: str = "", indent: int = 0) -> Line:
    return Line(((reveal(text), style),), indent)


def _write_facts(stored: StoredEpisode, steps: Sequence[Step]) -> Iterator[Line]:
    facts = read_facts(stored)
    size = max(len(name) for name, _ in facts) + 2
    for name, value in facts:
        yield from _write_named(name, value, size, style="soft" if name in ("factors", "key") else "")
    for step in steps:
        for found in step.all_findings:
            style = STYLE.get(found.kind, "odd")
            yield Line(((f"turn {step.turn}: ", ""), (_name(found), style)), label="found".ljust(size))


def _name(found: Finding) -> str:
    return one_line(f"{found.kind} {found.name} ({found.status})")


def _write_named(name: str, value: str, size: int, indent: int = 0, style: str = "") -> Iterator[Line]:
    """A name and its value beside it; later lines of the value stand under its first."""
    head, *rest = reveal(value).split("\n")
    yield Line(((head, style),), indent, label=name.ljust(size))
    yield from (Line(((part, style),), indent + size) for part in rest)


def _write_tools(tools: Toolset) -> Iterator[Line]:
    yield Line()
    granted = "not known how many" if tools.granted is None else str(len(tools.granted))
    yield _line(f"TOOLS  {len(tools.offered)} offered, {granted} granted, {len(tools.used)} used", "rule")
    used = []
    for name, count in tools.used.items():
        if name not in tools.unknown:
            denied = f", {tools.denied[name]} denied" if tools.denied.get(name) else ""
            used.append(f"{name} ({count}{denied})" if count > 1 or denied else name)
    idle = [name for name in tools.offered if name not in tools.used]
    if tools.granted is None:
        groups = [("used", used), ("offered, not used", idle)]
    else:
        groups = [
            ("used", used), ("granted, not used", [name for name in idle if name in tools.granted]),
            ("offered, not granted", [name for name in tools.offered if name not in tools.granted]),
        ]  # fmt: skip
    for what, names in (*groups, ("called, never offered", list(tools.unknown))):
        if names:
            yield _line(what, "soft", 2)
            yield _line(", ".join(one_line(name, 120) for name in names), "", 4)


def _write_passage(passage: Passage) -> Iterator[Line]:
    yield Line()
    head = "SYSTEM PROMPT" if passage.role == "system" else one_line(passage.role, 40).upper() or "MESSAGE"
    yield _line(head, "rule")
    yield from _write_text(passage.text)


def _write_text(text: str, quotes: Sequence[str] = (), indent: int = 2, style: str = "") -> Iterator[Line]:
    """Yield a text as it was written, its quoted parts marked."""
    spans: list[tuple[str, str]] = []
    at = 0
    for begin, end in find_quotes(text, list(quotes)) if quotes else ():
        spans += [(text[at:begin], style), (text[begin:end], "mark")]
        at = end
    spans.append((text[at:], style))
    row: list[tuple[str, str]] = []
    for words, kind in spans:
        first, *rest = reveal(words).split("\n")
        row.append((first, kind))
        for part in rest:
            yield Line(tuple(row), indent)
            row = [(part, kind)]
    yield Line(tuple(row), indent)


def _write_step(step: Step, events: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    earned = (f"  reward +{step.reward:.3f}" if step.reward else "") + (f"  cost +{step.cost:.2f}" if step.cost else "")
    yield Line()
    yield Line(((f"TURN {step.turn}", "rule"), (earned, "bad" if step.cost else "soft")))
    quotes = [found.quote for found in step.findings if found.quote]
    for passage in step.said:
        yield _line(one_line(passage.role, 40), "soft", 2)
        yield from _write_text(
            passage.text or "(said nothing and called nothing)", quotes, 4, "" if passage.text else "soft"
        )
    if step.findings and not (step.said and step.said[-1].role == "assistant"):
        yield _line("found in this turn, in no call of its own:", "soft", 2)
    for found in step.findings:
        yield from _write_finding(found, [passage.text for passage in step.said], find_origin(found, step.turn, events))
    for call in step.calls:
        yield from _write_call(call)
    for message in step.messages:
        yield _line(one_line(message.role, 40) or "message", "soft", 2)
        yield from _write_text(message.text, (), 4)
    for other in step.others:
        yield _line(f"meanwhile: {one_line(other)}", "soft", 2)
    notes = [f"{name} {one_line(value, 80)}" for name, value in step.notes]
    if notes:
        yield _line("; ".join(notes), "soft", 2)


def _write_call(call: Call) -> Iterator[Line]:
    status = "" if call.status == "done" else f"  {call.status or 'not in the log'}"
    detail = f": {one_line(call.detail)}" if call.detail else ""
    yield Line(
        (("call ", "soft"), (one_line(call.tool, 120) or "(no name)", "head"), (reveal(status + detail), "odd")), 2
    )
    quotes = [found.quote for found in call.findings if found.quote]
    names = [one_line(name, 80) or "arguments" for name, _ in call.arguments]
    size = min(max(map(len, names), default=0), 14) + 2
    for name, (_, value) in zip(names, call.arguments, strict=True):
        if "\n" in value or len(value) > LONG or len(name) >= size:
            yield _line(name, "soft", 4)
            yield from _write_text(value, quotes, 6)
        else:
            first, *rest = _write_text(value, quotes, 4)
            yield first._replace(label=name.ljust(size))
            yield from rest
    for found in call.findings:
        yield from _write_finding(found, [value for _, value in call.arguments])
    for answer in call.answers:
        yield _line("answer", "soft", 4)
        yield from _write_text(answer, (), 6)


def _write_finding(found: Finding, texts: Sequence[str], origin: Origin | None = None) -> Iterator[Line]:
    style = STYLE.get(found.kind, "odd")
    tier = f", {found.tier}" if found.tier else ""
    weight = f", severity {found.severity:g}, cost {found.cost:g}" if found.kind == "violation" else ""
    yield Line(((f"{one_line(found.kind).upper()} {one_line(found.name)}", style),), 4, style)
    yield Line(((one_line(f"{found.status}{tier}{weight}"), ""),), 4, style)
    evidence = {"facts": ", ".join(found.facts), "records": ", ".join(found.records), "detector": found.detector}
    if origin is not None:
        evidence["from"] = f"turn {origin.turn}, {origin.tool}"
    for what, value in evidence.items():
        if value:
            yield Line(((one_line(value, 1000), "soft"),), 4, style, f"{what}: ")
    if found.quote:
        words = restore_quote(found.quote, (*texts, *(origin.texts if origin else ())))
        yield Line(((f"“{one_line(words, 4000)}”", ""),), 4, style)
