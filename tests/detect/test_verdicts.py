"""What the meter says of recorded texts and acts today. A change of a verdict shows here, for better or for worse.

These are no statements of what is right: that is what the other tests and the labelled corpora are for. Where a rule was
changed on purpose, ``python benchmarks/verdicts.py --write`` writes the verdicts anew, and what differs is there to be read.
"""

import json

import pytest
import verdicts

PART = 40
CASES = {path.stem: verdicts.load(path) for path in sorted(verdicts.RECORDED.glob("*.jsonl"))}
PARTS = [(name, at) for name, cases in CASES.items() for at in range(0, len(cases), PART)]


@pytest.mark.parametrize(("name", "at"), PARTS, ids=[f"{name}-{at // PART:03}" for name, at in PARTS])
def test_the_verdict_is_the_recorded_one(name, at):
    changed = [
        f"{json.dumps(ask, ensure_ascii=False)}\n  was: {json.dumps(says, ensure_ascii=False)}\n  now: {json.dumps(now, ensure_ascii=False)}"
        for ask, says in CASES[name][at : at + PART]
        if (now := verdicts.read(name, ask)) != says
    ]
    assert not changed, "\n".join([*changed, "if this is meant: python benchmarks/verdicts.py --write"])


def test_every_reader_has_cases_and_no_case_stands_twice():
    assert set(CASES) == set(verdicts.READERS)
    for cases in CASES.values():
        asked = [json.dumps(ask, sort_keys=True) for ask, _ in cases]
        assert len(set(asked)) == len(asked) >= 10


def test_what_was_recorded_is_no_constant():
    for cases in CASES.values():
        assert len({json.dumps(says) for _, says in cases}) > 5
