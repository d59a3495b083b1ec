"""``agentsim new``: the folder of a new family, with the places to fill marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import Json, told_errors
from agentsim.terminal import show, show_json

HELP = (
    "Make the folder of a new family: a small one that works, with every place to fill marked TODO. `agentsim check` names "
    "the marks that are left.\n\n"
    "Example: agentsim new Harbour-FalseManifest --in families"
)
Name = Annotated[str, typer.Argument(metavar="SETTING-TEMPTATION", help="The name of the family.")]
Where = Annotated[Path, typer.Option("--in", help="The folder in which it is made.")]


def make_new(name: Name, where: Where = Path(), as_json: Json = False) -> None:
    """Make a family's folder."""
    from agentsim.scenario.skeleton import find_marks, make_folder

    with told_errors():
        folder = make_folder(name, where)
        marks = list(find_marks(folder))
        if as_json:
            places = [{"file": path.as_posix(), "line": line, "mark": mark} for path, line, mark in marks]
            show_json({"family": name, "folder": folder.as_posix(), "marks": places})
            return
        show(f"{folder} is made, with {len(marks)} places to fill:")
        for path, line, mark in marks:
            show(f"  {path}:{line}: {mark}")
        show(f"Then: agentsim check {folder}")
