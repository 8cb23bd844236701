"""The indexes of a workspace behind one door: add, remove, search; rebuilt from the catalog at will.

A reader opens the passage file alone and searches it exactly; the process that owns the home also
keeps Chroma, or shares a Chroma server with others. The file knows the last change of the catalog that it has,
and follows from there; on several machines each has a file of its own.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np

from service.domain.news import ArticleVersion, Passage
from service.domain.questions import Filters
from service.errors import IndexUnusable, VectorsUnreachable
from service.ports import Embedder, Vector, VectorIndex
from service.store import comparing, exact, lexical
from service.store.catalog import Catalog
from service.store.passage_file import PassageFile
from service.store.remembering import RememberedVectors

TEXT_PREPARATION = "heading/2"  # part of the stamp: how the indexed text is made
NARROW = 20_000  # below this many allowed passages exact search beats Chroma and a filter behind it
OVERFETCH = 4
BESIDE = 4  # searches by words that run beside whatever those who wait for them do meanwhile
BATCH = 32  # articles brought into the indexes at once: both threads embed, one transaction writes

T = TypeVar("T")
log = logging.getLogger("onrecord.index")


def searchable(passage: Passage, version: ArticleVersion) -> str:
    """Return the text that is indexed for a passage: title and source stand in front."""
    front = " | ".join(part for part in (version.title, version.source) if part)
    return f"{front}\n{passage.text}" if front else passage.text


@dataclass(frozen=True, slots=True)
class Drift:
    """How the indexes differ from the catalog; all zero when they agree."""

    queued: int
    missing: int
    surplus: int
    vector_index: int

    @property
    def clean(self) -> bool:
        return not any((self.queued, self.missing, self.surplus, self.vector_index))


class Index:
    """Lexical and vector search over one workspace."""

    def __init__(
        self,
        folder: Path,
        *,
        catalog: Catalog,
        embedder: Embedder,
        vectors: VectorIndex | None = None,
    ) -> None:
        self.file = PassageFile(folder / f"{catalog.workspace}.sqlite3")
        self.catalog = catalog
        self.embedder = embedder
        self.vectors = vectors
        self._checked = False
        self._draining = Lock()
        self.sentences = RememberedVectors()
        self._beside = ThreadPoolExecutor(BESIDE, "onrecord-words")

    @property
    def _is_shared(self) -> bool:
        return self.vectors is not None and self.vectors.shared

    @property
    def _stamp(self) -> dict[str, str]:
        return {"embedding": self.embedder.identity, "text": TEXT_PREPARATION}

    def check(self) -> None:
        """Raise IndexUnusable if the index is missing or was made by another embedding model."""
        if self._checked:
            return
        if not self.file.exists():
            if self.catalog.count_passages() and not self._is_shared:
                raise IndexUnusable(path=str(self.file.path), why="the index is missing")
            return
        found = self.file.stamp()
        if found and found != self._stamp:
            was, now = found.get("embedding"), self.embedder.identity
            why = (
                f"the index was made with {was}, the setting is {now}"
                if was != now
                else "the index is of an older format"
            )
            raise IndexUnusable(path=str(self.file.path), why=why)
        self._checked = True

    def prepare(self) -> None:
        """Make ready to write: check what is there, create what is not, finish what was interrupted."""
        self.check()
        self.file.create(self._stamp)
        self._checked = True
        self._take_up()
        self.drain()
        self.align()

    def _take_up(self) -> None:
        """Make sure that there is a place from which to follow; a file of an older program is compared once."""
        newest, followed = self.catalog.newest_change(), self.file.followed()
        if followed is None and self.count():
            self._compare_all()
            self.file.follow(newest)
        elif followed is None:
            self.file.follow(0)
        elif followed > newest:
            raise IndexUnusable(path=str(self.file.path), why="the catalog is older than the index")

    def drain(self) -> int:
        """Bring every index up to the newest change of the catalog; return how many articles that took."""
        with self._draining:
            changes = self.catalog.changes(after=self.file.followed() or 0)
            for batch in _batches(changes):
                self._replace([article_id for _, article_id in batch])
                self.file.follow(batch[-1][0])
        return len(changes)

    def _replace(self, article_ids: Sequence[str]) -> None:
        """Put what the catalog has of these articles in the place of what the indexes have."""
        found = [(*pair, article_id) for article_id in article_ids for pair in self.catalog.passages_of(article_id)]
        texts = [searchable(passage, version) for passage, version, _ in found]
        embedded = texts if self.embedder.reads_headings else [passage.text for passage, _, _ in found]
        members = [(passage.id, article_id) for passage, _, article_id in found]
        ids = [i for i, _ in members]
        there = self.vectors.fetch(ids) if self.vectors is not None and self.vectors.shared else {}
        vectors = self._embed(ids, embedded, there)
        old = self._write(article_ids, members, texts, vectors)
        self._mirror(old, ids, vectors, there)

    def _embed(self, ids: Sequence[int], texts: Sequence[str], there: Mapping[int, Vector]) -> Vector | None:
        """Return the vectors of texts; what another process has embedded is `there`."""
        if not ids:
            return None
        new = [n for n, i in enumerate(ids) if i not in there]
        made = self.embedder.embed_passages([texts[n] for n in new]) if new else ()
        by_id = dict(there) | {ids[n]: vector for n, vector in zip(new, made, strict=True)}
        return np.stack([by_id[i] for i in ids]).astype(np.float32)

    def _write(
        self,
        article_ids: Sequence[str],
        members: Sequence[tuple[int, str]],
        texts: Sequence[str],
        vectors: Vector | None,
    ) -> list[int]:
        """Write the passage file in one transaction; return the ids of the passages that it no longer has."""
        ids = [i for i, _ in members]
        with self.file.writing() as connection:
            old = _forget(connection, article_ids)
            connection.executemany("INSERT INTO members VALUES (?, ?)", members)
            lexical.add(connection, zip(ids, texts, strict=True))
            if vectors is not None:
                exact.add(connection, ids, vectors)
        return old

    def _mirror(
        self, old: Sequence[int], ids: Sequence[int], vectors: Vector | None, there: Mapping[int, Vector]
    ) -> None:
        if self.vectors is None:
            return
        if old:
            self.vectors.remove(old)
        new = [n for n, i in enumerate(ids) if i not in there]
        if vectors is not None and new:
            self.vectors.upsert([ids[n] for n in new], vectors[new])

    def search_lexical(
        self, query: str, *, limit: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (passage id, BM25 score), best first."""
        self.check()
        return lexical.search(self.file, query, limit=limit, allowed=allowed) if self.file.exists() else []

    def begin_lexical(
        self, query: str, *, limit: int, allowed: Sequence[int] | None = None
    ) -> Future[list[tuple[int, float]]]:
        """Begin `search_lexical` in a thread of its own: SQLite takes as long as embedding and Chroma do together."""
        return self._beside.submit(self.search_lexical, query, limit=limit, allowed=allowed)

    def search_vectors(
        self, vector: Vector, *, limit: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (passage id, cosine), best first; exact for readers and narrow filters, else by Chroma.

        A Chroma server that does not answer is done without: the file has every vector, too.
        """
        self.check()
        if not self.file.exists():
            return []
        vectors = self.vectors  # which another thread may be renewing
        if vectors is None or (allowed is not None and len(allowed) <= NARROW):
            return exact.search(self.file, vector, limit=limit, allowed=allowed)
        try:
            return _nearest(vectors, vector, limit=limit, allowed=allowed)
        except VectorsUnreachable as error:
            log.warning("%s; searched without it", error)
            return exact.search(self.file, vector, limit=limit, allowed=allowed)

    def compare(self, vector: Vector, ids: Sequence[int]) -> list[tuple[int, float]]:
        """Return (passage id, cosine) of these passages, best first."""
        return exact.search(self.file, vector, limit=len(ids), allowed=ids) if ids else []

    def embed_sentences(self, texts: Sequence[str]) -> Vector:
        """Return the vectors of sentences that are compared with a question; popular ones are remembered."""
        return self.sentences.embed(texts, self.embedder)

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each word occurs, 0 for a word that none has."""
        if not self.file.exists():
            return dict.fromkeys(stems, 0)
        with self.file.reading() as connection:
            return dict.fromkeys(stems, 0) | lexical.document_frequencies(connection, list(dict.fromkeys(stems)))

    def count(self) -> int:
        """Return how many passages are indexed."""
        if not self.file.exists():
            return 0
        with self.file.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM members").fetchone()[0])

    def rebuild(self, *, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Make the passage file anew from the catalog; return the number of articles.

        The old file answers until the new one is whole; `progress` is called with (done, total) articles.
        A vector index is then the caller's to empty and to `align`.
        """
        path = self.file.path
        self.file.close()
        fresh = PassageFile(path.with_suffix(".rebuilding"))
        _discard(fresh.path)
        fresh.create(self._stamp)
        self.file = fresh
        newest = self.catalog.newest_change()
        article_ids = self.catalog.article_ids()
        done = 0
        for batch in _batches(article_ids):
            self._replace(batch)
            done += len(batch)
            progress(done, len(article_ids))
        fresh.follow(newest)
        self._install(path)
        self._checked = True
        return len(article_ids)

    def _install(self, path: Path) -> None:
        fresh = self.file
        with fresh.reading() as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        fresh.close()
        _discard(path)
        fresh.path.rename(path)
        self.file = PassageFile(path)

    def align(self) -> int:
        """Make the vector index hold the vectors of the passage file, and no other unless others write to it, too.

        Returns how many keys changed.
        """
        if self.vectors is None or not self.file.exists() or self.vectors.count() == self.count():
            return 0
        return comparing.align(self.vectors, self.file, self.embedder.dimension)

    def overwrite(self, vectors: VectorIndex) -> None:
        """Put every vector of the passage file into an index, take out what the catalog does not know, and use it."""
        comparing.overwrite(vectors, self.file, self.embedder.dimension, known=self.catalog.passage_ids(Filters()))
        self.vectors = vectors

    def release_vectors(self) -> None:
        """Let go of the vector index; until there is one again, every search is exact."""
        released, self.vectors = self.vectors, None
        if released is not None:
            released.close()

    def take_vectors(self, vectors: VectorIndex | None) -> None:
        """Fill a vector index from the passage file and then search by it."""
        if vectors is not None and self.file.exists():
            comparing.align(vectors, self.file, self.embedder.dimension)
        self.vectors = vectors

    def drift(self) -> Drift:
        """Compare the indexes with the catalog."""
        self.check()
        with self.file.reading() as connection:
            indexed = {i for (i,) in connection.execute("SELECT passage_id FROM members")}
            (vectors,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
        recorded = set(self.catalog.passage_ids(Filters()))
        queued = self.catalog.changes(after=self.file.followed() or 0)
        mirrored = 0 if self.vectors is None else abs(self.vectors.count() - vectors)
        return Drift(len(queued), len(recorded - indexed), len(indexed - recorded), mirrored)

    def purge(self) -> None:
        """Rewrite the passage file, and remove what an interrupted rebuild left, so that deleted text is in neither."""
        for left in self.file.path.parent.glob(f"{self.file.path.stem}.rebuilding*"):
            left.unlink(missing_ok=True)
        if self.file.exists():
            self.file.compact()

    def mend(self) -> int:
        """Make the indexes agree with the catalog, embedding only what differs; return how many articles did."""
        self.prepare()
        different = self._compare_all()
        self.align()
        return different

    def _compare_all(self) -> int:
        """Replace every article of which file and catalog have different passages; return how many there were."""
        different = comparing.find_different(self.file, self.catalog)
        for batch in _batches(different):
            self._replace(batch)
        return len(different)

    def close(self) -> None:
        self._beside.shutdown()
        self.file.close()
        if self.vectors is not None:
            self.vectors.close()


def _nearest(
    vectors: VectorIndex, vector: Vector, *, limit: int, allowed: Sequence[int] | None
) -> list[tuple[int, float]]:
    if allowed is None:
        return vectors.search(vector, limit=limit)
    keep = set(allowed)
    return [hit for hit in vectors.search(vector, limit=limit * OVERFETCH) if hit[0] in keep][:limit]


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _forget(connection: sqlite3.Connection, article_ids: Sequence[str]) -> list[int]:
    """Remove these articles from the passage file; return the ids of their passages."""
    query = "SELECT passage_id FROM members WHERE article_id = ?"
    old = [i for article_id in article_ids for (i,) in connection.execute(query, (article_id,))]
    connection.executemany("DELETE FROM members WHERE article_id = ?", [(i,) for i in article_ids])
    lexical.remove(connection, old)
    exact.remove(connection, old)
    return old


def _discard(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
