"""Batches as they are set up, gone on with, cancelled and removed: each article an idempotent step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from service.domain.batches import HOSTED, Batch, Cost, Executor, Item, Options, State
from service.domain.news import ArticleVersion
from service.errors import InputRejected, UnknownRecord
from service.llm.prompts import prompt_version
from service.store.library import Library
from service.summarizing.batching import Batching
from service.summarizing.ledger import SENTENCE_TOKENS
from service.summarizing.writing import CHARACTERS_A_TOKEN, PIECE_TOKENS

EXTRACTIVE = "extractive/2"  # changes whenever the sentences that are chosen without a model change
PROMPT_TOKENS, SENTENCE_CHARACTERS = 400, 120  # of our prompt; of a sentence of news


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
