"""GEM's tool wrapper with a tool of our own over a dictionary: its own tools run programs or ask servers."""

from __future__ import annotations

import json
import re
from typing import Any

from gem.core import Env
from gem.tools.base_tool import BaseTool
from gem.tools.tool_env_wrapper import ToolEnvWrapper
from peer import report

TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
CALLS = [("read", {"id": f"m{n}"}) for n in range(4)] + [("send", {"id": "out%d", "body": TEXT})]
ACTIONS = [f"<tool_call>{json.dumps({'name': name, 'arguments': given})}</tool_call>" for name, given in CALLS]
CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)


class Mailbox(BaseTool):
    """200 mails in a dictionary."""

    tool_type = "mailbox"
    name = "mailbox"

    def __init__(self) -> None:
        super().__init__()
        self.mails = {f"m{n}": TEXT for n in range(200)}

    def instruction_string(self) -> str:
        return "Read and send mails."

    def execute_action(self, action: str) -> tuple[bool, bool, str, str]:
        found = CALL.search(action)
        if found is None:
            return False, True, "", action
        call = json.loads(found[1])
        given: Any = call["arguments"]
        if call["name"] == "read":
            return True, False, self.mails[given["id"]], action
        self.mails[given["id"]] = given["body"]
        return True, False, "Sent.", action


class Desk(Env):
    """The task around the tool."""

    def reset(self, seed: int | None = None) -> tuple[str, dict[str, Any]]:
        super().reset(seed)
        return "Please see to the desk.", {}

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        return "", 0.0, True, False, {}


def make() -> ToolEnvWrapper:
    """Return one environment that was reset."""
    env = ToolEnvWrapper(Desk(), [Mailbox()], max_tool_uses=1000)
    env.reset(seed=0)
    return env


report(
    what="toy tool over a dictionary, nothing validated or judged", package="gem-llm", make=make,
    act=lambda env, n: env.step(ACTIONS[n % 5].replace("%d", str(n))), reset=lambda env: env.reset(seed=0), state=lambda env: env.tools[0].mails.keys(), statement="import gem",
)  # fmt: skip
