"""Suites: named lists of families, with seeds that no other suite uses.

``train`` is to be learnt from, ``near`` shows the same kinds of behaviour in other settings, ``far`` other kinds in other
settings, ``all`` is every family. A family says itself where it belongs (``split`` in its scenario).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from agentsim.catalog import environment_id, family_folders, family_version, peek

SPLITS = ("train", "near", "far")
SPAN = 1 << 28
"""How many seeds each suite has for itself."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Some families under one name. ``behaviours`` is what each of them is about, ``base`` the first of its seeds."""

    name: str
    families: tuple[str, ...]
    behaviours: dict[str, str]
    base: int

    @property
    def ids(self) -> tuple[str, ...]:
        """The Gymnasium ids of the families."""
        folders = family_folders()
        return tuple(environment_id(name, family_version(folders[name])) for name in self.families)

    def seeds(self, n: int, *, held_out: bool = False) -> range:
        """Return the first ``n`` seeds of this suite.

        No two suites share one, so what was trained on is never what is measured. ``held_out`` are seeds of the same
        families that ``agentsim/Mixture-v0`` never draws. Raises ``ValueError`` for more than ``SPAN``.
        """
        if not 0 <= n <= SPAN:
            raise ValueError(f"a suite has {SPAN:,} seeds, not {n:,}")
        base = self.base + (len(SPLITS) + 1) * SPAN * held_out
        return range(base, base + n)


def suite(name: str) -> Suite:
    """Return a suite: ``train``, ``near``, ``far`` or ``all``. Raises ``ValueError`` for any other name."""
    names = (*SPLITS, "all")
    if name not in names:
        near = get_close_matches(str(name), names, 1)
        raise ValueError(
            f"there is no suite {name!r}; "
            + (f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}")
        )
    folders = family_folders()
    found = {family: folder for family, folder in folders.items() if name in ("all", peek(folder, "split"))}
    return Suite(
        name=name,
        families=tuple(sorted(found)),
        behaviours={family: peek(found[family], "behaviour") for family in sorted(found)},
        base=names.index(name) * SPAN,
    )
