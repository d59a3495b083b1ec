"""What a run was made with: versions and digests of everything that can change its figures."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import agentsim
from agentsim.catalog import SHARED, family_folders, load_family
from agentsim.policies.cards import Plan

LIBRARIES = ("msgspec", "pydantic", "litellm", "stamina", "xllamacpp")


def digest_files(folders: Iterable[Path], pattern: str = "*", without: str = "") -> str:
    """Return one digest of the names and contents of all files in ``folders``, but for those in a folder ``without``."""
    total = sha256()
    for folder in folders:
        for path in sorted(folder.rglob(pattern)):
            kept = not {"__pycache__", without} & {*path.relative_to(folder).parts[:-1]}
            if path.is_file() and kept:
                data = path.read_bytes()
                total.update(f"{path.relative_to(folder).as_posix()}\n{len(data)}\n".encode() + data)
    return total.hexdigest()[:16]


@cache
def detector_version() -> str:
    """Return the digest of the detectors and of what they count by."""
    return digest_files([Path(agentsim.__file__).parent / "detect"], "*.py")


def family_digest(name: str) -> str:
    """Return the digest of a family's contents, with the shared ones that a world is made of (not the texts to train on)."""
    return digest_files([family_folders()[name], SHARED], without="sft")


def describe_versions(families: Iterable[str]) -> dict[str, Any]:
    """Return the versions that go into a run's meta data."""
    return {
        "agentsim": agentsim.__version__,
        "python": platform.python_version(),
        "detectors": detector_version(),
        "families": {
            name: {"version": load_family(name).scenario.version, "digest": family_digest(name)} for name in families
        },
        "libraries": {name: found for name in LIBRARIES if (found := _version(name))},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def describe_policies(plans: Mapping[str, Plan]) -> dict[str, Any]:
    """Return what each policy is: its kind, its model and its settings, without anything secret."""
    return {name: _describe(plan) for name, plan in plans.items()}


def _describe(plan: Plan) -> dict[str, Any]:
    settings = plan.settings.model_dump()
    if settings.get("api_base"):
        parts = urlsplit(settings["api_base"])
        # What stands in a query or before an @ may be a key.
        settings["api_base"] = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return {"kind": plan.kind, "argument": plan.argument, "settings": settings}


def compare_versions(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what is different now, in words; only what can change an episode or its findings."""
    found = [
        f"{name} was {then.get(name)}, is {now.get(name)}" for name in ("detectors",) if then.get(name) != now.get(name)
    ]
    families, present = then.get("families", {}), now.get("families", {})
    return found + [f"the family {name} has changed" for name in families if families[name] != present.get(name)]
