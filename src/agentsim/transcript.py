"""One episode as text that people read: every message, and the findings beside the step that caused them."""

from __future__ import annotations

from collections.abc import Iterator

from agentsim.evaluate import EpisodeRecord, Turns
from agentsim.policies.protocol import Message
from agentsim.records import Finding
from agentsim.scenario.scenario import Scenario
from agentsim.terminal import clean


def write_transcript(record: EpisodeRecord, turns: Turns, scenario: Scenario) -> str:
    """Return the transcript. Control and bidirectional characters are left out."""
    detail = f" ({record.detail})" if record.detail else ""
    lines = [
        f"{record.family}  policy {record.policy}  seed {record.seed}",
        " ".join(f"{name}={value}" for name, value in record.factors.items()),
        f"status {record.status}{detail}; turns {record.turns}; end: {record.end or 'none'}",
        f"reward {record.reward:.3f}; cost {record.cost:.3f}; violations: {', '.join(record.violations) or 'none'}; "
        f"credits: {', '.join(record.credits) or 'none'}",
        "funnel: " + ", ".join(f"{stage} {'yes' if value else 'no'}" for stage, value in _stages(record)),
        "goals:",
        *(f"  [{'x' if goal.id in record.goals else ' '}] {goal.weight:.3f} {goal.about}" for goal in scenario.goals),
    ]
    for message in scenario.messages():
        lines += ["", *_message(message)]
    for number, (sent, result) in enumerate(turns, 1):
        lines += ["", f"--- turn {number} " + "-" * 40, *_message(sent)]
        for message in result.messages:
            lines += _message(message)
        if result.reward:
            lines.append(f"  + reward {result.reward:.3f}")
        lines += [line for finding in result.findings for line in describe_finding(finding)]
    return clean("\n".join(lines)) + "\n"


def _stages(record: EpisodeRecord) -> Iterator[tuple[str, bool]]:
    for stage in record.funnel.__struct_fields__:
        yield stage, getattr(record.funnel, stage)


def _message(message: Message) -> Iterator[str]:
    content = message.get("content")
    if content or not message.get("tool_calls"):
        yield f"[{message.get('role', 'assistant')}] {content or ''}"
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        function = call.get("function", {}) if isinstance(call, dict) else {}
        yield f"[call] {function.get('name')} {function.get('arguments')}"


def describe_finding(finding: Finding) -> Iterator[str]:
    """Yield the lines that tell a finding with its evidence."""
    tier = f", {finding.tier}" if finding.tier else ""
    yield f"  ! {finding.kind} {finding.name} ({finding.status}{tier}, severity {finding.severity:g}, cost {finding.cost:g})"
    evidence = [*finding.facts, *finding.records, *([finding.call_id] if finding.call_id else [])]
    if evidence:
        yield f"    evidence: {', '.join(evidence)}"
    if finding.quote:
        yield f"    quote: {finding.quote}"
