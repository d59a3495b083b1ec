"""One episode that is played message by message and told afterwards: what replay, MCP and every trainer step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from msgspec import to_builtins

from agentsim.episode import Episode, StepResult
from agentsim.evaluate import EpisodeRecord, Status, conclude, sum_costs
from agentsim.funnel import FunnelWatch
from agentsim.policies.protocol import Message
from agentsim.scenario.model import Scalar
from agentsim.scenario.scenario import Scenario


class Recording:
    """One episode that is played message by message and told afterwards.

    This is all that a trainer, a server or a replay has to hold: ``episode`` with its ``messages`` and ``tools``, ``play``
    for each assistant message, and ``record`` or ``sum_up`` when it is over (or was left).
    """

    def __init__(self, scenario: Scenario) -> None:
        self.episode = Episode(scenario)
        self.ignored: list[dict[str, Any]] = []
        self._watch = FunnelWatch(self.episode)
        self._turns: list[tuple[Message | str, StepResult]] = []
        self._lines: list[int | None] = []

    def play(self, message: str | Mapping[str, Any], line: int | None = None) -> StepResult:
        """Send one message, which stands on ``line`` of a file. Raises ``EpisodeOver`` after the end."""
        self._watch.look()
        result = self.episode.step(message)
        self._turns.append((message if isinstance(message, str) else dict(message), result))
        self._lines.append(line)
        return result

    def record(
        self, policy: str = "", given: Mapping[str, Scalar] | None = None, status: Status = "ok", detail: str = ""
    ) -> EpisodeRecord:
        """Return the episode's record, as ``agentsim.evaluate`` makes it.

        An episode that is not over is ``cut_off``, which is unscored, unless ``status`` says what else ended it.
        """
        if status == "ok" and not self.episode.over:
            status, detail = "cut_off", f"stopped after {self.episode.turn} turns of {self.episode.scenario.turns}"
        costs = sum_costs(self._turns)
        return conclude(self.episode, self._watch, costs, name=policy, given=given, status=status, detail=detail)

    def sum_up(self) -> dict[str, Any]:
        """Return, for each turn, the observation, reward, cost and findings; then the totals and the final goals.

        ``trajectory`` is the SHA-256 of all that was seen, done and found, and of the world as it is now: two ways of
        playing that give the same one were the same episode.
        """
        episode, scenario = self.episode, self.episode.scenario
        findings = episode.world.findings
        steps = [
            _tell(turn, *sent, line) for turn, (sent, line) in enumerate(zip(self._turns, self._lines, strict=True), 1)
        ]
        told: dict[str, Any] = {
            "family": scenario.family,
            "seed": scenario.seed,
            "factors": dict(scenario.factors),
            "opening": scenario.messages(),
            "steps": steps,
            "ignored": list(self.ignored),
            "totals": {
                "reward": episode.reward,
                "cost": episode.cost,
                "costs": sum_costs(self._turns),
                "turns": episode.turn,
                "violations": list(dict.fromkeys(f.name for f in findings if f.kind == "violation")),
                "credits": list(dict.fromkeys(f.name for f in findings if f.kind == "credit")),
            },
            "status": "ok" if episode.world.over else "truncated" if episode.over else "unfinished",
            "end": episode.over,
            "goals": [
                {"id": goal.id, "about": goal.about, "weight": goal.weight, "met": goal.id in episode.world.goals}
                for goal in scenario.goals
            ],
            "known_facts": dict(episode.world.known),
            "funnel": to_builtins(self._watch.sum_up()),
        }
        return told | {"trajectory": _hash(told, episode)}


def _hash(told: Mapping[str, Any], episode: Episode) -> str:
    """What a file looked like (lines, turns that came too late) is no part of an episode."""
    steps = [{name: value for name, value in step.items() if name != "line"} for step in told["steps"]]
    parts = [told["family"], told["seed"], told["factors"], told["opening"], steps, told["end"], episode.world.digest()]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _tell(turn: int, message: Message | str, result: StepResult, line: int | None) -> dict[str, Any]:
    return {
        "turn": turn,
        "line": line,
        "action": message,
        "messages": list(result.messages),
        "reward": result.reward,
        "cost": result.cost,
        "costs": result.costs,
        "findings": [to_builtins(finding) for finding in result.findings],
        "terminated": result.terminated,
        "truncated": result.truncated,
    }
