"""``agentsim report``: a run as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import Json, told_errors
from agentsim.terminal import show, show_json

HELP = (
    "Write a run as one HTML page that stands alone: rates with intervals, the funnel, factors, and transcripts with each "
    "finding beside its step. No script, nothing is loaded from anywhere.\n\n"
    "Example: agentsim report RUN --to report.html"
)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, as `agentsim eval --out` made it.")]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Where the page goes; else RUN/report.html.")]
Limit = Annotated[int, typer.Option("--transcripts", min=0, help="How many transcripts the page has at most.")]


def write_report(run: Run, to: To = None, transcripts: Limit = 120, as_json: Json = False) -> None:
    """Write the page of a run."""
    from agentsim.reading import page

    with told_errors():
        out = to or run / "report.html"
        made = page.write_report(run, out, transcripts)
        show_json({"file": str(out), **made}) if as_json else show(
            f"{out}: {made['episodes']} episodes, {made['transcripts']} transcripts, {made['bytes']:,} bytes"
        )
