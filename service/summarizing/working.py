"""The jobs of batches as they are done: by any number of workers, each result stored once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from service.domain.batches import HOSTED, SUSPECT, Batch, Cost, Executor, Item, Job, State
from service.domain.summaries import Summary
from service.errors import OnRecordError, UnknownRecord
from service.store.batches import BatchRecords
from service.summarizing.article import read_current, summarize_article
from service.summarizing.batching import Batching
from service.summarizing.hosted import attend

MOST_ATTEMPTS = 3  # of a call to a model that fails
MOST_DEATHS = SUSPECT + 3  # of workers over one job: twice beside others, then three times while it ran alone
PAUSE_S = 5.0  # before a failed call to the model is tried again; four times as long the next time
VIEW_S = 1.0  # how old a worker's view of a batch may be

log = logging.getLogger("onrecord.batch")


async def work(
    batching: Batching,
    *,
    concurrency: int,
    batch_id: str | None = None,
    until_empty: bool = False,
    stop: asyncio.Event | None = None,
    on_done: Callable[[Job], None] = lambda job: None,
) -> None:
    """Do jobs, of one batch or of all, until `stop` is set, or until none waits any more."""
    limits: dict[str, _Limits] = {}

    async def do(job: Job) -> float | None:
        if job.position == HOSTED:
            return await _attend(job, batching, on_done)
        pause = await _run(job, batching, limits.setdefault(job.batch_id, _Limits()))
        if pause is None:
            on_done(job)
        return pause

    await batching.queue.work(do, concurrency=concurrency, batch_id=batch_id, until_empty=until_empty, stop=stop)


class _Limits:
    """One batch as this process sees it: how many of its jobs run at once, how many calls it makes a minute."""

    def __init__(self) -> None:
        self._batch: Batch | None = None
        self._read_at = 0.0
        self._slots: asyncio.Semaphore | None = None
        self._next_call = 0.0

    async def batch(self, records: BatchRecords, batch_id: str) -> Batch:
        """Return the batch, at most a second old; with a budget of tokens, as it is now."""
        old = time.monotonic() - self._read_at > VIEW_S
        if self._batch is None or old or self._batch.options.max_tokens is not None:
            self._batch, self._read_at = await asyncio.to_thread(records.read, batch_id), time.monotonic()
        return self._batch

    def slots(self, batch: Batch) -> asyncio.Semaphore:
        self._slots = self._slots or asyncio.Semaphore(batch.options.concurrency)
        return self._slots

    async def turn(self, batch: Batch) -> None:
        """Wait for the next call that the rate allows."""
        if batch.options.calls_per_minute:
            now = time.monotonic()
            at = max(now, self._next_call)
            self._next_call = at + 60 / batch.options.calls_per_minute
            await asyncio.sleep(at - now)


async def _attend(job: Job, batching: Batching, on_done: Callable[[Job], None]) -> float | None:
    """See to what a server has of a batch; return after how many seconds to do so again, None if that is over."""
    workspace = await asyncio.to_thread(batching.workspace_of, job.batch_id)
    if workspace is None:
        return None
    try:
        return await attend(job.batch_id, workspace=workspace, batching=batching, on_done=on_done)
    except UnknownRecord:
        return None  # the batch was deleted meanwhile


async def _run(job: Job, batching: Batching, limits: _Limits) -> float | None:
    """Do one job and store its outcome; return after how many seconds to try again, None if not."""
    workspace = await asyncio.to_thread(batching.workspace_of, job.batch_id)
    if workspace is None:
        return None
    records = batching.records(workspace)
    batch = await limits.batch(records, job.batch_id)
    async with limits.slots(batch):
        batch = await limits.batch(records, job.batch_id)
        item = await asyncio.to_thread(records.item, job.batch_id, job.position)
        if item.state != State.QUEUED or batch.cancelled_at or batch.is_spent:
            return None
        if batch.options.executor is Executor.HOSTED:
            return None  # it was offered before the batch was given to a server
        return await _step(job, item, batch, batching=batching, limits=limits)


async def _step(job: Job, item: Item, batch: Batch, *, batching: Batching, limits: _Limits) -> float | None:
    """Store the item's summary, or why there is none; return after how many seconds to try again, None if not."""
    records = batching.records(batch.workspace)
    if job.attempt > MOST_DEATHS:
        why = f"given up after {MOST_DEATHS} attempts: the worker ended each time"
        await asyncio.to_thread(records.finish, job.batch_id, job.position, state=State.FAILED, error=why)
        return None
    known = await asyncio.to_thread(records.known_result, item.step or "")
    if known is not None:
        await asyncio.to_thread(records.finish, job.batch_id, job.position, state=State.DONE, result=known)
        return None
    try:
        await limits.turn(batch)
        summary = await _summarize(item, batch, batching)
    except UnknownRecord as error:
        await asyncio.to_thread(records.finish, job.batch_id, job.position, state=State.DELETED, error=str(error))
        return None
    except OnRecordError as error:
        await asyncio.to_thread(records.finish, job.batch_id, job.position, state=State.FAILED, error=str(error))
        return None
    except Exception as error:
        log.exception("batch %s item %d", job.batch_id, job.position)
        why = f"something broke on our side ({type(error).__name__}); the log has it"
        await asyncio.to_thread(records.finish, job.batch_id, job.position, state=State.FAILED, error=why)
        return None
    return await asyncio.to_thread(_settle, job, summary, batch, batching)


async def _summarize(item: Item, batch: Batch, batching: Batching) -> Summary:
    library = batching.library(batch.workspace)
    assert item.article_id is not None
    assert item.version is not None
    await asyncio.to_thread(read_current, item.article_id, library)  # raises if it was deleted or withdrawn meanwhile
    version = await asyncio.to_thread(library.catalog.version, item.article_id, item.version)
    return await summarize_article(version, length=batch.options.length, library=library, using=batching.using)


def _settle(job: Job, summary: Summary, batch: Batch, batching: Batching) -> float | None:
    """Store a summary; one that should have had the model and has not is tried again, then failed."""
    records, usage = batching.records(batch.workspace), summary.usage
    if batching.using.model is not None and usage.mode != "generative" and usage.notes:
        if job.attempt < MOST_ATTEMPTS:
            return float(PAUSE_S * 4 ** (job.attempt - 1))
        records.finish(job.batch_id, job.position, state=State.FAILED, error=usage.notes[0])
        return None
    cost = Cost(usage.input_tokens, usage.output_tokens)
    records.finish(job.batch_id, job.position, state=State.DONE, result=batching.present(summary), cost=cost)
    return None
