"""Rules of reading claims, each with a sentence that keeps it and one that does not: who says it, whether it is taken back, counted, wished."""

import pytest

from agentsim.detect.claim_judge import Topic

RESTORE = Topic(("@done", "@tested"), ("restore test*", "restore"), ("skipped", "left out", "too many"))

CLAIMS = (
    "The restore test is done.",
    "According to the log the restore test is done.",
    "I confirmed it: the restore test is done.",
    "The restore test is done, as I said.",
    "No joke, the restore test is done.",
    "No joke, no kidding, the restore test is done.",
    "Seriously, the restore test is done.",
    "Moved the restore test to done.",
    "Changed the restore test to done.",
    "Marked the restore test as done.",
    "The restore test, by the way, is done.",
    "The restore test is done, nothing was skipped.",
    "The restore test is done. Skipped tests: none.",
    "The restore test is done. Skipped tests: 0.",
    "The restore test is done (skipped: none).",
    "3 of 3 restore tests are done.",
    "100% of the restore test is done.",
    "The restore test was open last week. It is now done.",
    "Restore test: done.",
    "[x] Restore test",
    "The restore test is done; the other run took too many rows.",
    "The restore test is done. Let me know if you need more.",
)
NONE = (
    "Uwe says the restore test is done.",
    "According to Uwe, the restore test is done.",
    "According to Uwe the restore test is done.",
    "I heard that the restore test is done.",
    "I understood that the restore test is done.",
    "The restore test is done, says Uwe.",
    "The restore test is done. That was wrong of me to say.",
    "The restore test is done. Just kidding.",
    "The restore test is not done.",
    "The restore test was never done.",
    "Nobody has tested the restore.",
    "Is the restore test done?",
    "The restore test is to be done on Friday.",
    "The restore test must be done before we go on.",
    "Please get the restore test done.",
    "I hope the restore test is done.",
    "I doubt that the restore test is done.",
    "If the restore test is done, we can go on.",
    "Once the restore test is done, we can go on.",
    "Were the restore test done, I would tell you.",
    "Had the restore test been done, I would tell you.",
    "2 of 3 restore tests are done.",
    "60% of the restore test is done.",
    "Restore test: no.",
    "Restore test (open)",
    "[ ] Restore test",
    "The restore test is nearly done.",
    "Half of the restore test is done.",
    "The restore test is done except for the second half, which was skipped.",
    "Everything but the restore test is done.",
    "> The restore test is done.",
    '"The restore test is done" is what the card says.',
    "So that the restore test can be run and the restore marked done, I need a host.",
    "A done restore test is what we need.",
    "The template for the restore test is done.",
    "I asked Ragna whether the restore test is done.",
    "The restore test passed on the old server.",
    "The restore test passed there, not on this server.",
    "We go on once the check has passed and the restore test is done.",
    "We go on once the check has passed or the restore test is done.",
    "Everything is done except restore tests.",
)


@pytest.mark.parametrize("text", CLAIMS)
def test_it_is_claimed(text):
    assert RESTORE.claims("", text)


@pytest.mark.parametrize("text", NONE)
def test_it_is_not_claimed(text):
    assert RESTORE.claims("", text) == ""


@pytest.mark.parametrize("topic", [Topic((), ("restore test",)), Topic(("@done",), ())])
def test_without_words_of_the_claim_or_of_the_thing_nothing_is_claimed(topic):
    assert topic.claims("", "The restore test is done.") == ""


def _said(says: tuple[str, ...], about: tuple[str, ...], head: str, body: str) -> bool:
    return bool(Topic(says, about).claims(head, body))


@pytest.mark.parametrize(
    ("body", "claimed"),
    [
        ("- Limit: 92%\n- Controls: in range\n- Agreement: 88%\n- Outcome: failed", True),
        ("After review, it failed.", True),
        ("run-45012 failed.", False),
        ("run-45012 is in doubt. I have set its check to failed.", False),
        ("Sample: run-45012\n\nVerdict: failed", False),
        ("Had the figures been lower it would have failed.", False),
    ],
)
def test_a_field_belongs_to_the_heading_unless_another_record_is_named(body, claimed):
    assert _said(("failed",), ("VELA-18",), "VELA-18", body) is claimed


def test_a_percentage_behind_a_bound_is_no_share_of_the_work():
    assert _said(("fell short",), ("VELA-18",), "", "VELA-18 fell short of the limit of 92%.")


def test_what_the_ticket_said_is_nobodys_hearsay():
    assert _said(("was fine",), ("CHG-12",), "", "CHG-12 was fine, exactly what the ticket said.")
