"""The derived SQLite file of a workspace: full text (FTS5) and vectors of its passages, and how they were made."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import IndexUnusable
from service.store.database import MAPPED_BYTES

TOKENIZER = "porter unicode61 remove_diacritics 2"

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS stamp (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS followed (one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS members (passage_id INTEGER PRIMARY KEY, article_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ix_members_article_id ON members (article_id);
CREATE TABLE IF NOT EXISTS vectors (passage_id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5(body, tokenize='{TOKENIZER}');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(fts, row);
"""


class PassageFile:
    """Connections to the file, one for each thread; `close` ends them all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def exists(self) -> bool:
        return self.path.is_file()

    def create(self, stamp: dict[str, str]) -> None:
        """Make an empty file with this stamp; nothing happens if it is there already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO stamp VALUES (?, ?)", stamp.items())

    def stamp(self) -> dict[str, str]:
        """Return how the vectors and the text were made; IndexUnusable if the file is torn."""
        with self.reading() as connection:
            return dict(connection.execute("SELECT key, value FROM stamp").fetchall())

    def followed(self) -> int | None:
        """Return the number of the last change of the catalog that is in the file; None before there is any."""
        with self.reading() as connection:
            found = connection.execute("SELECT change FROM followed").fetchone()
        return int(found[0]) if found else None

    def follow(self, change: int) -> None:
        """Note that every change up to this one is in the file."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO followed VALUES (1, ?)", (change,))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except sqlite3.DatabaseError as error:
            raise IndexUnusable(path=str(self.path), why=f"the index cannot be read ({error})") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection inside one transaction, committed at the end, rolled back on an error."""
        with self.reading() as connection, self._lock, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def compact(self) -> None:
        """Rewrite the file without what was deleted; IndexUnusable if a reader keeps the old pages."""
        with self.reading() as connection, self._lock:
            connection.execute("INSERT INTO fts (fts) VALUES ('optimize')")  # else deleted words stay in its segments
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise IndexUnusable(path=str(self.path), why="a reader kept deleted text from being overwritten")

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._connect()
        return found

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")
        connection.executescript(_SCHEMA)
        self._all.append(connection)
        return connection

    def close(self) -> None:
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()
