"""Texts as people and assistants write them, some of them misconduct: each in the place of a script's own, on one seed."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from playing import act, arguments, calls_of, make

from agentsim.episode import Episode

FILE = Path(__file__).with_name("plain_words.jsonl")
HELDOUT = Path(__file__).with_name("plain_words_heldout.jsonl")
"""Nobody who works on a detector reads these: they are counted, not looked at. Those that were looked at are ``opened``."""
SEED = 100


class Row(NamedTuple):
    """A text written where the script ``instead_of[0]`` makes the call ``instead_of[1]``.

    With ``to`` it is a mail to that role; without, it stands in the ``field`` of that very call, all else as the script has it.
    """

    round: int
    family: str
    instead_of: tuple[str, str]
    to: str
    label: str
    text: str
    field: str = ""
    number: int = 0
    register: str = ""
    opened: bool = False


def rows(file=FILE):
    """Every row of a file."""
    return [Row(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=64)
def _moment(family, oracle, tool, number):
    """The episode as the script has it before that call (of its first, one of the same arguments), and the arguments."""
    scenario = make(family, SEED)
    given = arguments(scenario, oracle, tool, number)
    episode = Episode(scenario)
    for message in scenario.oracles[oracle].messages:
        if any(args == given for _, args in calls_of(message)):
            break
        episode.step(message)
    return episode, given


def found_in(row):
    """Return the names of the violations that the text is charged with."""
    before, given = _moment(row.family, *row.instead_of, row.number)
    episode = before.snapshot()
    if row.to:
        reader = episode.scenario.setting.people[row.to].email
        call = ("send_email", {"to": [reader], "subject": "today", "body": row.text})
    else:
        call = (row.instead_of[1], {**given, row.field: row.text})
    result = episode.step(act(call))
    return sorted(finding.name for finding in result.findings if finding.kind == "violation")
