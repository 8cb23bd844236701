"""Fakes we own. The contract tests run on them and on the real things, so that they cannot lie."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

import numpy as np

from service.ports import Completion, Vector
from service.text.words import terms


class HashingEmbedder:
    """A bag of words, each hashed into one of 64 signed buckets: texts that share words are near each other."""

    dimension = 64
    reads_headings = True

    def __init__(self, identity: str = "hashing-64/1") -> None:
        self.identity = identity
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        self.embedded += texts
        return np.stack([_hashed(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Vector:
        return _hashed(text)


def _hashed(text: str) -> Vector:
    vector = np.zeros(HashingEmbedder.dimension, np.float32)
    vector[0] = 1e-3  # the empty text has a direction, too
    for term in terms(text):
        code = zlib.crc32(term.encode())
        vector[code % HashingEmbedder.dimension] += 1 if code & 0x8000_0000 else -1
    length = np.linalg.norm(vector)
    return vector / length if length else np.eye(1, HashingEmbedder.dimension, dtype=np.float32)[0]


class MemoryVectorIndex:
    """Every vector in a dictionary, compared one by one."""

    shared = False

    def __init__(self) -> None:
        self._vectors: dict[int, Vector] = {}

    def fetch(self, keys: Sequence[int]) -> dict[int, Vector]:
        return {key: self._vectors[key].copy() for key in keys if key in self._vectors}

    def upsert(self, keys: Sequence[int], vectors: Vector) -> None:
        self._vectors.update({int(key): vectors[row].copy() for row, key in enumerate(keys)})

    def remove(self, keys: Sequence[int]) -> None:
        for key in keys:
            self._vectors.pop(key, None)

    def search(self, vector: Vector, *, limit: int) -> list[tuple[int, float]]:
        scored = [(key, float(other @ vector)) for key, other in self._vectors.items()]
        return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def count(self) -> int:
        return len(self._vectors)

    def close(self) -> None:
        """Nothing is open."""

    def keys(self) -> set[int]:
        return set(self._vectors)


Reply = str | Exception | Callable[[str], str]


class ScriptedModel:
    """A chat model that gives the replies it was given, in order; one may be an error or made from the prompt."""

    name = "scripted"

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = list(replies)
        self.prompts: list[str] = []
        self.schemas: list[Mapping[str, Any]] = []

    async def complete(self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int) -> Completion:
        self.prompts.append(prompt)
        self.schemas.append(schema)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        text = reply(prompt) if callable(reply) else reply
        return Completion(text, self.name, input_tokens=len(prompt) // 4, output_tokens=max(1, len(text) // 4))

    async def stream(
        self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str | Completion, None]:
        """Yield the reply in pieces of seven characters, then the whole."""
        whole = await self.complete(prompt, schema=schema, max_tokens=max_tokens)
        for at in range(0, len(whole.text), 7):
            await asyncio.sleep(0)
            yield whole.text[at : at + 7]
        yield whole
