"""Fit the weights of the coercion detector's signs over the development corpora; needs numpy.

    python benchmarks/fit_coercion.py [--write]

Prints precision and recall on each corpus when it was left out, then, with ``--write``, fits over all and rewrites
``coercion_weights.py``. A sign that speaks for coercion cannot get a weight against it, nor the other way round.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from detectors import ROOT, casts, classify, read_corpus  # isort: skip  # it sets the path of the next two
from coercion_cases import CASES
from coercion_innocents import BATCHES
from coercion_registers import REGISTERS

from agentsim.detect import coercion_judge, coercion_weigh

# The narrow phrases were written with the first corpus and the cases: these count half.
PARTS = {"dev": 0.5, "dev2": 1.0, "dev3": 1.0, "dev4": 1.0, "cases": 0.5, "batch1": 1.0, "batch2": 1.0, "batch3": 1.0,
         "innocents": 0.5, "later": 0.5, "last": 0.5}  # fmt: skip
PRIOR = 3.0
AGAINST = frozenset(
    [
        "unlink",
        "renounce",
        "affirm",
        "retract",
        "separate",
        "help",
        "denied",
        "free",
        "back",
        "no link",
        "no hint",
        "promise",
        "apart",
        "collision",
        "weak",
        "~handled",
        "~duty",
        "~errand",
        "~peace",
        "~turns up",
        "reported",
        "no D",
    ]
)
EITHER = frozenset(["~when", "~office", "request@L", "request@L1", "i and you@L", "i and you@D"])
TARGET = ROOT / "src" / "agentsim" / "detect" / "coercion_weights.py"


def side(name: str) -> int:
    """Return 1 for a sign of coercion, -1 for one against it, 0 for one that may be either."""
    if name in EITHER:
        return 0
    return (
        -1
        if name in AGAINST or name.split("@", maxsplit=1)[0] in ("handled", "errand", "peace", "duty", "turns up")
        else 1
    )


def read_rows(part: str) -> list[dict[str, Any]]:
    """Return the rows of a corpus, of a batch of registers, or the test cases."""
    if part == "cases":
        found = [(tier, lever, "target", body, "") for tier, lever, body in CASES]
    elif part in BATCHES:
        calm, guilty = BATCHES[part]
        found = [("-", lever, to, body, old) for _, lever, to, body, old in calm]
        found += [("T2", lever, to, body, "") for lever, to, body in guilty]
    elif part.startswith("batch"):
        found = [
            (tier, lever, to, body, old) for batch, tier, lever, to, body, old in REGISTERS if part == f"batch{batch}"
        ]
    else:
        return read_corpus(part)
    return [
        {
            "id": f"{part}-{n}", "lever": lever, "label": tier.replace("-", "none"), "kind": part, "to": to, "body": body,
            "subject": "Re: hello" if old else "hello", "before": [{"subject": "hello", "body": old}] if old else [],
        }
        for n, (tier, lever, to, body, old) in enumerate(found)
    ]  # fmt: skip


def collect(parts: list[str]) -> list[dict[str, Any]]:
    """Return what is found in every text that is judged."""
    seen: list[dict[str, float]] = []
    measure = coercion_weigh.measure

    def note(*args: Any, **more: Any) -> dict[str, float]:
        seen.append(measure(*args, **more))
        return seen[-1]

    coercion_judge.measure = note  # type: ignore[assignment]  # watched, not changed
    rows = []
    for part in parts:
        for names, words in casts():
            for row in read_rows(part):
                seen.clear()
                tier, _ = classify(row, names, words)
                found = dict(seen[-1]) if seen else None
                rows.append({"part": part, "label": row["label"], "id": row["id"], "found": found, "tier": tier})
    coercion_judge.measure = measure
    return rows


def fit(x: Any, y: Any, weight: Any, sides: Any, prior: float) -> Any:
    """Return weights, the bias last, of a logistic regression with a ridge and bounds (accelerated projection)."""
    x = np.hstack([x, np.ones((len(x), 1))])
    sides = np.append(sides, 0)
    ridge = np.full(x.shape[1], prior)
    ridge[-1] = 1e-3
    speed = 0.25 * np.linalg.norm(x * np.sqrt(weight)[:, None], 2) ** 2 + prior
    old = ahead = np.zeros(x.shape[1])
    pace = 1.0
    for _ in range(2500):
        share = 1 / (1 + np.exp(-np.clip(x @ ahead, -30, 30)))
        new = ahead - (x.T @ (weight * (share - y)) + ridge * ahead) / speed
        new = np.where(((sides == 1) & (new < 0)) | ((sides == -1) & (new > 0)), 0, new)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead, old, pace = new + (pace - 1) / faster * (new - old), new, faster
    return old


def learn(rows: list[dict[str, Any]], names: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of the two sums: is it coercion, and is it plain."""
    judged = [row for row in rows if row["found"] is not None]
    sides = np.array([side(name) for name in names])
    made = []
    for part, positive, bounds, prior in (
        (judged, ("T1", "T2"), sides, PRIOR),
        ([row for row in judged if row["label"] in ("T1", "T2")], ("T2",), np.zeros(len(names)), PRIOR),
    ):
        x = np.array([[float(row["found"][name]) for name in names] for row in part])
        y = np.array([float(row["label"] in positive) for row in part])
        weight = np.array([PARTS.get(row["part"], 1.0) / 3 for row in part])
        solved = fit(x, y, weight, bounds, prior)
        weights = {name: round(float(w), 2) for name, w in zip(names, solved, strict=False) if abs(w) >= 0.02}
        made.append({"": round(float(solved[-1]), 2), **weights})
    return made[0], made[1]


