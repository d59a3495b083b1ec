"""Read a family's folder into frozen pieces. Whatever is wrong says in which file, on which line, and what would be right."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from agentsim.catalog import SHARED
from agentsim.scenario.model import DocumentPiece, OraclePiece, Piece, ScenarioPiece, Source
from agentsim.scenario.strict_yaml import MAX_VALUES, ContentError, KeyPath, LoadedYaml, load_yaml, nearest, parse_yaml

P = TypeVar("P", bound=Piece)
MAX_FILES, MAX_BYTES, MAX_DEPTH = 1000, 8_000_000, 8
"""Of one family's folder: files and folders, bytes of all files, folders in one another. The largest of this package has
200 files of half a megabyte."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its front matter, its text, and where it stands."""

    piece: DocumentPiece
    body: str
    file: str
    body_line: int
    sources: Mapping[str, tuple[Source, ...]]
    shown_slots: bool = False
    place: tuple[Source, ...] = ()  # where a file lies: its id, too


@dataclass(frozen=True, slots=True)
class Family:
    """A family's folder, read and checked piece by piece. Nothing in it depends on a seed or a factor."""

    folder: Path
    scenario: ScenarioPiece
    documents: Mapping[str, Document]
    oracles: Mapping[str, OraclePiece]
    origins: Mapping[KeyPath, tuple[LoadedYaml, KeyPath]]
    card: str
    digest: str

    def error(self, path: KeyPath, message: str) -> ContentError:
        """Return the error that points at a part of the scenario."""
        return locate(self.origins, path, self.folder / "scenario.yaml", message)


def load_folder(folder: Path) -> Family:
    """Read a family's folder. Raises ``ContentError``."""
    files = list_files(folder)
    if folder / "scenario.yaml" not in files:
        raise ContentError(folder, None, "has no scenario.yaml; a family is a folder with one")
    parts = [path for path in files if path.parent == folder / "parts" and path.name.endswith(".yaml")]
    merged, origins = _merge([folder / "scenario.yaml", *parts])
    _inherit(merged, origins)
    try:
        scenario = ScenarioPiece.model_validate(merged)
    except ValidationError as error:
        raise locate(origins, *explain(error, folder / "scenario.yaml")) from None
    documents: dict[str, Document] = {}
    for path in files:
        if folder / "documents" not in path.parents or not path.name.endswith(".md"):
            continue
        document = read_document(path)
        if document.piece.id in documents:
            raise ContentError(path, 2, f"the id {document.piece.id!r} is taken by {documents[document.piece.id].file}")
        documents[document.piece.id] = document
    scripts = [path for path in files if path.parent == folder / "oracles" and path.name.endswith(".yaml")]
    oracles = {path.stem: _read_piece(path, OraclePiece) for path in scripts}
    card = _read_text(folder / "README.md") if folder / "README.md" in files else ""
    from agentsim.scenario.references import check_references

    family = Family(folder, scenario, documents, oracles, origins, card, _digest(folder, files))
    check_references(family)
    return family


def list_files(folder: Path) -> list[Path]:
    """Return the files of a family's folder, in order. Raises ``ContentError`` for anything in it but files and folders, and
    for more of them than a family needs. Nothing is opened, and no link is followed."""
    found: list[Path] = []
    seen = total = 0
    ahead = [(folder, 0)]
    try:
        while ahead:
            inside, depth = ahead.pop()
            if depth > MAX_DEPTH:
                raise ContentError(inside, None, f"lies deeper than {MAX_DEPTH} folders")
            with os.scandir(inside) as entries:
                for entry in entries:
                    path = inside / entry.name
                    seen += 1
                    if seen > MAX_FILES:
                        raise ContentError(folder, None, f"has more than {MAX_FILES} files")
                    if entry.is_symlink():
                        raise ContentError(path, None, "is a link; a family's folder holds plain files")
                    if entry.is_dir(follow_symlinks=False):
                        ahead.append((path, depth + 1))
                        continue
                    if not entry.is_file(follow_symlinks=False):
                        raise ContentError(path, None, "is no plain file")
                    entry.name.encode()
                    found.append(path)
                    total += entry.stat(follow_symlinks=False).st_size
                    if total > MAX_BYTES:
                        raise ContentError(folder, None, f"has more than {MAX_BYTES:,} bytes")
    except UnicodeEncodeError:
        raise ContentError(inside, None, "holds a file whose name is not text") from None
    except FileNotFoundError:
        raise ContentError(folder, None, "is not there; a family is a folder with a scenario.yaml") from None
    except OSError as error:
        raise ContentError(folder, None, f"cannot be read: {error.strerror}") from None
    return sorted(found)


def locate(
    origins: Mapping[KeyPath, tuple[LoadedYaml, KeyPath]], path: KeyPath, default: Path, message: str
) -> ContentError:
    """Return the error at ``path`` of the merged scenario, in the file and on the line where that part was written."""
    for end in (2, 1):
        if path[:end] in origins:
            loaded, local = origins[path[:end]]
            return loaded.error((*local, *path[end:]), message)
    return ContentError(default, None, f"{'.'.join(map(str, path))}: {message}" if path else message)


