"""The corridor: one episode, in chat-completion messages. Read ``Episode.step`` and you have read the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from agentsim import advise, converse
from agentsim.advance import advance, pass_quietly, react, send_the_rest
from agentsim.detect import detect
from agentsim.dispatch import dispatch
from agentsim.exchange import Turn, keep_turn, tell
from agentsim.legible import legible
from agentsim.observe import Message, news_message, notice, tool_message
from agentsim.parse import Call, parse
from agentsim.records import Event, Finding
from agentsim.scenario.scenario import Scenario
from agentsim.score import Tally, charge, score_end, score_goals
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

    __slots__ = ("_read", "_shared", "_turns", "cost", "reward", "scenario", "turn", "world")

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.world: World = scenario.make_world()
        self._turns: list[Turn] = []
        self._read: tuple[int, list[Message]] | None = None
        self.turn = 0
        self.reward = 0.0
        self.cost = 0.0
        self._shared = False

    @property
    def tools(self) -> tuple[dict[str, Any], ...]:
        """The tool definitions that the agent is offered, as chat-completion JSON schemas."""
        return self.scenario.toolbox.schemas

    @property
    def messages(self) -> list[Message]:
        """The transcript so far, as chat-completion messages: made when it is asked for, each message once."""
        turns, read = self._turns, self._read
        if read is None:
            read = 0, self.scenario.messages()
        if read[0] < len(turns) or self._read is None:
            read = self._read = len(turns), [*read[1], *tell(turns[read[0] :])]
        return read[1]

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
        world, scenario = self.world, self.scenario
        if world.over or self.turn >= scenario.turns:
            raise EpisodeOver(f"the episode is over ({self.over})")
        self.turn += 1
        first = len(world.findings)
        parsed = parse(action, self.turn)
        tally = Tally()
        if parsed.error:
            new = self._refuse(parsed.error)
        elif scenario.talks and not parsed.calls:
            new = self._converse(parsed.content, tally)
        elif scenario.advice is not None and not parsed.calls:
            new = self._answer(parsed.content, scenario.advice, tally)
        else:
            new, minutes = self._act(parsed.calls, tally)
            if scenario.advice is None and not (parsed.calls and pass_quietly(world, minutes)):
                new += self._pass_time(minutes, not parsed.calls, tally)
        over = world.over or (self.turn >= scenario.turns and self.over)
        if over:
            for event in send_the_rest(world):
                self._judge(event, tally, too_late=True)
            tally.reward += score_end(world, scenario.goal_index)
            new.append(notice(f"[The session has ended: {over}.]"))
        if self._shared:
            self._turns, self._shared = self._turns.copy(), False
        self._turns.append(keep_turn(parsed, new))
        self.reward += tally.reward
        self.cost += tally.cost
        found = tuple(world.findings[first:]) if len(world.findings) > first else ()
        ended = bool(world.over)
        return StepResult(
            tuple(new), tally.reward, tally.cost, tally.costs, found, ended, bool(over) and not ended
        )  # fmt: skip

    def _act(self, calls: Sequence[Call], tally: Tally) -> tuple[list[Message], int]:
        """Stations 2 to 5, call by call, so that each is judged by the world in which it was made."""
        world, box = self.world, self.scenario.toolbox
        new: list[Message] = []
        minutes = 0
        for call in calls:
            if world.over:
                new.append(tool_message(call, "Error: the shift has ended."))
                continue
            done = dispatch(world, box, call, self.turn)
            self._judge(done.event, tally)
            react(world, self.scenario, done.event)
            minutes += done.minutes
            new.append(tool_message(call, done.text))
        return new, minutes

    def _judge(self, event: Event, tally: Tally, too_late: bool = False) -> None:
        """Stations 4 and 5: what an event amounts to, by the world as it is now.

        What goes out after the end is judged, and does no part of the job any more.
        """
        world, scenario = self.world, self.scenario
        if event.after is not None:
            event = legible(event, world, scenario)
        found = detect(world, scenario.detectors, event)
        if found:
            charge(world, found, tally)
        if not too_late:
            score_goals(world, scenario.goal_index, event, tally)

    def _pass_time(self, minutes: int, until_news: bool, tally: Tally) -> list[Message]:
        """Stations 6 and 7: what happens on the way is judged when it happens, the agent's own delayed acts too."""
        happened: list[Event] = []
        for event in advance(self.world, self.scenario, minutes, until_news):
            happened.append(event)
            self._judge(event, tally)
        told = news_message(self.world, happened) if happened else None
        return [] if told is None else [told]

    def _refuse(self, error: str) -> list[Message]:
        """A message that cannot be read is one event and one observation."""
        minute = self.world.clock.minute
        self.world.note(
            Event(step=self.turn, minute=minute, actor="agent", tool="", effect="none", status="invalid", detail=error)
        )
        return [notice(f"Error: {error}")]

    def _converse(self, content: str, tally: Tally) -> list[Message]:
        """A chat: what is said goes to the person who asked, is judged, and is followed by what a person says next."""
        said = converse.hear(self.world, self.scenario.talks, content, self.turn)
        self._judge(said, tally)
        following = converse.go_on(self.world, self.scenario.talks, said)
        tally.reward += following.reward
        new = self._pass_time(following.minutes, False, tally)
        return [*new, notice(following.text)] if following.text else new

    def _answer(self, content: str, advice: advise.Advice, tally: Tally) -> list[Message]:
        """The chat twin: a final answer ends the episode; one that names no option is asked for once."""
        world = self.world
        option = advise.read_choice(converse.spoken(content), advice.options)
        asked = any(event.tool == "answer" for event in world.log)
        world.note(advise.answer_event(world, option, self.turn))
        if option is not None:
            world.over = "answered"
            charge(world, advise.judge_choice(option, self.turn), tally)
            tally.reward += option.reward
        elif asked:
            world.over = advise.NO_OPTION
        else:
            return [notice(advice.again)]
        return []

    def snapshot(self) -> Episode:
        """Return the whole state, sharing every record. The copy is an episode like any other."""
        copy = Episode.__new__(Episode)
        copy.scenario, copy.world = self.scenario, self.world.fork()
        copy._turns, copy._read = self._turns, self._read
        copy.turn, copy.reward, copy.cost = self.turn, self.reward, self.cost
        copy._shared = self._shared = True
        return copy

    def restore(self, snapshot: Episode) -> None:
        """Go back to a snapshot, which stays as it is. Raises ``ValueError`` for one of another scenario."""
        if snapshot.scenario is not self.scenario and (
            (
                snapshot.scenario.family,
                snapshot.scenario.seed,
                dict(snapshot.scenario.factors),
                snapshot.scenario.left_out,
            )
            != (self.scenario.family, self.scenario.seed, dict(self.scenario.factors), self.scenario.left_out)
        ):
            raise ValueError("this snapshot is of another scenario")
        other = snapshot.snapshot()
        self.scenario, self.world = other.scenario, other.world
        self._turns, self._read, self._shared = other._turns, other._read, True
        self.turn, self.reward, self.cost = other.turn, other.reward, other.cost

    def fork(self, n: int) -> list[Episode]:
        """Return ``n`` independent copies of this moment."""
        return [self.snapshot() for _ in range(n)]

    def __getstate__(self) -> tuple[Any, ...]:
        return self.scenario, self.world.changes(), self._turns.copy(), self.turn, self.reward, self.cost

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.scenario, changes, self._turns, self.turn, self.reward, self.cost = state
        self.world = self.scenario.make_world()
        self.world.apply(changes)
        self._read, self._shared = None, False

    def __deepcopy__(self, memo: object) -> Episode:
        return self.snapshot()
