"""``agentsim play``: a person is the policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import FactorsOption, Family, Json, Seed, open_scenario, told_errors
from agentsim.terminal import ask, show, show_json

HELP = (
    "Play an episode yourself: choose tools, fill in their arguments or paste JSON.\n\n"
    "Example: agentsim play Inbox-Blackmail --seed 3"
)
Transcript = Annotated[Path | None, typer.Option("--transcript", metavar="FILE", help="Write the transcript here.")]


def play(
    family: Family, seed: Seed = 0, factor: FactorsOption = None, transcript: Transcript = None, as_json: Json = False
) -> None:
    """Play at the terminal."""
    from msgspec import to_builtins

    from agentsim.evaluate import play_episode
    from agentsim.policies.human import HumanPolicy
    from agentsim.transcript import describe_finding, write_transcript

    with told_errors():
        scenario = open_scenario(family, seed, factor)
        # With --json the conversation goes to standard error, so that standard output is the JSON alone.
        policy = HumanPolicy(ask, lambda text: show(text, error=as_json))
        record, turns = play_episode(scenario, policy, name="human")
        if transcript is not None:
            transcript.write_text(write_transcript(record, turns, scenario), encoding="utf-8")
        if as_json:
            show_json(to_builtins(record))
            return
        for message in turns[-1][1].messages if turns else ():
            show(str(message.get("content")))
        show(f"\n{record.status} {record.end or record.detail}: reward {record.reward:.3f}, cost {record.cost:.3f}")
        for finding in record.findings:
            show("\n".join(describe_finding(finding)))
