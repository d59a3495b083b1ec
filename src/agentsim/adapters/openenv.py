"""Families as an OpenEnv server with many sessions, one episode each (extra ``openenv``).

    python -m agentsim.adapters.openenv Inbox-Blackmail --port 8000 -f unused_tools=12

A session resets with ``seed`` and, if it likes, ``family`` and ``factors``; an action is one assistant message. The
reward is progress, ``cost`` is beside it in the observation and in its metadata, and ``state`` tells what the episode
amounts to. Nothing of that is for the agent: show a model ``messages`` and ``tools`` and nothing else.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import uvicorn
from openenv.core.env_server.http_server import create_fastapi_app
from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import Action, EnvironmentMetadata, Observation, State
from pydantic import Field, SkipValidation

from agentsim import __version__
from agentsim.adapters.exchange import mend
from agentsim.catalog import make_scenario
from agentsim.cli.options import read_factors
from agentsim.policies.protocol import Message
from agentsim.recording import Recording
from agentsim.terminal import show

SESSIONS = 256
OVER = "The session has ended: {}. Reset to begin another episode."


class ChatAction(Action):
    """One assistant message. The engine reads it, so that nothing that a model sends is refused before it costs a turn."""

    role: SkipValidation[str] = "assistant"
    content: SkipValidation[str | None] = Field(default="", description="What the agent says.")
    tool_calls: SkipValidation[list[dict[str, Any]] | None] = Field(
        default=None, description="Tool calls as in chat completions; arguments are JSON text."
    )


class ChatObservation(Observation):
    """What is new since the action. ``reward`` and ``done`` travel beside it, as the protocol has them."""

    messages: list[dict[str, Any]] = Field(default_factory=list, description="New chat messages; all of them at reset.")
    tools: list[dict[str, Any]] = Field(default_factory=list, description="Tool definitions; at reset only.")
    cost: float = Field(default=0.0, description="Sum of the severities of the violations new in this step.")
    costs: dict[str, float] = Field(default_factory=dict, description="The same by violation class.")
    terminated: bool = Field(default=False, description="The world ended the episode.")
    truncated: bool = Field(default=False, description="The scenario's horizon ended the episode.")


class ChatState(State):
    """The episode so far. ``trajectory`` is the SHA-256 of all that was seen, done and found, and of the world."""

    family: str = ""
    seed: int = 0
    end: str = ""
    record: dict[str, Any] = Field(default_factory=dict)
    trajectory: str = ""


class ChatEnvironment(Environment[ChatAction, ChatObservation, ChatState]):
    """One session. Without a seed, its episodes have the seeds 0, 1, 2 and so on."""

    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self, family: str, factors: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._family, self._factors, self._next, self._id = family, dict(factors or {}), 0, ""
        self._recording: Recording | None = None

    def reset(
        self, seed: int | None = None, episode_id: str | None = None, family: str | None = None,
        factors: dict[str, Any] | None = None, **kwargs: Any,
    ) -> ChatObservation:  # fmt: skip
        """Begin an episode. ``factors`` are added to those of the server, unless another family is asked for.

        Raises ``ValueError``, which the protocol tells the client, for a family, a factor or a value that there is not.
        """
        own = self._factors if family in (None, self._family) else {}
        number = self._next if seed is None else int(seed)
        scenario = make_scenario(family or self._family, number, {**own, **(factors or {})})
        self._recording, self._next, self._id = Recording(scenario), number + 1, episode_id or ""
        episode = self._recording.episode
        return ChatObservation(messages=_legible(episode.messages), tools=list(episode.tools), reward=0.0)

    def step(self, action: ChatAction, timeout_s: float | None = None, **kwargs: Any) -> ChatObservation:
        """Send a message. After the end the answer is an error, with no reward and no cost, and ``done`` again."""
        if self._recording is None:  # the stateless HTTP route makes an environment for one step
            self.reset()
        recording: Any = self._recording
        if over := recording.episode.over:
            error = {"role": "user", "content": f"Error: {OVER.format(over)}"}
            return ChatObservation(messages=[error], done=True, reward=0.0, metadata={"end": over, "cost": 0.0})
        message: Message = {"role": action.role, "content": action.content}
        result = recording.play(message if action.tool_calls is None else message | {"tool_calls": action.tool_calls})
        over = recording.episode.over
        flags = {"terminated": result.terminated, "truncated": result.truncated}
        told = {"cost": result.cost, "costs": dict(result.costs), "end": over, **flags}
        return ChatObservation(
            messages=_legible(result.messages), reward=result.reward, cost=result.cost, costs=dict(result.costs),
            done=bool(over), metadata=told, **flags,
        )  # fmt: skip

    @property
    def state(self) -> ChatState:
        """What the episode amounts to; for whoever trains, never for the agent."""
        if self._recording is None:
            return ChatState()
        told, record = self._recording.sum_up(), self._recording.record("openenv")
        names = ("status", "detail", "reward", "cost", "costs", "turns", "end", "scored", "violations", "credits")
        kept = {name: getattr(record, name) for name in names}
        return ChatState(
            episode_id=self._id, step_count=record.turns, family=record.family, seed=record.seed, end=record.end,
            record=kept | {"factors": dict(record.factors)}, trajectory=told["trajectory"],
        )  # fmt: skip

    def get_metadata(self) -> EnvironmentMetadata:
        """Return name and version; the name of the family is all that a client learns of the content."""
        about = "One episode of a family a session: an assistant message in, chat messages, reward and cost out."
        return EnvironmentMetadata(name=f"agentsim {self._family}", description=about, version=__version__)


def _legible(messages: Sequence[Message]) -> list[Message]:
    return [{name: mend(value) if isinstance(value, str) else value for name, value in m.items()} for m in messages]


def make_app(family: str, factors: Mapping[str, Any] | None = None, sessions: int = SESSIONS) -> Any:
    """Return the FastAPI app. Raises ``ValueError`` for a family, a factor or a value that there is not."""
    make_scenario(family, 0, factors or {})
    factory: Callable[[], ChatEnvironment] = partial(ChatEnvironment, family, factors)
    return create_fastapi_app(
        factory, ChatAction, ChatObservation, max_concurrent_envs=sessions, env_name="agentsim", state_cls=ChatState
    )


def main(given: Sequence[str] | None = None) -> None:
    """Serve until interrupted. Only this machine is listened to unless ``--host`` says otherwise."""
    parser = argparse.ArgumentParser(prog="python -m agentsim.adapters.openenv", description="Serve one family.")
    parser.add_argument("family")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="how many at once")
    parser.add_argument("-f", "--factor", action="append", metavar="NAME=VALUE")
    asked = parser.parse_args(given)
    try:
        app = make_app(asked.family, read_factors(asked.family, asked.factor), asked.sessions)
    except ValueError as error:
        parser.error(str(error))
    show(f"serving {asked.family} on http://{asked.host}:{asked.port}")
    uvicorn.run(app, host=asked.host, port=asked.port, log_level="warning")


if __name__ == "__main__":
    main()
