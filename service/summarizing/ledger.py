"""What batches have at a server, as the catalog knows it: what to ask, what came of it, what to give up.

All of it touches the catalog and asks no server, and runs in threads.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.answering.drafting import reply_schema
from service.domain.answers import Claim
from service.domain.batches import Batch, Cost, Item, Job, Sending, State, Submission
from service.domain.summaries import Usage
from service.errors import ModelUnreachable, OnRecordError, SubmissionRefused, UnknownRecord, UnusableModelOutput
from service.ports import Completion, Reply, Request
from service.store.batches import BatchRecords
from service.store.submissions import SubmissionRecords, Waiting
from service.summarizing.article import Reading, complete, read_closely, read_current
from service.summarizing.batching import Batching, Hosting
from service.summarizing.writing import ask_of_article, estimate_tokens, read_reply

MOST_ATTEMPTS = 3  # to get a usable reply to one request
MOST_TRIES = 12  # to hand a submission to a server that does not answer: an hour with the pauses between
MOST_POLLS = 500  # of a submission without news: more than three days
SHRINK = 8  # how many times smaller a submission is whose requests came back before
SENTENCE_TOKENS = 60  # of a reply
FULL = "the server holds too much of this account already"

log = logging.getLogger("onrecord.batch")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The requests of one batch; `on_done` is called for every item that gets its result."""

    batch_id: str
    workspace: str
    batching: Batching
    hosting: Hosting
    on_done: Callable[[Job], None]

    @property
    def records(self) -> BatchRecords:
        return self.batching.records(self.workspace)

    @property
    def submissions(self) -> SubmissionRecords:
        return self.batching.submissions(self.workspace)

    @property
    def model(self) -> str:
        """Return the name of the model, "none" without one."""
        return self.batching.using.model.name if self.batching.using.model else "none"

    def new_label(self) -> str:
        """Return a label for a submission, which nobody has used."""
        return f"{self.batching.new_id()}-requests"

    def is_full(self, waiting: Sequence[Waiting]) -> bool:
        """Tell whether the server is to end something first before it takes more."""
        return any(w.refused == FULL for w in waiting) and bool(self.submissions.open(self.batch_id))

    def others_are_out(self, submission: Submission) -> bool:
        """Tell whether the server has another submission of the batch."""
        others = (other for other in self.submissions.open(self.batch_id) if other.id != submission.id)
        return any(other.state is Sending.SENT for other in others)

    def is_spent(self) -> bool:
        """Tell whether the budget is spent, or will be by what the server has."""
        batch = self.records.read(self.batch_id)
        most = batch.options.max_tokens
        return most is not None and batch.spent.tokens + self.submissions.tokens_at_server(batch.id) >= most

    def gather(self, waiting: Sequence[Waiting], batch: Batch) -> dict[int, Request]:
        """Return the next requests that fit into one submission and the budget, by the positions of their items."""
        found: dict[int, Request] = {}
        size, fits = 0, self.hosting.most_requests
        spent, most = batch.spent.tokens + self.submissions.tokens_at_server(batch.id), batch.options.max_tokens
        for w in waiting:
            if len(found) >= fits or (most is not None and spent >= most):
                return found
            request = self._plan(w.position, batch)
            if request is None:
                continue
            weight = self.hosting.server.weigh(request)
            fits = min(fits, max(1, self.hosting.most_requests // SHRINK**w.attempts))
            if found and (size + weight > self.hosting.most_bytes or len(found) >= fits):
                return found
            found[w.position] = request
            size, spent = size + weight, spent + tokens_of(request, batch)
        return found

    def renew(self, submission: Submission, batch: Batch) -> list[Request]:
        """Return the requests of a submission that never arrived, without those that nobody wants any more."""
        wanted = []
        for position in self.submissions.attempts(submission.id):
            request = None if batch.cancelled_at else self._plan(position, batch)
            if request is None:
                self.submissions.release(submission, position, error="", counts=0)
            else:
                wanted.append(request)
        return wanted

    def _plan(self, position: int, batch: Batch) -> Request | None:
        """Return the request for an item, None if its result is known, needs no model, or cannot be had."""
        item = self.records.item(batch.id, position)
        if item.state != State.QUEUED:
            return None
        for request in self._requests(item, batch):
            if self.hosting.server.weigh(request) <= self.hosting.most_bytes:
                return request
            self._finish(item, state=State.FAILED, error="its request is larger than the server takes")
        return None

    def _requests(self, item: Item, batch: Batch) -> Iterator[Request]:
        known = self.records.known_result(item.step or "")
        if known is not None:
            self._finish(item, state=State.DONE, result=known)
            return
        try:
            reading = self._read(item)
            if reading.candidates:
                prompt, pieces = ask_of_article(reading.version, reading.candidates, length=batch.options.length)
                yield Request(key_of(item.position), prompt.text, reply_schema(pieces), self.batching.using.max_tokens)
            else:
                self._finish(item, state=State.DONE, result=self._summary(reading, None, batch))
        except Exception as error:
            self._finish(item, **_why_not(error, item, batch))

    def _finish(self, item: Item, **outcome: Any) -> None:
        self.records.finish(self.batch_id, item.position, **outcome)
        self.on_done(Job(self.batch_id, item.position))

    def settle(self, submission: Submission, position: int, attempt: int, reply: Reply) -> None:
        """Store the summary that a reply gives, or why it gives none."""
        batch, item = self.records.read(self.batch_id), self.records.item(self.batch_id, position)
        if reply.completion is None or item.state != State.QUEUED:
            self.give_back(submission, position, attempt, reply)
            return
        try:
            result = self._summary(self._read(item), reply.completion, batch)
        except UnusableModelOutput as error:
            unusable = Reply(
                reply.key, error=str(error), input_tokens=reply.input_tokens, output_tokens=reply.output_tokens
            )
            self.give_back(submission, position, attempt, unusable)
        except Exception as error:
            self.submissions.settle(submission, position, cost=_cost(reply), **_why_not(error, item, batch))
        else:
            self.submissions.settle(submission, position, state=State.DONE, result=result, cost=_cost(reply))

    def give_back(self, submission: Submission, position: int, attempt: int, reply: Reply, *, counts: int = 1) -> None:
        """Let a request without a usable reply be handed over once more, or let its item fail after too many."""
        cost = _cost(reply)
        if reply.is_final or attempt - 1 + counts >= MOST_ATTEMPTS:
            why = reply.error if reply.is_final else f"{reply.error} ({attempt} attempts)"
            self.submissions.settle(submission, position, state=State.FAILED, error=why, cost=cost)
        else:
            self.submissions.release(submission, position, error=reply.error, cost=cost, counts=counts)

    def _read(self, item: Item) -> Reading:
        """Return the article of an item; UnknownRecord or InputRejected if it was deleted or withdrawn meanwhile."""
        library = self.batching.library(self.workspace)
        assert item.article_id is not None
        assert item.version is not None
        read_current(item.article_id, library)
        return read_closely(library.catalog.version(item.article_id, item.version), library)

    def _summary(self, reading: Reading, completion: Completion | None, batch: Batch) -> dict[str, Any]:
        """Return the Summary object of a reply, verified as every other; UnusableModelOutput if it is no draft."""
        claims, usage, length = list[Claim](), Usage(), batch.options.length
        if completion is not None:
            prompt, pieces = ask_of_article(reading.version, reading.candidates, length=length)
            claims, usage = read_reply(completion, prompt, pieces)
        made = complete(reading, claims, usage, length=length, id=self.batching.using.new_id())
        return self.batching.present(made)

    def note_silence(self, submission: Submission, error: ModelUnreachable) -> None:
        """Wait longer for a server that does not answer; give a submission up after too many tries."""
        self.submissions.note_poll(submission.id)
        log.warning("batch %s: %s", self.batch_id, error)
        most = MOST_TRIES if submission.state is Sending.SENDING else MOST_POLLS
        if submission.polls + 1 >= most:
            self._give_up(submission, str(error))

    def note_refusal(self, submission: Submission, error: SubmissionRefused) -> None:
        """Give up a submission that the server does not take."""
        log.warning("batch %s: %s", self.batch_id, error)
        self._give_up(submission, str(error))

    def _give_up(self, submission: Submission, why: str) -> None:
        for position, attempt in self.submissions.attempts(submission.id).items():
            self.give_back(submission, position, attempt, Reply(key_of(position), error=why, is_final=True))
        self.submissions.end(submission.id)


def _why_not(error: Exception, item: Item, batch: Batch) -> dict[str, Any]:
    """Return the outcome of an item of which no summary can be made."""
    if isinstance(error, UnknownRecord):
        return {"state": State.DELETED, "error": str(error)}
    if isinstance(error, OnRecordError):
        return {"state": State.FAILED, "error": str(error)}
    log.error("batch %s item %d", batch.id, item.position, exc_info=error)
    why = f"something broke on our side ({type(error).__name__}); the log has it"
    return {"state": State.FAILED, "error": why}


def key_of(position: int) -> str:
    """Return the name of an item's request at the server."""
    return f"item-{position}"


def tokens_of(request: Request, batch: Batch) -> int:
    """Return about how many tokens a request will take."""
    return estimate_tokens(request.prompt) + SENTENCE_TOKENS * batch.options.length.sentences


def _cost(reply: Reply) -> Cost:
    return Cost(reply.input_tokens, reply.output_tokens)
