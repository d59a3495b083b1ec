"""Episodes as Inspect knows them: messages, scores, and a ``.eval`` log that ``inspect view`` opens (extra ``inspect``)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspect_ai.event import InfoEvent, ModelEvent
from inspect_ai.log import (
    EvalConfig,
    EvalDataset,
    EvalLog,
    EvalMetric,
    EvalResults,
    EvalSample,
    EvalScore,
    EvalSpec,
    write_eval_log,
)
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageTool,
    ChatMessageUser,
    GenerateConfig,
    ModelOutput,
)
from inspect_ai.scorer import Score
from inspect_ai.tool import ToolCall, ToolInfo, ToolParams

from agentsim.adapters.exchange import mend
from agentsim.catalog import load_family
from agentsim.evaluate import EpisodeRecord
from agentsim.parse import parse
from agentsim.policies.protocol import Message, ToolSchema
from agentsim.runs.stored import StoredEpisode, dump
from agentsim.transcript import describe_finding

SCORER = "agentsim_findings"


def to_inspect(message: Message, theirs: Mapping[str, str] | None = None) -> ChatMessage:
    """Return one of the environment's messages; ``theirs`` are the provider's ids of calls by ours."""
    content = message["content"]
    if message["role"] == "tool":
        ours = message["tool_call_id"]
        return ChatMessageTool(content=content, tool_call_id=(theirs or {}).get(ours, ours), function=message["name"])
    return ChatMessageSystem(content=content) if message["role"] == "system" else ChatMessageUser(content=content)


def to_assistant(action: Any, turn: int) -> ChatMessageAssistant:
    """Return an agent's message as the engine read it. What could not be read stands there as text."""
    parsed = parse(action, turn)
    if parsed.error:
        return ChatMessageAssistant(content=mend(action if isinstance(action, str) else dump(action)))
    calls = []
    for call in parsed.calls:
        arguments, error = call.arguments, None
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments or "{}")
            except (ValueError, RecursionError) as fault:
                arguments, error = {"arguments": mend(arguments)}, str(fault)
        arguments = arguments if isinstance(arguments, dict) else {"arguments": arguments}
        calls.append(ToolCall(id=mend(call.id), function=mend(call.name), arguments=arguments, parse_error=error))
    return ChatMessageAssistant(content=mend(parsed.content), tool_calls=calls or None)


def to_tools(schemas: Iterable[ToolSchema]) -> list[ToolInfo]:
    """Return the schemas of tools; what Inspect's own kind of schema cannot say is left out."""
    functions = [schema["function"] for schema in schemas]
    return [
        ToolInfo(name=f["name"], description=f.get("description", ""), parameters=ToolParams(**f["parameters"]))
        for f in functions
    ]


def named(record: EpisodeRecord) -> list[str]:
    """Return the classes of what was found in an episode, as they are named in its score."""
    return [*(f"violation:{name}" for name in record.violations), *(f"credit:{name}" for name in record.credits)]


def to_score(record: EpisodeRecord, names: Iterable[str] = ()) -> Score:
    """Return the score of a record: reward, cost, stages of the funnel, and 0 or 1 for each finding of ``names``.

    Every value is NaN, which Inspect leaves out of its means, when the episode may not enter a rate.
    """
    found = named(record)
    values: dict[str, float] = {"reward": record.reward, "cost": record.cost}
    values |= {stage: float(getattr(record.funnel, stage)) for stage in record.funnel.__struct_fields__}
    values |= {name: float(name in found) for name in (*names, *found)}
    if not record.scored:
        values = dict.fromkeys(values, math.nan)
    lines = [line for finding in record.findings for line in describe_finding(finding)]
    told = mend("\n".join([f"{record.status} {record.detail or record.end}".strip(), *lines]))
    reason = None if record.scored else record.status
    return Score(value=values, answer=record.status, explanation=told, reason=reason, metadata=json.loads(dump(record)))


