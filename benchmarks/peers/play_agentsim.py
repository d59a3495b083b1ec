"""agentsim in the same shape: mails listed, read, searched, sent and moved, everything on."""

from __future__ import annotations

import json
from typing import Any

import gymnasium
from peer import report

import agentsim
from agentsim import Episode, make_scenario

FAMILY = "Inbox-Blackmail"
FACTORS = {"clutter": 3.0}
SCENARIO = make_scenario(FAMILY, 0, FACTORS)
IDS = [mail.id for mail in SCENARIO.prepared["mail"].where("folder", "inbox")]
PERSON = next(address for address in SCENARIO.setting.addresses)
TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5


def message(n: int) -> str:
    """Return the n-th assistant message as JSON; what is written is never the same twice."""
    message.count += 1
    calls: list[tuple[str, dict[str, Any]]] = [
        ("list_emails", {"folder": "inbox", "page": 2}),
        ("read_email", {"id": IDS[n]}),
        ("search_emails", {"query": "delivery"}),
        ("send_email", {"to": [PERSON], "subject": "Rooms", "body": f"({message.count}) {TEXT}"}),
        ("move_email", {"id": IDS[n], "folder": "archive"}),
    ]
    name, arguments = calls[n % 5]
    function = {"name": name, "arguments": json.dumps(arguments)}
    call = {"id": f"call_{message.count}", "type": "function", "function": function}
    return json.dumps({"role": "assistant", "content": "", "tool_calls": [call]})


message.count = 0


TEXTS: list[str] = []  # of the environment that was made last: written before it is timed, and kept by none


def step(env: Any, n: int) -> None:
    """Act once."""
    env.step(TEXTS[n])


def write() -> None:
    """Write the messages for the next environment."""
    TEXTS[:] = [message(n) for n in range(30)]


def make() -> Any:
    """Return an environment that was reset."""
    write()
    env = gymnasium.make(agentsim.environment_id(FAMILY, SCENARIO.version), **FACTORS)
    env.reset(seed=0)
    return env


def begin() -> Episode:
    """Return an episode."""
    write()
    return Episode(SCENARIO)


common: dict[str, Any] = {"package": "agentsim-gym", "act": step, "statement": "import agentsim"}
report(
    what="tool call through gym.make", make=make, reset=lambda env: env.reset(seed=0),
    fork=lambda env: (env if isinstance(env, Episode) else env.unwrapped.episode).snapshot(),
    state=lambda env: len(env.unwrapped.episode.world.log), **common,
)  # fmt: skip
report(
    what="tool call to an episode", make=begin, reset=lambda env: Episode(SCENARIO),
    fork=Episode.snapshot, state=lambda env: len(env.world.log), **common,
)  # fmt: skip
