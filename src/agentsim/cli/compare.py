"""``agentsim compare``: two policies, or one policy in two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import Json, told_errors
from agentsim.terminal import show_json, show_lines

HELP = (
    "Compare two runs, or two policies of one run: paired where both played the same seeds, each difference with interval, p "
    "and n, what the runs do not have in common, and the pairs of episodes to read first.\n\n"
    "Example: agentsim compare runs/before runs/after  |  agentsim compare runs/first -p noop -p random"
)
First = Annotated[Path, typer.Argument(metavar="A", help="The folder of a run.")]
Second = Annotated[Path | None, typer.Argument(metavar="B", help="The folder of another; none for two policies of A.")]
Policies = Annotated[
    list[str] | None,
    typer.Option("--policy", "-p", help="The policy of both runs; given twice, that of A and that of B."),
]
Families = Annotated[list[str] | None, typer.Option("--family", help="Only this family; may be repeated.")]
Conditions = Annotated[
    list[str] | None, typer.Option("--condition", "-c", help="Only this condition; may be repeated.")
]
Limit = Annotated[int, typer.Option("--pairs", min=0, help="How many pairs of episodes are named.")]


def compare(
    first: First, second: Second = None, policy: Policies = None, family: Families = None, condition: Conditions = None,
    pairs: Limit = 10, as_json: Json = False,
) -> None:  # fmt: skip
    """Show what differs."""
    import msgspec

    from agentsim.reading.comparison import compare_sides
    from agentsim.reading.comparison_lines import write_comparison
    from agentsim.reading.listing import bare
    from agentsim.reading.sides import choose_sides, narrow
    from agentsim.terminal import Line

    with told_errors():
        families = [bare(name) for name in family or ()]
        found = []
        for one, two in choose_sides(first, second, policy or ()):
            sides = (narrow(one, families, condition or ()), narrow(two, families, condition or ()))
            found.append(compare_sides(*sides))
        if as_json:
            show_json([msgspec.to_builtins(part, enc_hook=str) for part in found])
            return
        for number, part in enumerate(found):
            show_lines([Line()] if number else [])
            show_lines(write_comparison(part, pairs))
