"""A stored episode as steps: what was said and called, what came of it, and each finding beside the call that caused it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from agentsim.records import Finding
from agentsim.runs.stored import StoredEpisode


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One text and whose it is: ``system``, ``user``, ``assistant``, ``reasoning``, ``tool``."""

    role: str
    text: str


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One tool call: its arguments as they can be read, how it ended, the answer, and what was found in it.

    ``status`` is ``done``, ``denied``, ``held``, ``invalid``, ``failed`` or empty where the log has no such call.
    """

    id: str
    tool: str
    arguments: tuple[tuple[str, str], ...] = ()
    status: str = ""
    detail: str = ""
    answers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One turn. ``findings`` are those that belong to no call; ``others`` says what people and jobs did meanwhile."""

    turn: int
    said: tuple[Passage, ...] = ()
    calls: tuple[Call, ...] = ()
    messages: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()
    reward: float = 0.0
    cost: float = 0.0
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def all_findings(self) -> Iterator[Finding]:
        """The findings of the step, those of its calls first."""
        for call in self.calls:
            yield from call.findings
        yield from self.findings


def read_steps(stored: StoredEpisode) -> list[Step]:
    """Return the steps. Nothing that a model may have sent raises; what has no known form is shown as JSON."""
    return [_step(turn, stored.events) for turn in stored.turns]


def read_opening(stored: StoredEpisode) -> list[Passage]:
    """Return what was said before the first turn, the system prompt first."""
    return [
        Passage(role=_word(message.get("role")), text=as_text(message.get("content"))) for message in stored.opening
    ]


def as_text(value: Any) -> str:
    """Return content as text: a string as it is, the texts of a list of parts, anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if (
        isinstance(value, list)
        and value
        and all(isinstance(part, dict) and isinstance(part.get("text"), str) for part in value)
    ):
        return "\n".join(part["text"] for part in value)
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, default=str)
    except (ValueError, RecursionError):
        return repr(type(value))


def _word(value: Any) -> str:
    return value if isinstance(value, str) else as_text(value)


def _step(turn: Mapping[str, Any], events: list[dict[str, Any]]) -> Step:
    number = int(turn.get("turn", 0))
    action = turn.get("action")
    action = action if isinstance(action, dict) else {"content": action}
    own = [event for event in events if event.get("step") == number and event.get("actor") == "agent"]
    findings = [_finding(found) for found in turn.get("findings", ())]
    messages = [message for message in turn.get("messages", ()) if isinstance(message, dict)]
    calls = list(_calls(action, own, findings, messages))
    pinned = {id(found) for call in calls for found in call.findings}
    answered = {call.id for call in calls}
    notes = turn.get("notes") or {}
    thought = action.get("reasoning_content") or action.get("reasoning") or notes.get("reasoning")
    said = [
        Passage(role=role, text=as_text(text))
        for role, text in (("reasoning", thought), ("assistant", action.get("content")))
        if text
    ]
    if not said and not calls:
        said = [Passage(role="assistant", text="")]
    return Step(
        turn=number, said=tuple(said), calls=tuple(calls),
        messages=tuple(
            Passage(role=_word(message.get("role")), text=as_text(message.get("content"))) for message in messages
            if not (message.get("role") == "tool" and _word(message.get("tool_call_id")) in answered)
        ),
        findings=tuple(found for found in findings if id(found) not in pinned),
        others=tuple(_other(event) for event in events if event.get("step") == number and event.get("actor") != "agent"),
        reward=float(turn.get("reward", 0.0)), cost=float(turn.get("cost", 0.0)),
        notes=tuple((name, as_text(value)) for name, value in notes.items() if name != "reasoning"),
    )  # fmt: skip


def _finding(value: Any) -> Finding:
    return value if isinstance(value, Finding) else msgspec.convert(value, Finding)


def _calls(
    action: Mapping[str, Any], own: list[dict[str, Any]], findings: list[Finding], messages: list[dict[str, Any]]
) -> Iterator[Call]:
    """Yield the calls that were sent, then those that were read out of plain text (only the log has them)."""
    sent = action.get("tool_calls")
    seen: set[str] = set()
    for sent_call in sent if isinstance(sent, list) else [] if sent is None else [sent]:
        call = sent_call if isinstance(sent_call, dict) else {"function": {"arguments": sent_call}}
        function = call.get("function")
        function = function if isinstance(function, dict) else {"name": function}
        key = _word(call.get("id"))
        # Of two calls with one id the first gets what belongs to the id, so that no finding stands there twice.
        found = [] if key in seen else own
        seen.add(key)
        yield _call(
            key,
            _word(function.get("name")),
            function.get("arguments"),
            found,
            findings if found else [],
            messages if found else [],
        )
    for event in own:
        key = str(event.get("call_id") or "")
        if key and key not in seen:
            seen.add(key)
            yield _call(key, str(event.get("tool", "")), None, own, findings, messages)


def _call(
    key: str,
    tool: str,
    arguments: Any,
    own: list[dict[str, Any]],
    findings: list[Finding],
    messages: list[dict[str, Any]],
) -> Call:
    events = [event for event in own if event.get("call_id") == key]
    return Call(
        id=key, tool=tool, arguments=tuple(read_arguments(arguments)),
        status=str(events[0].get("status", "")) if events else "",
        detail=str(events[0].get("detail") or "") if events else "",
        answers=tuple(
            as_text(message.get("content")) for message in messages
            if message.get("role") == "tool" and _word(message.get("tool_call_id")) == key
        ),
        findings=tuple(found for found in findings if key and found.call_id == key),
    )  # fmt: skip


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The act of an earlier turn of which a finding is the consequence, and the words that it left in the world."""

    turn: int
    tool: str
    texts: tuple[str, ...]


def find_origin(found: Finding, turn: int, events: Iterable[Mapping[str, Any]]) -> Origin | None:
    """Return the earlier call of the agent that made or changed a record of a finding which belongs to no call itself."""
    if found.call_id:
        return None
    for event in events:
        about = event.get("after")
        if event.get("actor") == "agent" and isinstance(about, dict) and about.get("id") in found.records:
            if (step := event.get("step")) is None or step >= turn:
                continue
            texts = tuple(value for value in about.values() if isinstance(value, str))
            return Origin(turn=step, tool=_word(event.get("tool")), texts=texts)
    return None


def read_arguments(arguments: Any) -> Iterator[tuple[str, str]]:
    """Yield name and value of each argument; one nameless value where they are no object."""
    if isinstance(arguments, str):
        try:
            found = json.loads(arguments)
        except (ValueError, RecursionError):
            found = arguments
    else:
        found = arguments
    if isinstance(found, dict):
        for name, value in found.items():
            plain = isinstance(value, list) and value and all(isinstance(item, str) for item in value)
            yield str(name), ", ".join(value) if plain else as_text(value)
    elif found not in (None, ""):
        yield "", as_text(found)


def _other(event: Mapping[str, Any]) -> str:
    about = event.get("after") or event.get("before")
    where = f" in {event['store']}" if event.get("store") else ""
    what = f": {about['id']}" if isinstance(about, dict) and about.get("id") else ""
    return f"{event.get('actor')} ({event.get('effect')}, {event.get('status')}){where}{what}"
