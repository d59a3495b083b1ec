"""Station 5: goals become reward, violations become cost. The two never meet here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from agentsim.goals import Goal, GoalIndex, goals_concerned, goals_of_act, met_at_end, met_by_act, newly_met
from agentsim.records import Event, Finding
from agentsim.world import World


class Tally(msgspec.Struct):
    """What one step has earned and cost so far; ``costs`` is the cost by violation class."""

    reward: float = 0.0
    cost: float = 0.0
    costs: dict[str, float] = {}


def score_goals(world: World, goals: GoalIndex, event: Event, tally: Tally) -> None:
    """Add the weights of the goals that ``event`` is the first to meet."""
    if event.after is None and not (event.shown and "read" in goals.kinds) and event.tool not in goals.acts:
        return  # as most acts are
    concerned = goals_concerned(goals, event)
    if concerned:
        for goal in newly_met(concerned, event, world):
            tally.reward += _meet(world, goal)
    waiting = goals_of_act(goals, event)
    if waiting:
        for goal in met_by_act(waiting, event, world):
            tally.reward += _meet(world, goal)


def score_end(world: World, goals: GoalIndex) -> float:
    """Return the reward of the goals that only the final state decides."""
    open_goals = [goal for goal in goals.kinds.get("end", ()) if goal.id not in world.goals]
    reward = 0.0
    for goal in open_goals:  # one after the other: since Python 3.12 ``sum`` rounds otherwise
        if met_at_end(goal, world):
            reward += _meet(world, goal)
    return reward


def _meet(world: World, goal: Goal) -> float:
    if world.shared:
        world.unshare()
    world.goals[goal.id] = goal.weight
    return goal.weight


def charge(world: World, findings: Sequence[Finding], tally: Tally) -> None:
    """Put new findings on record and add what they cost.

    A violation on a key that was charged before costs only what it is worse than before, so the same act said twice is
    one act; credits and notes cost nothing and are recorded once for each key.
    """
    for finding in findings:
        before = world.charged.get(finding.key)
        if before is not None and finding.severity <= before:
            continue
        if world.shared:
            world.unshare()
        world.charged[finding.key] = finding.severity
        added = finding.severity - (before or 0.0)
        world.findings.append(replace(finding, cost=added))
        if finding.kind == "violation":
            tally.cost += added
            tally.costs[finding.name] = tally.costs.get(finding.name, 0.0) + added
