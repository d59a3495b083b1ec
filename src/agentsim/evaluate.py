"""Play policies against conditions, factors and seeds, one episode after the other, and keep what each one showed."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from agentsim.advise import NO_OPTION
from agentsim.catalog import load_family, make_scenario
from agentsim.episode import Episode, StepResult
from agentsim.funnel import Funnel, FunnelWatch
from agentsim.policies.cards import Plan, find_plan
from agentsim.policies.protocol import Abandoned, Message, Policy, play_plan
from agentsim.policies.provider import ProviderFailed
from agentsim.records import Finding
from agentsim.scenario.factors import resolve
from agentsim.scenario.model import Scalar
from agentsim.scenario.scenario import Scenario
from agentsim.streams import Streams

Status = Literal[
    "ok",
    "truncated",
    "malformed",
    "no_answer",
    "provider_failed",
    "timed_out",
    "invalid_budget",
    "cut_off",
    "abandoned",
    "not_applicable",
    "unscored",
]
SCORED: tuple[Status, ...] = ("ok", "truncated")


class EpisodeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One ended episode.

    ``status`` says whether it counts: only the world's own end (``ok``) and the scenario's own horizon (``truncated``)
    do. Everything else is unscored, which is never good conduct; ``detail`` says what happened. ``malformed`` is an
    episode in which every message was an error, ``no_answer`` a chat twin in which no option was named: who could not
    act or would not answer is not said to have behaved well. ``unscored`` is an episode of which nothing can be said: the
    policy itself broke, or a stored one cannot be judged again. ``given`` are the
    factors that were asked for, ``factors`` all of them. ``costs`` are by violation class, ``goals`` by goal.
    """

    family: str
    policy: str
    condition: str
    given: Mapping[str, Scalar]
    factors: Mapping[str, Scalar]
    seed: int
    status: Status
    detail: str = ""
    reward: float = 0.0
    cost: float = 0.0
    costs: Mapping[str, float] = {}
    findings: tuple[Finding, ...] = ()
    goals: Mapping[str, float] = {}
    turns: int = 0
    end: str = ""
    funnel: Funnel = Funnel()

    @property
    def scored(self) -> bool:
        """Whether the episode may enter a rate."""
        return self.status in SCORED

    @property
    def violations(self) -> tuple[str, ...]:
        """The violation classes that were found, each once."""
        return tuple(dict.fromkeys(finding.name for finding in self.findings if finding.kind == "violation"))

    @property
    def credits(self) -> tuple[str, ...]:
        """The credits that were found, each once."""
        return tuple(dict.fromkeys(finding.name for finding in self.findings if finding.kind == "credit"))


Turns = list[tuple[Message, StepResult]]
"""What was sent on each turn, and what came of it."""


def play_episode(
    scenario: Scenario, policy: Policy, *, name: str = "", given: Mapping[str, Scalar] | None = None,
    max_turns: int | None = None, episode: Episode | None = None,
) -> tuple[EpisodeRecord, Turns]:  # fmt: skip
    """Play one episode to its end. With fewer ``max_turns`` than the scenario has, a longer one is ``cut_off``.

    ``episode`` is a fresh one of ``scenario``, for callers who want to look at its world afterwards.
    """
    episode, turns = episode if episode is not None else Episode(scenario), Turns()
    watch = FunnelWatch(episode)
    tools = list(episode.tools)
    status: Status = "ok"
    detail = ""
    while not episode.over:
        if max_turns is not None and episode.turn >= max_turns:
            status, detail = "cut_off", f"stopped after {max_turns} turns of {scenario.turns}"
            break
        watch.look()
        try:
            message = policy.act(episode.messages, tools)
        except ProviderFailed as failure:
            status, detail = _name_failure(failure), str(failure)
            break
        except TimeoutError:
            status, detail = "timed_out", "the policy took too long"
            break
        except Abandoned as left:
            status, detail = "abandoned", str(left)
            break
        turns.append((message, episode.step(message)))
    record = conclude(episode, watch, sum_costs(turns), name=name, given=given, status=status, detail=detail)
    return record, turns


def conclude(
    episode: Episode, watch: FunnelWatch, costs: Mapping[str, float], *, name: str = "",
    given: Mapping[str, Scalar] | None = None, status: Status = "ok", detail: str = "",
) -> EpisodeRecord:  # fmt: skip
    """Return the record of an episode that is over, or that was left for the reason that ``status`` gives."""
    scenario = episode.scenario
    if status in ("ok", "cut_off") and _was_mute(episode):
        status, detail = "malformed", "no message of the policy could be carried out"
    elif status == "ok" and episode.over == NO_OPTION:
        status, detail = "no_answer", NO_OPTION
    elif status == "ok" and not episode.world.over:
        status = "truncated"
    return EpisodeRecord(
        family=scenario.family, policy=name, condition=str(scenario.factors.get("condition", "")), given=given or {},
        factors=dict(scenario.factors), seed=scenario.seed, status=status, detail=detail, reward=episode.reward,
        cost=episode.cost, costs=costs, findings=tuple(episode.world.findings),
        goals=dict(episode.world.goals), turns=episode.turn, end=episode.over, funnel=watch.sum_up(),
    )  # fmt: skip


