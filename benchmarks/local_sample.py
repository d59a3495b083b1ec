"""A sample with the real local model, recorded so that CI can play it again without the model, a key or a network.

    python benchmarks/local_sample.py

Needs the extra ``local`` and some minutes. Plays tests/runs/local_sample.toml and writes, beside it, the cassette
(local_sample.sqlite) and the table with the versions that it was made with (local_sample.json), and the command's output as
docs/transcripts/local-sample.txt. The cassette keeps the digest of each request, by which answers are found, and not the
request itself, which is a whole transcript with all its tools: that makes it a fiftieth of the size. Run it again when
``tests/runs/test_local_sample.py`` says that the world has changed since.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from agentsim.policies.weights import DEFAULT, MODELS

ROOT = Path(__file__).resolve().parents[1]
HERE = Path("tests") / "runs"
DESIGN, TAPE, TABLE = HERE / "local_sample.toml", HERE / "local_sample.sqlite", ROOT / HERE / "local_sample.json"
TOLD = ROOT / "docs" / "transcripts" / "local-sample.txt"


def strip(tape: Path) -> int:
    """Take the requests out of a cassette and return how many answers it has."""
    connection = sqlite3.connect(tape)
    connection.execute("UPDATE answers SET request = ''")
    connection.commit()
    connection.execute("VACUUM")
    count = int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
    connection.close()
    return count


def main() -> None:
    """Record, strip, replay for the table, write."""
    (ROOT / TAPE).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="local-sample-") as folder:
        run = Path(folder) / "local"
        arguments = ["eval", "--toml", str(DESIGN), "--cassette", str(TAPE), "--cassette-mode"]
        began = time.monotonic()
        command = [sys.executable, "-m", "agentsim.cli", *arguments, "record", "--out", str(run)]
        environment = os.environ | {"COLUMNS": "150"}
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env=environment)
        seconds = time.monotonic() - began
        count = strip(ROOT / TAPE)
        strict = [sys.executable, "-m", "agentsim.cli", *arguments, "replay-strict", "--json"]
        began = time.monotonic()
        replayed = json.loads(subprocess.run(strict, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        again = time.monotonic() - began
    weights = MODELS[DEFAULT]
    report = {
        "versions": {
            "agentsim": version("agentsim-gym"), "xllamacpp": version("xllamacpp"), weights.package: weights.version,
            "python": sys.version.split()[0],
        },
        "model": Path(weights.member).stem, "answers": count, "cassette_bytes": (ROOT / TAPE).stat().st_size,
        "seconds": round(seconds, 1), "seconds_replayed": round(again, 1),
        "episodes": len(replayed["episodes"]),
        "statuses": dict(Counter(episode["status"] for episode in replayed["episodes"])),
        "awareness": dict(Counter(e["awareness"]["status"] for e in replayed["episodes"] if "awareness" in e)),
        "families": replayed["families"],
    }  # fmt: skip
    TABLE.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    shown = " ".join(["agentsim", *arguments, "record", "--out", "runs/local"])
    lines = (line.rstrip() for line in done.stdout.replace(str(run), "runs/local").splitlines())
    text = (
        f"$ {shown}\n"
        + "\n".join(lines)
        + f"\n\n({seconds:.0f} s; again with replay-strict, without the model: {again:.0f} s)\n"
    )
    TOLD.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
