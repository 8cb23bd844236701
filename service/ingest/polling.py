"""Feeds that are followed: looked at when they are due, less often while they fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
) -> Poll:
    """Take what a feed has that was not taken before, and set when it is due again.

    After n failures in a row that is 15 minutes times 2^n, a day at most. An entry that fails is tried at the next
    look; a feed of which no entry could be read has failed itself.
    """
    polled = Polled(feed.validators, frozenset(feed.taken))
    inputs = list(read_sources([feed.url], max_bytes=max_bytes, web=replace(web, polled=polled)))
    now = clock()
    error = _failure(feed.url, inputs)
    if error:
        done = Poll(feed.url, error=error)
        wait = min(EVERY * 2 ** min(feed.failures + 1, 10), LONGEST)
        records.failed(feed, now=now, next_at=_later(now, wait), status=done.status)
        return done
    done = Poll(feed.url, tuple(ingest(inputs, catalog=catalog, index=index, clock=clock, attributor=attributor)))
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


def _failure(url: str, inputs: list[Read]) -> str | None:
    failed = [item for item in inputs if isinstance(item, Rejected)]
    if failed and (len(failed) == len(inputs)):
        return next((str(item.error) for item in failed if item.origin == url), str(failed[0].error))
    return None


def _later(now: str, wait: timedelta) -> str:
    return (datetime.fromisoformat(now) + wait).strftime("%Y-%m-%dT%H:%M:%SZ")
