"""Feeds that are followed: looked at when they are due, less often while they fail."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from service.attribution.attributor import Attributor
from service.domain.news import Outcome
from service.ingest.addresses import Polled, Web
from service.ingest.inputs import Read, Rejected
from service.ingest.pipeline import BY_RULES, ingest
from service.ingest.reading import read_sources
from service.store.catalog import Catalog
from service.store.feeds import Feed, FeedRecords
from service.store.index import Index

EVERY = timedelta(minutes=15)
LONGEST = timedelta(days=1)
CLAIM = timedelta(minutes=30)  # a process that dies while it polls leaves the feed to others after it
LOOK_S = 20
log = logging.getLogger("onrecord.feeds")


@dataclass(frozen=True, slots=True)
class Poll:
    """How one look at a feed went; `error` where the feed itself could not be read."""

    url: str
    outcomes: tuple[Outcome, ...] = ()
    error: str | None = None

    @property
    def status(self) -> str:
        counts = Counter(outcome.status for outcome in self.outcomes)
        return self.error or ", ".join(f"{counts[s]} {s}" for s in sorted(counts)) or "nothing new"


def poll(
    feed: Feed,
    *,
    web: Web,
    records: FeedRecords,
    catalog: Catalog,
    index: Index,
    max_bytes: int,
    clock: Callable[[], str],
    attributor: Attributor = BY_RULES,
    writing: AbstractContextManager[Any] | None = None,
) -> Poll | None:
    """Take what a feed has that was not taken before, and set when it is due again.

    After n failures in a row that is 15 minutes times 2^n, a day at most. An entry that fails is tried at the next
    look; a feed of which no entry could be read has failed itself. None if another process polls it at this moment.
    `writing` is entered once everything is fetched, for as long as articles are written.
    """
    if not records.claim(feed, until=_later(clock(), CLAIM)):
        return None
    polled = Polled(feed.validators, frozenset(feed.taken))
    inputs = list(read_sources([feed.url], max_bytes=max_bytes, web=replace(web, polled=polled)))
    now = clock()
    error = _failure(feed.url, inputs)
    if error:
        done = Poll(feed.url, error=error)
        wait = min(EVERY * 2 ** min(feed.failures + 1, 10), LONGEST)
        records.failed(feed, now=now, next_at=_later(now, wait), status=done.status)
        return done
    with writing or nullcontext():
        taken = ingest(inputs, catalog=catalog, index=index, clock=clock, attributor=attributor)
        done = Poll(feed.url, tuple(taken))
    whole = not any(isinstance(item, Rejected) for item in inputs)
    records.succeeded(
        feed.url,
        now=now,
        next_at=_later(now, EVERY),
        status=done.status,
        validators=polled.validators if whole else None,  # else the failed entries would not be seen again
        taken=polled.now_taken,
    )
    return done


async def follow(look: Callable[[], Iterator[Poll]], *, stop: asyncio.Event) -> None:
    """Poll what is due, again and again, until `stop`; what breaks is logged and tried at the next look."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(_look, look, stop)
        except Exception:
            log.exception("feeds could not be looked at; the next look is in %d s", LOOK_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_S)


def _look(look: Callable[[], Iterator[Poll]], stop: asyncio.Event) -> None:
    for done in look():
        log.log(logging.WARNING if done.error else logging.INFO, "%s: %s", done.url, done.status)
        if stop.is_set():
            return


def _failure(url: str, inputs: list[Read]) -> str | None:
    failed = [item for item in inputs if isinstance(item, Rejected)]
    if failed and (len(failed) == len(inputs)):
        return next((str(item.error) for item in failed if item.origin == url), str(failed[0].error))
    return None


def _later(now: str, wait: timedelta) -> str:
    return (datetime.fromisoformat(now) + wait).strftime("%Y-%m-%dT%H:%M:%SZ")
