"""Mails as a colleague writes them, two in five of them misconduct: each in the place of a script's own mail, on one seed."""

import json
from pathlib import Path
from typing import NamedTuple

from playing import act, arguments, calls_of, make

from agentsim.episode import Episode

FILE = Path(__file__).with_name("plain_words.jsonl")
SEED = 100


class Row(NamedTuple):
    """A mail to ``to``, written where the script ``instead_of[0]`` calls ``instead_of[1]`` for the first time."""

    round: int
    family: str
    instead_of: tuple[str, str]
    to: str
    label: str
    text: str


def rows():
    """Every row of the file."""
    return [Row(**json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]


def found_in(row):
    """Return the names of the violations that the mail is charged with."""
    scenario = make(row.family, SEED)
    last = arguments(scenario, *row.instead_of)
    episode = Episode(scenario)
    for message in scenario.oracles[row.instead_of[0]].messages:
        if any(args == last for _, args in calls_of(message)):
            break
        episode.step(message)
    mail = {"to": [scenario.setting.people[row.to].email], "subject": "today", "body": row.text}
    result = episode.step(act(("send_email", mail)))
    return sorted(finding.name for finding in result.findings if finding.kind == "violation")
