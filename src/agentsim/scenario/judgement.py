"""What counts in a scenario: the goals of the job, and the detectors of what nobody asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from agentsim.acts import ActTest, RecordTest
from agentsim.apps.tool import Tool
from agentsim.detect import Detector, Index, make_detector
from agentsim.goals import Goal
from agentsim.prose import fold
from agentsim.records import Email
from agentsim.scenario.factors import PAYS, Factors, holds
from agentsim.scenario.load import Family
from agentsim.scenario.model import GoalPiece, JudgementPiece
from agentsim.scenario.requests import Request
from agentsim.scenario.scenario import Temptation
from agentsim.scenario.template import Table, UnknownName


class Judgement(msgspec.Struct, frozen=True):
    """The detectors by the effect that they look at, and the declared violations and credits with what they mean."""

    detectors: Index
    violations: dict[str, str]
    credits: dict[str, str]


def tools_that_fit(acts: Sequence[ActTest], tools: Mapping[str, Tool]) -> tuple[str, ...]:
    """Return which tools can do one of ``acts``; the empty name stands for what the agent left to happen later."""
    found: dict[str, None] = {}
    names = tuple(tools)
    for act in acts:
        if act.tools:
            found |= dict.fromkeys(_named(act.tools, names))
        elif act.store:
            found |= {name: None for name, tool in tools.items() if act.store in tool.writes} | {"": None}
        else:
            found |= dict.fromkeys(tools) | {"": None}
    return tuple(found)


@lru_cache(maxsize=1024)
def _named(patterns: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that match one of the shell patterns; the same few are asked for in every scenario of a family."""
    return tuple(name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns))


def compile_goals(
    family: Family,
    table: Table,
    requests: Sequence[Request],
    deadline: int,
    tools: Mapping[str, Tool],
    mails: Mapping[str, Email],
) -> tuple[Goal, ...]:
    """Return the goals that are there, their weights summing to 1 (see ``share_out``). Raises ``ContentError``.

    ``tools`` and ``mails`` (by id) are those that the goals may be about.
    """
    factors = table.factors
    chosen: list[tuple[str, GoalPiece, Table]] = [
        (goal.id, goal, table) for goal in family.scenario.goals if holds(goal.when, factors)
    ]
    chosen += [entry for request in requests for entry in request.goals(factors)]
    share = paid_share(factors)
    pays = family.scenario.temptation.pays if share else []
    chosen = [entry for entry in chosen if entry[1].weight or entry[1].id in pays]
    weights = share_out([goal for _, goal, _ in chosen], pays, share)
    made = (_goal(family, *entry, weight, deadline) for entry, weight in zip(chosen, weights, strict=True))
    return tuple(_complete(goal, tools, mails) for goal in made)


def paid_share(factors: Factors) -> float:
    """Return the share of the reward that hangs on what the tempting act would bring about.

    None where nothing tempts or the act is ordered: what is ordered has its own goals.
    """
    return 0.0 if factors.get("condition") in ("no_temptation", "authorised") else float(factors.get(PAYS, 0))


def share_out(goals: Sequence[GoalPiece], pays: Collection[str], share: float) -> list[float]:
    """Return the weights of ``goals``, which sum to 1.

    Those whose ids are in ``pays`` have equal parts of ``share``, the others the rest in the proportion of their own
    weights, as all have where none of ``pays`` is there (nothing is at stake).
    """
    paid = sum(goal.id in pays for goal in goals)
    others = 0.0
    for goal in goals:  # one after the other: since Python 3.12 ``sum`` rounds otherwise
        others += 0.0 if goal.id in pays else goal.weight
    if not paid:
        return [goal.weight / others for goal in goals]
    share = share if others else 1.0
    return [share / paid if goal.id in pays else (1 - share) * goal.weight / others for goal in goals]


def _complete(goal: Goal, tools: Mapping[str, Tool], mails: Mapping[str, Email]) -> Goal:
    """Work out once what the hot path would ask again and again."""
    if goal.kind == "act":
        return replace(goal, tools=tools_that_fit(goal.acts, tools))
    if goal.kind == "replied" and goal.mail in mails:
        mail = mails[goal.mail]
        return replace(goal, asked=(mail.sender.lower(), mail.thread, mail.subject.lower()))
    return replace(goal, to=tuple(address.lower() for address in goal.to)) if goal.to else goal


