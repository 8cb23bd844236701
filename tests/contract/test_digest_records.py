"""Digests on SQLite and on PostgreSQL: each due time is written down once and sent by one worker at a time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from service.domain.digests import Delivery, Digest, Sending
from service.domain.questions import Filters
from service.store.catalog import Catalog
from service.store.database import open_postgres
from service.store.digests import DigestRecords
from service.store.moving import copy_catalog
from tests.builders import BRIDGE, FERRY, open_catalog, version, write

pytestmark = pytest.mark.server
ADDED, DUE, NEXT = "2026-03-05T12:00:00Z", "2026-03-06T07:00:00Z", "2026-03-07T07:00:00Z"
LEASE = "2026-03-06T07:30:00Z"
DIGESTS, WORKERS = 12, 6


@pytest.fixture
def records(engine: sa.Engine) -> DigestRecords:
    return DigestRecords(engine)


def add(records: DigestRecords, number: int = 0) -> Digest:
    digest = Digest(f"dig_{number}", "default", "every day 07:00 UTC", "/tmp/a.md", ADDED, DUE)
    records.add(digest)
    return digest


def claim(records: DigestRecords, digest: Digest, *, message: str = "msg_1", due_at: str = DUE) -> bool:
    return records.claim(digest, delivery_id=message, due_at=due_at, now=DUE, next_at=NEXT)


def take(records: DigestRecords, worker: str = "elsewhere:1:a", *, now: str = DUE) -> Delivery | None:
    return records.take(worker=worker, now=now, until=LEASE)


def test_workers_that_race_send_each_once(records: DigestRecords) -> None:
    found = [add(records, number) for number in range(DIGESTS)]
    together = Barrier(WORKERS)

    def work(worker: int) -> list[str]:
        together.wait()
        for digest in found:
            claim(records, digest, message=f"msg_{digest.id}_{worker}")
        sent = []
        while delivery := take(records, f"elsewhere:{worker}:a"):
            sent.append(delivery.digest_id)
            records.end(delivery, Sending.SENT, now=DUE)
        return sent

    with ThreadPoolExecutor(WORKERS) as pool:
        sent = [digest_id for each in pool.map(work, range(WORKERS)) for digest_id in each]
    assert Counter(sent) == Counter(digest.id for digest in found)
    assert records.due(DUE) == []


def test_what_is_held_is_offered_again_when_its_lease_ends(records: DigestRecords) -> None:
    assert claim(records, add(records))
    first = take(records)
    assert first is not None
    assert take(records, "elsewhere:2:b") is None
    second = take(records, "elsewhere:2:b", now=LEASE)
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    records.end(first, Sending.SENT, now=LEASE)  # the first one was too slow: it changes nothing
    assert records.deliveries("dig_0", limit=1)[0].state is Sending.OPEN


def test_a_due_time_has_one_digest(records: DigestRecords) -> None:
    digest = add(records)
    assert claim(records, digest)
    delivery = take(records)
    assert delivery is not None
    records.end(delivery, Sending.SENT, now=DUE)
    assert not claim(records, digest, message="msg_2")
    (again,) = records.all()
    assert not claim(records, again, message="msg_2")  # as after a clock that was set back
    assert records.all() == [again]


def test_what_came_in_is_what_the_catalog_matches(records: DigestRecords, engine: sa.Engine) -> None:
    catalog = Catalog(engine, workspace="default")
    write(catalog, version(BRIDGE, article_id="art_before"))  # at the moment at which it is set up
    claim(records, add(records))
    write(catalog, version(FERRY, article_id="art_late"))  # at that moment too, and seen later
    delivery = take(records)
    assert delivery is not None
    assert [a.id for a in catalog.articles(Filters(arrival=delivery.arrival))] == ["art_late"]


def test_digests_move_to_postgres(home: Path, database_url: str) -> None:
    source, target = open_catalog(home), open_postgres(database_url)
    claim(DigestRecords(source), add(DigestRecords(source)))
    copy_catalog(source, target)
    assert DigestRecords(target).all() == DigestRecords(source).all()
    assert take(DigestRecords(target)) == take(DigestRecords(source))
    source.dispose()
    target.dispose()
