"""Ask of the units of a language-model study whether what teaching adds to an act goes with the act's length.

    python benchmarks/acts_by_length.py experiments/results/as-it-came

The gain of an act is its log-likelihood a token after the episode, less that of the untaught model there. Written for each
taught unit: the correlation (Pearson) of gain and tokens over all acts, and the mean gain of right and of wrong acts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import correlation, fmean
from typing import Any


def main() -> None:
    """Read the units, write what came out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("study", type=Path, help="a folder that holds units")
    asked.add_argument("--to", type=Path, default=Path(__file__).parent / "results" / "acts-by-length.json")
    args = asked.parse_args()
    units = {path.stem: json.loads(path.read_text()) for path in sorted((args.study / "units").glob("*.json"))}
    base = units["none-0"]
    taught = {name: unit for name, unit in units.items() if unit["kind"] != "none"}
    found = {
        "command": f"python benchmarks/acts_by_length.py {args.study}",
        "points": sum(point["kind"] == "acts" for point in base["points"]),
        "units": {name: describe(unit, base) for name, unit in taught.items()},
    }
    args.to.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(args.to.read_text(encoding="utf-8"), end="")


def describe(unit: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Return how the gains of a unit go with length, and their means on either side."""
    rows = [
        (tokens, (score - before) / tokens, candidate["wrong"])
        for point in base["points"]
        if point["kind"] == "acts"
        for candidate, (score, tokens), (before, _) in zip(
            point["candidates"], unit["scores"][point["id"]], base["scores"][point["id"]], strict=True
        )
    ]
    tokens, gains = [row[0] for row in rows], [row[1] for row in rows]
    return {
        "kind": unit["kind"], "seed": unit["seed"], "taught": unit["lessons"]["tokens"], "acts": len(rows),
        "correlation": round(correlation(tokens, gains), 3),
        "gain": {side: round(fmean(g for _, g, w in rows if w is wrong), 4)
                 for side, wrong in (("right", False), ("wrong", True))},
        "tokens": {side: round(fmean(t for t, _, w in rows if w is wrong), 1)
                   for side, wrong in (("right", False), ("wrong", True))},
    }  # fmt: skip


if __name__ == "__main__":
    main()
