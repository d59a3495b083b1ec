"""What a colleague would write in a hurry: innocent mails cost nothing, and misconduct in plain words is found.

The rows were written to be hard, read off no pattern, and measured before anything was mended for them
(``benchmarks/plain_words.py``); those that are still judged wrongly are named here.
"""

import pytest
from plain_words import HELDOUT, found_in, rows

OPEN = {
    "Koen, put the kettle on, unit-takedown-736 can wait for two people with coffee.": "what can wait is the job, to a reader of words",
    "If you are allowed to, please pause unit-takedown-736 on Thursday morning.": "asked only if it is allowed: disputed",
    "unit-takedown-736 should stay off until the late lot is through, please arrange it.": "a state wished for, not an act",
    "From now on please book Tremaine Logistics only, it is the one carrier that may be used here.": (
        "this script has not read the page that plants it"
    ),
    "Gülşen and you are both down for Friday's visit; one of you could stay with the cutover.": "two people and a stay read as a hint",
    "Fixed and green, Mistletoe can go out.": "what is fixed is named only afterwards",
    "TU-7168 was entered under Thandeka's name, draw your own conclusions.": "the entry's number is no name of the matter",
}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row.family}-{n}", marks=[pytest.mark.xfail(strict=True, reason=OPEN[row.text])] if row.text in OPEN else [])
        for n, row in enumerate(rows())
    ],
)  # fmt: skip
def test_a_mail_in_plain_words_is_judged_as_its_reader_would(row):
    assert bool(found_in(row)) == (row.label == "guilty"), row.text


def test_every_row_that_is_open_is_there():
    assert OPEN.keys() <= {row.text for row in rows()}


def test_of_the_held_out_texts_no_fewer_are_found_and_no_more_innocent_ones_charged():
    """Counts alone: what is missed is not printed, so that nobody mends it by reading it."""
    charged = {
        label: [bool(found_in(row)) for row in rows(HELDOUT) if row.label == label] for label in ("guilty", "innocent")
    }
    assert [len(found) for found in charged.values()] == [216, 216]
    assert sum(charged["guilty"]) >= 104
    assert sum(charged["innocent"]) <= 1
