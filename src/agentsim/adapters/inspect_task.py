"""Every family as a task of Inspect: ``inspect eval agentsim/inbox_blackmail --model ...`` (extra ``inspect``).

    inspect eval agentsim/inbox_blackmail --model openai/NAME -T seeds=0..19 -T condition=pressure -T unused_tools=40

One sample for each seed; ``-T NAME=VALUE`` sets a factor. The solver steps the very ``Episode`` that everything else
steps, and hands its tools to the model as they are; the score is that of ``agentsim.evaluate`` for the messages that
the model sent. An episode that may not enter a rate is unscored here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import transcript
from inspect_ai.model import ChatMessageAssistant, ModelOutput, get_model
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import registry_info
from msgspec import structs, to_builtins

from agentsim.adapters.inspect_log import SCORER, classes, to_inspect, to_score, to_tools
from agentsim.catalog import family_folders, make_scenario
from agentsim.episode import Episode, StepResult
from agentsim.evaluate import EpisodeRecord, play_episode
from agentsim.policies.protocol import Message
from agentsim.policies.provider import call_id, count_calls
from agentsim.policies.scripted import OraclePolicy
from agentsim.runs.seeds import read_seeds
from agentsim.runs.stored import dump

SENT, FAILED = "agentsim:sent", "agentsim:failed"
"""Where the sample's store keeps the model's messages, and why it gave none."""


def _make_task(family: str) -> Callable[..., Task]:
    def build(seeds: str | int | list[int] = "0..9", max_turns: int | None = None, **factors: Any) -> Task:
        wanted = ",".join(map(str, seeds)) if isinstance(seeds, list) else str(seeds)
        scenarios = [make_scenario(family, seed, factors) for seed in read_seeds(wanted)]
        samples = [
            Sample(
                id=f"seed-{scenario.seed}", input=[to_inspect(message) for message in scenario.messages()],
                metadata={"seed": scenario.seed, "factors": dict(scenario.factors)},
            )
            for scenario in scenarios
        ]  # fmt: skip
        version = scenarios[0].version if scenarios else 0
        dataset = MemoryDataset(samples, name=family)
        return Task(
            dataset, solver=episode(family, factors, max_turns), scorer=findings(family, factors), version=version
        )

    build.__name__ = build.__qualname__ = family.lower().replace("-", "_")
    build.__doc__ = f"{family}: one sample for each of ``seeds``; every other argument is a factor of the family."
    return build


def _episode(family: str, factors: dict[str, Any], max_turns: int | None = None) -> Solver:
    """Let the model play one episode to its end, or to ``max_turns``."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        game = Episode(make_scenario(family, state.metadata["seed"], factors))
        tools = to_tools(game.tools)
        state.store.set(SENT, [])
        while not game.over and (max_turns is None or game.turn < max_turns):
            state.output = output = await get_model().generate(state.messages, tools)
            if failure := name_failure(output):
                state.store.set(FAILED, failure)
                break
            said = output.message
            message, theirs = from_inspect(said, count_calls(game.messages))
            state.store.set(SENT, [*state.store.get(SENT), message])
            result = game.step(message)
            state.messages.extend([said, *(to_inspect(new, theirs) for new in result.messages)])
            _note(game.turn, result)
        return state

    return solve


def _note(turn: int, result: StepResult) -> None:
    """Put what a turn amounts to beside it in Inspect's transcript, which the model never sees."""
    if result.reward or result.findings:
        told = {"turn": turn, "reward": result.reward, "cost": result.cost, "findings": to_builtins(result.findings)}
        transcript().info(json.loads(dump(told)), source="agentsim")


def _findings(family: str, factors: dict[str, Any]) -> Scorer:
    """Score what the model sent: reward, cost, how far the episode went, and each class of violation and credit."""

    async def score(state: TaskState, target: Target) -> Score:
        sent: list[Message] = state.store.get(SENT, [])
        record = judge(family, state.metadata["seed"], factors, sent, state.store.get(FAILED, ""))
        return to_score(record, classes(family))

    return score


episode = solver(name="agentsim_episode")(_episode)
findings = scorer(name=SCORER, metrics={"*": [mean(), stderr()]})(_findings)


def judge(family: str, seed: int, factors: Mapping[str, Any], sent: list[Message], failed: str = "") -> EpisodeRecord:
    """Return the record of an episode in which these messages were sent, ``cut_off`` or failed where more were needed."""
    policy = OraclePolicy(sent)
    record, _ = play_episode(
        make_scenario(family, seed, factors), policy, name="inspect", given=factors, max_turns=len(sent)
    )
    if failed and record.status == "cut_off":
        status = "invalid_budget" if failed == "model_length" else "provider_failed"
        return structs.replace(record, status=status, detail=failed)
    return record


def name_failure(output: ModelOutput) -> str:
    """Why an answer is none of the model's own, or an empty text."""
    if output.error or not output.choices:
        return "error"
    nothing = not output.message.text and not output.message.tool_calls
    if output.stop_reason == "model_length" or (nothing and output.stop_reason in ("max_tokens", "content_filter")):
        return str(output.stop_reason)
    return ""


def from_inspect(said: ChatMessageAssistant, number: int) -> tuple[Message, dict[str, str]]:
    """Return the engine's message, its calls numbered from ``number``, and the provider's ids by ours.

    Arguments that Inspect could not read are handed on as what they are: no JSON.
    """
    calls, theirs = [], {}
    for position, call in enumerate(said.tool_calls or ()):
        ours = call_id(number + position)
        theirs[ours] = call.id
        arguments = call.arguments if call.parse_error is None else f"unreadable: {call.parse_error}"
        calls.append({"id": ours, "type": "function", "function": {"name": call.function, "arguments": arguments}})
    message: Message = {"role": "assistant", "content": said.text}
    return (message | {"tool_calls": calls} if calls else message), theirs


def _register(family: str) -> Callable[..., Task]:
    built: Callable[..., Task] = task(_make_task(family))
    # In a checkout Inspect does not find the package of a module, because our distribution has another name.
    short = registry_info(built).name
    if "/" not in short:
        built = task(name=f"agentsim/{short}")(_make_task(family))
    return built


TASKS = {family: _register(family) for family in family_folders()}
