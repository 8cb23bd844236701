"""Roles with two or more implementations; the vendor's name is in the class, the role's in the Protocol."""

from __future__ import annotations

import asyncio
import math
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


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence behind the names of those who speak in it, the sentence before it, and its article's title."""

    sentence: str
    before: str = ""
    title: str = ""


class AnswerJudge(Protocol):
    """Tells whether a sentence answers a question."""

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> Sequence[float]:
        """Return how likely each answers, from 0 to 1, in the order of `excerpts`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence where it stands: its article's text and title, and where in the text it begins.

    `speakers` names those who speak in it, `spoken` counts them; `meaning` is its cosine with the question, and `rules`
    its score by rules, both not a number where it was not compared yet.
    """

    text: str
    title: str
    start: int
    speakers: str = ""
    spoken: int = 0
    meaning: float = math.nan
    rules: float = math.nan


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that was read with a question: log-odds by the ranker, and a chance by the judge, that it answers."""

    placed: Placed
    odds: float
    likely: float


class SentenceRanker(Protocol):
    """Tells which sentences look like an answer, before and after they were read; safe to share between threads."""

    def rank(self, question: str, sentences: Sequence[Placed], *, weights: Mapping[str, float]) -> Sequence[float]:
        """Return the log-odds that each answers, in order; `weights` are how rare the question's terms are."""

    def decide(self, question: str, read: Sequence[Read], *, weights: Mapping[str, float]) -> Sequence[float]:
        """Return the chance that each answers (0 to 1), in order, with all that were read side by side."""


class Reranker(Protocol):
    """Reads a question together with each text and tells how well they fit; safe to share between threads."""

    @property
    def name(self) -> str: ...

    @property
    def share(self) -> float:
        """How much of the new order is by its scores: 0 (none) to 1 (all; the first stage only parts equals)."""

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one finite number for each text in their order, greater is better, of any scale.

        RerankerFailed (or another OnRecordError) if there are none; the first stage's order then stays. It bounds its
        own time: a question waits for it.
        """


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

        `do` returns None when a job is done, else after how many seconds it is to be offered again (Afresh: and as if
        for the first time). What `do` raises
        ends the work and is raised here. What runs at the end is cancelled and offered again at once.
        """

    def withdraw(self, batch_id: str) -> None:
        """Take back the jobs of a batch that nobody runs."""

    def waiting(self, batch_id: str | None = None) -> int:
        """Return how many jobs wait or run."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call to a chat model, to be answered within a day; `key` names it in its submission."""

    key: str
    prompt: str
    schema: Mapping[str, Any]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request: a completion, or why there is none, and the tokens that were paid either way.

    `is_final` tells that asking the same again is in vain.
    """

    key: str
    completion: Completion | None = None
    error: str = ""
    is_final: bool = False
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a submission ended: the replies in any order, and why those that have none were not answered."""

    replies: tuple[Reply, ...]
    missing: str
    is_full: bool = False  # refused as a whole because the server holds too much of this account already


class HostedBatches(Protocol):
    """Many requests handed to a server at once, which answers them in its own time and at a lower price.

    Every method raises ModelUnreachable if the server does not answer, SubmissionRefused if it will not have it.
    """

    def weigh(self, request: Request) -> int:
        """Return the bytes that a request takes in a submission."""

    async def submit(self, requests: Sequence[Request], *, label: str) -> str:
        """Hand requests over and return the server's id of them.

        After ModelUnreachable the server may have them or not: `find` tells.
        """

    async def find(self, label: str) -> str | None:
        """Return the server's id of the submission with this label.

        None if it never arrived, and then never will: what of it has reached the server is removed.
        """

    async def collect(self, remote_id: str) -> Outcome | None:
        """Return what came of the requests, None while the server works on them."""

    async def cancel(self, remote_id: str) -> None:
        """Ask the server to end; what it has answered by then is paid and can be collected."""

    async def clear(self, remote_id: str) -> None:
        """Remove the files of a submission that has ended from the server."""
