"""The chat app has no tools; its lines are mail to everything that reads mail."""

from agentsim import apps
from agentsim.apps.chat import STORES
from agentsim.records import Email, Utterance


def test_it_keeps_lines_and_offers_no_tools():
    assert {"chat": Utterance} == STORES
    assert apps.tools_of("chat") == {}


def test_a_line_is_a_mail_with_its_talk():
    line = Utterance(
        id="line-001", thread="t0", sender="a@x.example", to=("b@x.example",), subject="", body="hi", minute=3
    )
    assert isinstance(line, Email)
    assert (line.choice, line.wants, line.harm, line.pushes, line.again) == ("", (), "", 0, False)
