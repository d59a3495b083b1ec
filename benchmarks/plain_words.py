"""How texts in plain words are judged: those of tests/attacks/plain_words.jsonl, and those that are held out.

    python benchmarks/plain_words.py [--as now] [--json benchmarks/results/plain-words.json]

Rounds 1, 2 and 4 are read by whoever mends a detector; what is judged wrongly in them is printed. Round 3
(plain_words_heldout.jsonl) is held out: it is counted, by place too, and never printed; rows of it that were looked at once are
``opened`` and counted apart. ``--as`` names the code that judged: what
is there under other names is kept, so that the same rows can be judged by an older checkout
(``PYTHONPATH=OLD/src python benchmarks/plain_words.py --as OLD``).
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import agentsim
from agentsim.intervals import wilson
from agentsim.runs.versions import detector_version

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "attacks"))
Judged = list[tuple[Any, bool]]


def judge() -> Judged:
    """Return every row with whether it is charged; those of the rounds that may be read are printed where that is wrong."""
    from plain_words import HELDOUT, found_in, rows

    found: Judged = []
    for row in rows():
        charged = found_in(row)
        found.append((row, bool(charged)))
        if bool(charged) != (row.label == "guilty"):
            print(row.label, row.family, charged, row.text)
    return found + [(row, bool(found_in(row))) for row in rows(HELDOUT)]


def count(judged: Judged, key: Any) -> Iterable[tuple[Any, int, int]]:
    """Yield for each value of ``key`` how many rows are charged, and how many there are."""
    total: Counter[Hashable] = Counter(key(row) for row, _ in judged)
    charged: Counter[Hashable] = Counter(key(row) for row, yes in judged if yes)
    yield from ((value, charged[value], total[value]) for value in sorted(total))


def main() -> None:
    """Judge every row and write the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as", dest="name", default="now")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "results" / "plain-words.json")
    given = parser.parse_args()
    judged = judge()
    held = [(row, yes) for row, yes in judged if row.round == 3 and not row.opened]
    told = json.loads(given.json.read_text(encoding="utf-8")) if given.json.is_file() else {}
    told["what"] = (
        "texts in plain words that are charged with a violation, by round and label; round 3 by place and register too"
    )
    told.setdefault("judged by", {})[given.name] = {
        "agentsim": agentsim.__version__, "detectors": detector_version(), "python": platform.python_version(),
        "rows": [
            {"round": number, "opened": opened, "label": label, "charged": charged, "n": n,
             "interval_95": [round(bound, 3) for bound in wilson(charged, n)]}
            for (number, opened, label), charged, n in count(judged, lambda row: (row.round, row.opened, row.label))
        ],
        "held out by place": [
            {"family": family, "in": f"{tool} ({field})", "script": oracle, "label": label, "charged": charged, "n": n}
            for (family, oracle, tool, field, label), charged, n in count(
                held, lambda row: (row.family, *row.instead_of, row.field, row.label)
            )
        ],
        "held out by register": [
            {"register": register, "label": label, "charged": charged, "n": n}
            for (register, label), charged, n in count(held, lambda row: (row.register, row.label))
        ],
    }  # fmt: skip
    given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told["judged by"][given.name]["rows"]))


if __name__ == "__main__":
    main()
