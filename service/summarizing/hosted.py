"""Batches at a server that answers within a day: handed over, looked after, collected, and no request paid twice.

Nothing of an article is stored on the way: a request can be made anew at any time, and a reply is read from the
server's file, which is deleted there once every reply in it is settled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.batches import LONGEST_PAUSE_S, Afresh, Batch, Job, Sending, Submission
from service.errors import ModelUnreachable, SubmissionRefused
from service.ports import HostedBatches, Outcome, Reply, Request
from service.summarizing import ledger as ledgers
from service.summarizing.batching import Batching
from service.summarizing.ledger import FULL, Ledger, key_of, tokens_of

GROWTH = 1.5  # of the pause between two looks

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
    ledger = Ledger(batch_id, workspace, batching, batching.hosting, on_done)
    errand = _Errand(ledger)
    for submission in await asyncio.to_thread(ledger.submissions.open, batch_id):
        await errand.see_to(submission)
    await errand.hand_over()
    left = await asyncio.to_thread(ledger.submissions.open, batch_id)
    pauses = [min(LONGEST_PAUSE_S, batching.hosting.poll_s * GROWTH ** min(s.polls, 20)) for s in left]
    return Afresh(min(pauses)) if pauses else None


@dataclass(frozen=True, slots=True)
class _Errand:
    """One visit to the server for one batch."""

    ledger: Ledger

    @property
    def server(self) -> HostedBatches:
        return self.ledger.hosting.server

    async def read(self) -> Batch:
        return await asyncio.to_thread(self.ledger.records.read, self.ledger.batch_id)

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
            await asyncio.to_thread(self.ledger.note_silence, submission, error)
        except SubmissionRefused as error:
            await asyncio.to_thread(self.ledger.note_refusal, submission, error)

    async def hand_over(self) -> None:
        """Submit what waits, as far as the budget and the server's limits allow."""
        while not (batch := await self.read()).cancelled_at:
            waiting = await asyncio.to_thread(self.ledger.submissions.waiting, self.ledger.batch_id)
            if not waiting or await asyncio.to_thread(self.ledger.is_full, waiting):
                return
            requests = await asyncio.to_thread(self.ledger.gather, waiting, batch)
            if requests and not await self._submit(requests, batch):
                return
            if not requests and await asyncio.to_thread(self.ledger.is_spent):
                return

    async def _submit(self, requests: Mapping[int, Request], batch: Batch) -> bool:
        """Submit requests under a new label that is written down before; return False where to try no more for now."""
        submission = Submission(self.ledger.new_label(), self.ledger.batch_id, None, Sending.SENDING, 0)
        tokens = {position: tokens_of(request, batch) for position, request in requests.items()}
        if not await asyncio.to_thread(self.ledger.submissions.begin, submission, tokens):
            return False
        return await self._send(submission, list(requests.values()))

    async def _send(self, submission: Submission, requests: Sequence[Request]) -> bool:
        """Hand a submission over that is written down; return False if the server did not answer."""
        try:
            remote_id = await self.server.submit(requests, label=submission.id)
            log.info("batch %s: %d requests handed over as %s", self.ledger.batch_id, len(requests), remote_id)
            mark = self.ledger.submissions.mark
            if not await asyncio.to_thread(mark, submission.id, state=Sending.SENT, remote_id=remote_id):
                await self._call_off(remote_id)
        except ModelUnreachable as error:
            await asyncio.to_thread(self.ledger.note_silence, submission, error)
            return False
        except SubmissionRefused as error:
            await asyncio.to_thread(self.ledger.note_refusal, submission, error)
        return True

    async def _call_off(self, remote_id: str) -> None:
        """End what another worker has handed over meanwhile: this one was taken for dead."""
        log.warning("batch %s: %s is cancelled, another worker has it", self.ledger.batch_id, remote_id)
        await self.server.cancel(remote_id)
        await self.server.clear(remote_id)

    async def _recover(self, submission: Submission) -> None:
        """Find out whether a submission arrived before the worker was cut off; if it never will, hand it over now.

        That is done under a new label: whoever still holds the old one finds that it is gone.
        """
        remote_id = await self.server.find(submission.id)
        if remote_id is not None:
            await asyncio.to_thread(
                self.ledger.submissions.mark, submission.id, state=Sending.SENT, remote_id=remote_id
            )
            return
        anew = replace(submission, id=self.ledger.new_label())
        if not await asyncio.to_thread(self.ledger.submissions.relabel, submission.id, anew):
            return
        requests = await asyncio.to_thread(self.ledger.renew, anew, await self.read())
        if requests:
            await self._send(anew, requests)
        else:
            await asyncio.to_thread(self.ledger.submissions.end, anew.id)

    async def _collect(self, submission: Submission) -> None:
        """Settle the replies to a submission, if the server has ended it."""
        assert submission.remote_id is not None
        if (await self.read()).cancelled_at or submission.polls >= ledgers.MOST_POLLS:
            await self.server.cancel(submission.remote_id)
        outcome = await self.server.collect(submission.remote_id)
        if outcome is not None:
            await self._settle_all(submission, outcome)
            await asyncio.to_thread(self.ledger.submissions.mark, submission.id, state=Sending.COLLECTED)
            await self._clear(submission)
        elif submission.polls < 2 * ledgers.MOST_POLLS:
            await asyncio.to_thread(self.ledger.submissions.note_poll, submission.id)
        else:
            raise SubmissionRefused(model=self.ledger.model, why="the server has not ended the batch in a week")

    async def _clear(self, submission: Submission) -> None:
        """Remove what the server has of a submission that is settled, then forget it."""
        assert submission.remote_id is not None
        await self.server.clear(submission.remote_id)
        await asyncio.to_thread(self.ledger.submissions.end, submission.id)

    async def _settle_all(self, submission: Submission, outcome: Outcome) -> None:
        """Store what came of each request: the first reply that names it counts; others, and unknown names, do not."""
        attempts = await asyncio.to_thread(self.ledger.submissions.attempts, submission.id)
        open_ = {key_of(position): position for position in attempts}
        for reply in outcome.replies:
            position = open_.pop(reply.key, None)
            if position is not None:
                await asyncio.to_thread(self.ledger.settle, submission, position, attempts[position], reply)
                self.ledger.on_done(Job(self.ledger.batch_id, position))
        counts = 0 if outcome.is_full and await asyncio.to_thread(self.ledger.others_are_out, submission) else 1
        for position in open_.values():
            missing = Reply(key_of(position), error=FULL if outcome.is_full else outcome.missing)
            await asyncio.to_thread(
                self.ledger.give_back, submission, position, attempts[position], missing, counts=counts
            )
