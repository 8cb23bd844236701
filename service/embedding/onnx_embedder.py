"""Text into unit vectors with a model of our own, in this process, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from service.embedding.halves import split_at
from service.embedding.models import MINILM, EmbeddingModel
from service.embedding.weights import open_session, read_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUERIES = 8  # texts of which the vectors are kept: a question is compared with passages, then with sentences
READ = 64  # short texts of which the lower layers' states are kept, about 60 kB each: those of one question
SHORT = 600  # characters; no sentence that somebody reads on from is longer

Vector = NDArray[np.float32]


class OnnxEmbedder:
    """Embeds with one of the models in `models.py`; loads it at the first text.

    Texts are run one by one, `threads` of them at a time: an int8 scale belongs to everything in a batch, so that in
    a batch a text's vector would depend on its neighbours. Safe to share between threads. ModelUnusable is raised at
    the first text if a file in `folder` (default: the shipped one) is missing or is not the known one.
    """

    def __init__(self, model: EmbeddingModel = MINILM, *, threads: int = 2, folder: Path | None = None) -> None:
        self._model = model
        self._threads = threads
        self._folder = folder or model.folder
        self._lock = Lock()
        self._loaded: _Encoder | _Halves | None = None
        self._pool = ThreadPoolExecutor(threads, "onrecord-embedding")  # it has no thread before the first text
        self._asked = lru_cache(QUERIES)(self._embed_query)

    @property
    def identity(self) -> str:
        return self._model.identity

    @property
    def dimension(self) -> int:
        return self._model.dimension

    @property
    def reads_headings(self) -> bool:
        return self._model.reads_headings

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Return an array (len(texts), dimension) of float32, rows of length 1, in the order of `texts`."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        encoder = self._encoder()
        prepared = [self._prepare(self._model.passage_prefix, text) for text in texts]
        if min(self._threads, len(prepared)) == 1:
            return np.stack([encoder.embed(text) for text in prepared])
        return np.stack(list(self._pool.map(encoder.embed, prepared)))

    def embed_query(self, text: str) -> Vector:
        """Return an array (dimension,) of float32 and of length 1; the empty text has a vector too."""
        return self._asked(text).copy()

    def _embed_query(self, text: str) -> Vector:
        return self._encoder().embed(self._prepare(self._model.query_prefix, text))

    def _prepare(self, prefix: str, text: str) -> str:
        bounded = text[: self._model.max_characters]
        return prefix + bounded.encode(errors="replace").decode()  # the tokenizer takes no lone surrogates

    def read(self, text: str, *, most: int) -> Reading:
        """Return what the lower layers make of the first `most` pieces of a text, no prefix in front of it.

        What was embedded just now is not read again. Only for a model with a `middle`.
        """
        encoder = self._encoder()
        assert isinstance(encoder, _Halves), f"{self._model.name} is not cut in two"
        return encoder.read(self._prepare("", text), most=most)

    def _encoder(self) -> _Encoder | _Halves:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._model, self._folder)
            return self._loaded


class _Encoder:
    def __init__(self, tokenizer: Tokenizer, session: Any) -> None:
        self._tokenizer = tokenizer
        self._session = session

    def embed(self, text: str) -> Vector:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        vector: Vector = self._session.run(["vector"], {"ids": ids})[0][0]
        return vector


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the lower layers have read it: states (pieces, dimension), and where in the text each piece stands."""

    states: Vector
    offsets: Sequence[tuple[int, int]]


class _Halves:
    """A model cut in two. What the lower half made of the last short texts is kept for whoever reads on from there."""

    def __init__(self, tokenizer: Tokenizer, lower: Any, upper: Any, middle: str) -> None:
        self._tokenizer = tokenizer
        self._lower = lower
        self._upper = upper
        self._middle = middle
        self._recent = lru_cache(READ)(self._run)

    def embed(self, text: str) -> Vector:
        reading = self._recent(text) if len(text) <= SHORT else self._run(text)
        vector: Vector = self._upper.run(["vector"], {self._middle: reading.states[None]})[0][0]
        return vector

    def read(self, text: str, *, most: int) -> Reading:
        reading = self._recent(text) if len(text) <= SHORT else None
        return reading if reading and len(reading.offsets) <= most else self._run(text, most)

    def _run(self, text: str, most: int | None = None) -> Reading:
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids[:most]], np.int64)
        return Reading(self._lower.run([self._middle], {"ids": ids})[0][0], encoded.offsets[:most])


def _load(model: EmbeddingModel, folder: Path) -> _Encoder | _Halves:
    from tokenizers import Tokenizer

    files = {name: read_weights(model.name, folder / name, expected) for name, expected in model.files.items()}
    tokenizer = Tokenizer.from_buffer(files["tokenizer.json"])
    if model.middle is None:
        return _Encoder(tokenizer, open_session(files["model.onnx"]))
    lower, upper = split_at(files["model.onnx"], model.middle)
    return _Halves(tokenizer, open_session(lower), open_session(upper), model.middle)
