"""Batches: many articles as idempotent steps that survive any worker, each result stored once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from service.domain.batches import HOSTED, SUSPECT, Batch, Cost, Executor, Item, Job, Options, State
from service.domain.news import ArticleVersion
from service.domain.summaries import Summary
from service.errors import InputRejected, OnRecordError, UnknownRecord
from service.llm.prompts import prompt_version
from service.store.batches import BatchRecords
from service.store.library import Library
from service.summarizing.article import read_current, summarize_article
from service.summarizing.batching import Batching, Prices
from service.summarizing.hosted import SENTENCE_TOKENS, attend
from service.summarizing.writing import CHARACTERS_A_TOKEN, PIECE_TOKENS

EXTRACTIVE = "extractive/2"  # changes whenever the sentences that are chosen without a model change
MOST_ATTEMPTS = 3  # of a call to a model that fails
MOST_DEATHS = SUSPECT + 3  # of workers over one job: twice beside others, then three times while it ran alone
PAUSE_S = 5.0  # before a failed call to the model is tried again; four times as long the next time
VIEW_S = 1.0  # how old a worker's view of a batch may be
PROMPT_TOKENS, SENTENCE_CHARACTERS = 400, 120  # of our prompt; of a sentence of news

log = logging.getLogger("onrecord.batch")


def create_batch(
    references: Sequence[str], options: Options, *, workspace: str, batching: Batching, key: str | None = None
) -> Batch:
    """Store a batch over the articles that `references` name (repeated ones once) and offer its jobs.

    The same key, or without one the same articles and options, returns the batch that is there; InputRejected if
    the key was used for other work.
    """
    references = list(dict.fromkeys(references))
    if not references:
        raise InputRejected(origin="batch", why="no articles", mend="name at least one")
    if options.executor is Executor.HOSTED and batching.hosting is None:
        raise InputRejected(origin="executor hosted", why="no chat model is set", mend="set ONRECORD_CHAT_MODEL")
    library, records = batching.library(workspace), batching.records(workspace)
    found = _find(references, library)
    items = [_item(n, reference, found.get(reference), options, batching) for n, reference in enumerate(references)]
    fingerprint = _hash(options.length.value, *(f"{item.reference}\x1f{item.step}" for item in items))
    batch = Batch(
        id=batching.new_id(),
        workspace=workspace,
        key=key or fingerprint,
        fingerprint=fingerprint,
        options=options,
        estimate=_estimate(found.values(), options, batching),
        created_at=batching.clock(),
    )
    stored = records.with_key(batch.key) or records.write(batch, items)
    if stored.fingerprint != fingerprint:
        raise InputRejected(origin=f"key {key}", why="it was used for another batch", mend="choose a new key")
    return resume(stored, options, batching=batching)


def estimate(references: Sequence[str], options: Options, *, workspace: str, batching: Batching) -> dict[str, Any]:
    """Return how many articles a batch would take and about what it would cost, and store nothing."""
    found = _find(list(dict.fromkeys(references)), batching.library(workspace))
    cost = _estimate(found.values(), options, batching)
    return {"articles": len(found), "unknown": len(set(references) - found.keys()), "estimate": asdict(cost)}


def resume(batch: Batch, options: Options, *, batching: Batching) -> Batch:
    """Offer what is still queued, under these options; a cancelled batch stays so.

    InputRejected if another executor is asked for while a server still has requests of the batch.
    """
    records = batching.records(batch.workspace)
    if options.executor is not batch.options.executor:
        why = f"the server still has requests of it ({batch.submitted})"
        mend = f"go on with --executor {batch.options.executor}, or cancel it and let a worker collect them"
        _require_nothing_at_server(batch, batching, why=why, mend=mend)
        batching.queue.withdraw(batch.id)
    if replace(options, length=batch.options.length) != batch.options:
        records.allow(batch.id, replace(options, length=batch.options.length))
    if not batch.cancelled_at:
        _offer(records.read(batch.id), batching)
    return records.read(batch.id)


def _offer(batch: Batch, batching: Batching) -> None:
    """Put the jobs of a batch into the queue: one for each item, or one in all where a server does the work."""
    waiting = batching.records(batch.workspace).positions(batch.id, state=State.QUEUED)
    if batch.options.executor is Executor.LIVE:
        batching.queue.put(batch.id, waiting)
    elif waiting or batching.submissions(batch.workspace).open(batch.id):
        batching.queue.put(batch.id, [HOSTED])


def _require_nothing_at_server(batch: Batch, batching: Batching, *, why: str, mend: str) -> None:
    if batching.submissions(batch.workspace).open(batch.id):
        raise InputRejected(origin=f"batch {batch.id}", why=why, mend=mend)


def retry(batch_id: str, *, workspace: str, batching: Batching, max_tokens: int | None = None) -> Batch:
    """Offer again what failed or was cancelled, and nothing that is done."""
    records = batching.records(workspace)
    batch = records.read(batch_id)
    records.requeue(batch_id, [State.FAILED, State.CANCELLED])
    batching.submissions(workspace).forgive(batch_id)
    changed = replace(batch.options, max_tokens=max_tokens) if max_tokens else batch.options
    return resume(records.read(batch_id), changed, batching=batching)


def cancel(batch_id: str, *, workspace: str, batching: Batching) -> Batch:
    """Cancel what is not done; a job that runs at this moment is thrown away.

    Where a server has requests of the batch, the next worker tells it, counts what it took and removes its files.
    """
    records = batching.records(workspace)
    records.cancel(batch_id, now=batching.clock())
    batching.queue.withdraw(batch_id)
    if batching.submissions(workspace).open(batch_id):
        batching.submissions(workspace).hasten(batch_id)
        batching.queue.put(batch_id, [HOSTED])
    return records.read(batch_id)


def delete(batch_id: str, *, workspace: str, batching: Batching) -> None:
    """Remove a batch with all its results; InputRejected while a server has requests of it."""
    records = batching.records(workspace)
    why, mend = "the server still has requests or files of it", "cancel it and let a worker collect them first"
    _require_nothing_at_server(records.read(batch_id), batching, why=why, mend=mend)
    batching.queue.withdraw(batch_id)
    records.delete(batch_id)


def _find(references: Sequence[str], library: Library) -> dict[str, ArticleVersion]:
    """Return the current versions by the references (ids or external ids) that name them."""
    found = library.catalog.current_versions(references)
    for reference in references:
        if reference not in found:
            with suppress(UnknownRecord):
                found[reference] = library.catalog.article(library.catalog.resolve(reference)).current
    return found


def _item(position: int, reference: str, version: ArticleVersion | None, options: Options, batching: Batching) -> Item:
    if version is None:
        return Item(position, reference, state=State.FAILED, error=f"there is no article {reference}")
    model = batching.using.model
    how = f"{model.name}\x1f{prompt_version('summarize_article')}" if model else EXTRACTIVE
    step = _hash(version.article_id, str(version.number), version.content_hash, options.length.value, how)
    return Item(position, reference, version.article_id, version.number, step)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:32]


def _estimate(versions: Any, options: Options, batching: Batching) -> Cost:
    """Return about how many tokens the batch will take, by the lengths of its texts; none without a model."""
    if batching.using.model is None:
        return Cost()
    lengths = [len(version.text) for version in versions]
    fences = sum(length // SENTENCE_CHARACTERS for length in lengths) * PIECE_TOKENS
    read = sum(lengths) // CHARACTERS_A_TOKEN + fences + PROMPT_TOKENS * len(lengths)
    cost = Cost(read, SENTENCE_TOKENS * options.length.sentences * len(lengths))
    return batching.prices.of(cost, hosted=cost if options.executor is Executor.HOSTED else Cost())


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


def batch_as_json(batch: Batch, prices: Prices) -> dict[str, Any]:
    """Return the Batch object: status, counts, estimate before and cost so far."""
    counts = {state.value: batch.counts.get(state, 0) for state in State}
    return {
        "id": batch.id,
        "status": batch.status,
        "created_at": batch.created_at,
        "cancelled_at": batch.cancelled_at,
        "articles": batch.total,
        **counts,
        "options": asdict(batch.options),
        "estimate": asdict(batch.estimate),
        "usage": asdict(prices.of(batch.spent, hosted=batch.hosted)),
        "submitted": batch.submitted,
    }


def result_lines(batch_id: str, records: BatchRecords, *, start: int = 0) -> Iterator[str]:
    """Yield the results as JSON lines in the order of the input, up to the first item that is not finished."""
    for item in records.results(batch_id, start=start):
        yield json.dumps(_result(item), ensure_ascii=False)


def _result(item: Item) -> dict[str, Any]:
    return {
        "id": item.reference,
        "article_id": item.article_id,
        "version": item.version,
        "status": item.state.value,
        "error": item.error,
        "summary": item.result,
    }


def references_in(text: str, *, origin: str) -> list[str]:
    """Return the article ids of JSON lines: {"id": …} or {"article_id": …} or a string; InputRejected for others."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_reference(line, origin=f"{origin}:{number}"))
    return found


def _reference(line: str, *, origin: str) -> str:
    mend = 'write one {"id": "…"} a line'
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputRejected(origin=origin, why="not JSON", mend=mend) from error
    names = [value] if isinstance(value, str | int) else []
    if isinstance(value, dict):
        names = [value[k] for k in ("article_id", "id", "external_id") if value.get(k) not in (None, "")]
    if not names or not isinstance(names[0], str | int) or isinstance(names[0], bool):
        raise InputRejected(origin=origin, why="no article id", mend=mend)
    return str(names[0])
