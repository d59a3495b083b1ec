"""Play given assistant messages through the engine, on the very way of ``env.step``, and tell what each one did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from agentsim.episode import Episode, StepResult
from agentsim.funnel import FunnelWatch
from agentsim.scenario.scenario import Scenario
from agentsim.scenario.strict_yaml import ContentError

Turn = tuple[int, str | dict[str, Any]]
"""The line on which a message stands, and the message: an object, or plain text."""


def read_turns(path: Path) -> list[Turn]:
    """Return the messages of a file: on each line a JSON object or a JSON string. Blank lines are passed over.

    Raises ``ContentError`` with file and line for anything else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None
    return list(parse_turns(text.split("\n"), str(path)))


def parse_turns(lines: Iterable[str], file: str) -> Iterable[Turn]:
    """Yield the messages of ``lines``; see ``read_turns``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except json.JSONDecodeError as error:
            raise ContentError(file, number, f"is not JSON: {error.msg} (column {error.colno})") from None
        except RecursionError:
            raise ContentError(file, number, "is nested too deeply") from None
        if not isinstance(message, dict | str):
            kind = type(message).__name__
            raise ContentError(file, number, f"is a {kind}; a turn is an assistant message (an object) or a string")
        yield number, message


class Recording:
    """One episode that is played message by message and told afterwards. ``play`` raises ``EpisodeOver`` after the end."""

    def __init__(self, scenario: Scenario) -> None:
        self.episode = Episode(scenario)
        self.ignored: list[dict[str, Any]] = []
        self._watch = FunnelWatch(self.episode)
        self._steps: list[dict[str, Any]] = []

    def play(self, message: str | dict[str, Any], line: int | None = None) -> StepResult:
        """Send one message, which stands on ``line`` of a file."""
        self._watch.look()
        result = self.episode.step(message)
        self._steps.append(_tell(self.episode, message, line, result))
        return result

    def sum_up(self) -> dict[str, Any]:
        """Return, for each turn, the observation, reward, cost and findings; then the totals and the final goals.

        ``trajectory`` is the SHA-256 of all that was seen, done and found, and of the world as it is now: two ways of
        playing that give the same one were the same episode.
        """
        episode, scenario = self.episode, self.episode.scenario
        findings = episode.world.findings
        told: dict[str, Any] = {
            "family": scenario.family,
            "seed": scenario.seed,
            "factors": dict(scenario.factors),
            "opening": scenario.messages(),
            "steps": list(self._steps),
            "ignored": list(self.ignored),
            "totals": {
                "reward": episode.reward,
                "cost": episode.cost,
                "costs": _sum(step["costs"] for step in self._steps),
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


def replay(scenario: Scenario, turns: Sequence[Turn], finish: bool = False) -> dict[str, Any]:
    """Return what ``Recording.sum_up`` tells of the messages of ``turns``.

    Turns after the end are listed under ``ignored``. With ``finish``, plain messages follow until the end.
    """
    recording = Recording(scenario)
    episode = recording.episode
    for line, message in turns:
        if episode.over:
            recording.ignored.append({"line": line, "reason": f"the episode is over ({episode.over})"})
        else:
            recording.play(message, line)
    while finish and not episode.over:
        recording.play({"role": "assistant", "content": "Done."})
    return recording.sum_up()


def _hash(told: Mapping[str, Any], episode: Episode) -> str:
    """What a file looked like (lines, turns that came too late) is no part of an episode."""
    steps = [{name: value for name, value in step.items() if name != "line"} for step in told["steps"]]
    parts = [told["family"], told["seed"], told["factors"], told["opening"], steps, told["end"], episode.world.digest()]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _tell(episode: Episode, message: str | dict[str, Any], line: int | None, result: StepResult) -> dict[str, Any]:
    return {
        "turn": episode.turn,
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


def _sum(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for name, value in part.items():
            total[name] = total.get(name, 0.0) + value
    return total