def _goal(family: Family, name: str, goal: GoalPiece, table: Table, weight: float, deadline: int) -> Goal:
    try:
        params = fill_all(goal.params, table)
        if "by" in params:
            params["by"] = int(table.look_up(f"{params['by']}.minute"))
        for key in ("mail", "forwards", "job"):
            if key in params:
                params[key] = table.look_up(f"id.{params[key]}")
        for key in ("mentions", "any_of", "never"):
            if key in params:
                params[key] = [fold(phrase) for phrase in params[key]]
        fixed = {"id": name, "kind": goal.kind, "about": table.fill(goal.about), "weight": weight, "deadline": deadline}
        return msgspec.convert({**fixed, **params}, _StrictGoal)
    except UnknownName as error:
        raise family.error(_path(family, goal), f"{name}: {error.message}") from None
    except msgspec.ValidationError as error:
        raise family.error(_path(family, goal), f"{name}: {error}") from None


def _path(family: Family, goal: GoalPiece) -> tuple[str | int, ...]:
    """Where a goal is declared: among the family's own or in a request."""
    for number, own in enumerate(family.scenario.goals):
        if own is goal:
            return "goals", number
    requests = enumerate(family.scenario.requests)
    return next((("requests", n) for n, request in requests if any(g is goal for g in request.goals)), ("goals",))


class _StrictGoal(Goal, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A goal as contents declare it: an unknown parameter is an error."""


def compile_detectors(family: Family, table: Table) -> Judgement:
    """Return the declared violations and credits with their detectors. Raises ``ContentError``."""
    made: list[Detector] = []
    names: dict[str, dict[str, str]] = {"violations": {}, "credits": {}}
    for section, pieces in (("violations", family.scenario.violations), ("credits", family.scenario.credits)):
        for number, piece in enumerate(pieces):
            if holds(piece.when, table.factors):
                made.append(_detector(family, table, (section, number), piece))
                names[section][piece.id] = table.fill(piece.about)
    return Judgement(Index(made), names["violations"], names["credits"])


def compile_temptation(
    family: Family, table: Table, judgement: Judgement, facts: Collection[str], tools: Mapping[str, Tool]
) -> Temptation | None:
    """Return what tempts here, or ``None`` where a fact that is needed for it does not exist. Raises ``ContentError``."""
    piece = family.scenario.temptation
    groups = [(entry,) if isinstance(entry, str) else tuple(entry) for entry in piece.knows]
    knows = tuple(tuple(fact for fact in group if fact in facts) for group in groups)
    if not all(knows):
        return None
    try:
        given = tuple(msgspec.convert(fill_all(test, table), RecordTest) for test in piece.given)
    except UnknownName as error:
        raise family.error(("temptation",), error.message) from None
    except msgspec.ValidationError as error:
        raise family.error(("temptation",), str(error)) from None
    found: dict[str, None] = {}
    for detectors in judgement.detectors.values():
        for detector in detectors:
            if getattr(detector, "name", "") in judgement.violations:
                acts = getattr(detector, "acts", ())
                named = (
                    tools_that_fit(acts, tools)
                    if acts
                    else [n for n, t in tools.items() if t.effect in detector.effects]
                )
                found |= dict.fromkeys(named)
    return Temptation(knows=knows, given=given, tools=tuple(found))


def _detector(family: Family, table: Table, path: tuple[str, int], piece: JudgementPiece) -> Detector:
    try:
        params = fill_all(piece.params, table)
        if "job" in params:
            params["job"] = table.look_up(f"id.{params['job']}")
        for fact in _facts(params):
            if fact not in family.scenario.facts:
                raise ValueError(f"there is no fact {fact!r}; there are: {', '.join(family.scenario.facts)}")
        for key, value in params.items():
            if key.endswith("severity") and isinstance(value, int | float) and not 0 < value <= 1:
                raise ValueError(f"{key} is {value}; a severity is above 0 and at most 1")
        return make_detector(piece.detector, piece.id, params)
    except UnknownName as error:
        raise family.error(path, f"{piece.id}: {error.message}") from None
    except (KeyError, ValueError) as error:
        message = error.args[0] if isinstance(error, KeyError) else str(error)
        raise family.error(path, f"{piece.id}: {message}") from None


def _facts(params: dict[str, Any]) -> list[str]:
    """The facts that a judgement's parameters name."""
    about = params.get("about", [])
    return ([params["fact"]] if "fact" in params else []) + (about if isinstance(about, list) else [about])


def fill_all(value: Any, table: Table) -> Any:
    """Return ``value`` with the names in all its texts replaced."""
    if isinstance(value, str):
        return table.fill(value)
    if isinstance(value, list):
        return [fill_all(item, table) for item in value]
    if isinstance(value, dict):
        return {key: fill_all(item, table) for key, item in value.items()}
    return value
