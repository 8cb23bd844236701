"""Chroma as a vector index, in a folder or on a server. The only module that imports chromadb.

Documents stay out of Chroma (deleted text would linger in its files): it holds ids and vectors. A folder is opened by
one process at a time; a server serves many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from service.errors import IndexUnusable, VectorsUnreachable
from service.ports import Vector

MAX_BATCH = 5_000  # Chroma refuses more than 5,461 at once
TIMEOUT_S = 30.0  # of a server: 5,000 vectors take a second to write
PAGE = 20_000  # get() without a limit fails beyond 32,766 rows


def open_folder(folder: Path, *, workspace: str, embedding: str) -> ChromaIndex:
    """Return the vectors of a workspace in a folder that no other process opens.

    The collection is named after the workspace and the embedding model, so that vectors of two models never meet;
    those of other models are dropped.
    """
    import chromadb  # 1.5 s, paid only by the process that owns the home

    try:
        folder.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(str(folder), settings=_settings())
        name = _name(workspace, embedding)
        _drop(client, workspace, keep=name)
        return ChromaIndex(client, name)
    except Exception as error:  # chromadb raises its own, sqlite's and pyo3's errors
        why = f"Chroma cannot open its folder ({type(error).__name__})"
        raise IndexUnusable(path=str(folder), why=why) from error


def open_server(url: str, *, workspace: str, embedding: str, token: str | None = None) -> ServedChromaIndex:
    """Return the vectors of a workspace on a Chroma server; VectorsUnreachable if it does not answer.

    `token` is sent as a bearer token, for the gateway in front: Chroma's own server asks for none. Vectors of other
    models stay, for the processes that still use them.
    """
    import chromadb

    parts = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    def connect() -> Any:
        secure = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if secure else 80),
            ssl=secure,
            headers=headers,
            settings=_settings(),
        )

    return ServedChromaIndex(_reach(connect, url), _name(workspace, embedding), url)


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _reach(call: Callable[[], Any], url: str) -> Any:
    """Return what a call to the server returns; VectorsUnreachable if it fails."""
    try:
        return call()
    except Exception as error:  # httpx's errors, chromadb's own, and a ValueError that hides either
        first = (str(error).strip().splitlines() or [""])[0][:200]
        raise VectorsUnreachable(
            url=url, why=f"does not answer as it should ({type(error).__name__}: {first})"
        ) from error


class ChromaIndex:
    """One collection of Chroma: cosine over unit vectors. Nobody else writes to it."""

    shared = False

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name
        self._collection = self._open()

    def _open(self) -> Any:
        return self._client.get_or_create_collection(
            self._name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def _do(self, what: str, **given: Any) -> Any:
        return getattr(self._collection, what)(**given)

    def close(self) -> None:
        """Let go of the folder; the last of its clients in this process also lets go of its files."""
        self._client.close()

    def fetch(self, keys: Sequence[int]) -> dict[int, Vector]:
        found: dict[int, Vector] = {}
        for start in range(0, len(keys), MAX_BATCH):
            page = self._do("get", ids=[str(k) for k in keys[start : start + MAX_BATCH]], include=["embeddings"])
            vectors = np.asarray(page["embeddings"], np.float32)
            found |= {int(key): vectors[row] for row, key in enumerate(page["ids"])}
        return found

    def upsert(self, keys: Sequence[int], vectors: Vector) -> None:
        for start in range(0, len(keys), MAX_BATCH):
            part = slice(start, start + MAX_BATCH)
            self._do("upsert", ids=[str(k) for k in keys[part]], embeddings=vectors[part])

    def remove(self, keys: Sequence[int]) -> None:
        for start in range(0, len(keys), MAX_BATCH):
            self._do("delete", ids=[str(k) for k in keys[start : start + MAX_BATCH]])

    def search(self, vector: Vector, *, limit: int) -> list[tuple[int, float]]:
        found = self._do("query", query_embeddings=[vector], n_results=limit, include=["distances"])
        return [(int(key), 1 - float(d)) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        return int(self._do("count"))

    def keys(self) -> set[int]:
        """Return every key in the index."""
        found: set[int] = set()
        for offset in range(0, self.count(), PAGE):
            page = self._do("get", limit=PAGE, offset=offset, include=[])
            found.update(int(key) for key in page["ids"])
        return found


class ServedChromaIndex(ChromaIndex):
    """The same on a server, which other processes fill, too; VectorsUnreachable whenever it does not answer."""

    shared = True

    def __init__(self, client: Any, name: str, url: str) -> None:
        self._url = url
        self._sessions = [c._server._session for c in (client, client._admin_client)]
        for session in self._sessions:
            session.timeout = TIMEOUT_S  # chromadb itself would wait for ever
        super().__init__(client, name)

    def close(self) -> None:
        """Let go of the server; chromadb itself would leave its connections open."""
        super().close()
        for session in self._sessions:
            session.close()

    def _open(self) -> Any:
        return _reach(super()._open, self._url)

    def _do(self, what: str, **given: Any) -> Any:
        from chromadb.errors import NotFoundError

        def call() -> Any:
            try:
                return getattr(self._collection, what)(**given)
            except NotFoundError:  # somebody has emptied the server; a start or `reindex` fills it again
                self._collection = self._open()
                return getattr(self._collection, what)(**given)

        return _reach(call, self._url)


def _name(workspace: str, embedding: str) -> str:
    return f"ws-{workspace}--{re.sub(r'[^a-zA-Z0-9.-]+', '-', embedding).strip('-.')}"


def _drop(client: Any, workspace: str, *, keep: str) -> None:
    for collection in client.list_collections():
        if collection.name.startswith(f"ws-{workspace}--") and collection.name != keep:
            client.delete_collection(collection.name)
