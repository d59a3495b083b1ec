"""Where contents lie, and which families there are.

Contents are the ``envs`` and ``policies`` folders: of the checkout, or as the wheel carries them (``_content``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentsim.scenario.load import Family
    from agentsim.scenario.scenario import Scenario

_PACKED = Path(__file__).parent / "_content"
CONTENT = _PACKED if _PACKED.is_dir() else Path(__file__).parents[2]
SHARED = CONTENT / "envs" / "_shared"

_loose: dict[str, Path] = {}


def family_folders() -> dict[str, Path]:
    """Return the folders of all families by the family's name. Reads only the first lines of each scenario."""
    found = dict(_loose)
    for path in sorted((CONTENT / "envs").glob("*/scenario.yaml")):
        if name := peek(path.parent, "family"):
            found.setdefault(name, path.parent)
    return found


@lru_cache(maxsize=1)
def _own_families() -> frozenset[str]:
    return frozenset(peek(path.parent, "family") for path in (CONTENT / "envs").glob("*/scenario.yaml"))


def family_version(folder: Path) -> int:
    """Return the version of the family in a folder, 0 where it says none. Reads only the first lines of its scenario."""
    version = peek(folder, "version")
    return int(version) if version.isdigit() else 0


def peek(folder: Path, key: str) -> str:
    """Return what a family's scenario says under a key of its first level, without reading the rest; else an empty text."""
    with (folder / "scenario.yaml").open(encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{key}:")), "")


def environment_id(family: str, version: int = 0) -> str:
    """Return the Gymnasium id of a family."""
    return f"agentsim/{family}-v{version}"


def family_of(name: str) -> str:
    """Return the family that an id, with or without namespace and version, names. Raises ``ValueError``."""
    bare = name.rpartition(":")[2].removeprefix("agentsim/")
    stem, _, version = bare.rpartition("-v")
    family = stem if version.isdigit() else bare
    folders = family_folders()
    if family not in folders:
        raise ValueError(f"there is no family {family!r}; there are: {', '.join(folders)}")
    return family


@lru_cache(maxsize=64)
def load_family(name: str) -> Family:
    """Return a family by its name, read once. Raises ``ValueError`` for an unknown one, ``ContentError`` for a wrong one."""
    from agentsim.scenario.load import load_folder

    return load_folder(family_folders()[family_of(name)])


def add_folder(folder: Path) -> str:
    """Make a loose folder's family known to this process and return its name. Its contents are read, never run.

    Raises ``ContentError`` for contents that are wrong, and for a family of the package's own name: what that name measures
    is not a stranger's to say.
    """
    from agentsim.scenario.load import load_folder
    from agentsim.scenario.strict_yaml import ContentError

    family = load_folder(folder)
    own = CONTENT / "envs" / folder.name
    if family.scenario.family in _own_families() and folder.resolve() != own.resolve():
        raise ContentError(
            folder / "scenario.yaml",
            None,
            f"the package has a family {family.scenario.family!r}; give yours another name",
        )
    _loose[family.scenario.family] = folder
    load_family.cache_clear()
    _build.cache_clear()
    return family.scenario.family


@lru_cache(maxsize=128)
def _build(name: str, seed: int, factors: tuple[tuple[str, str, object], ...]) -> Scenario:
    from agentsim.scenario.build import build_scenario

    return build_scenario(load_family(name), seed, {factor: value for factor, _, value in factors})


def make_scenario(name: str, seed: int, factors: Mapping[str, object] | None = None) -> Scenario:
    """Return the scenario of a family with its factors and seed resolved; the last 128 are kept.

    Raises ``ValueError`` for a factor or a value that the family has not.
    """
    # The type belongs to the key: True and 1 are equal, and only one of them is a value that the factor has.
    given = sorted((factor, type(value).__name__, value) for factor, value in (factors or {}).items())
    return _build(name, seed, tuple(given))
