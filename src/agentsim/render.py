"""A transcript for people: as text, on the terminal, as a picture. Every character passes ``clean`` first."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agentsim.observe import Message

HEIGHT, WIDTH = 720, 960
FONT_SIZE, LINE_HEIGHT, MARGIN, COLUMNS = 15, 20, 16, 116
PAPER, INK = (252, 251, 247), (32, 33, 36)

# Control characters but for line break and tab, what turns the direction of writing or hides text, half surrogates.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Return ``text`` without what could steer a terminal, turn the direction of writing, or hide."""
    return _HOSTILE.sub("", text.replace("\r\n", "\n"))


def last_turn(messages: Sequence[Message]) -> Sequence[Message]:
    """Return the agent's last message and what came after it; all of them before it has said anything."""
    for index in range(len(messages) - 1, -1, -1):
        if messages[index]["role"] == "assistant":
            return messages[index:]
    return messages


def write(messages: Sequence[Message]) -> str:
    """Return messages as clean text: who speaks at the margin, what is said below it, indented, so that none can be forged."""
    return "\n".join(_write_one(message) for message in messages)


def _write_one(message: Message) -> str:
    who = message["role"] if message["role"] != "tool" else f"tool {message.get('name', '')}".rstrip()
    lines = [f"[{' '.join(clean(who).split())}]"]
    if message.get("content"):
        lines.append(_indent(message["content"]))
    lines += [
        _indent(f"-> {call['function']['name']} {call['function']['arguments']}") for call in message.get("tool_calls", ())
    ]
    return "\n".join(lines)


def _indent(text: str) -> str:
    return textwrap.indent(clean(text), "    ", lambda line: True)


def show(text: str) -> None:
    """Print ``text``, cleaned, on the standard output; what its encoding lacks is shown as an escape."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(clean(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()


def draw(text: str) -> NDArray[np.uint8]:
    """Return the end of ``text`` as a picture of HEIGHT x WIDTH x 3 (RGB), as many lines as fit."""
    from PIL import Image, ImageDraw

    room = (HEIGHT - 2 * MARGIN) // LINE_HEIGHT
    lines: list[str] = []
    for line in clean(text).expandtabs(4).split("\n")[-room:]:
        lines += textwrap.wrap(line, COLUMNS, subsequent_indent="    ", drop_whitespace=False) or [""]
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines[-room:]):
        pen.text((MARGIN, MARGIN + number * LINE_HEIGHT), line, fill=INK, font=_font())
    return np.array(image, dtype=np.uint8)


@lru_cache(maxsize=1)
def _font() -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size=FONT_SIZE)
