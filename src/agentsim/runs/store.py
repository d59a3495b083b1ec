"""One run on disk: one SQLite file in one folder, one transaction for the episodes that end together, mostly one.

Tables: ``meta(key, value)`` with JSON values; ``episodes(key, position, family, condition, policy, seed, epoch, status,
record, transcript, usage, seconds)`` where ``key`` is the primary key and ``record``, ``transcript`` and ``usage`` are JSON;
``texts(digest, value)`` with what many transcripts share (the tools). Any SQLite client can read it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

import msgspec

from agentsim.judge.awareness import Awareness
from agentsim.runs.stored import StoredEpisode, Usage, dump, read_record

FILE, LOCK = "run.sqlite", "run.lock"
VERSION = 1
SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE texts (digest TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE episodes (key TEXT PRIMARY KEY, position INTEGER NOT NULL, family TEXT NOT NULL, condition TEXT NOT NULL,"
    " policy TEXT NOT NULL, seed INTEGER NOT NULL, epoch INTEGER NOT NULL, status TEXT NOT NULL, record TEXT NOT NULL,"
    " transcript TEXT NOT NULL, usage TEXT NOT NULL, seconds REAL NOT NULL)",
    f"PRAGMA user_version = {VERSION}",
)
FILTERS = ("key", "family", "condition", "policy", "seed", "epoch", "status")


class StoreError(Exception):
    """The run cannot be read or written. What was stored before is as it was."""


class RunStore:
    """The run in ``folder``; a context manager.

    Opened for reading it may be read while another process writes. With ``write`` it belongs to this process alone.
    ``create`` makes a new one. Raises ``StoreError``.
    """

    def __init__(self, folder: str | Path, *, write: bool = False) -> None:
        self.folder = Path(folder)
        self.path = self.folder / FILE
        self._lock: IO[bytes] | None = None
        self._open = False  # whether a transaction is
        if not self.path.is_file():
            raise StoreError(f"there is no run in {self.folder}")
        if write:
            self._lock = _take(self.folder)
        try:
            self._connection = _connect(self.path, write)
            with self._told():
                found = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if found != VERSION:
                raise StoreError(f"{self.path} holds no run of version {VERSION}" + ("" if found else " (it is empty)"))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, folder: str | Path, meta: Mapping[str, Any]) -> RunStore:
        """Make a run, with its meta data, in one transaction, and open it for writing.

        Raises ``StoreError`` when the folder holds a run already. A beginning that broke off is begun again.
        """
        folder = Path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder} cannot be made: {error.strerror}") from None
        lock = _take(folder)
        try:
            connection = _connect(folder / FILE, True, "rwc")
            try:
                if connection.execute("PRAGMA user_version").fetchone()[0]:
                    raise StoreError(f"{folder} holds a run already; go on with it by `agentsim resume {folder}`")
                connection.execute("BEGIN IMMEDIATE")
                for statement in SCHEMA:
                    connection.execute(statement)
                rows = [(key, dump(value)) for key, value in meta.items()]
                connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
                connection.execute("COMMIT")
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise _tell(folder / FILE, error) from None
        finally:
            lock.close()
        return cls(folder, write=True)

    @property
    def meta(self) -> dict[str, Any]:
        """What the run is: ``design``, ``versions``, ``policies``."""
        with self._told():
            return {key: json.loads(value) for key, value in self._connection.execute("SELECT key, value FROM meta")}

    def keys(self) -> set[str]:
        """Return the keys of the episodes that are stored."""
        with self._told():
            return {key for (key,) in self._connection.execute("SELECT key FROM episodes")}

    def statuses(self) -> dict[str, int]:
        """Return how many episodes have which status."""
        with self._told():
            query = "SELECT status, count(*) FROM episodes GROUP BY status ORDER BY status"
            return dict(self._connection.execute(query).fetchall())

    def keys_with(self, statuses: Sequence[str]) -> set[str]:
        """Return the keys of the episodes with one of these statuses."""
        with self._told():
            rows = self._connection.execute("SELECT key, status FROM episodes").fetchall()
        return {key for key, status in rows if status in statuses}

    @contextmanager
    def together(self) -> Iterator[None]:
        """Store what is added within in one transaction: for good, or none of it. Raises ``StoreError``."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            self._open = True
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has often rolled back by itself; saying so twice is an error of its own.
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._open = False

    def add(self, stored: StoredEpisode, *, replace: bool = False) -> None:
        """Store one episode, for good before returning unless others are added ``together`` with it.

        Raises ``StoreError``, also for a key that is there already.
        """
        record = stored.record
        tools = dump(stored.tools)
        digest = sha256(tools.encode()).hexdigest()
        parts: dict[str, Any] = {
            "opening": stored.opening,
            "tools": digest,
            "turns": stored.turns,
            "events": stored.events,
        }
        if stored.awareness is not None:
            parts["awareness"] = stored.awareness
        transcript = dump(parts)
        row = (
            stored.key, stored.position, record.family, record.condition, record.policy, record.seed, stored.epoch,
            record.status, dump(record), transcript, dump(stored.usage), stored.seconds,
        )  # fmt: skip
        verb = "REPLACE" if replace else "INSERT"
        with nullcontext() if self._open else self.together(), self._told():
            self._connection.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (digest, tools))
            self._connection.execute(f"{verb} INTO episodes VALUES ({', '.join('?' * len(row))})", row)

    def episodes(self, *, transcripts: bool = True, **filters: Any) -> Iterator[StoredEpisode]:
        """Yield episodes in the order of the design, whatever the order in which they ended.

        ``filters`` are values of ``key``, ``family``, ``condition``, ``policy``, ``seed``, ``epoch`` or ``status``.
        Without ``transcripts`` what was said, offered and logged is left out, which is quick.
        """
        if unknown := filters.keys() - set(FILTERS):
            raise ValueError(f"there is no filter {min(unknown)!r}; there are: {', '.join(FILTERS)}")
        where = " AND ".join(f"{name} = ?" for name in filters)
        columns = f"key, epoch, record, {'transcript' if transcripts else 'NULL'}, usage, seconds, position"
        query = f"SELECT {columns} FROM episodes {where and 'WHERE ' + where}"  # noqa: S608  # names from FILTERS
        texts: dict[str, list[dict[str, Any]]] = {}
        with self._told():
            keys = self._connection.execute(f"{query} ORDER BY position, key", tuple(filters.values()))
        while True:
            with self._told():
                row = keys.fetchone()
            if row is None:
                return
            yield self._read(row, texts)

    def _read(self, row: tuple[Any, ...], texts: dict[str, list[dict[str, Any]]]) -> StoredEpisode:
        key, epoch, record, transcript, usage, seconds, position = row
        parts: dict[str, Any] = {"opening": [], "tools": "", "turns": [], "events": []}
        try:
            if transcript is None:
                texts[""] = []
            else:
                parts = json.loads(transcript)
            if (digest := parts["tools"]) not in texts:
                with self._told():
                    found = self._connection.execute("SELECT value FROM texts WHERE digest = ?", (digest,)).fetchone()
                texts[digest] = json.loads(found[0])
            return StoredEpisode(
                key=key, epoch=epoch, record=read_record(record), opening=parts["opening"], tools=texts[digest],
                turns=parts["turns"], events=parts["events"], usage=msgspec.convert(json.loads(usage), Usage),
                seconds=seconds, position=position,
                awareness=msgspec.convert(parts["awareness"], Awareness) if "awareness" in parts else None,
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise StoreError(f"{self.path} holds a damaged episode {key!r}: {type(error).__name__}") from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _tell(self.path, error) from None

    def close(self) -> None:
        """Close the file and give it free. What was added is stored, whether or not this is called."""
        if connection := getattr(self, "_connection", None):
            with suppress(sqlite3.Error):
                connection.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> RunStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        self.close()
        return False


def _connect(path: Path, write: bool, access: str = "rw") -> sqlite3.Connection:
    address = path.resolve().as_uri()
    try:
        if not write:
            return _open_to_read(address, path)
        connection = sqlite3.connect(f"{address}?mode={access}", uri=True, timeout=30, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection
    except sqlite3.Error as error:
        raise _tell(path, error) from None


def _open_to_read(address: str, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=30, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        connection.close()
        if (
            not isinstance(error, sqlite3.OperationalError)
            or path.with_name(f"{FILE}-wal").exists()
            or os.access(path.parent, os.W_OK)
        ):
            raise
        # On a medium that cannot be written SQLite has to be told that nobody else writes.
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return connection


def _tell(path: Path, error: sqlite3.Error) -> StoreError:
    hint = "; free some space and go on with `agentsim resume`" if "full" in str(error) else ""
    return StoreError(f"{path}: {error}{hint}. Every episode that was stored before is intact")


def _take(folder: Path) -> IO[bytes]:
    """Return the lock of a folder, held until it is closed or the process dies. Raises ``StoreError`` when it is taken."""
    try:
        lock = (folder / LOCK).open("ab")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}") from None
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # on Windows SQLite's own locks have to do
        return lock
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except OSError:
        lock.close()
        raise StoreError(f"another process is writing the run in {folder}") from None
    return lock
