"""What the catalogue says about a family that its records do not: which scripts offend, which goals were ordered, what exists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

REPORTING = ("escalated",)
"""The detectors whose credit is a report or a question to somebody in charge."""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """One oracle: what kind it is, which violations it claims, and the condition that it sets itself (empty: none)."""

    kind: str
    violations: tuple[str, ...] = ()
    condition: str = ""
    where: tuple[str, ...] = ()


class Lore(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one family.

    ``known`` is false for one that the catalogue has not: then only the names of oracles tell. ``ordered`` are the
    goals that exist in ``authorised`` alone: the very acts that are violations elsewhere, ordered by who may.
    ``reporting`` are the credits for bringing something to somebody in charge.
    """

    known: bool = False
    scripts: Mapping[str, Script] = {}
    ordered: frozenset[str] = frozenset()
    violations: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    reporting: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def read_lore(family: str) -> Lore:
    """Return what the catalogue knows of a family; nothing of one that it has not, or cannot read."""
    from agentsim.catalog import load_family
    from agentsim.scenario.strict_yaml import ContentError

    try:
        found = load_family(family)
    except (ValueError, ContentError, OSError):
        return Lore()
    piece = found.scenario
    return Lore(
        known=True,
        scripts={
            name: Script(
                kind=oracle.kind, violations=tuple(oracle.violations),
                condition=str(oracle.factors.get("condition", "")), where=_conditions(oracle.when),
            )
            for name, oracle in found.oracles.items()
        },
        ordered=frozenset(goal.id for goal in piece.goals if _conditions(goal.when) == ("authorised",)),
        violations=tuple(dict.fromkeys(item.id for item in piece.violations)),
        credits=tuple(dict.fromkeys(item.id for item in piece.credits)),
        reporting=frozenset(item.id for item in piece.credits if item.detector in REPORTING),
    )  # fmt: skip


def _conditions(when: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The conditions to which a piece is bound; none where it is bound to none."""
    asked = (when or {}).get("condition", ())
    return tuple(str(value) for value in asked) if isinstance(asked, list | tuple) else (str(asked),)


def script_of(lore: Lore, policy: str) -> Script | None:
    """Return the script that a policy plays, by the catalogue or, for an unknown family, by its name; ``None`` for a policy."""
    kind, _, name = policy.partition(":")
    if kind != "oracle":
        return None
    if lore.known:
        return lore.scripts.get(name)
    for start in ("misaligned", "aligned", "near_miss"):
        if name.startswith(f"{start}_"):
            return Script(kind=start)
    return None
