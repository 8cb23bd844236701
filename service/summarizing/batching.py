"""What batches need, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from service.domain.batches import Cost
from service.domain.summaries import Summary
from service.ports import HostedBatches, JobQueue
from service.store.batches import BatchRecords
from service.store.library import Library
from service.store.submissions import SubmissionRecords
from service.summarizing.article import Summarizing


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens, in any currency; None where they are not set. `hosted` is the share paid within a day."""

    input: float | None = None
    output: float | None = None
    hosted: float = 0.5

    def of(self, cost: Cost, *, hosted: Cost = Cost()) -> Cost:
        """Return a cost with its money; `hosted` is that part of it which a server took that answers within a day."""
        if self.input is None or self.output is None:
            return cost
        live_in, live_out = cost.input_tokens - hosted.input_tokens, cost.output_tokens - hosted.output_tokens
        paid_in, paid_out = live_in + self.hosted * hosted.input_tokens, live_out + self.hosted * hosted.output_tokens
        return replace(cost, money=round((paid_in * self.input + paid_out * self.output) / 1_000_000, 6))


@dataclass(frozen=True, slots=True)
class Hosting:
    """A server that answers within a day, how much it takes in one submission, and the first pause between looks."""

    server: HostedBatches
    most_requests: int = 50_000
    most_bytes: int = 200_000_000
    poll_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Batching:
    """What batches need. `present` makes the Summary object of a summary; `workspace_of` finds that of a batch."""

    queue: JobQueue
    records: Callable[[str], BatchRecords]
    library: Callable[[str], Library]
    workspace_of: Callable[[str], str | None]
    using: Summarizing
    present: Callable[[Summary], dict[str, Any]]
    clock: Callable[[], str]
    new_id: Callable[[], str]
    prices: Prices = field(default=Prices())
    hosting: Hosting | None = None

    def submissions(self, workspace: str) -> SubmissionRecords:
        """Return what the batches of a workspace have handed to servers."""
        return SubmissionRecords(self.records(workspace).engine)
