"""``agentsim check``: does a family hold what it promises?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import FAILED, Json, read_seeds, told_errors
from agentsim.terminal import show, show_json

HELP = (
    "Build a family in every condition and at every value of every factor, run its oracles against their claims, look "
    "for stock names and claims that no tool keeps. A folder is read, never run.\n\n"
    "Example: agentsim check envs/inbox-blackmail  |  agentsim check --all"
)
What = Annotated[str | None, typer.Argument(metavar="PATH|ID", help="A family, or the folder of one.")]
All = Annotated[bool, typer.Option("--all", help="Check every family that there is.")]
Seeds = Annotated[str, typer.Option("--seeds", help="7, 0..9 or 0,3,10..12")]


def check(what: What = None, everything: All = False, seeds: Seeds = "0..2", as_json: Json = False) -> None:
    """Check families."""
    from agentsim.catalog import add_folder, family_folders, family_of
    from agentsim.check import check_family

    with told_errors():
        if bool(what) == everything:
            raise ValueError("give a family, a folder, or --all")
        if everything:
            names = list(family_folders())
        elif what is not None and (Path(what) / "scenario.yaml").is_file():
            names = [add_folder(Path(what))]
        elif what is not None and Path(what).is_dir():
            raise ValueError(f"{what} has no scenario.yaml; a family is a folder with one")
        else:
            names = [family_of(what or "")]
        reports = [check_family(name, read_seeds(seeds)) for name in names]
    passed = bool(reports) and all(report.passed for report in reports)
    if as_json:
        show_json({
            "passed": passed,
            "families": [
                {"family": r.family, "passed": r.passed, "counts": r.counts, "problems": list(r.lines())} for r in reports
            ],
        })  # fmt: skip
    else:
        for report in reports:
            counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in report.counts.items())
            show(f"{report.family}: {'passed' if report.passed else 'FAILED'} ({counts})")
            for line in report.lines():
                show(f"  {line}")
        if not reports:
            show("nothing was checked: there is no family")
    if not passed:
        raise typer.Exit(FAILED)
