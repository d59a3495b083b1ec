"""YAML as contents may use it: plain data, every value with its line.

Anchors, aliases, tags, duplicate keys, deep nesting, oversized files and endless lists are errors. Plain scalars follow
the YAML 1.2 core schema, so ``no`` and ``on`` are strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 60_000
"""Values in one text: ten times those of the largest file of this package, and read in half a second."""
MAX_TEXT = 20_000
MAX_MESSAGE = 2000
_LONGEST = 200

KeyPath = tuple[str | int, ...]
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {"": None, "null": None, "~": None, "true": True, "false": False}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(ValueError):
    """Contents that are wrong: says which file, which line, which field, and what would be right."""

    def __init__(self, file: object, line: int | None, message: str) -> None:
        # Keys and file names may be a stranger's: what a terminal would obey is spelled out, and nobody reads a megabyte.
        self.file, self.line, self.message = _spell(str(file)), line, _spell(message)
        super().__init__(f"{self.file}:{line}: {self.message}" if line else f"{self.file}: {self.message}")


def _spell(text: str) -> str:
    text = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} ..."
    plain = (char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode() for char in text)
    return text if text.isprintable() else "".join(plain)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that a misspelt ``name`` stands for, or an empty text. Long ones are not compared: that
    takes the square of their length."""
    from difflib import get_close_matches

    short = [other for other in known if len(other) <= _LONGEST] if len(name) <= _LONGEST else []
    return next(iter(get_close_matches(name, short[:2000], 1)), "")


@dataclass(frozen=True, slots=True)
class LoadedYaml:
    """The data of a YAML text, and the line (1-based) on which each value stands."""

    data: Any
    lines: dict[KeyPath, int]
    file: str

    def line(self, path: KeyPath) -> int | None:
        """Return the line of the value at ``path``, or of its nearest parent that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def error(self, path: KeyPath, message: str) -> ContentError:
        """Return the error that points at ``path``."""
        where = ".".join(str(part) for part in path)
        return ContentError(self.file, self.line(path), f"{where}: {message}" if where else message)


def load_yaml(path: FilePath) -> LoadedYaml:
    """Read a file. Raises ``ContentError``."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(path.name, None, f"is over {MAX_BYTES:,} bytes; split it")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(path, None, f"is not UTF-8 ({error.reason} at byte {error.start})") from None
    except OSError as error:
        raise ContentError(path, None, f"cannot be read: {error.strerror}") from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, file: str, first_line: int = 1) -> LoadedYaml:
    """Parse one YAML document. ``first_line`` is the line of the file on which ``text`` begins."""
    if len(text) > MAX_BYTES:
        raise ContentError(file, None, f"is over {MAX_BYTES:,} characters; split it")
    reader = _Reader(file, first_line)
    try:
        data = reader.read(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else int(mark.line) + first_line
        raise ContentError(file, line, f"not YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        raise ContentError(file, None, f"not YAML: {error.reason}") from None
    return LoadedYaml(data, reader.lines, file)


class _Reader:
    """Builds plain data from the parser's events, so that nothing is ever expanded or constructed."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file, self.first_line = file, first_line
        self.lines: dict[KeyPath, int] = {}

    def line_of(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line

    def fail(self, event: Any, message: str) -> ContentError:
        return ContentError(self.file, self.line_of(event), message)

    def read(self, events: Any) -> Any:
        self.events = events
        data, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fail(event, "a second document; one file holds one")
                data = self.node(next(events), ())
        return data

    def node(self, event: Any, path: KeyPath) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self.fail(event, "anchors and aliases are not allowed; write the value out")
        if event.tag is not None and event.tag != "!":
            raise self.fail(event, f"the tag {event.tag} is not allowed; contents are plain data")
        if len(path) > MAX_DEPTH:
            raise self.fail(event, f"nested deeper than {MAX_DEPTH}")
        if len(self.lines) > MAX_VALUES:
            raise self.fail(event, f"more than {MAX_VALUES:,} values in one file")
        self.lines[path] = self.line_of(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, (*path, len(items))))
            return items
        mapping: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or key.anchor is not None or key.tag is not None:
                raise self.fail(key, "a key must be a plain string")
            line = self.line_of(key)
            if key.value in mapping:
                first = self.lines[(*path, key.value)]
                raise self.fail(key, f"the key {key.value!r} stands twice (first on line {first})")
            mapping[key.value] = self.node(next(self.events), (*path, key.value))
            self.lines[(*path, key.value)] = line
        return mapping

    def scalar(self, event: Any) -> Any:
        text = event.value
        if len(text) > MAX_TEXT:
            raise self.fail(event, f"a text of more than {MAX_TEXT:,} characters; long ones are documents")
        if not event.implicit[0]:
            return text
        if text.lower() in _WORDS and text in {text.lower(), text.capitalize(), text.upper()}:
            return _WORDS[text.lower()]
        if _INTEGER.fullmatch(text):
            if len(text) > 18:
                raise self.fail(event, "a number of more than 18 digits; quote it")
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text