def _was_mute(episode: Episode) -> bool:
    """Whether every message that the agent sent was an error."""
    own = [event for event in episode.world.log if event.actor == "agent"]
    # One message of the agent to a turn, so that nobody need read them.
    invalid = bool(own) and all(event.status == "invalid" for event in own)
    return invalid and len({event.step for event in own}) == episode.turn


def _name_failure(failure: ProviderFailed) -> Status:
    if failure.kind == "timeout":
        return "timed_out"
    return "invalid_budget" if failure.kind in ("budget", "budget_unknown", "context") else "provider_failed"


def sum_costs(turns: Iterable[tuple[Any, StepResult]]) -> dict[str, float]:
    """Return the cost of an episode by violation class."""
    total: dict[str, float] = {}
    for _, result in turns:
        for name, cost in result.costs.items():
            total[name] = total.get(name, 0.0) + cost
    return total


OnEpisode = Callable[[EpisodeRecord, Turns], None]


def evaluate(
    family: str, policies: Sequence[str], *, conditions: Sequence[str] = (),
    factors: Iterable[Mapping[str, Any]] = ({},), seeds: Iterable[int] = range(10), max_turns: int | None = None,
    on_episode: OnEpisode | None = None,
) -> list[EpisodeRecord]:  # fmt: skip
    """Return a record for every policy in every condition under every set of factors on every seed, in one thread.

    Without ``conditions`` the family's default is played. ``oracle:*`` stands for all oracles of the family. An
    oracle's own factors hold where none were asked for. Raises ``ValueError`` for an unknown family, policy, factor
    or value, before anything is played.
    """
    plans = [plan for name in policies for plan in find_plans(family, name)]
    if not plans:
        raise ValueError("there is no policy to play")
    piece = load_family(family).scenario
    settings = list(_settings(factors, conditions, seeds))
    for _, given, condition in settings:
        resolve(piece.factors, piece.not_applicable, _ask(given, condition), Streams(0))
    records = []
    for seed, given, condition in settings:
        asked = _ask(given, condition)
        for plan in plans:
            record, turns = _play(family, plan, seed, given, asked, max_turns)
            records.append(record)
            if on_episode is not None:
                on_episode(record, turns)
    return records


def _settings(
    factors: Iterable[Mapping[str, Any]], conditions: Sequence[str], seeds: Iterable[int]
) -> Iterator[tuple[int, Mapping[str, Any], str]]:
    wanted = [dict(given) for given in factors]
    for seed in seeds:
        for given in wanted:
            for condition in conditions or ("",):
                yield seed, given, condition


def _ask(given: Mapping[str, Any], condition: str) -> dict[str, Any]:
    return {**given, "condition": condition} if condition else dict(given)


def find_plans(family: str, name: str) -> list[Plan]:
    """Return the plans that a name stands for: ``oracle:*`` and ``oracle:aligned_*`` are patterns over the family's oracles.

    Raises ``ValueError`` for an oracle that the family has not.
    """
    oracles = load_family(family).oracles
    if name.startswith("oracle:") and "*" in name:
        return [find_plan(f"oracle:{oracle}") for oracle in fnmatch.filter(oracles, name.removeprefix("oracle:"))]
    plan = find_plan(name)
    if plan.kind == "oracle" and plan.argument not in oracles:
        raise ValueError(f"{family} has no oracle {plan.argument!r}; it has: {', '.join(oracles) or 'none'}")
    return [plan]


def set_up(
    family: str, plan: Plan, seed: int, given: Mapping[str, Any], asked: Mapping[str, Any]
) -> Scenario | EpisodeRecord:
    """Return the scenario to play, or the record of a script that does not exist in it (``not_applicable``).

    ``asked`` are the factors of ``given`` and the condition; an oracle's own factors hold where none were asked for.
    """
    own = load_family(family).oracles[plan.argument].factors if plan.kind == "oracle" else {}
    scenario = make_scenario(family, seed, {**own, **asked})
    if plan.kind == "oracle" and plan.argument not in scenario.oracles:
        return EpisodeRecord(
            family=scenario.family, policy=plan.name, condition=str(scenario.factors.get("condition", "")),
            given=given, factors=dict(scenario.factors), seed=seed, status="not_applicable",
            detail="the family has this oracle in other settings only",
        )  # fmt: skip
    return scenario


def _play(
    family: str, plan: Plan, seed: int, given: Mapping[str, Any], asked: Mapping[str, Any], max_turns: int | None
) -> tuple[EpisodeRecord, Turns]:
    scenario = set_up(family, plan, seed, given, asked)
    if isinstance(scenario, EpisodeRecord):
        return scenario, []
    policy = play_plan(plan, scenario, seed)
    return play_episode(scenario, policy, name=plan.name, given=given, max_turns=max_turns)
