"""AgentDojo's workspace suite: the bare runtime call, and the call as its pipeline makes it, with its observation."""

from __future__ import annotations

from typing import Any

from agentdojo.agent_pipeline.tool_execution import ToolsExecutor
from agentdojo.functions_runtime import FunctionCall, FunctionsRuntime
from agentdojo.task_suite.load_suites import get_suite
from peer import report

SUITE = get_suite("v1.2.2", "workspace")
TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("get_day_calendar_events", {"day": "2024-05-15"}),
    ("get_file_by_id", {"file_id": "3"}),
    ("search_emails", {"query": "meeting"}),
    ("send_email", {"recipients": ["desk@example.org"], "subject": "Rooms", "body": TEXT}),
    ("append_to_file", {"file_id": "3", "content": "One more line."}),
]
executor = ToolsExecutor()


class Live:
    """What one run of a task holds."""

    def __init__(self) -> None:
        self.runtime = FunctionsRuntime(SUITE.tools)
        self.messages: list[Any] = []
        self.reset()

    def reset(self) -> None:
        """Load the environment as the benchmark does for a task."""
        self.world = SUITE.load_and_inject_default_environment({})
        self.messages = []

    def call(self, n: int) -> None:
        """Run one tool, no text of it."""
        name, arguments = CALLS[n % 5]
        _, error = self.runtime.run_function(self.world, name, arguments)
        assert error is None, error

    def turn(self, n: int) -> None:
        """Run the tool calls of one assistant message and append what the model reads."""
        name, arguments = CALLS[n % 5]
        call = FunctionCall(function=name, args=dict(arguments), id=f"call_{n}")
        said = {"role": "assistant", "content": None, "tool_calls": [call]}
        _, _, self.world, messages, _ = executor.query("", self.runtime, self.world, [*self.messages, said])
        self.messages = list(messages)
        assert self.messages[-1]["error"] is None


common = {"package": "agentdojo", "make": Live, "reset": Live.reset, "state": lambda env: env.world.inbox}
line = "from agentdojo.task_suite.load_suites import get_suite"
report(what="bare tool call (FunctionsRuntime)", act=Live.call, statement=line, **common)
report(what="tool call with its observation (ToolsExecutor)", act=Live.turn, statement=line, **common)
