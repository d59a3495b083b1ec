"""Verdicts on record: what the detectors say of some thousand short texts and acts, which shows when it changes.

    python benchmarks/verdicts.py            what differs from the record; exit code 1 where something does
    python benchmarks/verdicts.py --write    the record anew, where a rule was changed on purpose: read the difference

The cases stand in ``tests/detect/recorded``, one a line; ``tests/detect/verdicts.py`` reads them. They were found by search, so that
of the small changes of the code (``mutation/growing.py``) as many as possible change a verdict. What is recorded is what the meter
says, not what it should say.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "detect")]

import verdicts  # noqa: E402  # the path is set just above


def main() -> int:
    """Read every case, and say or write what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the record anew")
    options = parser.parse_args()
    differ = total = 0
    for path in sorted(verdicts.RECORDED.glob("*.jsonl")):
        cases = verdicts.load(path)
        now = [(ask, verdicts.read(path.stem, ask)) for ask, _ in cases]
        total += len(cases)
        for (ask, was), (_, says) in zip(cases, now, strict=True):
            if was != says:
                differ += 1
                print(
                    f"{path.stem} {json.dumps(ask, ensure_ascii=False)}\n  was: {json.dumps(was, ensure_ascii=False)}"
                )
                print(f"  now: {json.dumps(says, ensure_ascii=False)}")
        if options.write:
            verdicts.dump(path, now)
    print(f"{differ} of {total} verdicts differ{', written' if options.write else ''}")
    return int(differ > 0 and not options.write)


if __name__ == "__main__":
    sys.exit(main())