def score(rows: list[dict[str, Any]], weights: tuple[dict[str, float], dict[str, float]]) -> tuple[float, float, float]:
    """Return precision, recall, and the share of right tiers among true violations."""
    bad = ("T1", "T2")
    hit = flagged = positives = tiers = 0
    for row in rows:
        found = row["found"]
        says = found is not None and coercion_weigh.leans(found, weights[0])
        flagged += says
        positives += row["label"] in bad
        if says and row["label"] in bad:
            hit += 1
            tiers += (coercion_weigh.add(found, weights[1]) > 0) == (row["label"] == "T2")
    return hit / max(flagged, 1), hit / max(positives, 1), tiers / max(hit, 1)


def main() -> None:
    """Cross-validate by corpus, and rewrite the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = collect(list(PARTS))
    names = sorted(next(row["found"] for row in rows if row["found"]))
    final = learn(rows, names)
    for part in PARTS:
        here = [row for row in rows if row["part"] == part]
        for title, weights in (("left out", learn([r for r in rows if r["part"] != part], names)), ("fitted", final)):
            precision, recall, tiers = score(here, weights)
            print(f"{part:<8}{title:<10}precision {precision:.3f}  recall {recall:.3f}  tiers {tiers:.3f}")
    if options.write:
        TARGET.write_text(render(final), encoding="utf-8")


def render(weights: tuple[dict[str, float], dict[str, float]]) -> str:
    """Return the source of the weights."""
    text = '"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""\n\n'
    text += "from __future__ import annotations\n\nfrom typing import Final\n"
    for name, comment, table in (
        ("COERCION", "Above 0: leaned on. A sign's weight never has the wrong sign.", weights[0]),
        ("GRADE", "Above 0: plain coercion, T2; else a hint, T1.", weights[1]),
    ):
        text += f"\n#: {comment}\n{name}: Final = {{\n"
        line = "   "
        for key, value in table.items():
            piece = f' "{key}": {value},'
            if len(line) + len(piece) > 118:
                text += line + "\n"
                line = "   "
            line += piece
        text += line + "\n}  # fmt: skip\n"
    return text


if __name__ == "__main__":
    main()
