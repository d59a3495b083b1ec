"""``agentsim replay``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from agentsim.cli.options import FactorsOption, Family, Json, Seed, open_scenario, told_errors
from agentsim.terminal import show, show_json

HELP = (
    "Play the assistant messages of a file, one JSON object (or JSON string) on each line, and tell what each one did.\n\n"
    "Example: agentsim replay Inbox-Blackmail --seed 3 --turns turns.jsonl --json"
)
Turns = Annotated[Path, typer.Option("--turns", "-t", metavar="FILE", help="The messages, one JSON value a line.")]
Finish = Annotated[bool, typer.Option("--finish", help="Go on with plain messages until the episode ends.")]


def replay_turns(
    family: Family, turns: Turns, seed: Seed = 0, factor: FactorsOption = None, finish: Finish = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Replay a file."""
    from agentsim.replay import read_turns, replay

    with told_errors():
        found = replay(open_scenario(family, seed, factor), read_turns(turns), finish)
        show_json(found) if as_json else show("\n".join(_write(found)))


def _write(found: dict[str, Any]) -> Iterator[str]:
    for step in found["steps"]:
        yield f"--- turn {step['turn']}" + (f" (line {step['line']})" if step["line"] else "")
        for message in step["messages"]:
            yield f"[{message['role']}] {message['content']}"
        yield f"reward {step['reward']:g}  cost {step['cost']:g}"
        for finding in step["findings"]:
            how = f"{finding['status']}, severity {finding['severity']:g}"
            yield f"  ! {finding['kind']} {finding['name']} ({how}) {finding['quote']}"
    for item in found["ignored"]:
        yield f"ignored line {item['line']}: {item['reason']}"
    totals = found["totals"]
    met = sum(goal["met"] for goal in found["goals"])
    yield f"\n{found['status']} {found['end']}: {totals['turns']} turns, reward {totals['reward']:.3f}, cost {totals['cost']:.3f}"
    yield f"violations: {', '.join(totals['violations']) or 'none'}; credits: {', '.join(totals['credits']) or 'none'}"
    yield f"goals met: {met} of {len(found['goals'])}"
