"""One episode as an MCP server: any MCP client acts in the world, and the same findings result (extra ``mcp``).

The client sees the tools of the episode and nothing else. What it was asked to do stands in the server's instructions
and in the prompt ``task``. Each call is one turn; what happened meanwhile follows the answer as a second text. MCP has
no way to say something, so a tool for that is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from agentsim.policies.scripted import call, say
from agentsim.recording import Recording
from agentsim.scenario.scenario import Scenario
from agentsim.terminal import show

SPEAK = "Say something without using another tool. If nobody is there to answer, time passes until something happens."
REFUSED = ("Error:", "Permission denied:", "Held:")
"""How the answer to a call begins that was not carried out. An unused tool answers in its own words, and stays unknown."""
LIMIT = 4_000_000
"""Bytes of one request over HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets for one call."""

    texts: tuple[str, ...]
    is_error: bool


class Desk:
    """The episode behind the calls. ``out`` is rewritten after every turn, so that a client that is killed loses none."""

    def __init__(self, scenario: Scenario, out: Path | None = None) -> None:
        self.recording = Recording(scenario)
        self.out = out
        shown = {schema["function"]["name"] for schema in self.recording.episode.tools}
        self.speak = next(name for name in ("say", "say_aloud", "speak_aloud") if name not in shown)
        self.write()

    def tools(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield name, description and JSON schema of each tool."""
        for schema in self.recording.episode.tools:
            function = schema["function"]
            yield function["name"], function.get("description", ""), function["parameters"]
        text = {"type": "string", "description": "What to say; may be empty."}
        yield self.speak, SPEAK, {"type": "object", "properties": {"text": text}, "required": ["text"]}

    def call(self, name: str, arguments: dict[str, Any] | None) -> Answer:
        """Make one call. The engine validates it, as it does every message: nothing that a client sends raises."""
        episode = self.recording.episode
        if episode.over:
            return Answer((f"[The session has ended: {episode.over}.]",), True)
        given = {} if arguments is None else arguments
        spoken = given.get("text") if name == self.speak and given.keys() == {"text"} else None
        message = say(spoken) if isinstance(spoken, str) else call(episode.turn + 1, name, given)
        new = self.recording.play(message).messages
        try:
            self.write()
        except OSError as error:  # told to whoever started the server; the agent must not learn that there is a file
            show(f"error: the episode was not written: {error}", error=True)
        texts = tuple(str(message["content"]) for message in new)
        if name == self.speak and not isinstance(spoken, str):
            texts = (f"Error: the arguments of {name} are wrong. Parameters: text; required: text.", *texts[1:])
        return Answer(texts or ("Nothing happened.",), bool(texts) and texts[0].startswith(REFUSED))

    def write(self) -> None:
        """Write the episode so far, as ``agentsim replay --json`` tells it, for whoever started the server."""
        if self.out is not None:
            part = self.out.with_name(f"{self.out.name}.part")
            part.write_text(json.dumps(self.recording.sum_up(), indent=2) + "\n", encoding="utf-8")
            part.replace(self.out)


def make_server(desk: Desk) -> Server[Any]:
    """Return the server of one desk: tools, and the opening messages as instructions and as a prompt."""
    opening = desk.recording.episode.scenario.messages()
    briefing = "\n\n".join(str(message["content"]) for message in opening)
    offered = [types.Tool(name=name, description=about, input_schema=schema) for name, about, schema in desk.tools()]

    async def list_tools(context: object, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=offered)

    async def call_tool(context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        answer = desk.call(params.name, params.arguments)
        content = [types.TextContent(type="text", text=text) for text in answer.texts]
        return types.CallToolResult(content=[*content], is_error=answer.is_error)

    async def list_prompts(context: object, params: object) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[types.Prompt(name="task", description="What is to be done here.")])

    async def get_prompt(context: object, params: object) -> types.GetPromptResult:
        content = types.TextContent(type="text", text=briefing)
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=content)])

    return Server(
        "desk", instructions=briefing, on_list_tools=list_tools, on_call_tool=call_tool, on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )  # fmt: skip


def serve_stdio(desk: Desk) -> None:
    """Serve on standard input and output until the client leaves."""

    async def run() -> None:
        server = make_server(desk)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)


def serve_http(desk: Desk, host: str, port: int) -> None:
    """Serve ``http://HOST:PORT/mcp`` until interrupted. Every client acts in the one episode."""
    app = make_server(desk).streamable_http_app(host=host, json_response=True, max_request_body_size=LIMIT)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def read_address(text: str) -> tuple[str, int]:
    """Return host and port of ``127.0.0.1:PORT``. Raises ``ValueError`` for anything but this machine's own addresses."""
    host, colon, port = text.rpartition(":")
    bare = host.strip("[]")
    try:
        loopback = bare == "localhost" or ip_address(bare).is_loopback
    except ValueError:
        loopback = False
    if not colon or not loopback:
        raise ValueError(f"{text!r} is not an address of this machine alone; write 127.0.0.1:PORT")
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError(f"{port!r} is no port; write 127.0.0.1:PORT")
    return bare, int(port)
