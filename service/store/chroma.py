"""Chroma as a vector index. The only module that imports chromadb; one process at a time opens it.

Documents stay out of Chroma (deleted text would linger in its files): it holds ids and vectors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.errors import IndexUnusable
from service.ports import Vector

MAX_BATCH = 5_000  # Chroma refuses more than 5,461 at once
PAGE = 20_000  # get() without a limit fails beyond 32,766 rows


class ChromaIndex:
    """One collection of a persistent Chroma folder: cosine over unit vectors.

    The collection is named after the workspace and the embedding model, so that vectors of two
    models never meet; those of other models are dropped.
    """

    def __init__(self, folder: Path, *, workspace: str, embedding: str) -> None:
        import chromadb  # 1.5 s, paid only by the process that owns the home
        from chromadb.config import Settings

        try:
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            name = _name(workspace, embedding)
            self._client: Any = client
            _drop(client, workspace, keep=name)
            self._collection: Any = client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        except Exception as error:  # chromadb raises its own, sqlite's and pyo3's errors
            why = f"Chroma cannot open its folder ({type(error).__name__})"
            raise IndexUnusable(path=str(folder), why=why) from error

    def close(self) -> None:
        """Let go of the folder; the last of its clients in this process also lets go of its files."""
        self._client.close()

    def upsert(self, keys: Sequence[int], vectors: Vector) -> None:
        for start in range(0, len(keys), MAX_BATCH):
            part = slice(start, start + MAX_BATCH)
            self._collection.upsert(ids=[str(k) for k in keys[part]], embeddings=vectors[part])

    def remove(self, keys: Sequence[int]) -> None:
        for start in range(0, len(keys), MAX_BATCH):
            self._collection.delete(ids=[str(k) for k in keys[start : start + MAX_BATCH]])

    def search(self, vector: Vector, *, limit: int) -> list[tuple[int, float]]:
        limit = min(limit, self.count())
        if limit == 0:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [(int(key), 1 - float(d)) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        return int(self._collection.count())

    def keys(self) -> set[int]:
        """Return every key in the index."""
        found: set[int] = set()
        for offset in range(0, self.count(), PAGE):
            page = self._collection.get(limit=PAGE, offset=offset, include=[])
            found.update(int(key) for key in page["ids"])
        return found


def _name(workspace: str, embedding: str) -> str:
    return f"ws-{workspace}--{re.sub(r'[^a-zA-Z0-9.-]+', '-', embedding).strip('-.')}"


def _drop(client: Any, workspace: str, *, keep: str) -> None:
    for collection in client.list_collections():
        if collection.name.startswith(f"ws-{workspace}--") and collection.name != keep:
            client.delete_collection(collection.name)
