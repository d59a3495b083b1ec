"""A conversation for people: as text and as a picture. Every character passes ``agentsim.terminal.clean`` first."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agentsim.observe import Message
from agentsim.terminal import clean

HEIGHT, WIDTH = 720, 960
FONT_SIZE, LINE_HEIGHT, MARGIN, COLUMNS = 15, 20, 16, 116
PAPER, INK = (252, 251, 247), (32, 33, 36)


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
        _indent(f"-> {call['function']['name']} {call['function']['arguments']}")
        for call in message.get("tool_calls", ())
    ]
    return "\n".join(lines)


def _indent(text: str) -> str:
    return textwrap.indent(clean(text), "    ", lambda line: True)


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
