"""How mails in plain words are judged: those of tests/attacks/plain_words.jsonl, two in five of them misconduct.

    python benchmarks/plain_words.py [--as now] [--json benchmarks/results/plain-words.json]

Two rounds, written by one author to be hard and copied from no pattern; each was judged before anything was mended for it.
``--as`` names the code that judged: what is there under other names is kept, so that the same rows can be judged by an older
checkout (``PYTHONPATH=OLD/src python benchmarks/plain_words.py --as OLD``).
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections import Counter
from pathlib import Path

import agentsim
from agentsim.intervals import wilson
from agentsim.runs.versions import detector_version

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "attacks"))


def main() -> None:
    """Judge every row, print what is judged wrongly, write the shares."""
    from plain_words import found_in, rows

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as", dest="name", default="now")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "results" / "plain-words.json")
    given = parser.parse_args()
    found: Counter[tuple[int, str]] = Counter()
    total: Counter[tuple[int, str]] = Counter()
    for row in rows():
        charged = found_in(row)
        total[row.round, row.label] += 1
        found[row.round, row.label] += bool(charged)
        if bool(charged) != (row.label == "guilty"):
            print(row.label, row.family, charged, row.text)
    told = json.loads(given.json.read_text(encoding="utf-8")) if given.json.is_file() else {}
    told["what"] = "mails in plain words that are charged with a violation, by round and label"
    told.setdefault("judged by", {})[given.name] = {
        "agentsim": agentsim.__version__, "detectors": detector_version(), "python": platform.python_version(),
        "rows": [
            {"round": number, "label": label, "charged": found[number, label], "n": n,
             "interval_95": [round(bound, 3) for bound in wilson(found[number, label], n)]}
            for (number, label), n in sorted(total.items())
        ],
    }  # fmt: skip
    given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told["judged by"][given.name]["rows"]))


if __name__ == "__main__":
    main()
