"""Roles with two or more implementations; the vendor's name is in the class, the role's in the Protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from service.domain.batches import Job

Vector = NDArray[np.float32]
Do = Callable[[Job], Awaitable[float | None]]


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

    @property
    def shared(self) -> bool:
        """Whether other processes write to it, too; what one of them has not seen yet is then no surplus."""

    def fetch(self, keys: Sequence[int]) -> dict[int, Vector]:
        """Return the vectors of those of the keys that are in the index."""

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

    def stream(
        self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str | Completion, None]:
        """Yield the reply piece by piece as it is written, then the whole as one Completion.

        Raises what `complete` raises, also after some pieces. Whoever leaves the iteration ends the call.
        """


class JobQueue(Protocol):
    """Hands every job to one worker at a time, again if that worker dies, until it is done.

    A job may run twice (a slow worker is taken for dead): steps are idempotent. The order is that in which jobs were
    put; what was handed out twice in vain comes last, and alone in its process, so that it ends no other job's worker.
    """

    def put(self, batch_id: str, positions: Sequence[int]) -> None:
        """Offer jobs; one that waits or runs already is not offered twice."""

    async def work(
        self,
        do: Do,
        *,
        concurrency: int,
        batch_id: str | None = None,
        until_empty: bool = False,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Do jobs, of one batch or of all, until `stop` is set, or until none waits or runs anywhere any more.

        `do` returns None when a job is done, else after how many seconds it is to be offered again. What `do` raises
        ends the work and is raised here. What runs at the end is cancelled and offered again at once.
        """

    def withdraw(self, batch_id: str) -> None:
        """Take back the jobs of a batch that nobody runs."""

    def waiting(self, batch_id: str | None = None) -> int:
        """Return how many jobs wait or run."""
