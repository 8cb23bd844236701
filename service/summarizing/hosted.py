"""Batches at a server that answers within a day: handed over, looked after, collected, and no request paid twice.

Nothing of an article is stored on the way: a request can be made anew at any time, and a reply is read from the
server's file, which is deleted there once every reply in it is settled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.answering.drafting import reply_schema
from service.domain.answers import Claim
from service.domain.batches import (
    LONGEST_PAUSE_S,
    Afresh,
    Batch,
    Cost,
    Item,
    Job,
    Sending,
    State,
    Submission,
)
from service.domain.summaries import Usage
from service.errors import ModelUnreachable, OnRecordError, SubmissionRefused, UnknownRecord, UnusableModelOutput
from service.ports import Completion, Outcome, Reply, Request
from service.store.batches import BatchRecords
from service.store.submissions import SubmissionRecords, Waiting
from service.summarizing.article import Reading, complete, read_closely, read_current
from service.summarizing.batching import Batching, Hosting
from service.summarizing.writing import ask_of_article, estimate_tokens, read_reply

MOST_ATTEMPTS = 3  # to get a usable reply to one request
MOST_TRIES = 12  # to hand a submission to a server that does not answer: an hour with the pauses between
MOST_POLLS = 500  # of a submission without news: more than three days
GROWTH = 1.5  # of the pause between two looks
SHRINK = 8  # how many times smaller a submission is whose requests came back before
SENTENCE_TOKENS = 60  # of a reply
FULL = "the server holds too much of this account already"

log = logging.getLogger("onrecord.batch")


async def attend(
    batch_id: str, *, workspace: str, batching: Batching, on_done: Callable[[Job], None] = lambda job: None
) -> float | None:
    """Do for a batch at a server what can be done now; return after how many seconds to come again, None if never.

    `on_done` is called for every item that gets its result. It may be cut at any moment and called again.
    """
    if batching.hosting is None:
        log.warning("batch %s waits for a worker that has ONRECORD_CHAT_MODEL", batch_id)
        return Afresh(LONGEST_PAUSE_S)
    errand = _Errand(batch_id, workspace, batching, batching.hosting, on_done)
    for submission in await asyncio.to_thread(errand.submissions.open, batch_id):
        await errand.see_to(submission)
    await errand.hand_over()
    left = await asyncio.to_thread(errand.submissions.open, batch_id)
    pauses = [min(LONGEST_PAUSE_S, batching.hosting.poll_s * GROWTH ** min(s.polls, 20)) for s in left]
    return Afresh(min(pauses)) if pauses else None


@dataclass(frozen=True, slots=True)
class _Errand:
    """One visit to the server for one batch."""

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

    async def read(self) -> Batch:
        return await asyncio.to_thread(self.records.read, self.batch_id)

    async def see_to(self, submission: Submission) -> None:
        """Bring a submission as far as the server allows."""
        try:
            if submission.state is Sending.SENDING:
                await self._recover(submission)
            elif submission.state is Sending.SENT:
                await self._collect(submission)
            else:
                await self._clear(submission)
        except ModelUnreachable as error:
            await asyncio.to_thread(self._note_silence, submission, error)
        except SubmissionRefused as error:
            await asyncio.to_thread(self._note_refusal, submission, error)

    async def hand_over(self) -> None:
        """Submit what waits, as far as the budget and the server's limits allow."""
        while not (batch := await self.read()).cancelled_at:
            waiting = await asyncio.to_thread(self.submissions.waiting, self.batch_id)
            if not waiting or await asyncio.to_thread(self._is_full, waiting):
                return
            requests = await asyncio.to_thread(self._gather, waiting, batch)
            if requests and not await self._submit(requests, batch):
                return
            if not requests and await asyncio.to_thread(self._is_spent):
                return

    async def _submit(self, requests: Mapping[int, Request], batch: Batch) -> bool:
        """Submit requests under a new label that is written down before; return False where to try no more for now."""
        submission = Submission(self._new_label(), self.batch_id, None, Sending.SENDING, 0)
        tokens = {position: _tokens(request, batch) for position, request in requests.items()}
        if not await asyncio.to_thread(self.submissions.begin, submission, tokens):
            return False
        return await self._send(submission, list(requests.values()))

    async def _send(self, submission: Submission, requests: Sequence[Request]) -> bool:
        """Hand a submission over that is written down; return False if the server did not answer."""
        try:
            remote_id = await self.hosting.server.submit(requests, label=submission.id)
            log.info("batch %s: %d requests handed over as %s", self.batch_id, len(requests), remote_id)
            mark = self.submissions.mark
            if not await asyncio.to_thread(mark, submission.id, state=Sending.SENT, remote_id=remote_id):
                await self._call_off(remote_id)
        except ModelUnreachable as error:
            await asyncio.to_thread(self._note_silence, submission, error)
            return False
        except SubmissionRefused as error:
            await asyncio.to_thread(self._note_refusal, submission, error)
        return True

    async def _call_off(self, remote_id: str) -> None:
        """End what another worker has handed over meanwhile: this one was taken for dead."""
        log.warning("batch %s: %s is cancelled, another worker has it", self.batch_id, remote_id)
        await self.hosting.server.cancel(remote_id)
        await self.hosting.server.clear(remote_id)

    async def _recover(self, submission: Submission) -> None:
        """Find out whether a submission arrived before the worker was cut off; if it never will, hand it over now.

        That is done under a new label: whoever still holds the old one finds that it is gone.
        """
        remote_id = await self.hosting.server.find(submission.id)
        if remote_id is not None:
            await asyncio.to_thread(self.submissions.mark, submission.id, state=Sending.SENT, remote_id=remote_id)
            return
        anew = replace(submission, id=self._new_label())
        if not await asyncio.to_thread(self.submissions.relabel, submission.id, anew):
            return
        requests = await asyncio.to_thread(self._renew, anew, await self.read())
        if requests:
            await self._send(anew, requests)
        else:
            await asyncio.to_thread(self.submissions.end, anew.id)

    async def _collect(self, submission: Submission) -> None:
        """Settle the replies to a submission, if the server has ended it."""
        assert submission.remote_id is not None
        if (await self.read()).cancelled_at or submission.polls >= MOST_POLLS:
            await self.hosting.server.cancel(submission.remote_id)
        outcome = await self.hosting.server.collect(submission.remote_id)
        if outcome is not None:
            await self._settle_all(submission, outcome)
            await asyncio.to_thread(self.submissions.mark, submission.id, state=Sending.COLLECTED)
            await self._clear(submission)
        elif submission.polls < 2 * MOST_POLLS:
            await asyncio.to_thread(self.submissions.note_poll, submission.id)
        else:
            raise SubmissionRefused(model=self._model, why="the server has not ended the batch in a week")

    async def _clear(self, submission: Submission) -> None:
        """Remove what the server has of a submission that is settled, then forget it."""
        assert submission.remote_id is not None
        await self.hosting.server.clear(submission.remote_id)
        await asyncio.to_thread(self.submissions.end, submission.id)

    async def _settle_all(self, submission: Submission, outcome: Outcome) -> None:
        """Store what came of each request: the first reply that names it counts; others, and unknown names, do not."""
        attempts = await asyncio.to_thread(self.submissions.attempts, submission.id)
        open_ = {_key(position): position for position in attempts}
        for reply in outcome.replies:
            position = open_.pop(reply.key, None)
            if position is not None:
                await asyncio.to_thread(self._settle, submission, position, attempts[position], reply)
                self.on_done(Job(self.batch_id, position))
        counts = 0 if outcome.is_full and await asyncio.to_thread(self._others_are_out, submission) else 1
        for position in open_.values():
            missing = Reply(_key(position), error=FULL if outcome.is_full else outcome.missing)
            await asyncio.to_thread(self._give_back, submission, position, attempts[position], missing, counts=counts)

    # What follows touches the catalog and no server, and runs in threads.

    @property
    def _model(self) -> str:
        return self.batching.using.model.name if self.batching.using.model else "none"

    def _new_label(self) -> str:
        return f"{self.batching.new_id()}-requests"

    def _is_full(self, waiting: Sequence[Waiting]) -> bool:
        """Tell whether the server is to end something first before it takes more."""
        return any(w.refused == FULL for w in waiting) and bool(self.submissions.open(self.batch_id))

    def _others_are_out(self, submission: Submission) -> bool:
        others = (other for other in self.submissions.open(self.batch_id) if other.id != submission.id)
        return any(other.state is Sending.SENT for other in others)

    def _is_spent(self) -> bool:
        batch = self.records.read(self.batch_id)
        most = batch.options.max_tokens
        return most is not None and batch.spent.tokens + self.submissions.tokens_at_server(batch.id) >= most

    def _gather(self, waiting: Sequence[Waiting], batch: Batch) -> dict[int, Request]:
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
            size, spent = size + weight, spent + _tokens(request, batch)
        return found

    def _renew(self, submission: Submission, batch: Batch) -> list[Request]:
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
                yield Request(_key(item.position), prompt.text, reply_schema(pieces), self.batching.using.max_tokens)
            else:
                self._finish(item, state=State.DONE, result=self._summary(reading, None, batch))
        except Exception as error:
            self._finish(item, **_why_not(error, item, batch))

    def _finish(self, item: Item, **outcome: Any) -> None:
        self.records.finish(self.batch_id, item.position, **outcome)
        self.on_done(Job(self.batch_id, item.position))

    def _settle(self, submission: Submission, position: int, attempt: int, reply: Reply) -> None:
        """Store the summary that a reply gives, or why it gives none."""
        batch, item = self.records.read(self.batch_id), self.records.item(self.batch_id, position)
        if reply.completion is None or item.state != State.QUEUED:
            self._give_back(submission, position, attempt, reply)
            return
        try:
            result = self._summary(self._read(item), reply.completion, batch)
        except UnusableModelOutput as error:
            unusable = Reply(
                reply.key, error=str(error), input_tokens=reply.input_tokens, output_tokens=reply.output_tokens
            )
            self._give_back(submission, position, attempt, unusable)
        except Exception as error:
            self.submissions.settle(submission, position, cost=_cost(reply), **_why_not(error, item, batch))
        else:
            self.submissions.settle(submission, position, state=State.DONE, result=result, cost=_cost(reply))

    def _give_back(self, submission: Submission, position: int, attempt: int, reply: Reply, *, counts: int = 1) -> None:
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

    def _note_silence(self, submission: Submission, error: ModelUnreachable) -> None:
        """Wait longer for a server that does not answer; give a submission up after too many tries."""
        self.submissions.note_poll(submission.id)
        log.warning("batch %s: %s", self.batch_id, error)
        most = MOST_TRIES if submission.state is Sending.SENDING else MOST_POLLS
        if submission.polls + 1 >= most:
            self._give_up(submission, str(error))

    def _note_refusal(self, submission: Submission, error: SubmissionRefused) -> None:
        log.warning("batch %s: %s", self.batch_id, error)
        self._give_up(submission, str(error))

    def _give_up(self, submission: Submission, why: str) -> None:
        for position, attempt in self.submissions.attempts(submission.id).items():
            self._give_back(submission, position, attempt, Reply(_key(position), error=why, is_final=True))
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


def _key(position: int) -> str:
    return f"item-{position}"


def _tokens(request: Request, batch: Batch) -> int:
    """Return about how many tokens a request will take."""
    return estimate_tokens(request.prompt) + SENTENCE_TOKENS * batch.options.length.sentences


def _cost(reply: Reply) -> Cost:
    return Cost(reply.input_tokens, reply.output_tokens)
