"""Batches as they are written and read: the Batch object, results and article ids as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.domain.batches import Batch, Item, State
from service.errors import InputRejected
from service.store.batches import BatchRecords
from service.summarizing.batching import Prices


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
