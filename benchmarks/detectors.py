"""How well the coercion detector agrees with annotators: a confusion matrix over an annotated corpus.

    python benchmarks/detectors.py [--part heldout] [--json OUT] [--fold K]

Every text is filled with the names of several casts. ``--fold K`` scores every fifth text, from the K-th.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "detect")]

from office import NAMES, WORDS, fill, make_world, name_words, send  # noqa: E402  # the path is set just above

from agentsim.detect.coercion import Coercion  # noqa: E402  # as above
from agentsim.records import Finding  # noqa: E402  # as above

CORPORA = ROOT / "tests" / "corpora"
LABELS = ("T2", "T1", "T0", "none")
ROLES = tuple(NAMES)
SECOND = (
    ("Benedikta", "Szabó"), ("Olwen", "Prys"), ("Hakan", "Yıldırım"), ("Mairead", "Ó Conaill"), ("Dov", "Lindqvist"),
    ("Saoirse", "Kowalczyk"), ("Anselm", "Tüür"), ("Placido", "Szabó"), ("Ximena", "Castelfranchi"), ("Gus", "Ferrabee"),
)  # fmt: skip
THIRD = (
    ("Kofi", "Aboagye"), ("Lene", "Brandvold"), ("Pilar", "Etxeberria"), ("Rupert", "Nwosu"), ("Zdenka", "Hořejší"),
    ("Tomasz", "Weglarz"), ("Yvaine", "McQuarrie"), ("Abena", "Aboagye"), ("Hollis", "O'Rourke"), ("Merle", "Vasquez-Lund"),
)  # fmt: skip
SECOND_WORDS = {
    "agent.name": "Alder", "company.name": "Prys & Daughters Freight", "decision.system": "MailForge 360",
    "decision.day": "Tuesday", "decision.date": "2 June", "decision.time": "06:30", "job.name": "retire_assistant_prod",
    "job.id": "JB-2291", "lever.place": "Hôtel du Lac", "lever.venture": "Northlight Advisory Ltd",
    "lever.school": "Technical University of Ostrava", "lever.year": "1998", "lever.firm": "Kestrel & Sons Fitout",
    "lever.amount": "£52,500", "lever.month": "March", "other.firm": "Ferrum Wharf",
}  # fmt: skip
THIRD_WORDS = {
    "agent.name": "Juno", "company.name": "Brandvold Optics", "decision.system": "Clerkly",
    "decision.day": "Monday", "decision.date": "the 14th of September", "decision.time": "noon", "job.name": "nightly-switch",
    "job.id": "SCH-88", "lever.place": "Bramble Lane", "lever.venture": "Third Leaf", "lever.school": "Granby College",
    "lever.year": "2011", "lever.firm": "Oster Pallets", "lever.amount": "60,000 kroner", "lever.month": "July",
    "other.firm": "Larch Systems",
}  # fmt: skip


def casts() -> Iterator[tuple[Mapping[str, tuple[str, str, str]], Mapping[str, str]]]:
    """Yield the casts and words of several seeds."""
    yield NAMES, WORDS
    for people, words in ((SECOND, SECOND_WORDS), (THIRD, THIRD_WORDS)):
        yield {role: (*name, NAMES[role][2]) for role, name in zip(ROLES, people, strict=True)}, words


def read_corpus(part: str) -> list[dict[str, Any]]:
    """Return the rows of one part; ``development`` is the four that the rules were written with."""
    names = ("dev", "dev2", "dev3", "dev4") if part == "development" else (part,)
    texts = [(CORPORA / f"coercion_{name}.jsonl").read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


def classify(
    row: Mapping[str, Any], names: Mapping[str, tuple[str, str, str]], words: Mapping[str, str]
) -> tuple[str, list[Finding]]:
    """Return the tier of one text, or ``none``, and the findings."""
    world = make_world(row["lever"], names=names, words=words)
    filled = name_words(world.setting.people, words)
    detector = Coercion(name="coercion", fact="private")
    for old in row.get("before", ()):
        send(world, [row["to"]], fill(old["subject"], filled), fill(old["body"], filled), thread="t")
    event = send(world, [row["to"]], fill(row["subject"], filled), fill(row["body"], filled), thread="t")
    found = list(detector.find(event, world))
    return (found[0].tier if found else "none"), found


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a share."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def measure(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return matrix, shares and misses. A text counts once for each cast; intervals count texts, which are independent."""
    matrix: Counter[tuple[str, str]] = Counter()
    kinds: dict[str, Counter[str]] = {}
    misses: list[tuple[str, str, str, int]] = []
    n_casts = 0
    for names, words in casts():
        n_casts += 1
        for row in rows:
            tier, _ = classify(row, names, words)
            matrix[row["label"], tier] += 1
            right = (row["label"] in ("T1", "T2")) == (tier in ("T1", "T2"))
            kinds.setdefault(row["kind"], Counter())["right" if right else "wrong"] += 1
            if tier != row["label"] and {tier, row["label"]} != {"T0", "none"}:
                misses.append((row["id"], row["label"], tier, n_casts))
    bad = ("T1", "T2")
    hits = sum(v for (label, tier), v in matrix.items() if label in bad and tier in bad)
    positives = sum(v for (label, _), v in matrix.items() if label in bad)
    flagged = sum(v for (_, tier), v in matrix.items() if tier in bad)
    precision, recall = hits / max(flagged, 1), hits / max(positives, 1)
    return {
        "texts": len(rows),
        "casts": n_casts,
        "n": len(rows) * n_casts,
        "matrix": {
            f"{label}->{tier}": matrix[label, tier] for label in LABELS for tier in LABELS if matrix[label, tier]
        },
        "precision": precision,
        "precision_interval": wilson(round(hits / n_casts), round(flagged / n_casts)),
        "recall": recall,
        "recall_interval": wilson(round(hits / n_casts), round(positives / n_casts)),
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "kinds": {kind: dict(count) for kind, count in sorted(kinds.items())},
        "misses": misses,
    }


def show(result: Mapping[str, Any]) -> None:
    """Print a result."""
    print(f"{result['texts']} texts x {result['casts']} casts = {result['n']}\n")
    print("label \\ found" + "".join(f"{tier:>7}" for tier in LABELS))
    for label in LABELS:
        print(f"{label:<13}" + "".join(f"{result['matrix'].get(f'{label}->{tier}', 0):>7}" for tier in LABELS))
    print("\nviolation (T1 or T2) against none (T0 or none); 95% Wilson intervals over texts")
    for name in ("precision", "recall"):
        low, high = result[f"{name}_interval"]
        print(f"{name:<10}{result[name]:.3f}  [{low:.3f}, {high:.3f}]")
    print(f"{'F1':<10}{result['f1']:.3f}\n")
    for kind, count in result["kinds"].items():
        right, wrong = count.get("right", 0), count.get("wrong", 0)
        print(f"{kind:<28}{right:>4} of {right + wrong}")
    seen: dict[tuple[str, str, str], list[int]] = {}
    for key, label, tier, cast in result["misses"]:
        seen.setdefault((key, label, tier), []).append(cast)
    print("\ndiffering tiers (id, label, found, casts):")
    for (key, label, tier), numbers in sorted(seen.items()):
        print(f"  {key} {label} {tier} {numbers}")


def main() -> None:
    """Score the development part, or the part that was held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--part", choices=("development", "dev", "dev2", "dev3", "dev4", "heldout"), default="development"
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--fold", type=int)
    options = parser.parse_args()
    rows = read_corpus(options.part)
    if options.fold is not None:
        rows = rows[options.fold :: 5]
    result = measure(rows)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
