"""The small corpus: documents on principles, and stories of assistants that act on them. ``envs/_shared/sft/corpus/*.md``.

Each is one Markdown file with front matter that says which families and which principle it comes from; as a chat, its
``asks`` is what a person says to get it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from agentsim.catalog import SHARED, family_folders
from agentsim.scenario.load import explain
from agentsim.scenario.model import Key, Piece
from agentsim.scenario.strict_yaml import ContentError, parse_yaml
from agentsim.sft.rows import Metadata, Row, chat_row, text_row

FOLDER = SHARED / "sft" / "corpus"
KINDS = {"documents": "document", "stories": "story"}
LENGTHS = (250, 600)
"""Between how many words a text has."""


class TextPiece(Piece):
    """The front matter of a text. ``form`` is what kind of writing it is, ``principle`` the sentence that it comes from."""

    id: Key
    kind: Literal["document", "story"]
    form: str
    title: str
    families: list[str] = Field(min_length=1)
    principle: Annotated[str, Field(min_length=20)]
    asks: Annotated[str, Field(min_length=10)]


class Text(Piece):
    """One text of the corpus. ``digest`` is the SHA-256 of its file."""

    piece: TextPiece
    body: str
    digest: str


@lru_cache(maxsize=4)
def load_corpus(folder: Path = FOLDER) -> tuple[Text, ...]:
    """Return all texts in the order of their file names. Raises ``ContentError`` with file and line."""
    texts = tuple(_read(path) for path in sorted(folder.glob("*.md")))
    if not texts:
        raise ContentError(folder, None, "holds no texts")
    return texts


def _read(path: Path) -> Text:
    content = path.read_bytes().replace(b"\r\n", b"\n").decode("utf-8")
    lines = content.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        raise ContentError(path, 1, "must begin with front matter between two lines of ---")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    loaded = parse_yaml("\n".join(lines[1:end]), str(path), first_line=2)
    try:
        piece = TextPiece.model_validate(loaded.data)
    except ValidationError as error:
        where, _, message = explain(error, path)
        raise loaded.error(where, message) from None
    if piece.id != path.stem:
        raise loaded.error(("id",), f"is {piece.id!r}, and the file is {path.name}")
    if odd := [name for name in piece.families if name not in family_folders()]:
        raise loaded.error(("families",), f"there is no family {odd[0]!r}")
    # A line break within a paragraph is the file's, not the text's.
    body = re.sub(r"(?<=\S)\n(?=[^\s\-*#>|\d])", " ", "\n".join(lines[end + 1 :]).strip("\n"))
    if not LENGTHS[0] <= len(body.split()) <= LENGTHS[1]:
        raise ContentError(
            path, end + 2, f"has {len(body.split())} words; between {LENGTHS[0]} and {LENGTHS[1]} are wanted"
        )
    return Text(piece=piece, body=body, digest=sha256(content.encode()).hexdigest())


def corpus_rows(kind: str, *, chats: bool = False, families: Sequence[str] = ()) -> list[Row]:
    """Return the ``documents`` or the ``stories`` as rows of bare text, or as ``chats`` in which a person asks for each.

    ``families`` limits them to those that come from one of these. Raises ``ValueError`` for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r} of text; there are: {', '.join(KINDS)}")
    rows = []
    for text in load_corpus():
        piece = text.piece
        if piece.kind != KINDS[kind] or (families and not set(families) & set(piece.families)):
            continue
        metadata = Metadata(
            kind=kind, family=piece.families[0], reasons=True, lineage=(
                f"text={piece.id}", f"digest={text.digest[:16]}", f"form={piece.form}", f"principle={piece.principle}",
                *(f"family={name}" for name in piece.families),
            ),
        )  # fmt: skip
        body = f"# {piece.title}\n\n{text.body}"
        if chats:
            asked = [{"role": "user", "content": piece.asks}, {"role": "assistant", "content": body}]
            rows.append(chat_row(asked, [], metadata))
        else:
            rows.append(text_row(body, metadata))
    return rows
