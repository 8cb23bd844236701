"""Many articles to be summarized in one go, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.summaries import Length

SUSPECT = 2  # attempts in vain after which a job may be what ends its workers
LONGEST_PAUSE_S = 600.0  # before a job is offered again; what waits for longer met a clock that was set back


class State(StrEnum):
    """What became of one item; a running one is queued until its result is stored."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One step of a batch; `attempt` counts from 1 how often it was handed out."""

    batch_id: str
    position: int
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is run. Budgets are of one batch: tokens in all, and calls a minute in each worker."""

    length: Length = Length.SHORT
    concurrency: int = 4
    max_tokens: int | None = None
    calls_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens, and what they cost in the currency of the prices that are set (None without prices)."""

    input_tokens: int = 0
    output_tokens: int = 0
    money: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the input: the article it names (None: unknown) and, at the end, a summary or an error.

    `step` identifies the work (article version, length, model, prompt): equal steps have equal results.
    """

    position: int
    reference: str
    article_id: str | None = None
    version: int | None = None
    step: str | None = None
    state: State = State.QUEUED
    error: str | None = None
    result: dict[str, object] | None = None
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch and how far it is; `counts` are of its items by state.

    `key` is the caller's, for one batch at most; `fingerprint` is made of what was asked.
    """

    id: str
    workspace: str
    key: str
    fingerprint: str
    options: Options
    estimate: Cost
    created_at: str
    counts: dict[State, int] = field(default_factory=dict)
    spent: Cost = field(default=Cost())
    cancelled_at: str | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        return self.counts.get(State.QUEUED, 0)

    @property
    def is_spent(self) -> bool:
        """Tell whether the batch has used up its tokens; what is left then waits for a larger budget."""
        most = self.options.max_tokens
        return most is not None and self.spent.input_tokens + self.spent.output_tokens >= most

    @property
    def status(self) -> str:
        if self.cancelled_at:
            return "cancelled"
        if not self.left:
            return "completed"
        return "paused" if self.is_spent else "running"
