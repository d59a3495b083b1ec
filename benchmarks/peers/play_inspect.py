"""Inspect: the tool calls of one assistant message, carried out by its ``execute_tools`` in the sample's store."""

from __future__ import annotations

import asyncio
from typing import Any

from inspect_ai.model import ChatMessageAssistant, execute_tools
from inspect_ai.tool import Tool, ToolCall, tool
from peer import report

TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
loop = asyncio.new_event_loop()


@tool
def read_email(mails: dict[str, str]) -> Tool:
    """Read."""

    async def execute(id: str) -> str:
        """Read a mail.

        Args:
            id: Id of the mail.
        """
        return mails[id]

    return execute


@tool
def send_email(mails: dict[str, str]) -> Tool:
    """Send."""

    async def execute(to: list[str], subject: str, body: str) -> str:
        """Send a mail.

        Args:
            to: Addresses.
            subject: Subject line.
            body: Text.
        """
        mails[f"out{len(mails)}"] = body
        return "Sent."

    return execute


class Live:
    """200 mails in a dictionary, two tools, and the messages so far."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin."""
        self.mails = {f"m{n}": TEXT for n in range(200)}
        self.tools = [read_email(self.mails), send_email(self.mails)]
        self.messages: list[Any] = []

    def step(self, n: int) -> None:
        """Carry out one assistant message."""
        send = {"to": ["desk@example.org"], "subject": "Rooms", "body": TEXT}
        name, arguments = ("read_email", {"id": f"m{n}"}) if n % 5 < 4 else ("send_email", send)
        call = ToolCall(id=f"call_{n}", function=name, arguments=arguments)
        self.messages.append(ChatMessageAssistant(content="", tool_calls=[call]))
        new, _ = loop.run_until_complete(execute_tools(self.messages, self.tools))
        assert new[-1].error is None, new[-1].error
        self.messages += new


report(
    what="tool call through execute_tools, toy tool", package="inspect-ai", make=Live, act=Live.step, reset=Live.reset,
    state=lambda env: env.mails.keys(), statement="import inspect_ai",
)  # fmt: skip
