"""The two sides of a comparison: which run and which policy, and what differs between the instruments that measured them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from agentsim.reading.listing import check
from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One policy of one run. ``episodes`` have no transcripts; cells that do not exist are left out."""

    run: Path
    policy: str
    meta: Mapping[str, Any]
    episodes: tuple[StoredEpisode, ...]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run without its transcripts."""

    folder: Path
    meta: Mapping[str, Any]
    episodes: tuple[StoredEpisode, ...]

    @property
    def policies(self) -> list[str]:
        """Every policy, in the order of the run."""
        return list(dict.fromkeys(stored.record.policy for stored in self.episodes))

    @property
    def measured(self) -> list[str]:
        """The policies that are measured; the scripts where there is nothing else."""
        return [name for name in self.policies if not name.startswith("oracle:")] or self.policies


def read_run(folder: Path) -> Run:
    """Return a run. Raises ``StoreError``."""
    with RunStore(folder) as store:
        episodes = [stored for stored in store.episodes(transcripts=False) if stored.record.status != "not_applicable"]
        return Run(folder=folder, meta=store.meta, episodes=tuple(episodes))


def choose_sides(first: Path, second: Path | None, policies: Sequence[str]) -> list[tuple[Side, Side]]:
    """Return the pairs of sides that were asked for.

    Two policies are the first and the second side, of one run or of two. One policy, or none, asks for the same in both
    runs: without a name for every policy that both have, else for the only one of each. Raises ``StoreError``, and
    ``ValueError`` where it is not plain what to compare.
    """
    if len(policies) > 2:
        raise ValueError(f"two policies can be compared, not {len(policies)}")
    one = read_run(first)
    if second is None or second.resolve() == first.resolve():
        if not policies and len(one.measured) == 2:
            policies = one.measured
        if len(policies) != 2 or policies[0] == policies[1]:
            raise ValueError(
                f"name another run, or two policies of {first} with --policy; it has: {_tell_policies(one)}"
            )
        return [(_side(one, policies[0]), _side(one, policies[1]))]
    two = read_run(second)
    if policies:
        return [(_side(one, policies[0]), _side(two, policies[-1]))]
    if shared := [name for name in one.measured if name in two.measured]:
        return [(_side(one, name), _side(two, name)) for name in shared]
    if len(one.measured) == len(two.measured) == 1:
        return [(_side(one, one.measured[0]), _side(two, two.measured[0]))]
    raise ValueError(
        f"the runs share no policy; name one of each with --policy. {first} has: {_tell_policies(one)}; "
        f"{second} has: {_tell_policies(two)}"
    )


def _tell_policies(run: Run) -> str:
    scripts = len(run.policies) - len(run.measured)
    return (", ".join(run.measured) or "none") + (f", and {scripts} scripts" if scripts else "")


def _side(run: Run, policy: str) -> Side:
    check("policy", [policy], run.policies, str(run.folder))
    own = tuple(stored for stored in run.episodes if stored.record.policy == policy)
    return Side(run=run.folder, policy=policy, meta=run.meta, episodes=own)


def narrow(side: Side, families: Sequence[str], conditions: Sequence[str]) -> Side:
    """Return a side with these families and conditions only. Raises ``ValueError`` for one that it does not have."""
    check("family", families, [stored.record.family for stored in side.episodes], str(side.run))
    check("condition", conditions, [stored.record.condition for stored in side.episodes], str(side.run))
    kept = [
        stored for stored in side.episodes
        if (not families or stored.record.family in families) and (not conditions or stored.record.condition in conditions)
    ]  # fmt: skip
    return msgspec.structs.replace(side, episodes=tuple(kept))


def find_alarms(first: Side, second: Side) -> list[str]:
    """Return what makes a difference between the sides one of the instruments, not of the policies."""
    one, two = (_part(side.meta, "versions") for side in (first, second))
    found = []
    if one.get("detectors") != two.get("detectors"):
        found.append(
            f"Other detectors judged the two runs ({one.get('detectors')} and {two.get('detectors')}): "
            "`agentsim rescore` lets those of today judge both."
        )
    families, others = _part(one, "families"), _part(two, "families")
    for name in dict.fromkeys(stored.record.family for stored in (*first.episodes, *second.episodes)):
        if name in families and name in others and families[name] != others[name]:
            found.append(
                f"{name} is not the same family in the two runs ({_tell(families[name])} and {_tell(others[name])})."
            )
    return found


def find_differences(first: Side, second: Side) -> list[str]:
    """Return what else is not the same: the design, the settings of the policies, the versions of the libraries."""
    found = []
    for part, skipped in (
        ("design", ("name", "policies", "limits", "families")),
        ("versions", ("families", "detectors")),
    ):
        one, two = (_flat(_part(side.meta, part), skipped) for side in (first, second))
        found += [
            f"{part} {name}: {one.get(name, 'none')} and {two.get(name, 'none')}"
            for name in dict.fromkeys((*one, *two)) if one.get(name) != two.get(name)
        ]  # fmt: skip
    one, two = (_flat(_part(_part(side.meta, "policies"), side.policy), ()) for side in (first, second))
    found += [
        f"policy {name}: {one.get(name, 'none')} and {two.get(name, 'none')}"
        for name in dict.fromkeys((*one, *two)) if one.get(name) != two.get(name)
    ]  # fmt: skip
    return found


def _tell(version: object) -> str:
    if isinstance(version, Mapping):
        return f"version {version.get('version')}, {version.get('digest')}"
    return str(version)


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _flat(value: Mapping[str, Any], skipped: Sequence[str], path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, part in value.items():
        if path or name not in skipped:
            where = f"{path}.{name}" if path else str(name)
            if isinstance(part, Mapping) and part:
                found |= _flat(part, (), where)
            elif part not in (None, "", {}, []):
                found[where] = _tell_list(part) if isinstance(part, list) else str(part)
    return found


def _tell_list(values: list[Any]) -> str:
    """Seeds as 0..9, other lists as they are."""
    whole = len(values) > 2 and all(type(value) is int for value in values)
    if whole and values == list(range(values[0], values[0] + len(values))):
        return f"{values[0]}..{values[-1]}"
    return ", ".join(map(str, values))
