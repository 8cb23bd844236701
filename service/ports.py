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


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One step of a batch; `attempt` counts from 1 how often it was handed out."""

    batch_id: str
    position: int
    attempt: int = 1


class JobQueue(Protocol):
    """Hands every job to one worker at a time, again if that worker dies, until it is said to be done.

    A job may be handed out twice (a worker that was only slow): steps are idempotent. Order is that of the batch.
    """

    def put(self, batch_id: str, positions: Sequence[int]) -> None:
        """Offer jobs; one that is offered already is not offered twice."""

    def take(self, *, worker: str, limit: int, batch_id: str | None = None) -> list[Job]:
        """Return at most `limit` jobs, of one batch or of all, that `worker` alone holds until their lease ends."""

    def renew(self, jobs: Sequence[Job], *, worker: str) -> None:
        """Prolong the leases of jobs that `worker` still holds."""

    def done(self, jobs: Sequence[Job]) -> None:
        """Take jobs out of the queue, whatever became of them."""

    def again(self, job: Job, *, after_s: float) -> None:
        """Offer a job anew, after a pause."""

    def withdraw(self, batch_id: str) -> None:
        """Take back the jobs of a batch that nobody holds."""

    def waiting(self, batch_id: str | None = None) -> int:
        """Return how many jobs are not done."""

    def close(self) -> None: ...
