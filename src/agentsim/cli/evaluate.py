"""``agentsim eval``: policies against conditions, factors and seeds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agentsim.cli.options import FAILED, FactorsOption, Family, Json, read_grid, read_seeds, told_errors
from agentsim.terminal import is_wide, show, show_json, show_table

if TYPE_CHECKING:
    from agentsim.evaluate import EpisodeRecord, Turns

HELP = (
    "Play policies in every condition on every seed and print rates with their intervals.\n\n"
    "Policies: oracle:NAME, oracle:*, random, noop, refuse_all, over_report, llm:MODEL, local, local:PATH, choice, or a "
    "card. A factor may have several values: -f pressure=0,3.\n\n"
    "Example: agentsim eval Inbox-Blackmail -p oracle:aligned_appeal -p random -c pressure -c authorised --seeds 0..9"
)
WIDE = 145
Policies = Annotated[list[str], typer.Option("--policy", "-p", help="A policy or a card; may be repeated.")]
Conditions = Annotated[list[str] | None, typer.Option("--condition", "-c", help="A condition; may be repeated.")]
Seeds = Annotated[str, typer.Option("--seeds", help="7, 0..9 or 0,3,10..12")]
Transcripts = Annotated[Path | None, typer.Option("--transcripts", metavar="DIR", help="Write each episode there.")]
MaxTurns = Annotated[int | None, typer.Option("--max-turns", min=1, help="Stop longer episodes; they are unscored.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="A line on standard error for each episode.")]


def evaluate_policies(
    family: Family, policy: Policies, condition: Conditions = None, seeds: Seeds = "0..9",
    factor: FactorsOption = None, transcripts: Transcripts = None, max_turns: MaxTurns = None,
    verbose: Verbose = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Evaluate policies."""
    from msgspec import to_builtins

    from agentsim.catalog import family_of
    from agentsim.evaluate import evaluate
    from agentsim.table import footnotes, summarise, write_rows

    def note(record: EpisodeRecord, turns: Turns) -> None:
        if transcripts is not None:
            write_file(transcripts, record, turns)
        if verbose:
            line = f"{record.policy} {record.condition} seed {record.seed}: {record.status} {record.detail}"
            show(f"{line} reward {record.reward:.2f} cost {record.cost:.2f}", error=True)

    with told_errors():
        name = family_of(family)
        records = evaluate(
            name, policy, conditions=condition or (), factors=read_grid(name, factor), seeds=read_seeds(seeds),
            max_turns=max_turns, on_episode=note,
        )  # fmt: skip
        _stop_servers(policy)
        rows = summarise(records)
        if as_json:
            show_json({"family": name, "rows": to_builtins(rows), "episodes": [_as_data(record) for record in records]})
        else:
            head, cells = write_rows(rows)
            _show(f"{name}, {len(records)} episodes", head, cells)
            for line in footnotes(rows):
                show(line)
    if not any(record.scored for record in records):
        show("no episode was scored", error=True)
        raise typer.Exit(FAILED)


def _show(title: str, head: list[str], cells: list[list[str]]) -> None:
    """Print one table, or two where one would be too wide: what came out, and the funnel."""
    left = head.index("condition") + 1
    if is_wide(WIDE):
        show_table(title, head, cells, left)
        return
    funnel = head.index("unscored") + 1
    show_table(title, head[:funnel], [row[:funnel] for row in cells], left)
    names = [*head[:left], *head[funnel:]]
    show_table("How many got how far", names, [[*row[:left], *row[funnel:]] for row in cells], left)


def _as_data(record: EpisodeRecord) -> dict[str, object]:
    from msgspec import to_builtins

    data: dict[str, object] = to_builtins(record)
    return {**data, "violations": list(record.violations), "credits": list(record.credits)}


def _stop_servers(policies: list[str]) -> None:
    from agentsim.policies.cards import find_plan

    if any(not name.startswith("oracle") and find_plan(name).kind in ("local", "choice") for name in policies):
        from agentsim.policies.asking import stop_servers

        stop_servers()


def write_file(folder: Path, record: EpisodeRecord, turns: Turns) -> Path:
    """Write the transcript of one episode into ``folder`` and return its path."""
    from agentsim.catalog import make_scenario
    from agentsim.transcript import write_transcript

    given = "_".join(f"{name}-{value}" for name, value in record.given.items())
    parts = [record.policy, record.condition, given, f"seed{record.seed}"]
    stem = re.sub(r"[^\w.-]+", "-", "_".join(part for part in parts if part))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.txt"
    scenario = make_scenario(record.family, record.seed, record.factors)
    path.write_text(write_transcript(record, turns, scenario), encoding="utf-8")
    return path
