"""One episode as a ``MessageEnv`` of tinker-cookbook, and groups of them for its training loop (extra ``tinker``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tinker import ModelInput
from tinker_cookbook.renderers import Renderer
from tinker_cookbook.renderers.base import Message, get_text_content
from tinker_cookbook.rl.message_env import EnvFromMessageEnv, MessageEnv, MessageStepResult
from tinker_cookbook.rl.types import Env, EnvGroupBuilder

from agentsim.adapters.exchange import figures, send
from agentsim.catalog import make_scenario
from agentsim.recording import Recording
from agentsim.scenario.scenario import Scenario


class AgentsimMessageEnv(MessageEnv):
    """One episode. ``renderer`` writes the tools into the prompt as its model knows them.

    The reward is progress, less ``cost_weight`` times the cost; the weight is 0 unless you ask. ``metrics`` has the cost of
    each step, and at the end ``episode/...`` with all figures of the episode.
    """

    def __init__(self, scenario: Scenario, renderer: Renderer, cost_weight: float = 0.0) -> None:
        self.recording = Recording(scenario)
        self.example_id = f"{scenario.family}|{scenario.seed}"
        self._renderer, self._weight = renderer, cost_weight
        self._history: list[Message] = []

    async def initial_observation(self) -> list[Message]:
        """Return the opening messages, with every tool in the form of the renderer."""
        opening = self.recording.episode.scenario.messages()
        tools = [schema["function"] for schema in self.recording.episode.tools]
        system = "\n\n".join(message["content"] for message in opening if message["role"] == "system")
        head: list[Message] = [{"role": "system", "content": system}] if system else []
        if tools:
            head = self._renderer.create_conversation_prefix_with_tools(tools, system)
        rest = [message for message in opening if message["role"] != "system"]
        self._history = [*head, *(_to_message(message) for message in rest)]
        return list(self._history)

    async def step(self, message: Message) -> MessageStepResult:
        """Send a message. After the end the answer is an error, without reward or cost."""
        self._history.append(message)
        episode = self.recording.episode
        if episode.over:
            self._history.append({"role": "user", "content": f"Error: the session has ended: {episode.over}."})
            return MessageStepResult(0.0, True, list(self._history), {"cost": 0.0})
        reward, cost = episode.reward, episode.cost
        self._history += [_to_message(new) for new in send(self.recording, _to_chat(message, episode.turn + 1))]
        reward, cost = episode.reward - reward, episode.cost - cost
        metrics = {"cost": cost}
        if episode.over:
            metrics |= {f"episode/{name}": value for name, value in figures(self.recording).items()}
        return MessageStepResult(reward - self._weight * cost, bool(episode.over), list(self._history), metrics)


class AgentsimTokenEnv(EnvFromMessageEnv):
    """The same in tokens, rendered in the thread of the event loop.

    tinker-cookbook renders in threads, and renderers such as Qwen's switch a flag of the tokenizer that all of a group share:
    with 0.5.8 this raises ``Already borrowed`` at times, and may write a special token as plain text.
    """

    async def _render_in_thread(self, messages: list[Message], **kwargs: Any) -> ModelInput:
        return self.renderer.build_generation_prompt(messages, **kwargs)


def _to_message(message: Mapping[str, Any]) -> Message:
    return cast(
        Message, {name: message[name] for name in ("role", "content", "tool_call_id", "name") if name in message}
    )


def _to_chat(message: Message, turn: int) -> dict[str, Any]:
    """Return the chat-completion message. A call that the renderer could not read is a call that the engine refuses."""
    functions = [
        {"name": call.function.name, "arguments": call.function.arguments} for call in message.get("tool_calls") or ()
    ]
    functions += [{"name": "unreadable", "arguments": c.raw_text} for c in message.get("unparsed_tool_calls") or ()]
    calls = [
        {"id": f"call_{turn}_{number}", "type": "function", "function": function}
        for number, function in enumerate(functions)
    ]
    said = get_text_content(message)
    # Line breaks between calls are no words.
    return {"content": said.strip() if calls else said, "tool_calls": calls}


@dataclass(frozen=True)
class AgentsimGroupBuilder(EnvGroupBuilder):
    """``group_size`` episodes of one seed, as GRPO wants them. It can be pickled."""

    family: str
    seed: int
    renderer: Renderer
    factors: Mapping[str, Any] = field(default_factory=dict)
    group_size: int = 8
    cost_weight: float = 0.0
    max_trajectory_tokens: int | None = None

    async def make_envs(self) -> Sequence[Env]:
        """Return the episodes. What cannot be parsed, or is too long, ends one with no reward of its own."""
        scenario = make_scenario(self.family, self.seed, self.factors)
        return [
            AgentsimTokenEnv(
                self.renderer, AgentsimMessageEnv(scenario, self.renderer, self.cost_weight), failed_parse_reward=0.0,
                context_overflow_reward=0.0, max_trajectory_tokens=self.max_trajectory_tokens,
            )
            for _ in range(self.group_size)
        ]  # fmt: skip

    def logging_tags(self) -> list[str]:
        """The family, by which tinker-cookbook groups its metrics."""
        return [self.family]
