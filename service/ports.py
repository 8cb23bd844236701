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


@dataclass(frozen=True, slots=True)
class Request:
    """One call to a chat model, to be answered within a day; `key` names it (64 characters at most)."""

    key: str
    prompt: str
    schema: Mapping[str, Any]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request: the server's completion as JSON, or why there is none.

    `is_final` tells that asking the same again is in vain.
    """

    key: str
    body: Mapping[str, Any] | None = None
    error: str | None = None
    is_final: bool = False


class HostedBatches(Protocol):
    """Many requests handed to a server at once, which answers them in its own time and at a lower price.

    Every method raises ModelUnreachable if the server does not answer, UnusableModelOutput if it refuses.
    """

    @property
    def name(self) -> str:
        """The model's name."""

    def weigh(self, request: Request) -> int:
        """Return the bytes that a request takes in a submission."""

    async def submit(self, requests: Sequence[Request], *, label: str) -> str:
        """Hand requests over and return the server's id; requests with this label that are there already stay so."""

    async def find(self, label: str) -> str | None:
        """Return the server's id of the submission with this label, None if it never arrived."""

    async def collect(self, remote_id: str) -> list[Reply] | None:
        """Return what came of the requests (those without a reply failed), None while the server works on them."""

    async def cancel(self, remote_id: str) -> None: ...

    def completion(self, body: Mapping[str, Any]) -> Completion:
        """Return the completion of a reply's body; UnusableModelOutput if it is cut or empty."""
