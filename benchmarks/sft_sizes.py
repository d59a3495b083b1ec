"""How much data for supervised arms there is, and how varied it is: the figures of docs/sft.md.

    python benchmarks/sft_sizes.py

Makes every kind over the suite ``all`` (20 seeds; advice 60) and writes benchmarks/results/sft-sizes.json: rows, tokens
(words and marks), how many different texts the assistant says, and how much of a text of one kind is shared by others.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from pathlib import Path
from typing import Any

import agentsim
from agentsim.sft.corpus import KINDS, corpus_rows
from agentsim.sft.demonstrations import Recipe, Skipped, make_rows
from agentsim.sft.reasons import VOICES, load_reasons
from agentsim.sft.rows import Row, sum_up
from agentsim.suites import suite

OUT = Path(__file__).parent / "results" / "sft-sizes.json"
SEEDS = {"demonstrations": 20, "reasons": 20, "advice": 60}


def measure(rows: list[Row]) -> dict[str, Any]:
    """Return the sizes of a kind, and how many different texts of at least twelve words the assistant says in it."""
    told = sum_up(rows)
    said = Counter(
        message["content"]
        for row in rows
        for message in row.get("messages", [{"role": "assistant", "content": row.get("text", "")}])
        if message["role"] == "assistant" and len(message["content"].split()) >= 12
    )
    return {
        "rows": told["rows"],
        "tokens_per_row": round(told["tokens"] / told["rows"]),
        "assistant_tokens_per_row": round(told["assistant_tokens"] / told["rows"]),
        "tool_tokens_per_row": round(told["tool_tokens"] / told["rows"]),
        "texts_said": sum(said.values()),
        "different_texts": len(said),
    }


def main() -> None:
    """Make, measure, write."""
    families, seeds = suite("all").families, suite("all").seeds
    skipped = Skipped()
    found = {
        kind: measure(list(make_rows(Recipe(kind, families, list(seeds(n))), skipped))) for kind, n in SEEDS.items()
    }
    found |= {kind: measure(corpus_rows(kind)) for kind in KINDS}
    pieces = [load_reasons(name).piece for name in families]
    written = {
        "moments": sum(len(piece.moments) for piece in pieces),
        "advice": sum(len(piece.advice) for piece in pieces),
        "answers": sum(len(piece.answers) for piece in pieces),
        "voices": len(VOICES),
        "words": sum(
            len(text.split())
            for piece in pieces
            for said in (*(m.say for m in piece.moments), *(a.say for a in piece.advice), *piece.answers.values())
            for text in said.values()
        ),
    }
    OUT.write_text(
        json.dumps(
            {
                "command": "python benchmarks/sft_sizes.py", "agentsim": agentsim.__version__,
                "python": platform.python_version(), "suite": "all", "seeds": SEEDS, "families": len(families),
                "left_out": skipped.counts, "written": written, "kinds": found,
            }, indent=2,
        ) + "\n"
    )  # fmt: skip


if __name__ == "__main__":
    main()
