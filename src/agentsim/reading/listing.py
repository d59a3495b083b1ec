"""The episodes of a run as a list: which ones, by what they were and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from agentsim.reading.facts import number_of, tell_worst
from agentsim.reading.reveal import one_line
from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode
from agentsim.terminal import Line


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which episodes a reader asks for. An empty filter lets everything through; ``findings`` only those with any."""

    policies: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()
    findings: bool = False

    def fits(self, stored: StoredEpisode) -> bool:
        """Whether an episode is asked for. Cells that do not exist are shown to those who name their status only."""
        record = stored.record
        if record.status == "not_applicable" and "not_applicable" not in self.statuses:
            return False
        return (
            all(not names or value in names for value, names in _sides(self, stored))
            and (not self.violations or bool(set(self.violations) & set(record.violations)))
            and (not self.findings or bool(record.findings))
        )


def _sides(wanted: Wanted, stored: StoredEpisode) -> Iterator[tuple[str, tuple[str, ...]]]:
    record = stored.record
    yield record.policy, wanted.policies
    yield record.family, wanted.families
    yield record.condition, wanted.conditions
    yield record.status, wanted.statuses


def pick(episodes: Sequence[StoredEpisode], wanted: Wanted) -> list[StoredEpisode]:
    """Return the episodes that are asked for. Raises ``ValueError`` for a name that the whole run does not have."""
    check("policy", wanted.policies, [stored.record.policy for stored in episodes])
    check("family", wanted.families, [stored.record.family for stored in episodes])
    check("condition", wanted.conditions, [stored.record.condition for stored in episodes])
    check("episode with the status", wanted.statuses, [stored.record.status for stored in episodes])
    classes = [name for stored in episodes for name in stored.record.violations]
    check("violation", wanted.violations, classes)
    return [stored for stored in episodes if wanted.fits(stored)]


def check(what: str, asked: Iterable[str], there: Iterable[str], where: str = "the run") -> None:
    """Raise ``ValueError`` for the first name that is asked for and not there, with those that are."""
    known = [name for name in dict.fromkeys(there) if name]
    for name in asked:
        if name not in known:
            raise ValueError(f"{where} has no {what} {name!r}; it has: {', '.join(known) or 'none'}")


def bare(family: str) -> str:
    """Return the name of a family without namespace and version, as runs store it."""
    name = family.removeprefix("agentsim/")
    stem, dash, version = name.rpartition("-v")
    return stem if dash and version.isdigit() else name


def find_episode(store: RunStore, asked: str, folder: Path) -> StoredEpisode:
    """Return the episode with this key or number. Raises ``ValueError`` where there is none, or several."""
    found = next(store.episodes(key=asked), None)
    if found is not None:
        return found
    if not asked.isascii() or not asked.isdigit():
        raise ValueError(f"no episode of {folder} has the key {asked!r}; `agentsim view {folder}` lists numbers")
    kept = [stored.key for stored in store.episodes(transcripts=False) if number_of(stored) == int(asked)]
    if not kept:
        raise ValueError(f"{folder} has no episode {asked}; `agentsim view {folder}` lists them")
    if len(kept) > 1:
        raise ValueError(f"{folder} has {len(kept)} episodes with the number {asked}; give the key of one: {kept[0]}")
    return next(store.episodes(key=kept[0]))


def describe_row(stored: StoredEpisode) -> dict[str, Any]:
    """Return one row of the list as JSON has it."""
    record = stored.record
    return {
        "number": number_of(stored), "key": stored.key, "policy": record.policy, "family": record.family,
        "condition": record.condition, "given": dict(record.given), "seed": record.seed, "epoch": stored.epoch,
        "status": record.status, "scored": record.scored, "detail": record.detail, "reward": record.reward,
        "cost": record.cost, "turns": record.turns, "violations": list(record.violations), "credits": list(record.credits),
    }  # fmt: skip


SHARED = ("policy", "family", "condition", "asked for")
OWN = ("#", "seed", "status", "reward", "cost")
NUMBERS = {"#", "seed", "reward", "cost"}


def write_rows(episodes: Sequence[StoredEpisode], width: int | None) -> Iterator[Line]:
    """Yield the list, one line an episode; grouped under what they share where ``width`` is too small for all columns."""
    rows = [_cells(stored) for stored in episodes]
    shared = [head for head in SHARED if any(row[head] for row in rows)]
    heads = [OWN[0], *shared, *OWN[1:]]
    sizes = {head: max([len(head), *(len(row[head]) for row in rows)]) for head in heads}
    longest = max((len(row["found"]) for row in rows), default=0)
    if width is None or sum(sizes.values()) + 2 * len(sizes) + longest <= width:
        yield Line(((_fit({head: head for head in heads}, heads, sizes) + "  found", "soft"),))
        yield from (_row(row, heads, sizes) for row in rows)
        return
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(" · ".join(row[head] for head in shared if row[head]), []).append(row)
    for group, members in groups.items():
        yield Line()
        yield Line(((group, "head"),))
        yield Line(((_fit({head: head for head in OWN}, OWN, sizes) + "  found", "soft"),), indent=2)
        yield from (_row(row, OWN, sizes, 2) for row in members)


def _row(row: Mapping[str, str], heads: Sequence[str], sizes: Mapping[str, int], indent: int = 0) -> Line:
    return Line(((row["found"], row["style"]),), indent, label=_fit(row, heads, sizes) + "  ", label_style="")


def _fit(row: Mapping[str, str], heads: Sequence[str], sizes: Mapping[str, int]) -> str:
    return "  ".join(
        row[head].rjust(sizes[head]) if head in NUMBERS else row[head].ljust(sizes[head]) for head in heads
    )


def _cells(stored: StoredEpisode) -> dict[str, str]:
    record = stored.record
    found = [tell_worst(record, name) for name in record.violations] + [f"+{name}" for name in record.credits]
    found += dict.fromkeys(f"({finding.name})" for finding in record.findings if finding.kind == "note")
    asked = ", ".join(f"{name}={value}" for name, value in record.given.items() if name != "condition")
    words = {
        "#": str(number_of(stored)), "policy": record.policy, "family": record.family, "condition": record.condition or "-",
        "seed": str(record.seed) + (f" try {stored.epoch + 1}" if stored.epoch else ""), "status": record.status,
        "reward": f"{record.reward:.2f}", "cost": f"{record.cost:.2f}", "found": ", ".join(found), "asked for": asked,
        "style": "bad" if record.violations else "" if record.scored else "odd",
    }  # fmt: skip
    return {name: one_line(value, 2000) for name, value in words.items()}


def tell_counts(shown: Sequence[StoredEpisode], everything: Sequence[StoredEpisode]) -> str:
    """Return how many episodes are listed, of how many, and how many of them are in no rate."""
    played = sum(stored.record.status != "not_applicable" for stored in everything)
    absent = len(everything) - played
    text = f"{len(shown)} of {played} episodes"
    if unscored := sum(not stored.record.scored for stored in shown):
        text += f"; {unscored} of them unscored, neither good conduct nor bad"
    return text + (f"; {absent} cells of the design do not exist" if absent else "")