def explain(error: ValidationError, default: Path) -> tuple[KeyPath, Path, str]:
    """Return the path, the default file and the message of the first thing that pydantic found wrong."""
    first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    path = tuple(
        part for part in first["loc"] if not (isinstance(part, str) and ("[" in part or part in _UNION_MEMBERS))
    )
    if first["type"] in ("extra_forbidden", "missing") and path[-1:] != first["loc"][-1:]:
        path = (*path, first["loc"][-1])  # a key that looks like a member of a union is still a key
    if first["type"] == "extra_forbidden":
        known = sorted({name for piece in _all_pieces() for name in piece.model_fields})
        near = nearest(str(path[-1]), known)
        return path, default, f"unknown key {path[-1]!r}" + (f"; did you mean {near!r}?" if near else "")
    if first["type"] == "missing":
        return path[:-1], default, f"the key {path[-1]!r} is missing"
    return path, default, f"{first['msg']} (got {str(first['input'])[:80]!r})"


_UNION_MEMBERS = ("bool", "int", "float", "str", "Between")


def _all_pieces() -> list[type[Piece]]:
    return Piece.__subclasses__()


def _merge(paths: list[Path]) -> tuple[dict[str, Any], dict[KeyPath, tuple[LoadedYaml, KeyPath]]]:
    merged: dict[str, Any] = {}
    origins: dict[KeyPath, tuple[LoadedYaml, KeyPath]] = {}
    values = 0
    for path in paths:
        loaded = load_yaml(path)
        values += len(loaded.lines)
        if values > MAX_VALUES:
            raise ContentError(path, None, f"more than {MAX_VALUES:,} values in the scenario and its parts")
        if not isinstance(loaded.data, dict):
            raise ContentError(path, 1, "must be a mapping")
        for key, value in loaded.data.items():
            if key not in merged:
                merged[key] = value.copy() if isinstance(value, dict | list) else value
                origins[(key,)] = (loaded, (key,))
                members = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
                origins.update({(key, part): (loaded, (key, part)) for part in members})
            elif isinstance(value, dict) and isinstance(merged[key], dict):
                for part, inner in value.items():
                    if part in merged[key]:
                        first, local = origins[(key, part)]
                        raise loaded.error((key, part), f"stands already in {first.file}, line {first.line(local)}")
                    merged[key][part] = inner
                    origins[(key, part)] = (loaded, (key, part))
            elif isinstance(value, list) and isinstance(merged[key], list):
                for number, inner in enumerate(value):
                    origins[(key, len(merged[key]))] = (loaded, (key, number))
                    merged[key].append(inner)
            else:
                first, local = origins[(key,)]
                raise loaded.error((key,), f"stands already in {first.file}, line {first.line(local)}")
    return merged, origins


def _inherit(merged: dict[str, Any], origins: dict[KeyPath, tuple[LoadedYaml, KeyPath]]) -> None:
    """Add the standard factors, but for those that do not apply; what the family says of one itself wins."""
    own, barred = merged.get("factors") or {}, merged.get("not_applicable") or {}
    if merged.get("standard_factors", True) is True and isinstance(own, dict) and isinstance(barred, dict):
        loaded = load_yaml(SHARED / "factors.yaml")
        kept = {name: value for name, value in loaded.data["factors"].items() if name not in barred}
        origins.update({("factors", name): (loaded, ("factors", name)) for name in kept if name not in own})
        merged["factors"] = {**kept, **own}


def _read_piece(path: Path, model: type[P]) -> P:
    loaded = load_yaml(path)
    return _validate(loaded, model)


def _validate(loaded: LoadedYaml, model: type[P]) -> P:
    try:
        return model.model_validate(loaded.data)
    except ValidationError as error:
        where, _, message = explain(error, Path(loaded.file))
        raise loaded.error(where, message) from None


def read_document(path: Path) -> Document:
    """Read one document: front matter between two lines of ``---``, then the text. Raises ``ContentError``."""
    text = _read_text(path)
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        raise ContentError(path, 1, "must begin with front matter between two lines of ---")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    loaded = parse_yaml("\n".join(lines[1:end]), str(path), first_line=2)
    piece = _validate(loaded, DocumentPiece)
    sources = {name: (Source(pick=list(texts)),) for name, texts in piece.vary.items()}
    head = " ".join((piece.subject, piece.sender, *piece.to, *piece.cc, *piece.attachments))
    shown = any(f"{{{{{name}}}}}" in head for name in sources)
    place = (Source(text=piece.path),) if piece.kind == "file" else ()
    return Document(piece, "\n".join(lines[end + 1 :]).strip("\n"), str(path), end + 2, sources, shown, place)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None


def _digest(folder: Path, files: list[Path]) -> str:
    """The SHA-256 of the family's contents: names and bytes of all its files but the card."""
    total = sha256()
    for path in files:
        if path.name != "README.md":
            total.update(
                path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n")
            )
    return total.hexdigest()
