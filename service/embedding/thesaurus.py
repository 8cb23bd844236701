"""Which words mean nearly the same ("boss" and "chief"): a vector for each English word that the embedding model knows.

The vectors are what the shipped all-MiniLM-L6-v2 makes of each whole word of its vocabulary, cut to their 96 main
directions in int8 (evals/build_thesaurus.py). They cost no model at question time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.embedding.weights import read_weights

WORDS = Path(__file__).resolve().parent / "weights" / "words-minilm" / "words.npz"
SHA256 = "e68061cd2cfdca4a5d39d08907ba21588cf417e5c85c6d2886aa32da8160802c"


class Thesaurus:
    """Reads the shipped vectors when they are first asked for; ModelUnusable then, if the file is not the known one."""

    def __init__(self, path: Path = WORDS, *, sha256: str = SHA256) -> None:
        self._path = path
        self._sha256 = sha256

    def nearness(self, asked: Sequence[str], found: Sequence[str]) -> NDArray[np.float32]:
        """Return how near each of `asked` is to each of `found`, lower-case words: 0 to 1, and 1 for the same word.

        Shape (len(asked), len(found)). A word that is not known is near to itself alone.
        """
        near = np.clip(self._vectors_of(asked) @ self._vectors_of(found).T, 0, 1)
        same = np.array(asked, dtype=object)[:, None] == np.array(found, dtype=object)[None, :]
        return np.where(same, np.float32(1), near).astype(np.float32)

    def _vectors_of(self, words: Sequence[str]) -> NDArray[np.float32]:
        places, vectors = self._loaded
        at = [places.get(word, len(vectors) - 1) for word in words]
        return vectors[at] if at else vectors[:0]

    @cached_property
    def _loaded(self) -> tuple[dict[str, int], NDArray[np.float32]]:
        """The place of each word, and unit vectors (words + 1, 96): the last one, of words not known, is 0."""
        with np.load(io.BytesIO(read_weights("words", self._path, self._sha256)), allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode().split("\n")
            vectors = stored["vectors"].astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return {word: n for n, word in enumerate(words)}, np.vstack([vectors, np.zeros_like(vectors[:1])])


@cache
def shared_thesaurus() -> Thesaurus:
    """Return the shipped thesaurus, read once for all who ask for it."""
    return Thesaurus()
