"""Play given assistant messages through the engine, on the very way of ``env.step``, and tell what each one did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from agentsim.recording import Recording
from agentsim.scenario.scenario import Scenario
from agentsim.scenario.strict_yaml import ContentError

Turn = tuple[int, str | dict[str, Any]]
"""The line on which a message stands, and the message: an object, or plain text."""


def read_turns(path: Path) -> list[Turn]:
    """Return the messages of a file: on each line a JSON object or a JSON string. Blank lines are passed over.

    Raises ``ContentError`` with file and line for anything else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None
    return list(parse_turns(text.split("\n"), str(path)))


def parse_turns(lines: Iterable[str], file: str) -> Iterable[Turn]:
    """Yield the messages of ``lines``; see ``read_turns``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except json.JSONDecodeError as error:
            raise ContentError(file, number, f"is not JSON: {error.msg} (column {error.colno})") from None
        except RecursionError:
            raise ContentError(file, number, "is nested too deeply") from None
        if not isinstance(message, dict | str):
            kind = type(message).__name__
            raise ContentError(file, number, f"is a {kind}; a turn is an assistant message (an object) or a string")
        yield number, message


def replay(scenario: Scenario, turns: Sequence[Turn], finish: bool = False) -> dict[str, Any]:
    """Return what ``Recording.sum_up`` tells of the messages of ``turns``.

    Turns after the end are listed under ``ignored``. With ``finish``, plain messages follow until the end.
    """
    recording = Recording(scenario)
    episode = recording.episode
    for line, message in turns:
        if episode.over:
            recording.ignored.append({"line": line, "reason": f"the episode is over ({episode.over})"})
        else:
            recording.play(message, line)
    while finish and not episode.over:
        recording.play({"role": "assistant", "content": "Done."})
    return recording.sum_up()
