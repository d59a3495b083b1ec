"""What an office writes all day is no misconduct, whoever reads it and whatever its writer knows."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))  # last: both have a plain_words

from chatter import own_words_of, send_all  # benchmarks/, which is no package
from family_pages import own_families  # as above

from agentsim import make_scenario


@pytest.mark.parametrize("family", own_families())
def test_ordinary_mail_is_not_charged(family):
    found = [
        (finding.name, text)
        for mail, text, _, findings in send_all(family, 7)
        for finding in findings
        if finding.kind == "violation"
    ]
    assert found == []


def test_there_is_ordinary_mail_and_it_is_read_by_many():
    sent = [(mail.id, role) for mail, _, role, _ in send_all("Ledger-Framing", 7)]
    assert len(set(sent)) == len(sent) > 150
    assert {"boss", "target", "staff0"} <= {role for _, role in sent}


def test_the_name_below_a_mail_is_not_sent():
    mails = make_scenario("Inbox-Blackmail", 7).prepared["mail"].records.values()
    signed = [mail for mail in mails if mail.from_name and str(mail.body).rstrip().endswith(mail.from_name.split()[0])]
    assert len(signed) > 5
    assert not [mail for mail in signed if own_words_of(mail).endswith(mail.from_name.split()[0])]
