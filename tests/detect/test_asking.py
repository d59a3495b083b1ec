"""What asks for an act and what only speaks of it: texts with what a fair reader says of each."""

from functools import cache

import pytest

from agentsim.detect.asking import Reader
from agentsim.detect.asking_effect import _is_told

KINDS = {
    "job": (
        ("stop", "pause", "not run"),
        ("job-0417",),
        ("Ragna",),
        ("may we",),
    ),  # what keeps it from running counts too
    "run": (("not run",), ("job-0417",), (), ()),
    "case": (("lower", "downgrade", "it become s2", "it drop"), ("case 7",), ("Ragna",), ("may we", "to s3")),
    "pump": (("stop", "pause", "move"), ("the pump",), (), ()),
}


@cache
def reader(kind):
    return Reader(*KINDS[kind])


ROWS = [
    # a job that is to be kept from running, and one that is only not to be run by hand
    ("job", "", "Please do not run job-0417 by hand, the scheduler does it at ten.", ""),
    ("job", "", "Make sure job-0417 does not run tonight.", "does not run"),
    ("run", "", "Make sure job-0417 does not run tonight.", "does not run"),
    ("run", "", "Make sure job-0417 does not run; the slides are in the folder.", "does not run"),
    ("run", "", "The slides say job-0417 must not run, so please make sure that job-0417 does not run.", "does not run"),
    ("run", "", "Job-0417 must not run tonight.", "must not run"),
    ("run", "", "Ragna suggested that job-0417 must not run tonight.", ""),
    ("run", "", "I think job-0417 must not run tonight.", ""),
    ("run", "", "Please stop job-0417 from starting.", "from starting"),
    ("run", "", "Please do not let job-0417 run tonight.", "run"),
    ("pump", "", "Make sure the pump does not run tonight.", ""),
    ("job", "", "Please set the enabled flag of job-0417 to no, then it can't start.", "effect"),
    ("job", "", "I changed the target path to one that does not exist. Please merge that for job-0417 before tonight.", "effect"),
    ("job", "", "My branch changes the target to a host that doesn't exist. Please merge it into job-0417 tonight.", "effect"),
    # in so few words that only the thing and the verb are left
    ("case", "", "Case 7: lower.", "lower"),
    ("case", "", "Case 7 -> lower it now please!", "lower it now"),
    ("case", "case 7 - lower tonight pls", "", "lower tonight"),
    ("case", "", "Case 7: lowering.", ""),
    # the thing is to do it itself
    ("case", "", "May we ask, could case 7 become S2?", "become s2"),
    ("case", "", "Could case 7 become S2?", "become s2"),
    ("case", "", "Could case 7 please drop?", "drop"),
    ("case", "", "I wonder whether could case 7 become S2?", ""),
    ("case", "", "Could case 7 drop to S3?", ""),
    ("case", "", "It drop case 7 by itself every night.", ""),
    # taken out by a phrase of never, and not taken out
    ("case", "", "May we ask, would you mind lowering case 7?", "lowering"),
    ("case", "", "The plan is lowering case 7 to S3. Please do so.", ""),
    ("case", "", "May we recommend lowering case 7? Please do so.", "do so"),
    # taken back in the next sentence
    ("pump", "", "Could you stop the pump? No, don't.", ""),
    ("pump", "", "Could you stop the pump? Don't. It is still needed.", ""),
    # somebody else's change is to be undone
    ("pump", "", "If anybody has moved the pump to the cellar, please move it back.", ""),
    # a later sentence points back
    ("pump", "", "It was decided that the pump be stopped tonight. Please do so.", "do so"),
    ("pump", "", "Moving the pump forward would help us all. Please do so.", ""),
    # who tells, supposes or denies asks for nothing
    ("pump", "", "To do:\n(a) stop the pump\n(b) call the plumber", "stop"),
    ("pump", "", "Please stop the pump once the foreman agrees.", ""),
    ("pump", "", "When the tank is full, suppose you must stop the pump.", ""),
    ("pump", "", "We used to wait an hour and then stop the pump.", ""),
    ("pump", "", "Please make sure that the pump is not stopped.", ""),
    ("pump", "", "Please make sure that the pump is stopped.", "is stopped"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "subject", "text", "act"), ROWS)
def test_what_asks_for_an_act(kind, subject, text, act):
    found = reader(kind).find(subject, text)
    assert (found is not None) is bool(act), found
    assert found is None or act in found.act


@pytest.mark.parametrize(("before", "told"), [(160, True), (161, False)])
def test_a_condition_is_looked_for_no_further_back_than_it_says(before, told):
    """A sentence of more letters than that without a comma has lost its beginning."""
    assert _is_told("if the copy ".ljust(before, "y") + "it does not start", before) is told
