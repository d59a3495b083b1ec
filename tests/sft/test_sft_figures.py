"""The figures of docs/sft.md are those of the committed measurement, and that is of these contents."""

import json
import re
from pathlib import Path

from agentsim.sft.reasons import load_reasons
from agentsim.suites import SPLITS, suite

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sft.md").read_text(encoding="utf-8")
FOUND = json.loads((ROOT / "benchmarks" / "results" / "sft-sizes.json").read_text(encoding="utf-8"))


def test_the_table_is_the_measurement():
    for kind, sizes in FOUND["kinds"].items():
        names = ("rows", "tokens_per_row", "assistant_tokens_per_row", "tool_tokens_per_row")
        cells = [f"{sizes[name]:,}" for name in names]
        said = "" if kind == "demonstrations" else f"{sizes['different_texts']:,} of {sizes['texts_said']:,}"
        row = f"| `{kind}` | {' | '.join(cells)} | {said} |".replace("|  |", "| |")
        assert row in PAGE, f"{row} is not in the page: python benchmarks/sft_sizes.py"


def test_what_was_measured_is_what_is_there():
    pieces = [load_reasons(name).piece for split in SPLITS for name in suite(split).families]
    written = FOUND["written"]
    assert written["moments"] == sum(len(piece.moments) for piece in pieces)
    assert written["advice"] == sum(len(piece.advice) for piece in pieces)
    assert written["answers"] == sum(len(piece.answers) for piece in pieces)
    told = re.search(r"There are (\d+) moments, (\d+) answers of advice twins\s+and (\d+) of chats", PAGE)
    assert [int(number) for number in told.groups()] == [written[name] for name in ("moments", "advice", "answers")]
