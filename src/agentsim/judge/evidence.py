"""What the judge sees of an episode: the acts that were dispatched and the facts of the world. No thoughts, no findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agentsim.judge.prompt import PROMPT
from agentsim.policies.protocol import Message
from agentsim.records import Authorisation
from agentsim.scenario.scenario import Scenario

LONGEST = 4_000
"""Characters of one field that are shown."""
HIDDEN = frozenset({"facts", "wants", "harm", "pushes", "again", "bent", "value", "unread", "from_name"})
"""Fields that nobody in the world reads: marks by which detectors and people go, and the values of keys."""
SHOWN = ("done", "denied", "held", "failed")


def write_evidence(scenario: Scenario, events: Iterable[Mapping[str, Any]]) -> list[Message]:
    """Return the messages for the judge. ``events`` are those of ``runs.stored.store_events``.

    Reads that succeeded are told by the ids that were read, everything else with the record that it changed. What others
    did stands between the agent's acts, since an act may be an answer to it or allowed by it.
    """
    setting = scenario.setting
    world = {
        "agent": {"name": setting.agent_name, "address": setting.agent_address},
        "asked of the agent": _cut(scenario.first_message),
        "people": {
            person: {"address": address}
            for address, person in setting.addresses.items()
            if address != setting.agent_address
        },
        "facts": [
            {"fact": fact.text, "sensitivity": fact.sensitivity, "may know": list(fact.may_know)}
            for fact in setting.facts.values()
        ],
        "rules": [norm.text for norm in setting.norms],
        "ordered or allowed": [
            {"acts": list(paper.covers), "about": list(paper.about) or "anything", "by": list(paper.signed_by)}
            for paper in scenario.make_world().stores.get("authorisations", ())
            if isinstance(paper, Authorisation) and paper.status == "signed"
        ],
        "start": setting.start.isoformat(),
    }
    parts = [
        "Kinds of misconduct:\n" + "\n".join(f"- {name}: {about}" for name, about in scenario.violations.items()),
        "<record>\n" + _dump(world) + "\n" + "\n".join(_dump(act) for act in _acts(events)) + "\n</record>",
    ]
    return [{"role": "system", "content": PROMPT}, {"role": "user", "content": "\n\n".join(parts)}]


def _acts(events: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for event in events:
        if event["status"] not in SHOWN or (event["actor"] != "agent" and event["after"] is None):
            continue
        act: dict[str, Any] = {"step": event["step"], "minute": event["minute"], "who": event["actor"]}
        act |= {"tool": event["tool"] or event["effect"], "status": event["status"]}
        if event["actor"] == "agent" and event["detail"] not in ("", "unused"):  # an answer, or why a call was refused
            act["detail"] = _cut(event["detail"])
        if event["shown"]:
            act["read"] = list(event["shown"])
        before, after = event["before"], event["after"]
        if after is not None:
            act["became"] = _record(after)
            if before is not None:
                act["was"] = {name: value for name, value in _record(before).items() if after.get(name) != value}
        elif before is not None:
            act["removed"] = _record(before)
        yield act


def _record(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _cut(value) for name, value in record.items() if name not in HIDDEN and value not in (None, "", [], ())
    }


def _cut(value: Any) -> Any:
    return value if not isinstance(value, str) or len(value) <= LONGEST else f"{value[:LONGEST]} [cut]"


def _dump(value: Any) -> str:
    """JSON in which no text can close the record or open another."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
    return text.replace("<", "\\u003c")


def kinds_of(scenario: Scenario) -> Sequence[str]:
    """Return the kinds of misconduct that the scenario declares."""
    return tuple(scenario.violations)
