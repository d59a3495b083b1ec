"""HTML elements from a closed list. Text becomes an element nowhere but here, and only if this module made it."""

from __future__ import annotations

import re
from html import escape

from agentsim.reading.reveal import reveal

TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "a",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "b",
        "em",
        "mark",
        "code",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "aside",
        "svg",
        "line",
        "rect",
        "circle",
        "polygon",
        "text",
    ]
)
EMPTY = frozenset(("meta", "line", "rect", "circle", "polygon"))
ATTRIBUTES = frozenset(
    [
        "class",
        "id",
        "href",
        "role",
        "aria-label",
        "aria-hidden",
        "data-label",
        "open",
        "scope",
        "colspan",
        "tabindex",
        "dir",
        "lang",
        "charset",
        "content",
        "name",
        "http-equiv",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "points",
        "viewBox",
        "preserveAspectRatio",
        "text-anchor",
    ]
)
_PLAIN = re.compile(r"[\w.%:;,'#=/ +()-]*\Z", re.ASCII)


class Html(str):
    """Markup that this module made. Everything else is text."""

    __slots__ = ()


def write_text(value: object) -> Html:
    """Return a value as escaped, revealed text."""
    return value if isinstance(value, Html) else Html(escape(reveal(value), quote=True))


def join(*children: object) -> Html:
    """Return children one after the other; ``None`` is nothing, a list or tuple is its members."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, list | tuple):
            parts.append(join(*child))
        elif child is not None:
            parts.append(write_text(child))
    return Html("".join(parts))


def element(tag: str, /, *children: object, **attributes: object) -> Html:
    """Return one element. ``cls`` stands for ``class``, and ``_`` in a name for ``-``; ``None`` and ``False`` are left out.

    Raises ``ValueError`` for a tag or attribute that pages do not have, for a link that leaves the page, and for text
    of others in any attribute but a label.
    """
    if tag not in TAGS:
        raise ValueError(f"pages have no <{tag}>")
    written = "".join(
        _attribute(name, value) for name, value in attributes.items() if value is not None and value is not False
    )
    if tag in EMPTY:
        return Html(f"<{tag}{written}>") if tag == "meta" else Html(f"<{tag}{written}/>")
    return Html(f"<{tag}{written}>{join(*children)}</{tag}>")


def _attribute(name: str, value: object) -> str:
    name = "class" if name == "cls" else name.replace("_", "-")
    if name not in ATTRIBUTES:
        raise ValueError(f"pages have no attribute {name!r}")
    if value is True:
        return f" {name}"
    text = str(value)
    if name == "href" and not re.fullmatch(r"#[\w-]+", text, re.ASCII):
        raise ValueError("a page links to nothing but itself")
    if name != "aria-label" and not _PLAIN.match(text):
        raise ValueError(f"no text of others in {name!r}")
    return f' {name}="{write_text(text)}"'


def table(
    caption: str, head: list[str], rows: list[list[object]], *, cls: str = "", left: int = 1, grouped: bool = False
) -> Html:
    """Return a table whose rows become cards on a narrow screen; ``left`` columns are text, the others are figures.

    ``caption`` and ``head`` are ours; the cells may hold anything. ``grouped`` writes the first column once, over the rows
    that share it.
    """
    shown = head[1:] if grouped else head
    words = left - 1 if grouped else left
    heads = [element("th", name, scope="col", cls=None if at < words else "n") for at, name in enumerate(shown)]
    bodies: list[Html] = []
    for group, members in _by_first(rows) if grouped else ((None, rows),):
        first = element("th", group, scope="rowgroup", colspan=len(shown))
        lines = [element("tr", first, cls="group")] if grouped else []
        lines += [_row(row[1:] if grouped else row, shown, words) for row in members]
        bodies.append(element("tbody", *lines))
    return element(
        "table",
        element("caption", caption) if caption else None,
        element("thead", element("tr", *heads)),
        *bodies,
        cls=f"cards {cls}".strip(),
    )


def _by_first(rows: list[list[object]]) -> list[tuple[object, list[list[object]]]]:
    found: dict[str, tuple[object, list[list[object]]]] = {}
    for row in rows:
        found.setdefault(str(row[0]), (row[0], []))[1].append(row)
    return list(found.values())


def _row(row: list[object], head: list[str], left: int) -> Html:
    labels = ["" if isinstance(name, Html) else name for name in head]
    cells = [
        element("th", cell, scope="row", data_label=labels[0]) if at == 0
        else element("td", cell, data_label=labels[at], cls=None if at < left else "n")
        for at, cell in enumerate(row)
    ]  # fmt: skip
    return element("tr", *cells)


def fold(summary: object, *children: object, open: bool = False, cls: str | None = None, id: str | None = None) -> Html:
    """Return what a reader can open and close."""
    return element("details", element("summary", summary), *children, open=open, cls=cls, id=id)
