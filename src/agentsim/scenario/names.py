"""Whether every name that any wording of a family asks for can be filled: also by the wordings that no draw has hit yet."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from agentsim.scenario.factors import holds
from agentsim.scenario.filling import compile_text
from agentsim.scenario.load import Document, Family
from agentsim.scenario.model import RequestPiece, Source
from agentsim.scenario.prompts import load_lines
from agentsim.scenario.strict_yaml import ContentError
from agentsim.scenario.template import Table, UnknownName

_LATER = ("options", "option.", "tool.", "id.", "job.", "choice.", "talk", "earlier")
"""Names that are put into the table after the documents are written."""


def check_names(family: Family, table: Table) -> None:
    """Raise ``ContentError`` for a wording that asks for a name which nothing of this scenario fills.

    Looked at are the texts of every source that these factors choose and of every document that they let in. What belongs
    to a request may also use its values and people.
    """
    piece = family.scenario
    known = {name for name in table.names() if _can_be_drawn(name, table)} | set(load_lines())
    for name, sources in piece.values.items():
        if unknown := _first_unknown(_texts(sources, table), known):
            raise family.error(("values", name), UnknownName(unknown, sorted(known)).message)
    local = {
        name: {f"r.{value}" for value in request.values} | {f"{who}." for who in (*request.inside, *request.outside)}
        for request in piece.requests
        for name in (*request.documents, *_said(request))
    }
    for key, document in family.documents.items():
        if holds(document.piece.when, table.factors):
            _check_document(document, known, local.get(key, set()), key in local)


def _said(request: RequestPiece) -> tuple[str, ...]:
    """The documents that a talk of a chat is made of; several requests may share one."""
    chat = request.chat
    return tuple(name for name in (chat.asks, chat.again, chat.push) if name) if chat is not None else ()


def _check_document(document: Document, known: set[str], local: set[str], repeated: bool) -> None:
    own = set(document.sources)
    heads = tuple(name for name in local if name.endswith("."))
    texts = [document.body, *(text for sources in document.sources.values() for s in sources for text in s.pick or [])]
    for text in texts:
        for name in compile_text(text).names:
            if name not in known and name not in own and name not in local and not name.startswith((*_LATER, *heads)):
                if repeated and name.startswith("r."):
                    continue  # a value of a request that is declared with a when of its own
                raise ContentError(document.file, document.body_line, UnknownName(name, sorted(known | own)).message)


def _can_be_drawn(name: str, table: Table) -> bool:
    sources = table.sources.get(name)
    return name in table.values or sources is None or any(holds(s.when, table.factors) for s in sources)


def _texts(sources: Iterable[Source], table: Table) -> Iterator[str]:
    chosen = next((s for s in sources if holds(s.when, table.factors)), None)
    if chosen is not None:
        yield from (*(chosen.pick or ()), *(chosen.sum or ()), chosen.text or "")


def _first_unknown(texts: Iterable[str], known: Container[str]) -> str:
    for text in texts:
        for name in compile_text(text).names if "{{" in text else ():
            if name not in known and not name.startswith(_LATER):
                return name
    return ""
