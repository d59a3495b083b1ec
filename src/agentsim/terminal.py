"""The one way to a terminal. Whatever a model, a mail or a file says is cleaned here before it is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from shutil import get_terminal_size
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from rich.live import Live

_KEPT = {"\n", "\t"}
_BIDI = {chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def clean(text: str) -> str:
    """Return ``text`` without control, escape and bidirectional characters; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text.replace("\r\n", "\n") if char in _KEPT or not _is_unsafe(char))


def _is_unsafe(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0x7F <= code < 0xA0 or char in _BIDI or code in (0x2028, 0x2029) or 0xD800 <= code < 0xE000


def show(text: str = "", *, error: bool = False) -> None:
    """Print one cleaned text and a line break. Nothing in it is read as markup."""
    _write(clean(text) + "\n", sys.stderr if error else sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        stream.write(text.encode(stream.encoding or "ascii", "replace").decode(stream.encoding or "ascii"))
    stream.flush()


def ask(prompt: str) -> str:
    """Return one line that a person types after the cleaned prompt, which goes to standard error. Raises ``EOFError``."""
    sys.stderr.write(clean(prompt))
    sys.stderr.flush()
    return input()


class StatusLine:
    """One line of standard error that is written over and over on a terminal, and now and then where there is none.

    ``seconds`` are between two lines of a log; nothing is written to one before they have passed.
    """

    def __init__(self, seconds: float = 10.0, live: bool = True) -> None:
        self._seconds = seconds
        self._last = monotonic()
        self._live: Live | None = None
        if live and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(stderr=True, markup=False, highlight=False, emoji=False)
            self._live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)
            self._seconds = 0.1
            self._live.start()

    def tell(self, text: Callable[[], str]) -> None:
        """Show what ``text`` returns, unless the last time was a moment ago."""
        now = monotonic()
        if now - self._last < self._seconds:
            return
        self._last = now
        if self._live is None:
            show(text(), error=True)
            return
        from rich.text import Text

        self._live.update(Text(clean(text()), no_wrap=True, overflow="ellipsis"), refresh=True)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()


def is_wide(columns: int) -> bool:
    """Whether standard output shows ``columns`` characters on a line; a pipe or a file shows any number."""
    return not sys.stdout.isatty() or get_terminal_size().columns >= columns


STYLES = {
    "": "", "head": "bold", "soft": "dim", "bad": "bold red", "good": "bold green", "odd": "yellow", "mark": "reverse",
    "rule": "bold cyan",
}  # fmt: skip
NARROWEST = 20


class Line(NamedTuple):
    """Words with the names of their styles, ``indent`` columns from the left.

    ``bar`` is the style of a bar before them; ``label`` stands to their left, and what is wrapped stands under the words.
    """

    spans: tuple[tuple[str, str], ...] = ()
    indent: int = 0
    bar: str = ""
    label: str = ""
    label_style: str = "soft"


def show_lines(lines: Iterable[Line]) -> None:
    """Print lines of cleaned words: coloured and wrapped under their label on a terminal, plain and whole elsewhere."""
    if sys.stdout.isatty():
        _draw_lines(lines)
        return
    for line in lines:
        left = " " * line.indent + ("| " if line.bar else "")
        words = line.label + "".join(words for words, _ in line.spans)
        show("\n".join((left + part).rstrip() for part in words.split("\n")))


def _draw_lines(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        for line in lines:
            left = Text(" " * line.indent)
            if line.bar:
                left.append("┃ ", style=STYLES[line.bar])
            label = Text(clean(line.label), style=STYLES[line.label_style])
            text = Text(tab_size=4)
            for words, style in line.spans:
                text.append(clean(words), style=STYLES[style])
            room = max(NARROWEST, console.width - left.cell_len - label.cell_len)
            for part in text.wrap(console, room) or [text]:
                console.print(left + label + part, soft_wrap=True)
                label = Text(" " * label.cell_len)
    _write(capture.get(), sys.stdout)


def show_json(value: object) -> None:
    """Print a value as indented JSON in printable ASCII, so that no character in it can act on a terminal."""
    import json

    show(json.dumps(value, indent=2, ensure_ascii=True))


def show_table(title: str, head: list[str], rows: list[list[str]], left: int = 1) -> None:
    """Print a table whose first ``left`` columns are aligned to the left and the others to the right."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(clean(title)), box=SIMPLE, title_justify="left", pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(head):
        table.add_column(
            Text(name), justify="left" if number < left else "right", overflow="fold", no_wrap=number < left
        )
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        # A pipe has no width of its own: nothing is wrapped there.
        console = Console(markup=False, highlight=False, emoji=False, width=200)
    console.print(table)
