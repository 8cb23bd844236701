"""Vectors of texts that were embedded for a question, kept in this process for the next one about the same articles."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

import numpy as np

from service.ports import Embedder, Vector

MOST_BYTES = 16_000_000  # 10,000 sentences at 384 dimensions


class RememberedVectors:
    """The vectors of the texts asked for last, at most `most_bytes` of them; keys are hashes, no text is kept.

    Safe to share between threads.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str], embedder: Embedder) -> Vector:
        """Return what `embedder.embed_passages` returns; only texts that are not remembered are embedded."""
        keys = [_key(text, embedder) for text in texts]
        known = self._look_up(keys)
        new = [n for n, key in enumerate(keys) if key not in known]
        if new:
            made = embedder.embed_passages([texts[n] for n in new])
            fresh = {keys[n]: vector for n, vector in zip(new, made, strict=True)}
            self._keep(fresh)
            known |= fresh
        return np.stack([known[key] for key in keys])

    def _look_up(self, keys: Sequence[bytes]) -> dict[bytes, Vector]:
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
            return found

    def _keep(self, fresh: dict[bytes, Vector]) -> None:
        with self._lock:
            for key, vector in fresh.items():
                if key not in self._kept:
                    self._kept[key] = vector.copy()  # a row of a batch would keep all of it alive
                    self._bytes += vector.nbytes
            while self._bytes > self._most:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes


def _key(text: str, embedder: Embedder) -> bytes:
    return blake2b(f"{embedder.identity}\n{text}".encode(errors="surrogatepass"), digest_size=16).digest()
