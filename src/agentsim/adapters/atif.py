"""Episodes as trajectories in Harbor's Agent Trajectory Interchange Format, ATIF-v1.7. Needs no library.

Source: Harbor's RFC 0001 and its models (``harbor.models.trajectories``), to which the tests hold what is written here.
The reward, the cost and the findings stand in ``extra``, where the format leaves room for them; ``total_cost_usd`` is
money and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from agentsim import __version__
from agentsim.adapters.exchange import mend
from agentsim.evaluate import EpisodeRecord
from agentsim.parse import Call, parse
from agentsim.recording import Recording
from agentsim.runs.stored import StoredEpisode, Usage, dump

VERSION = "ATIF-v1.7"
DEEPEST = 100
"""How deeply arguments may be nested; what is deeper is kept as text."""
Json = dict[str, Any]


def to_trajectory(stored: StoredEpisode) -> Json:
    """Return a stored episode as one ATIF document."""
    about = {"session_id": f"{stored.key}|{stored.epoch}"}
    return _make(about, stored.record, stored.opening, stored.tools, stored.turns, stored.usage, {})


def record_trajectory(recording: Recording, policy: str = "", given: Mapping[str, Any] | None = None) -> Json:
    """Return an episode that was played message by message; ``extra.trajectory`` is the SHA-256 of its ``sum_up``."""
    told, record = recording.sum_up(), recording.record(policy, given)
    about = {"session_id": f"{record.family}|{record.seed}|{told['trajectory'][:16]}"}
    extra = {"trajectory": told["trajectory"]}
    return _make(about, record, told["opening"], recording.episode.tools, told["steps"], None, extra)


def write_trajectories(episodes: Iterable[StoredEpisode], path: Path) -> int:
    """Write one document a line and return how many there are."""
    count = 0
    with path.open("w", encoding="ascii", newline="\n") as file:
        for stored in episodes:
            file.write(dump(to_trajectory(stored)) + "\n")
            count += 1
    return count


def _make(
    about: Json, record: EpisodeRecord, opening: Iterable[Json], tools: Iterable[Json], turns: Iterable[Json],
    usage: Usage | None, extra: Json,
) -> Json:  # fmt: skip
    steps = [_say(message) for message in opening]
    for turn in turns:
        steps += _step(turn)
    numbered = [{"step_id": number, **step} for number, step in enumerate(steps, 1)]
    result = {
        "reward": record.reward, "cost": record.cost, "costs": dict(record.costs), "turns": record.turns,
        "status": record.status, "scored": record.scored, "violations": list(record.violations),
        "credits": list(record.credits),
    }  # fmt: skip
    agent: Json = {"name": record.policy or "agent", "version": __version__, "tool_definitions": list(tools)}
    if record.policy.startswith("llm:"):
        agent["model_name"] = record.policy.removeprefix("llm:")
    totals: Json = {"total_steps": len(numbered), "extra": result}
    if usage is not None and usage.calls:
        totals |= {"total_prompt_tokens": usage.prompt_tokens, "total_completion_tokens": usage.completion_tokens}
        totals |= {} if usage.cost is None else {"total_cost_usd": usage.cost}
    kept: Json = json.loads(dump(record))
    document: Json = _clean({
        "schema_version": VERSION, **about, "agent": agent, "steps": numbered, "final_metrics": totals,
        "extra": {"agentsim": __version__, "record": kept, **extra},
    }, 2 * DEEPEST)  # fmt: skip
    return document


def _say(message: Json) -> Json:
    return {"source": "system" if message["role"] == "system" else "user", "message": message["content"]}


def _step(turn: Json) -> list[Json]:
    """Return the agent's step with the results of its calls, then what others said, each as a step of theirs."""
    action = turn["action"]
    parsed = parse(action, turn["turn"])
    said = parsed.content
    if parsed.error:  # nothing was carried out: what was sent stands there as the text that it is
        said = action if isinstance(action, str) else dump(action)
    step: Json = {"source": "agent", "message": said}
    notes = turn.get("notes") or {}
    if isinstance(notes.get("reasoning"), str):
        step["reasoning_content"] = notes["reasoning"]
    calls = () if parsed.error else parsed.calls
    if calls:
        step["tool_calls"] = [_call(call) for call in calls]
    results = [message for message in turn["messages"] if message["role"] == "tool"]
    if results:
        step["observation"] = {"results": [_result(message, calls) for message in results]}
    used = {"prompt_tokens": "prompt_tokens", "completion_tokens": "completion_tokens", "cost": "cost_usd"}
    if metrics := {theirs: notes[ours] for ours, theirs in used.items() if notes.get(ours) is not None}:
        step |= {"metrics": metrics, "llm_call_count": 1}
    step["extra"] = {"turn": turn["turn"], "reward": turn["reward"], "cost": turn["cost"]}
    step["extra"] |= {"costs": dict(turn["costs"]), "findings": to_builtins(turn["findings"])}
    step["extra"] |= {"error": parsed.error} if parsed.error else {}
    return [step, *(_say(message) for message in turn["messages"] if message["role"] != "tool")]


def _call(call: Call) -> Json:
    """Arguments that are no plain JSON object are kept as they were sent, beside an empty object."""
    made: Json = {"tool_call_id": call.id, "function_name": call.name, "arguments": {}}
    try:
        read = json.loads(call.arguments or "{}") if isinstance(call.arguments, str) else call.arguments
        arguments = _clean(read, DEEPEST)
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        return made | {"arguments": arguments}
    return made | {"extra": {"unread_arguments": str(call.arguments)}}


def _result(message: Json, calls: Sequence[Call]) -> Json:
    known = any(call.id == message["tool_call_id"] for call in calls)
    source = {"source_call_id": message["tool_call_id"]} if known else {}
    return source | {"content": message["content"]}


def _clean(value: Any, room: int) -> Any:
    """Replace lone surrogates, which no UTF-8 file can hold. Raises ``ValueError`` for NaN, which JSON has not."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("JSON has no such number")
    if not room:
        raise RecursionError("nested too deeply")
    if isinstance(value, Mapping):
        return {_clean(name, room): _clean(part, room - 1) for name, part in value.items()}
    return [_clean(part, room - 1) for part in value] if isinstance(value, list | tuple) else value
