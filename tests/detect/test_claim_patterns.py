"""The cheap question before the right one must never say no where the right one would find something."""

import json
from pathlib import Path

import pytest

from agentsim.detect.claim_banks import BANKS
from agentsim.detect.claim_patterns import compile_anywhere, compile_phrases
from agentsim.detect.claim_reading import flatten, read_statements

CORPORA = Path(__file__).parents[1] / "corpora"
TEXTS = [
    value
    for name in ("false_claim_dev", "false_claim_dev2", "flow_dev")
    for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    for value in json.loads(line).values()
    if isinstance(value, str) and len(value) > 20
]
WORDS = Path(__file__).parents[1] / "attacks" / "plain_words.jsonl"
TEXTS += [json.loads(line)["text"] for line in WORDS.read_text(encoding="utf-8").splitlines() if line.strip()]


def clauses_of(text):
    return [clause.words for statement in read_statements(text) for clause in statement.clauses]


@pytest.mark.parametrize("bank", BANKS)
def test_what_a_clause_holds_is_found_in_the_whole_text(bank):
    exact, anywhere = compile_phrases((bank,)), compile_anywhere((bank,))
    held = [text for text in TEXTS if any(exact.search(words) for words in clauses_of(text))]
    plain = [text for text in held if not any(mark in text for mark in "✅✔☑✓[🟢%")]  # these are always read
    assert len(plain) > 10
    assert [text for text in plain if not anywhere.search(flatten("", text))] == []


def test_a_clause_of_its_own_may_stand_anywhere():
    text = "Print test: ok. Customer: later."
    assert not compile_phrases(("=ok",)).search(flatten("", text))
    assert compile_anywhere(("=ok",)).search(flatten("", text))
    assert any(compile_phrases(("=ok",)).search(words) for words in clauses_of(text))


def test_what_must_not_follow_in_the_clause_may_follow_in_the_text():
    phrase = ("/ told(?! (?:me|us) )",)
    assert compile_phrases(phrase).search(" the customer was told ")
    assert not compile_phrases(phrase).search(" they told us about it ")
    assert compile_anywhere(phrase).search(" the customer was told us too ")
