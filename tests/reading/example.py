"""The example of docs/reading.md: every command in it, played anew, and what it printed.

    python tests/reading/example.py [--picture]

writes the outputs (and the picture, where there is a browser) into the page. ``test_example.py`` fails when they are not
current. A command is a ``sh`` block; the ``text`` block after it holds what it printed. Between the two a comment may say
what part is shown: ``<!-- first 8 -->`` for that many lines, ``<!-- from WORDS to WORDS -->`` for the lines from the first
that begins with the former up to, but not with, the next that begins with the latter.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from browser import Browser, find
from PIL import Image
from typer.testing import CliRunner

from agentsim.cli import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
PICTURE = PAGE.with_suffix(".png")
BLOCK = re.compile(r"```sh\n(.*?)```\n(?:\n(?:<!-- ([^\n]+) -->\n)?```text\n(.*?)```)?", re.DOTALL)
HIGH = 1330
"""How much of the page, in pixels, is in the picture: the headline and the forest plot."""


def play(text, folder):
    """Return the page with the outputs of today. Its commands run in ``folder``, where the run and the report stay."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        return BLOCK.sub(_write, text)
    finally:
        os.chdir(here)


def _write(block):
    commands, part, shown = block.groups()
    printed = ""
    for line in commands.replace("\\\n", " ").strip().split("\n"):
        words = shlex.split(line)
        assert words[0] == "agentsim", line
        done = CliRunner().invoke(app, words[1:])
        assert done.exit_code == 0, done.output + done.stderr
        printed += done.output
    if shown is None:
        return block[0]
    return f"{block[0][: block.start(3) - block.start()]}{_pick(printed, part)}\n```"


def _pick(printed, part):
    lines = [line.rstrip() for line in printed.strip("\n").split("\n")]
    if part is None:
        return "\n".join(lines)
    if count := re.fullmatch(r"first (\d+)", part):
        return "\n".join(lines[: int(count[1])])
    begin, end = re.fullmatch(r"from (.+) to (.+)", part).groups()
    first = next(number for number, line in enumerate(lines) if line.strip().startswith(begin))
    last = next(
        (number for number in range(first + 1, len(lines)) if lines[number].strip().startswith(end)), len(lines)
    )
    return "\n".join(lines[first:last]).rstrip()


def draw(page):
    """Return the picture of a report as a small PNG."""
    with Browser(find()) as browser:
        browser.open(page, 1000, HIGH)
        found = Image.open(io.BytesIO(browser.shoot())).convert("RGB")
    out = io.BytesIO()
    found.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(play(PAGE.read_text(encoding="utf-8"), folder), encoding="utf-8")
        if "--picture" in sys.argv:
            PICTURE.write_bytes(draw(Path(folder) / "page.html"))