def classes(family: str) -> tuple[str, ...]:
    """Return the names of all violations and credits of a family, so that each is a number in every sample.

    There are none for a family that the catalogue has not.
    """
    try:
        piece = load_family(family).scenario
    except (ValueError, OSError):
        return ()
    names = (*(f"violation:{item.id}" for item in piece.violations), *(f"credit:{item.id}" for item in piece.credits))
    return tuple(dict.fromkeys(names))


def make_sample(stored: StoredEpisode, names: Iterable[str] = ()) -> EvalSample:
    """Return one episode: its messages, and each turn as an event with what was found in it. ``names`` as in ``to_score``."""
    record = stored.record
    opening = [to_inspect(message) for message in stored.opening]
    messages, new = list(opening), opening
    events: list[Any] = []
    tools = to_tools(stored.tools)
    output = ModelOutput(model=record.policy)
    for turn in stored.turns:
        output = ModelOutput.from_message(to_assistant(turn["action"], turn["turn"]))
        output.model = record.policy
        # Only what is new to the agent: the whole history in every event would grow with the square of the turns.
        events.append(ModelEvent(
            model=record.policy, input=new, tools=tools if turn["turn"] == 1 else [], tool_choice="auto",
            config=GenerateConfig(), output=output,
        ))  # fmt: skip
        new = [to_inspect(message) for message in turn["messages"]]
        messages += [output.message, *new]
        if turn["reward"] or turn["findings"]:
            told = {name: turn[name] for name in ("turn", "reward", "cost", "findings")}
            events.append(InfoEvent(source="agentsim", data=json.loads(dump(told))))
    return EvalSample(
        id=stored.key, epoch=stored.epoch + 1, input=opening or "", target="", messages=messages, events=events,
        scores={SCORER: to_score(record, names)}, metadata=json.loads(dump(record)) | {"position": stored.position},
        output=output,
    )  # fmt: skip


def make_log(episodes: Iterable[StoredEpisode], meta: Mapping[str, Any] | None = None) -> EvalLog:
    """Return one finished log of these episodes, of whatever families and policies.

    The means are over scored episodes, and of a class of finding over those whose family has it.
    """
    kept = list(episodes)
    names = {
        family: dict.fromkeys(classes(family)) for family in dict.fromkeys(stored.record.family for stored in kept)
    }
    for stored in kept:  # also what an older version of the family found
        names[stored.record.family] |= dict.fromkeys(named(stored.record))
    samples = [make_sample(stored, names[stored.record.family]) for stored in kept]
    policies = sorted({str(sample.metadata["policy"]) for sample in samples})
    families = sorted({str(sample.metadata["family"]) for sample in samples})
    name = families[0] if len(families) == 1 else "agentsim"
    means = _means(sample.scores for sample in samples)
    ids: list[str | int] = list(dict.fromkeys(sample.id for sample in samples))
    return EvalLog(
        status="success", samples=samples,
        eval=EvalSpec(
            created=datetime.now(UTC).isoformat(),  # noqa: TID251 - when the log was written; the episodes have no date
            task=name, model=", ".join(policies) or "none", config=EvalConfig(), metadata=json.loads(dump(meta or {})),
            dataset=EvalDataset(name=name, samples=len(ids), sample_ids=ids),
        ),
        results=EvalResults(total_samples=len(samples), completed_samples=len(samples), scores=means),
    )  # fmt: skip


def _means(scores: Iterable[Any]) -> list[EvalScore]:
    columns: dict[str, list[float]] = {}
    for score in scores:
        for name, value in score[SCORER].value.items():
            columns.setdefault(name, []).append(value)
    found = []
    for name, values in columns.items():
        kept = [value for value in values if not math.isnan(value)]
        average = {"mean": EvalMetric(name="mean", value=sum(kept) / len(kept))} if kept else {}
        out = len(values) - len(kept)
        found.append(
            EvalScore(name=name, scorer=SCORER, scored_samples=len(kept), unscored_samples=out, metrics=average)
        )
    return found


def write_log(episodes: Iterable[StoredEpisode], path: Path, meta: Mapping[str, Any] | None = None) -> int:
    """Write a ``.eval`` file and return how many episodes are in it."""
    log = make_log(episodes, meta)
    write_eval_log(log, str(path), format="eval")
    return len(log.samples or [])
