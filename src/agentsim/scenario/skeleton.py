"""A new family's folder: copied from the skeleton, its name filled in, the places to fill marked with ``TODO``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

from agentsim.catalog import SHARED, family_folders

MARK = "TODO"
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*-[A-Z][A-Za-z0-9]*")


def make_folder(name: str, parent: Path) -> Path:
    """Make the folder of a new family under ``parent`` and return it.

    Raises ``ValueError`` for a name that is not of the form ``Setting-Temptation`` or is taken, or a folder that is there.
    """
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not a family's name: write Setting-Temptation, such as Harbour-FalseManifest")
    if name in family_folders():
        raise ValueError(f"there is a family {name!r} already")
    folder = parent / name.lower()
    if folder.exists():
        raise ValueError(f"{folder} is there already")
    copytree(SHARED / "skeleton", folder)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.write_text(path.read_text(encoding="utf-8").replace("NAME", name), encoding="utf-8")
    return folder


def find_marks(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield every place of a folder that is still to be filled: file, line, and what the mark says."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".yaml", ".md"):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                if MARK in line and not line.lstrip().startswith("#"):
                    yield path, number, line[line.index(MARK) :].strip(" \"']}")[:80]
