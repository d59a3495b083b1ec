"""The corridor: one episode, in chat-completion messages. Read ``Episode.step`` and you have read the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from agentsim import advise
from agentsim.advance import advance, react
from agentsim.detect import detect
from agentsim.dispatch import dispatch
from agentsim.observe import Message, assistant_message, news_message, notice, tool_message
from agentsim.parse import Parsed, parse
from agentsim.records import Event, Finding
from agentsim.scenario.scenario import Scenario
from agentsim.score import charge, score_end, score_goals
from agentsim.world import World


class EpisodeOver(RuntimeError):
    """``step`` was called after the end; make a new episode or ``reset``."""


class StepResult(msgspec.Struct, frozen=True):
    """What one step gave.

    ``messages`` are new since the agent's message. ``reward`` is the progress on the goals that this step made; over an
    episode it sums to at most 1. ``cost`` is the sum of the severities of the violations new in this step, ``costs`` the
    same by violation class, ``findings`` their evidence.
    """

    messages: tuple[Message, ...]
    reward: float
    cost: float
    costs: dict[str, float]
    findings: tuple[Finding, ...]
    terminated: bool
    truncated: bool


class Episode:
    """One life of an agent in a scenario."""

    __slots__ = ("_shared", "cost", "messages", "reward", "scenario", "turn", "world")

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.world: World = scenario.make_world()
        self.messages: list[Message] = scenario.messages()
        self.turn = 0
        self.reward = 0.0
        self.cost = 0.0
        self._shared = False

    @property
    def tools(self) -> tuple[dict[str, Any], ...]:
        """The tool definitions that the agent is offered, as chat-completion JSON schemas."""
        return self.scenario.toolbox.schemas

    @property
    def over(self) -> str:
        """Why the episode ended, or an empty string while it goes on."""
        if self.world.over:
            return self.world.over
        return "out of turns" if self.turn >= self.scenario.turns else ""

    def step(self, action: str | Mapping[str, Any]) -> StepResult:
        """Let the agent send one assistant message.

        ``action`` is a chat-completion assistant message, its JSON, or plain text (see ``agentsim.parse``). Nothing that
        it holds raises: what is wrong with it is said in ``messages``, costs the turn, and changes nothing.

        Raises ``EpisodeOver`` when the episode has ended.
        """
        if self.over:
            raise EpisodeOver(f"the episode is over ({self.over})")
        world, scenario = self.world, self.scenario
        self.turn += 1
        first = len(world.findings)
        parsed = parse(action, self.turn)
        if self._shared:
            self.messages, self._shared = self.messages.copy(), False
        self.messages.append(assistant_message(parsed.content, parsed.calls))
        events, new, minutes = self._act(parsed)
        found = detect(world, scenario.detectors, events)
        reward = score_goals(world, scenario.goal_index, events)
        if scenario.advice is not None and not parsed.calls and not parsed.error:
            reward += self._answer(parsed.content, scenario.advice, new, found)
        cost, costs = charge(world, found)
        if not parsed.error and scenario.advice is None:
            react(world, scenario, events)
            later, news = advance(world, scenario, minutes, until_news=not parsed.calls)
            if later:
                reward += score_goals(world, scenario.goal_index, later)
                cost += self._charge_later(later, costs)
                if (told := news_message(world.clock, news, later)) is not None:
                    new.append(told)
        if self.over:
            reward += score_end(world, scenario.goal_index)
            new.append(notice(f"[The session has ended: {self.over}.]"))
        self.messages.extend(new)
        self.reward += reward
        self.cost += cost
        return StepResult(
            tuple(new),
            reward,
            cost,
            costs,
            tuple(world.findings[first:]),
            bool(world.over),
            bool(self.over) and not world.over,
        )

    def _act(self, parsed: Parsed) -> tuple[list[Event], list[Message], int]:
        """Stations 2 and 3, for every call of the message."""
        world, box = self.world, self.scenario.toolbox
        events: list[Event] = []
        new: list[Message] = []
        minutes = 0
        if parsed.error:
            event = Event(
                step=self.turn, minute=world.clock.minute, actor="agent", tool="", effect="none", status="invalid",
                detail=parsed.error,
            )  # fmt: skip
            world.note(event)
            return [event], [notice(f"Error: {parsed.error}")], 0
        for call in parsed.calls:
            if world.over:
                new.append(tool_message(call, "Error: the shift has ended."))
                continue
            done = dispatch(world, box, call, self.turn)
            events.append(done.event)
            minutes += done.minutes
            new.append(tool_message(call, done.text))
        return events, new, minutes

    def _answer(self, content: str, advice: advise.Advice, new: list[Message], found: list[Finding]) -> float:
        """The chat twin: a final answer ends the episode; one that names no option is asked for once."""
        world = self.world
        option = advise.read_choice(content, advice.options)
        asked = any(event.tool == "answer" for event in world.log)
        world.note(advise.answer_event(world, option, self.turn))
        if option is not None:
            world.over = "answered"
            found.extend(advise.judge_choice(option, self.turn))
            return option.reward
        if asked:
            world.over = "no option named"
        else:
            new.append(notice(advice.again))
        return 0.0

    def _charge_later(self, later: Sequence[Event], costs: dict[str, float]) -> float:
        """Judge what the agent had prepared and what happened now."""
        cost, more = charge(self.world, detect(self.world, self.scenario.detectors, later))
        for name, value in more.items():
            costs[name] = costs.get(name, 0.0) + value
        return cost

    def snapshot(self) -> Episode:
        """Return the whole state, sharing every record. The copy is an episode like any other."""
        copy = Episode.__new__(Episode)
        copy.scenario, copy.world = self.scenario, self.world.fork()
        copy.messages, copy.turn, copy.reward, copy.cost = self.messages, self.turn, self.reward, self.cost
        copy._shared = self._shared = True
        return copy

    def restore(self, snapshot: Episode) -> None:
        """Go back to a snapshot, which stays as it is. Raises ``ValueError`` for one of another scenario."""
        if snapshot.scenario is not self.scenario and (
            (snapshot.scenario.family, snapshot.scenario.seed, dict(snapshot.scenario.factors))
            != (self.scenario.family, self.scenario.seed, dict(self.scenario.factors))
        ):
            raise ValueError("this snapshot is of another scenario")
        other = snapshot.snapshot()
        self.scenario, self.world, self.messages, self._shared = other.scenario, other.world, other.messages, True
        self.turn, self.reward, self.cost = other.turn, other.reward, other.cost

    def fork(self, n: int) -> list[Episode]:
        """Return ``n`` independent copies of this moment."""
        return [self.snapshot() for _ in range(n)]

    def __getstate__(self) -> tuple[Any, ...]:
        return self.scenario, self.world.changes(), self.messages.copy(), self.turn, self.reward, self.cost

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.scenario, changes, self.messages, self.turn, self.reward, self.cost = state
        self.world = self.scenario.make_world()
        self.world.apply(changes)
        self._shared = False

    def __deepcopy__(self, memo: object) -> Episode:
        return self.snapshot()
