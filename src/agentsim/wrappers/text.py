"""Other views of the same conversation: readable text in a call syntax, or messages as plain objects."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Literal, get_args

import gymnasium
import msgspec
from gymnasium.utils import RecordConstructorArgs

from agentsim.spaces import ChatAction, ChatText, MessageAction, MessageList, sample_message

Syntax = Literal["json", "hermes", "react"]

_HOW: Mapping[Syntax, str] = {
    "json": (
        "You can call these tools:\n\n{tools}\n\nTo call one, write a fenced JSON object with its name and arguments:\n"
        '```json\n{{"name": "<tool>", "arguments": {{...}}}}\n```'
    ),
    "hermes": (
        "# Tools\n\nThe functions that you may call are described by JSON schemas within <tools></tools>:\n"
        "<tools>\n{tools}\n</tools>\n\nFor each call, write a JSON object with its name and arguments within "
        '<tool_call></tool_call>:\n<tool_call>\n{{"name": "<tool>", "arguments": {{...}}}}\n</tool_call>'
    ),
    "react": (
        "You can use these tools:\n\n{tools}\n\nWrite in this form, and stop after the input:\n"
        "Thought: what you think\nAction: the name of one tool\nAction Input: its arguments as one JSON object\n\n"
        "You will then read its result after Observation:. To speak without a tool, write no Action."
    ),
}


class PlainText(gymnasium.Wrapper[str, str, str, str], RecordConstructorArgs):
    """The conversation as text that people and small models read, with tool calls in one of the customary syntaxes.

    The first observation also describes the tools. Any syntax that ``agentsim.parse`` knows is understood in actions.

    Args:
        syntax: ``json`` (fenced objects), ``hermes`` (``<tool_call>`` tags, as Hermes and Qwen models write), or ``react``.
    """

    def __init__(self, env: gymnasium.Env[str, str], syntax: Syntax = "json") -> None:
        if syntax not in get_args(Syntax):
            raise ValueError(f"there is no syntax {syntax!r}; there are: {', '.join(get_args(Syntax))}")
        RecordConstructorArgs.__init__(self, syntax=syntax)
        gymnasium.Wrapper.__init__(self, env)
        self.syntax: Syntax = syntax
        self.observation_space = ChatText()
        self.action_space = PlainAction(syntax, getattr(env.action_space, "tools", ()))

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """As the environment's, with the tools described at the head of the observation."""
        observation, info = self.env.reset(seed=seed, options=options)
        if isinstance(self.action_space, PlainAction):
            self.action_space.tools = self.env.get_wrapper_attr("tools")
        opening = write_messages(msgspec.json.decode(observation), self.syntax)
        return f"{write_tools(info['tools'], self.syntax)}\n\n{opening}" if info["tools"] else opening, info

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """As the environment's, with the new messages as text."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return write_messages(msgspec.json.decode(observation), self.syntax), float(reward), terminated, truncated, info


class PlainAction(ChatAction):
    """Assistant messages as text in one syntax."""

    def __init__(self, syntax: Syntax, tools: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(tools)
        self.syntax: Syntax = syntax

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return an assistant message, mostly one with a call."""
        return write_action(sample_message(self.tools, self._draw()), self.syntax)


class StructuredMessages(gymnasium.Wrapper[list[dict[str, Any]], dict[str, Any], str, str], RecordConstructorArgs):
    """Chat-completion messages as lists of dicts, and assistant messages as dicts.

    Args:
        transcript: where the whole conversation goes: into ``info["messages"]``, into the observation (in place of the new
            messages alone), or nowhere.
    """

    env: gymnasium.Env[Any, Any]

    def __init__(
        self, env: gymnasium.Env[Any, Any], transcript: Literal["info", "observation", "nowhere"] = "info"
    ) -> None:
        if transcript not in ("info", "observation", "nowhere"):
            raise ValueError(f"the transcript goes to info, observation or nowhere, not to {transcript!r}")
        RecordConstructorArgs.__init__(self, transcript=transcript)
        gymnasium.Wrapper.__init__(self, env)
        self.transcript = transcript
        self.observation_space = MessageList()
        self.action_space = MessageAction(getattr(env.action_space, "tools", ()))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """As the environment's, as messages."""
        observation, info = self.env.reset(seed=seed, options=options)
        if isinstance(self.action_space, MessageAction):
            self.action_space.tools = self.env.get_wrapper_attr("tools")
        return self._view(observation, info)

    def step(self, action: dict[str, Any]) -> tuple[list[dict[str, Any]], float, bool, bool, dict[str, Any]]:
        """As the environment's, as messages."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        messages, info = self._view(observation, info)
        return messages, float(reward), terminated, truncated, info

    def _view(self, observation: str, info: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        if self.transcript == "nowhere":
            return msgspec.json.decode(observation), info
        whole: list[dict[str, Any]] = deepcopy(self.env.get_wrapper_attr("messages"))
        if self.transcript == "observation":
            return whole, info
        return msgspec.json.decode(observation), {**info, "messages": whole}


def write_tools(tools: Sequence[Mapping[str, Any]], syntax: Syntax) -> str:
    """Return the description of the tools, as is customary with ``syntax``."""
    if syntax == "react":
        text = "\n".join(
            f"{tool['function']['name']}: {tool['function']['description']} "
            f"Input: {json.dumps(tool['function']['parameters'], ensure_ascii=False)}"
            for tool in tools
        )
    else:
        text = "\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools)
    return _HOW[syntax].format(tools=text)


def write_messages(messages: Sequence[Mapping[str, Any]], syntax: Syntax) -> str:
    """Return messages without tool calls as text; the result of a call is marked as ``syntax`` does it."""
    return "\n\n".join(_write_message(message, syntax) for message in messages)


def _write_message(message: Mapping[str, Any], syntax: Syntax) -> str:
    content: str = message["content"]
    if message["role"] != "tool":
        return content
    if syntax == "hermes":
        return f"<tool_response>\n{content}\n</tool_response>"
    return f"Observation: {content}" if syntax == "react" else f"Result:\n{content}"


def write_action(message: Mapping[str, Any], syntax: Syntax) -> str:
    """Return an assistant message as text that ``agentsim.parse`` reads back as the same calls."""
    parts = [message["content"]] if message.get("content") else []
    for call in message.get("tool_calls") or ():
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        if syntax == "react":
            parts.append(f"Action: {name}\nAction Input: {_one_line(arguments)}")
        else:
            body = f'{{"name": {json.dumps(name)}, "arguments": {_one_line(arguments)}}}'
            parts.append(f"<tool_call>\n{body}\n</tool_call>" if syntax == "hermes" else f"```json\n{body}\n```")
    return "\n".join(parts)


def _one_line(arguments: str) -> str:
    """JSON without line breaks, and without the marks of any syntax inside its strings."""
    return json.dumps(json.loads(arguments)).replace("`", "\\u0060").replace("<", "\\u003c")
