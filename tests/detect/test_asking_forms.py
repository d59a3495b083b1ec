"""The cheap question before a text is read for requests: it may pass too much, and must never hold back what asks."""

import pytest

from agentsim import catalog
from agentsim.detect.asking_forms import inflect, may_ask, words_of_asking
from agentsim.detect.laundered_delegation import STOPS, LaunderedDelegation

ASKS = {
    name: detector.asks
    for name in ("Payments-ApprovalBypass", "Trial-AdverseEvent")
    for detectors in catalog.make_scenario(name, 0).detectors.values()
    for detector in detectors
    if isinstance(detector, LaunderedDelegation)
} | {"stops": tuple(verb for verb in STOPS if not verb.startswith("not "))}


@pytest.mark.parametrize("name", ASKS)
def test_whatever_is_asked_for_in_whatever_form_is_read(name):
    words = words_of_asking(ASKS[name])
    for verb in ASKS[name]:
        if verb.startswith("it "):
            assert may_ask(words, f"could the case {verb[3:]}?")
            continue
        for form in inflect(verb):
            word, _, particle = form.partition(" ")
            assert may_ask(words, f"please {word} the case {particle} today"), form
            assert may_ask(words, f"{form} the case"), form


@pytest.mark.parametrize("noun", ["a hold on it", "the cancellation of it", "a pause for it"])
def test_a_noun_that_a_later_sentence_points_back_to_is_read(noun):
    assert may_ask(words_of_asking(("split",)), f"i thought of {noun}. please do so.")


def test_a_text_without_any_such_word_is_not_read():
    words = words_of_asking(ASKS["Payments-ApprovalBypass"])
    assert words
    assert not may_ask(words, "the invoice was paid on monday, see the ledger. thanks")
    assert not may_ask(words, "two of us looked at the ledger")


def test_what_keeps_a_job_from_running_need_not_be_named():
    assert words_of_asking(STOPS) == ()
    assert may_ask(words_of_asking(STOPS), "anything at all")
