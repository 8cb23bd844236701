"""Re-ranking without weights of its own: how near each word of a question comes to a word of a text (MaxSim).

The word vectors are those that the shipped MiniLM has before it makes one vector of a text. See ColBERT,
https://arxiv.org/abs/2004.12832; this encoder was not trained for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from service.embedding.models import MINILM
from service.embedding.onnx_embedder import Vector
from service.embedding.weights import open_session, read_weights

TOKENS = "layer5.norm2"  # (1, tokens, hidden): what the graph takes the mean of
MOST_TOKENS = 32  # of a question; attention is of the square, and a longer one is a text


class LateInteraction:
    """Scores texts by the mean, over a question's tokens, of the greatest cosine with a token of the text.

    The weights are loaded at the first question; ModelUnusable if they are missing or altered.
    """

    name = "late-interaction"
    share = 0.5  # fused 1:1 with the first stage

    def __init__(self, *, threads: int = 2, folder: Path | None = None) -> None:
        self._threads = threads
        self._folder = folder or MINILM.folder
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return a number from -1 to 1 for each text, greater is better."""
        if not texts:
            return []
        asked = self._vectors(query)[:MOST_TOKENS]
        with ThreadPoolExecutor(self._threads) as pool:
            return [float((asked @ tokens.T).max(axis=1).mean()) for tokens in pool.map(self._vectors, texts)]

    def _vectors(self, text: str) -> Vector:
        """Return (tokens, hidden), rows of length 1, without the marks of begin and end where there are words."""
        tokenizer, session = self._model()
        bounded = text[: MINILM.max_characters].encode(errors="replace").decode()
        ids = np.array([tokenizer.encode(bounded).ids], np.int64)
        vectors = session.run([TOKENS], {"ids": ids})[0][0]
        words = vectors[1:-1] if len(vectors) > 2 else vectors
        unit: Vector = words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-12)
        return unit

    def _model(self) -> tuple[Any, Any]:
        from tokenizers import Tokenizer

        with self._lock:
            if self._loaded is None:
                files = {n: read_weights(MINILM.name, self._folder / n, h) for n, h in MINILM.files.items()}
                session = open_session(with_output(files["model.onnx"], TOKENS))
                self._loaded = Tokenizer.from_buffer(files["tokenizer.json"]), session
            return self._loaded


def with_output(model: bytes, name: str) -> bytes:
    """Return an ONNX model that also gives out the value `name` of its graph.

    Protocol buffers merge a message that occurs twice (https://protobuf.dev/programming-guides/encoding/#last-one-wins):
    a second `ModelProto.graph` (field 7) that holds one `output` (12) with a `name` (1) adds that output.
    """
    value = _field(1, name.encode())
    return model + _field(7, _field(12, value))


def _field(number: int, content: bytes) -> bytes:
    if len(content) > 127:
        raise ValueError("longer than one byte can tell")
    return bytes([number << 3 | 2, len(content)]) + content
