"""skyrl-gym with a tool group of our own over a dictionary, in the form of its own environments: it brings no world."""

from __future__ import annotations

import json
import re
from typing import Any

from peer import report
from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput
from skyrl_gym.tools.core import ToolGroup, tool

TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
CALLS = [("read", {"id": f"m{n}"}) for n in range(4)] + [("send", {"id": "out%d", "body": TEXT})]
ACTIONS = [f"<tool_call>{json.dumps({'name': name, 'arguments': given})}</tool_call>" for name, given in CALLS]
CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)


class Mailbox(ToolGroup):
    """200 mails in a dictionary."""

    def __init__(self) -> None:
        self.mails = {f"m{n}": TEXT for n in range(200)}
        super().__init__("mailbox")

    @tool
    def read(self, id: str) -> str:
        """Return a mail."""
        return self.mails[id]

    @tool
    def send(self, id: str, body: str) -> str:
        """Keep a mail."""
        self.mails[id] = body
        return "Sent."


class Office(BaseTextEnv):
    """Steps as skyrl-gym's search and SQL environments do, with a history of the chat."""

    def __init__(self) -> None:
        super().__init__()
        self.max_turns = 1000
        self.init_tool_groups([Mailbox()])
        self.chat_history: list[dict[str, str]] = []

    def step(self, action: str) -> BaseTextEnvStepOutput:
        self.turns += 1
        self.chat_history.append({"role": "assistant", "content": action})
        call: Any = json.loads(CALL.search(action)[1])  # type: ignore[index]  # every action holds one
        text = self._execute_tool("mailbox", call["name"], tuple(call["arguments"].values()))
        new = {"role": "user", "content": text}
        self.chat_history.append(new)
        return BaseTextEnvStepOutput(observations=[new], reward=0.0, done=self.turns >= self.max_turns, metadata={})


class Live:
    """One environment; a new episode is a new one, as the library has it."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin."""
        self.env = Office()
        self.env.init([{"role": "user", "content": "Please see to the desk."}])

    def step(self, n: int) -> Any:
        """Act once."""
        return self.env.step(ACTIONS[n % 5].replace("%d", str(n)))


report(
    what="toy tool over a dictionary, nothing validated or judged", package="skyrl-gym", make=Live, act=Live.step,
    reset=Live.reset, state=lambda env: env.env.tool_groups[0].mails.keys(), statement="import skyrl_gym",
)  # fmt: skip
