"""What became of a sample of mutants: which count as found, which are judged, which are left and why.

A row of a survivor has ``at`` (file:line), ``where``, ``was`` and ``becomes``, and says why no test finds it: ``reason`` where the
program is the same in all that is promised (judged), ``why`` where it is not and is left all the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from agentsim.intervals import wilson

NOT_PROMISED = "tables"
"""The group of which no share is promised: lists of words and patterns."""


@cache
def _rows() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("judged.toml").read_text(encoding="utf-8"))


def key_of(row: Mapping[str, Any]) -> str:
    """Return what names a row's mutant whatever its line is."""
    return f"{row['at'].rpartition(':')[0]}|{row['where']}|{row['was']}|{row['becomes']}"


def look_up(row: Mapping[str, Any], kind: str) -> str:
    """Return what ``judged.toml`` says of a row's mutant under ``judged`` or ``left``; empty where nobody has said anything."""
    for said in _rows().get(kind, ()):
        if fnmatch(row["at"].rpartition(":")[0], said["file"]) and said.get("where", row["where"]) == row["where"] and all(
            row[name] == said[name] if name in said else re.search(said.get(f"{name}_like", ""), row[name])
            for name in ("was", "becomes")
        ):  # fmt: skip
            return said["reason"]
    return ""


def explain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its reasons of today."""
    reason = look_up(row, "judged")
    return {**row, "reason": reason, "why": "" if reason else look_up(row, "left")}


def count(group: dict[str, Any]) -> dict[str, Any]:
    """Fill in the shares of a group: of all, and of those that are not judged to be the same program."""
    equal, found = sum(bool(row["reason"]) for row in group["survivors"]), group["killed"] + group["timeouts"]
    low, high = wilson(found, group["n"] - equal)
    stated = found - group.get("killed_by_recorded_only", 0)
    now = found + group["killed_since"]
    survivors = group.pop("survivors")
    return {**group, "judged": equal, "share_of_all": round(found / group["n"], 4), "share_by_stated": round(stated / (group["n"] - equal), 4), "share": round(found / (group["n"] - equal), 4),
            "interval_95": [round(low, 4), round(high, 4)], "share_with_tests_written_since": round(now / (group["n"] - equal), 4),
            "survivors": survivors}  # fmt: skip


def as_drawn(group: dict[str, Any]) -> dict[str, Any]:
    """Count a fresh group, and keep what its share is before anything is judged or written because of it."""
    counted = count(group)
    return {**counted, "as_drawn": {name: counted[name] for name in ("judged", "share", "interval_95")}}


def merge(group: dict[str, Any], outcomes: Mapping[str, str], present: Collection[str]) -> None:
    """Take from the survivors what is killed now and what is not in the code any more, and explain the others anew.

    ``outcomes`` is what became of the mutants that were run, by key; ``present`` are the keys of what can still be made. What the
    code has no place for any more counts neither as found nor as judged.
    """
    group.setdefault("changed_since", 0)
    kept = []
    for row in map(explain, group["survivors"]):
        if row["reason"]:
            kept.append(row)
        elif key_of(row) not in present:
            group["changed_since"] += 1
        elif outcomes.get(key_of(row), "passed") != "passed":
            group["killed_since"] += 1
        else:
            kept.append(row)
    group["survivors"] = kept


def falls_short(name: str, group: Mapping[str, Any], floor: float) -> bool:
    """Whether less of a group is found than is promised. Of the tables nothing is; what is found of them is told all the same."""
    return name != NOT_PROMISED and group["interval_95"][1] < floor
