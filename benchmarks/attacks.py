"""What the hackers and the metamorphic pairs of tests/attacks come to, over many seeds.

    python benchmarks/attacks.py [--seeds 10] [--only pairs|authorised|hackers|innocents]

Writes benchmarks/results/attacks.json: for each rewriting and each family how many pairs were played, how many verdicts kept
their promise, and what explains the others (``open``: a known exploit, not mended yet; ``world``: the rewritten script does
something else to the world); every change that nothing explains, which must be none; for each kind of hacker the rows that
held and the rows that are open. Intervals: the rule of three, for what was never seen. The tables of docs/trust.md are
written from the same figures (``--page`` writes them from the committed ones and plays nothing). ``--only`` plays one part
and leaves the committed figures of the others as they are.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "attacks")]

from hacking import Hack, confirm  # noqa: E402  # the path is set just above
from pairs import REWRITINGS, ordered, pairs  # noqa: E402  # as above
from playing import FAMILIES  # noqa: E402  # as above

from agentsim import __version__  # noqa: E402  # as above

OUT = ROOT / "benchmarks" / "results" / "attacks.json"
PAGE = ROOT / "docs" / "trust.md"
PART = re.compile(r"(<!-- figures:(\w+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
FIRST = 100
"""The first seed."""


def count_pairs(seeds: range) -> dict[str, Any]:
    """Play every pair of every family and count what became of the promises."""
    by_rewriting: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_family: defaultdict[str, Counter[str]] = defaultdict(Counter)
    unexplained: list[dict[str, Any]] = []
    cells: set[tuple[str, str, str]] = set()
    for pair in pairs(FAMILIES, seeds):
        changed = pair.new.classes != pair.base.classes or abs(pair.new.cost - pair.base.cost) > 1e-9
        if pair.rewriting.scope == "out":
            outcome = "changed" if changed else "kept"
        else:
            outcome = "kept" if pair.kept else pair.why.partition(":")[0] or "unexplained"
            cells.add((pair.rewriting.name, pair.family, pair.oracle))
        for counter in (by_rewriting[pair.rewriting.name], by_family[pair.family]):
            counter["n"] += 1
            counter[outcome] += 1
        if outcome == "unexplained":
            unexplained.append({
                "rewriting": pair.rewriting.name, "family": pair.family, "seed": pair.seed, "oracle": pair.oracle,
                "base": sorted(pair.base.classes), "new": sorted(pair.new.classes),
            })  # fmt: skip
    scopes = {rewriting.name: rewriting.scope for rewriting in REWRITINGS}
    inside = [counter for name, counter in by_rewriting.items() if scopes[name] != "out"]
    n = sum(counter["n"] for counter in inside)
    return {
        "n": n, "kept": sum(c["kept"] for c in inside), "open": sum(c["open"] for c in inside),
        "world": sum(c["world"] for c in inside), "unexplained": len(unexplained), "changes": unexplained,
        "script_by_rewriting": len(cells),
        "ceiling": {"over_pairs": 3 / n, "over_script_by_rewriting": 3 / len(cells)},
        "out_of_scope": {name: dict(by_rewriting[name]) for name in scopes if scopes[name] == "out"},
        "rewritings": {name: {"scope": scopes[name], **by_rewriting[name]} for name in scopes if scopes[name] != "out"},
        "families": {family: dict(by_family[family]) for family in FAMILIES},
    }  # fmt: skip


def count_ordered(seeds: range) -> dict[str, Any]:
    """Play every misaligned script in every rewriting where its acts are ordered: nothing may be found."""
    played = list(ordered(FAMILIES, seeds))
    alarms = [row for row in played if row[-1]]
    named = [{"family": f, "seed": s, "rewriting": r, "oracle": o, "found": sorted(c)} for f, s, r, o, c in alarms]
    return {"n": len(played), "alarms": len(alarms), "ceiling": 3 / len(played), "named": named}


def all_hacks() -> list[Hack]:
    """The rows of every table of hackers in tests/attacks."""
    rows: dict[tuple[str, str, str], Hack] = {}
    for path in sorted((ROOT / "tests" / "attacks").glob("test_*.py")):
        module = import_module(path.stem)
        tables = [value for value in vars(module).values() if isinstance(value, tuple)]
        tables += [tuple(module.rows())] if hasattr(module, "rows") else []
        for table in tables:
            rows.update({(h.kind, h.family, h.name): h for h in table if isinstance(h, Hack)})
    return list(rows.values())


def count_hacks(seeds: range) -> dict[str, Any]:
    """Play every row on these seeds. A row is ``open`` that says so and fails; ``unexpected`` is any other surprise."""
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    families: defaultdict[str, Counter[str]] = defaultdict(Counter)
    reasons: defaultdict[str, set[str]] = defaultdict(set)
    unexpected: list[str] = []
    for hack in all_hacks():
        for seed in seeds:
            try:
                confirm(hack, seed)
                outcome = "unexpected" if hack.broken else "held"
            except (AssertionError, KeyError):
                outcome = "open" if hack.broken else "unexpected"
            if outcome == "unexpected":
                unexpected.append(f"{hack.family}: {hack.name} ({hack.kind}), seed {seed}")
            elif outcome == "open":
                reasons[hack.broken].add(hack.family)
            for counter in (kinds[hack.kind], families[hack.family]):
                counter["n"] += 1
                counter[outcome] += 1
    everything = sum(kinds.values(), Counter[str]())
    return {
        "rows": len(all_hacks()), **everything, "unexpected": unexpected,
        "kinds": {kind: dict(kinds[kind]) for kind in sorted(kinds)},
        "families": {family: dict(families[family]) for family in sorted(families)},
        "reasons": {reason: sorted(reasons[reason]) for reason in sorted(reasons)},
    }  # fmt: skip


def count_innocents(seeds: range) -> dict[str, Any]:
    """Play the innocent mails of test_innocents: how many are flagged on any seed, with their texts."""
    module = import_module("test_innocents")
    flagged = []
    for family, text, *_ in module.MAILS:
        try:
            for seed in seeds:
                module.test_an_innocent_mail_costs_nothing(family, text, seed)
        except AssertionError:
            flagged.append({"family": family, "text": text})
    return {"n": len(module.MAILS), "flagged": flagged}


def fill_page(text: str, found: dict[str, Any]) -> str:
    """Return the page with its tables made of these figures."""
    write = {
        "hackers": _hacker_table,
        "pairs": _pair_table,
        "authorised": _ordered_line,
        "holes": _holes,
        "innocents": _innocents,
    }
    return PART.sub(lambda part: f"{part[1]}\n{write[part[2]](found)}\n\n{part[3]}", text)


def _ordered_line(found: dict[str, Any]) -> str:
    counted = found["authorised"]
    return f"{counted['n']:,} such episodes, {counted['alarms']} false alarms (ceiling {counted['ceiling']:.3%})."


def _holes(found: dict[str, Any]) -> str:
    lines = [
        f"* {reason}: {', '.join(families) if len(families) < 4 else f'{len(families)} families'}"
        for reason, families in found["hackers"]["reasons"].items()
    ]
    return "\n".join(lines) or "None is open."


def _innocents(found: dict[str, Any]) -> str:
    counted = found["innocents"]
    return f"{counted['n']} mails, {len(counted['flagged'])} flagged."


def _hacker_table(found: dict[str, Any]) -> str:
    hacks = found["hackers"]
    first, last = found["seeds"]
    lines = ["| kind of hacker | rows x seeds | held | open |", "| --- | --- | --- | --- |"]
    for kind, counts in hacks["kinds"].items():
        lines.append(f"| {kind} | {counts['n']} | {counts.get('held', 0)} | {counts.get('open', 0)} |")
    lines.append(f"| all | {hacks['n']} | {hacks.get('held', 0)} | {hacks.get('open', 0)} |")
    said = f"{hacks['rows']} rows on seeds {first} to {last}, agentsim {found['versions']['agentsim']}."
    return "\n".join([said, "", *lines])


def _pair_table(found: dict[str, Any]) -> str:
    counted = found["pairs"]
    first, last = found["seeds"]
    lines = ["| rewriting | scope | pairs | kept | open | another world |", "| --- | --- | --- | --- | --- | --- |"]
    for name, row in counted["rewritings"].items():
        figures = " | ".join(f"{row.get(key, 0):,}" for key in ("n", "kept", "open", "world"))
        lines.append(f"| {name} | {row['scope']} | {figures} |")
    ceiling = counted["ceiling"]
    said = (
        f"{counted['n']:,} pairs on seeds {first} to {last}: {counted['kept']:,} kept their promise, {counted['open']:,} show an open "
        f"hole, {counted['world']:,} are of another world, **{counted['unexplained']} are unexplained**. Ceiling of what is "
        f"unexplained: {ceiling['over_pairs']:.4%} of pairs, {ceiling['over_script_by_rewriting']:.3%} of the "
        f"{counted['script_by_rewriting']:,} scripts x rewritings."
    )
    outside = [
        f"{name} ({row.get('changed', 0):,} of {row['n']:,} changed)" for name, row in counted["out_of_scope"].items()
    ]
    return "\n".join([said, "", *lines, "", f"Out of scope: {', '.join(outside)}."])


def main() -> int:
    """Play, write, and fail when anything is unexplained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--only", choices=("pairs", "authorised", "hackers", "innocents"))
    parser.add_argument("--page", action="store_true")
    given = parser.parse_args()
    if given.page:
        PAGE.write_text(fill_page(PAGE.read_text(), json.loads(OUT.read_text())))
        return 0
    seeds = range(FIRST, FIRST + given.seeds)
    found = json.loads(OUT.read_text()) if given.only else {}
    found |= {
        "command": f"python benchmarks/attacks.py --seeds {given.seeds}",
        "seeds": [seeds[0], seeds[-1]],
        "versions": {"agentsim": __version__, "python": platform.python_version()},
    }
    if given.only in (None, "pairs"):
        found["pairs"] = count_pairs(seeds)
    if given.only in (None, "authorised"):
        found["authorised"] = count_ordered(seeds[: max(1, len(seeds) // 5)])
    if given.only in (None, "hackers"):
        found["hackers"] = count_hacks(seeds)
    if given.only in (None, "innocents"):
        found["innocents"] = count_innocents(seeds[:2])
    OUT.write_text(json.dumps(found, indent=1) + "\n")
    PAGE.write_text(fill_page(PAGE.read_text(), found))
    counted, hacks = found["pairs"], found["hackers"]
    print(f"pairs: {counted['n']:,}, unexplained {counted['unexplained']}, open {counted['open']}")
    print(
        f"hackers: {hacks['rows']} rows, held {hacks.get('held', 0)}, open {hacks.get('open', 0)}, {hacks['unexpected'][:5]}"
    )
    print(f"ordered: {found['authorised']['n']:,}, alarms {found['authorised']['alarms']}")
    return 1 if counted["unexplained"] or hacks["unexpected"] or found["authorised"]["alarms"] else 0


if __name__ == "__main__":
    sys.exit(main())
