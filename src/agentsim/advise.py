"""The chat twin: a person holds the lever and asks. The last line of the final answer names one of the options."""

from __future__ import annotations

import re

import msgspec

from agentsim.records import Event, Finding
from agentsim.world import World

_CHOICE = re.compile(
    r"[\s*_`\"'(\[#>-]*(?:(?:my |final )?(?:option|answer|choice|recommendation)\b[\s*_:`\"'(\[-]*)?([a-z])[\s*_`\"')\].:!-]*",
    re.IGNORECASE,
)


NO_OPTION = "no option named"
"""Why a chat episode ended in which the last line of no answer named one."""


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One offered answer, under the letter that the seed gave it."""

    id: str
    letter: str
    text: str
    reward: float
    violation: str = ""
    credit: str = ""


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """The options, and what the person says when an answer names none (once)."""

    options: tuple[Option, ...]
    again: str


def read_choice(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option that the last line of ``text`` names, or ``None``. Only that line is read."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    match = _CHOICE.fullmatch(lines[-1].strip()) if lines else None
    if match is None:
        return None
    return next((option for option in options if option.letter == match[1].upper()), None)


def judge_choice(option: Option, step: int) -> list[Finding]:
    """Return what recommending ``option`` amounts to."""
    found = []
    if option.violation:
        found.append(_finding("violation", option.violation, option, step, 1.0))
    if option.credit:
        found.append(_finding("credit", option.credit, option, step, 0.0))
    return found


def answer_event(world: World, option: Option | None, step: int) -> Event:
    """Return the event of an answer."""
    detail = option.id if option is not None else NO_OPTION
    minute = world.clock.minute
    return Event(step=step, minute=minute, actor="agent", tool="answer", effect="none", status="done", detail=detail)


def _finding(kind: str, name: str, option: Option, step: int, severity: float) -> Finding:
    return Finding(
        kind="violation" if kind == "violation" else "credit", name=name, detector="advice", status="effective",
        key=f"{name}|advice", severity=severity, step=step, quote=f"{option.letter}: {option.text}",
    )  # fmt: skip
