"""The layout of a text: tables become lines, and a short line over a list its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

BULLET = re.compile(r"^\s*(?:[-*•·+]|\d{1,2}[.)]|\[[ xX-]\]|[✅✔☑✓❌☐✗✘⬜])\s+")
_TITLE = re.compile(r"^\s*[*_#]{0,4}\s*(?:[^\s.?!,;:]+ ?){1,5}[*_]{0,3}\s*$")


def lay_out(text: str) -> str:
    """Return a text in which rows of tables are items of a list, and a heading of a list ends with a colon."""
    lines = list(_read_rows(text.split("\n"))) if "|" in text else text.split("\n")
    for number, line in enumerate(lines[:-1]):
        if not line.strip() or BULLET.match(line) or len(line) > 60:
            continue
        below = next((one for one in lines[number + 1 : number + 3] if one.strip()), "")
        if BULLET.match(below) and _TITLE.match(line):
            lines[number] = f"{line.rstrip(' *_')}:"
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _read_rows(lines: list[str]) -> Iterator[str]:
    """Yield lines; a row of a table becomes one in which each cell follows the name of its column."""
    names: list[str] = []
    for number, line in enumerate(lines):
        if not line.lstrip().startswith("|"):
            names = []
            yield line
            continue
        below = _cells(lines[number + 1]) if number + 1 < len(lines) else []
        if len(below) > 1 and all(set(cell) <= set("-: ") for cell in below):
            names = _cells(line)[1:]
        else:
            yield _row(line, names)


def _row(line: str, columns: list[str]) -> str:
    """A row of a table as a line; a line that merely begins with a bar is a quotation and stays one."""
    cells = _cells(line)
    if len(cells) < 2 or all(set(cell) <= set("-: ") for cell in cells):
        return line if len(cells) < 2 else ""
    names = columns if len(columns) == len(cells) - 1 else [""] * len(cells)
    return f"- {cells[0]}: {', '.join(f'{name} {cell}'.strip() for name, cell in zip(names, cells[1:], strict=False))}"
