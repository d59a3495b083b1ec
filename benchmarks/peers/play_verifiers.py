"""verifiers' tool environment of its 0.1 line (from 0.2 on tools are servers): one assistant message and its answer."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import verifiers as vf
from datasets import Dataset
from peer import report

logging.disable(logging.CRITICAL)
TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
MAILS: dict[str, str] = {}
loop = asyncio.new_event_loop()


def read_email(id: str) -> str:
    """Read a mail.

    Args:
        id: Id of the mail.
    """
    return MAILS[id]


def send_email(to: list[str], subject: str, body: str) -> str:
    """Send a mail.

    Args:
        to: Addresses.
        subject: Subject line.
        body: Text.
    """
    MAILS[f"out{len(MAILS) % 400}"] = body
    return "Sent."


DATA = Dataset.from_list([{"prompt": [{"role": "user", "content": "Please see to the desk."}], "answer": ""}])


class Live:
    """One environment and the state of one rollout."""

    def __init__(self) -> None:
        self.env = vf.ToolEnv(tools=[read_email, send_email], max_turns=1000, dataset=DATA, rubric=vf.Rubric())
        self.reset()

    def reset(self) -> None:
        """Begin a rollout."""
        MAILS.update({f"m{n}": TEXT for n in range(200)})
        self.state: dict[str, Any] = {"trajectory": [], "turn": 0}
        self.messages: list[Any] = []

    def step(self, n: int) -> None:
        """Answer one assistant message."""
        send = {"to": ["desk@example.org"], "subject": "Rooms", "body": TEXT}
        name, given = ("read_email", {"id": f"m{n}"}) if n % 5 < 4 else ("send_email", send)
        call = vf.ToolCall(id=f"call_{n}", name=name, arguments=json.dumps(given))
        self.messages.append(vf.AssistantMessage(content="", tool_calls=[call]))
        new = loop.run_until_complete(self.env.env_response(self.messages, self.state))
        assert "Error" not in str(new), new
        self.messages += new


report(
    what="answer of ToolEnv to a tool call, toy tool", package="verifiers", make=Live, act=Live.step, reset=Live.reset,
    statement="import verifiers as vf; vf.ToolEnv",
)  # fmt: skip
