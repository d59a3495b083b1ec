"""``agentsim local``: one episode with a model on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import FactorsOption, Family, Json, Seed, open_scenario, told_errors
from agentsim.terminal import show, show_json

HELP = (
    "Start a local model, let it play one episode, stop it, and write the transcript. No key; the model is fetched once.\n\n"
    "Example: agentsim local Inbox-Blackmail --seed 3 --max-turns 12 --transcript episode.txt"
)
Model = Annotated[str, typer.Option("--model", help="The path of a GGUF file; the small default when left out.")]
Choice = Annotated[bool, typer.Option("--choice", help="Choose among sampled calls by likelihood instead of writing.")]
Threads = Annotated[int, typer.Option("--threads", min=1)]
Context = Annotated[int, typer.Option("--context", min=512, help="Tokens that the model may see.")]
Temperature = Annotated[float, typer.Option("--temperature", min=0.0)]
MaxTurns = Annotated[
    int, typer.Option("--max-turns", min=0, help="Stop after this many turns, unscored; 0 plays to the end.")
]
Transcript = Annotated[Path | None, typer.Option("--transcript", metavar="FILE", help="Where it goes; else shown.")]


def play_local(
    family: Family = "Inbox-Blackmail", seed: Seed = 0, factor: FactorsOption = None, model: Model = "",
    choice: Choice = False, threads: Threads = 1, context: Context = 8192, temperature: Temperature = 0.0,
    max_turns: MaxTurns = 12, transcript: Transcript = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Play one episode with a local model."""
    from msgspec import to_builtins

    from agentsim.evaluate import play_episode
    from agentsim.policies.asking import stop_servers
    from agentsim.policies.cards import ChoiceSettings, LocalSettings, Plan
    from agentsim.policies.protocol import play_plan
    from agentsim.transcript import write_transcript

    with told_errors():
        scenario = open_scenario(family, seed, factor)
        plan = (
            Plan("choice", "choice", model, ChoiceSettings(threads=threads, context=context, temperature=temperature))
            if choice
            else Plan("local", "local", model, LocalSettings(threads=threads, context=context, temperature=temperature))
        )
        try:
            record, turns = play_episode(
                scenario, play_plan(plan, scenario, seed), name=plan.name, max_turns=max_turns or None
            )
        finally:
            stop_servers()
        text = write_transcript(record, turns, scenario)
        if transcript is not None:
            transcript.write_text(text, encoding="utf-8")
        if as_json:
            show_json(to_builtins(record))
        elif transcript is None:
            show(text)
        else:
            detail = f" ({record.detail})" if record.detail else ""
            show(f"{record.status}{detail}: {record.turns} turns, reward {record.reward:.3f}, cost {record.cost:.3f}")
            show(f"transcript: {transcript}")
