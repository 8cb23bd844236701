"""Roles with two or more implementations; the vendor's name is in the class, the role's in the Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors."""

    @property
    def identity(self) -> str:
        """Names model and text preparation; changes whenever vectors change. Indexes are stamped with it."""

    @property
    def dimension(self) -> int: ...

    @property
    def reads_headings(self) -> bool:
        """Whether title and source belong in front of a passage that is embedded."""

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Return an array (len(texts), dimension), rows of length 1."""

    def embed_query(self, text: str) -> Vector:
        """Return an array (dimension,) of length 1."""


class VectorIndex(Protocol):
    """Nearest neighbours by cosine; keys are passage row numbers of the catalog."""

    def upsert(self, keys: Sequence[int], vectors: Vector) -> None: ...

    def remove(self, keys: Sequence[int]) -> None: ...

    def search(self, vector: Vector, *, limit: int) -> list[tuple[int, float]]:
        """Return at most `limit` (key, cosine similarity), best first."""

    def count(self) -> int: ...

    def keys(self) -> set[int]:
        """Return every key in the index."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's reply and what it cost, in tokens as the server counted them (0 if it does not say)."""

    text: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0


class LanguageModel(Protocol):
    """A chat model that replies with JSON following a schema."""

    @property
    def name(self) -> str: ...

    async def complete(self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int) -> Completion:
        """Return the reply; ModelUnreachable or UnusableModelOutput if there is none."""
