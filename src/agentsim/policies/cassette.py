"""Recorded answers of a provider: JSON rows in one SQLite file, found by a hash of all that shaped the answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

Mode = Literal["record", "replay", "replay-strict"]
VERSION = 1
TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL)"


class CassetteError(Exception):
    """The file is missing, is no cassette, or was written by another version."""


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that an answer depends on. ``epoch`` numbers repeated draws with the same sampling."""

    model: str
    api_base: str | None
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]
    sampling: Mapping[str, Any]
    epoch: int = 0

    def encode(self) -> str:
        """Return the request as canonical JSON, without the address. Raises ``ValueError`` for NaN and infinity."""
        parts = {
            "model": self.model,
            "messages": self.messages,
            "tools": self.tools,
            "sampling": dict(self.sampling),
            "epoch": self.epoch,
        }
        return json.dumps(parts, sort_keys=True, allow_nan=False, separators=(",", ":"))

    def key(self) -> str:
        """Return the SHA-256 of the request and of the address that it goes to."""
        return sha256(f"{json.dumps(self.api_base)}\n{self.encode()}".encode()).hexdigest()


class Cassette:
    """Answers kept in ``path``.

    ``record`` always calls and stores (a later answer replaces an earlier one); ``replay`` serves what it has and
    calls and stores otherwise; ``replay-strict`` never calls and never writes. Holds no open connection, so it can be
    pickled, forked and shared by processes. Raises ``CassetteError``.
    """

    def __init__(self, path: str | Path, mode: Mode = "replay") -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"unknown cassette mode {mode!r}: use one of {', '.join(get_args(Mode))}")
        self.path = Path(path)
        self.mode: Mode = mode
        if mode == "replay-strict":
            if not self.path.is_file():
                raise CassetteError(f"there is no cassette {self.path}")
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if found == 0 and tables == 0 and mode != "replay-strict":
                connection.execute(TABLE)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            elif found != VERSION:
                raise CassetteError(f"{self.path} is no cassette of version {VERSION}")

    @property
    def may_call(self) -> bool:
        """Whether a request that is not on the cassette may go to the provider."""
        return self.mode != "replay-strict"

    def find(self, request: Request) -> dict[str, Any] | None:
        """Return the stored answer, or None when there is none or when the mode is ``record``."""
        if self.mode == "record":
            return None
        with self._open() as connection:
            row = connection.execute("SELECT answer FROM answers WHERE key = ?", (request.key(),)).fetchone()
        if row is None:
            return None
        try:
            answer = json.loads(row[0])
        except (ValueError, TypeError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise CassetteError(f"{self.path} holds a row that is no answer")
        return answer

    def store(self, request: Request, answer: dict[str, Any]) -> None:
        """Write an answer for good before returning. Does nothing in ``replay-strict``."""
        if self.mode == "replay-strict":
            return
        # The answer keeps its order of names: a replayed transcript equals the recorded one byte for byte.
        row = (request.key(), request.encode(), json.dumps(answer, allow_nan=False))
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)

    def __len__(self) -> int:
        """Return how many answers there are."""
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        access = "ro" if self.mode == "replay-strict" else "rwc"
        try:
            with closing(
                sqlite3.connect(f"{self.path.resolve().as_uri()}?mode={access}", uri=True, timeout=30)
            ) as opened:
                opened.execute("PRAGMA synchronous = FULL")
                with opened:
                    yield opened
        except sqlite3.Error as error:
            raise CassetteError(f"{self.path} cannot be used as a cassette: {error}") from None
