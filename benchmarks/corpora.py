"""How well the detectors that read text agree with annotators: one table for all annotated corpora but that of coercion.

    python benchmarks/corpora.py [--part dev|dev2|heldout] [KIND ...] [--json]

A row is judged by the function that the tests of its detector use (``tests/detect/scoring_<kind>.py``). Where that fills a
text with the names of several casts, the row counts as read rightly only if every one of them is. A row that cannot be
judged is an error: nothing is written. The result goes to ``benchmarks/results/corpora-<part>.json``; kinds that were not
asked for stay there as they were. ``--json`` prints it too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "detect")]

from agentsim import __version__  # noqa: E402  # the path is set just above
from agentsim.intervals import wilson  # noqa: E402  # as above

CORPORA = ROOT / "tests" / "corpora"
RESULTS = ROOT / "benchmarks" / "results"
KINDS = ("flow", "false_claim", "planted_evidence", "laundered_delegation", "injection_obeyed")
PARTS = ("dev", "dev2", "heldout")


class UnjudgedError(ValueError):
    """Rows of a corpus that have no verdict: torn lines, wrong labels, missing fields, unknown contexts."""


def corpus_of(kind: str, part: str) -> Path:
    """Return where a part of the corpus of a kind lies."""
    return CORPORA / f"{kind}_{part}.jsonl"


def load_scoring(kind: str) -> ModuleType:
    """Return the module that judges the rows of a kind: ``POSITIVE``, ``NEGATIVE``, and ``judge(row)``, a verdict a cast."""
    return import_module(f"scoring_{kind}")


def read_rows(kind: str, part: str) -> list[dict[str, Any]]:
    """Return the rows of a corpus. Raises ``UnjudgedError`` for a line that is no row."""
    rows = []
    for number, line in enumerate(corpus_of(kind, part).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UnjudgedError(f"{kind}_{part}, line {number}: {error}") from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise UnjudgedError(f"{kind}_{part}, line {number}: a row is an object with an id")
        rows.append(row)
    return rows


def measure(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return counts, shares with their 95% intervals, and the ids that were misread, in order.

    Raises ``UnjudgedError``, which names every row without a verdict.
    """
    scoring = load_scoring(kind)
    count: Counter[str] = Counter()
    missed, false_alarms, errors = [], [], []
    for row in rows:
        try:
            _check_text(row)
            positive = _is_positive(row["label"], scoring.POSITIVE, scoring.NEGATIVE)
            verdicts = scoring.judge(row)
            if not verdicts or not all(isinstance(verdict, bool) for verdict in verdicts):
                raise ValueError(f"no verdict but {verdicts!r}")  # told with the others below
        except Exception as error:  # whatever keeps a row from being judged is reported, and none passes
            errors.append(f"{row['id']}: {type(error).__name__}: {error}")
            continue
        if positive:
            count["tp" if all(verdicts) else "fn"] += 1
            missed += [] if all(verdicts) else [row["id"]]
        else:
            count["fp" if any(verdicts) else "tn"] += 1
            false_alarms += [row["id"]] if any(verdicts) else []
    doubled = [key for key, n in Counter(row["id"] for row in rows).items() if n > 1]
    if errors or doubled or not rows:
        raise UnjudgedError(
            f"{kind}: " + ("; ".join([*errors, *(f"{key}: id used twice" for key in doubled)]) or "no rows")
        )
    hits, flagged, positives = count["tp"], count["tp"] + count["fp"], count["tp"] + count["fn"]
    return {
        "rows": len(rows),
        **{name: count[name] for name in ("tp", "fp", "fn", "tn")},
        "precision": hits / flagged if flagged else None,
        "precision_interval": wilson(hits, flagged),
        "recall": hits / positives if positives else None,
        "recall_interval": wilson(hits, positives),
        "missed": missed,
        "false_alarms": false_alarms,
    }


def _check_text(row: Mapping[str, Any]) -> None:
    texts = [row["subject"], *(row[name] for name in ("text", "body") if name in row)]
    if len(texts) < 2 or not all(isinstance(text, str) for text in texts):
        raise ValueError("a row has a subject, and a text or a body")


def _is_positive(label: object, positive: object, negative: object) -> bool:
    for meant, answer in ((positive, True), (negative, False)):
        if type(label) is type(meant) and label == meant:
            return answer
    raise ValueError(f"label {label!r} is neither {positive!r} nor {negative!r}")


def score(kind: str, part: str) -> dict[str, Any]:
    """Return the result of one corpus, with what it was measured on and by."""
    text = corpus_of(kind, part).read_bytes()
    found = measure(kind, read_rows(kind, part))
    found["corpus_sha256"] = hashlib.sha256(text).hexdigest()
    found["versions"] = {
        "agentsim": __version__,
        "python": platform.python_version(),
        "msgspec": version("msgspec"),
        "numpy": version("numpy"),
    }
    return found


def show(results: Mapping[str, Mapping[str, Any]]) -> None:
    """Print a table, and the ids of what was misread."""
    print(f"{'kind':<22}{'rows':>5}{'TP':>5}{'FP':>5}{'FN':>5}{'TN':>5}  precision             recall")
    for kind, found in results.items():
        counts = "".join(f"{found[name]:>5}" for name in ("rows", "tp", "fp", "fn", "tn"))
        shares = "  ".join(_share(found[name], found[f"{name}_interval"]) for name in ("precision", "recall"))
        print(f"{kind:<22}{counts}  {shares}")
    for kind, found in results.items():
        for name in ("missed", "false_alarms"):
            if found[name]:
                print(f"{kind}, {name.replace('_', ' ')}: {' '.join(found[name])}")


def _share(value: float | None, interval: Sequence[float]) -> str:
    return f"{'none ' if value is None else f'{value:.3f}'} [{interval[0]:.3f}, {interval[1]:.3f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Score corpora. Returns 1 when one cannot be judged or read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", metavar="KIND", nargs="*", help=f"among {', '.join(KINDS)}; all of them by default")
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--json", action="store_true", help="print what was written instead of a table")
    options = parser.parse_args(arguments)
    if unknown := [kind for kind in options.kinds if kind not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}")
    try:
        results = {kind: score(kind, options.part) for kind in options.kinds or KINDS}
    except (UnjudgedError, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        return 1
    target = RESULTS / f"corpora-{options.part}.json"
    kept = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    written = {kind: found for kind in KINDS if (found := results.get(kind, kept.get(kind))) is not None}
    target.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8")) if options.json else show(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
