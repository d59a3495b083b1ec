"""OpenEnv's MCP environment in this process, without a server, with three tools of our own: as its echo example does."""

from __future__ import annotations

from typing import Any

from fastmcp import FastMCP
from openenv.core.env_server.mcp_environment import MCPEnvironment
from openenv.core.env_server.mcp_types import CallToolAction
from openenv.core.env_server.types import Action, Observation, State
from peer import report

TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
READS: list[tuple[str, dict[str, Any]]] = [("read_email", {"id": f"m{n}"}) for n in range(4)]


class Office(MCPEnvironment):
    """200 mails in a dictionary behind FastMCP."""

    def __init__(self) -> None:
        server = FastMCP("office")
        self.mails = {f"m{n}": TEXT for n in range(200)}

        @server.tool
        def read_email(id: str) -> str:
            """Read a mail."""
            return self.mails[id]

        @server.tool
        def send_email(to: list[str], subject: str, body: str) -> str:
            """Send a mail."""
            self.mails[f"out{len(self.mails)}"] = body
            return "Sent."

        super().__init__(server)
        self._state = State(step_count=0)

    def reset(self, seed: int | None = None, episode_id: str | None = None, **kwargs: Any) -> Observation:
        self.mails.clear()
        self.mails.update({f"m{n}": TEXT for n in range(200)})
        self._state = State(step_count=0)
        return Observation(done=False, reward=0.0)

    def _step_impl(self, action: Action, timeout_s: float | None = None, **kwargs: Any) -> Observation:
        return Observation(done=False, reward=0.0)

    @property
    def state(self) -> State:
        return self._state


def act(env: Office, n: int) -> None:
    """Call one tool."""
    send = {"to": ["desk@example.org"], "subject": "Rooms", "body": TEXT}
    name, arguments = READS[n % 5] if n % 5 < 4 else ("send_email", send)
    seen = env.step(CallToolAction(tool_name=name, arguments=arguments))
    assert seen.error is None, seen.error


report(
    what="toy tool of an MCP environment, in process", package="openenv", make=Office, act=act,
    reset=lambda env: env.reset(), state=lambda env: env.mails.keys(),
    statement="from openenv.core.env_server.mcp_environment import MCPEnvironment",
)  # fmt: skip
