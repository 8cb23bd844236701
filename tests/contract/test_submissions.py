"""What batches have handed to a server, on SQLite and on PostgreSQL: nothing twice, whoever is cut off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.batches import Batch, Cost, Executor, Item, Options, Sending, State, Submission
from service.store.batches import BatchRecords, forget_article
from service.store.database import open_postgres
from service.store.submissions import SubmissionRecords, Waiting
from tests.batch_api import BatchAPI
from tests.builders import BRIDGE, NOW, close, open_library, store, version
from tests.integration.test_hosted_batches import ARTICLES, api, befalls, make, once, run, using

__all__ = ["api"]

pytestmark = pytest.mark.server

FIRST = Submission("sub_1", "bat_1", None, Sending.SENDING, 0)
SECOND = Submission("sub_2", "bat_1", None, Sending.SENDING, 0)


@pytest.fixture
def batches(engine: sa.Engine) -> BatchRecords:
    """Return the records of a batch of four items, of which two ask for the same."""
    records = BatchRecords(engine, workspace="default")
    steps = ["s0", "s1", "s0", "s3"]
    items = [Item(n, f"a{n}", f"art_{step}", 1, step) for n, step in enumerate(steps)]
    records.write(Batch("bat_1", "default", "k", "f", Options(executor=Executor.HOSTED), Cost(), NOW), items)
    return records


@pytest.fixture
def records(engine: sa.Engine, batches: BatchRecords) -> SubmissionRecords:
    return SubmissionRecords(engine)


def waiting(records: SubmissionRecords) -> list[int]:
    return [w.position for w in records.waiting("bat_1")]


def test_what_is_handed_over_waits_no_more(records: SubmissionRecords, batches: BatchRecords) -> None:
    assert records.waiting("bat_1") == [Waiting(0, "s0"), Waiting(1, "s1"), Waiting(3, "s3")]
    assert records.begin(FIRST, {0: 100, 1: 200})
    assert waiting(records) == [3]
    assert records.open("bat_1") == [FIRST]
    assert (records.tokens_at_server("bat_1"), batches.read("bat_1").submitted) == (300, 2)
    assert batches.read("bat_1").options.executor is Executor.HOSTED


def test_nothing_is_handed_over_by_two(records: SubmissionRecords) -> None:
    assert records.begin(FIRST, {0: 100, 1: 200})
    assert not records.begin(SECOND, {1: 200, 3: 50})
    assert records.open("bat_1") == [FIRST]
    assert waiting(records) == [3]
    records.release(FIRST, 1, error="the server answered 500")
    assert records.begin(SECOND, {1: 200, 3: 50})
    assert not records.begin(Submission("sub_3", "bat_1", None, Sending.SENDING, 0), {1: 200})
    assert records.attempts("sub_2") == {1: 2, 3: 1}


def test_a_result_is_stored_once_and_for_all_that_ask_for_it(records: SubmissionRecords, batches: BatchRecords) -> None:
    records.begin(FIRST, {0: 100})
    cost = Cost(30, 4)
    assert records.settle(FIRST, 0, state=State.DONE, result={"id": "sum_1"}, cost=cost) == 2
    assert records.settle(FIRST, 0, state=State.DONE, result={"id": "sum_2"}, cost=cost) == 0
    read = batches.read("bat_1")
    assert (read.counts, read.spent, read.hosted) == ({State.DONE: 2, State.QUEUED: 2}, cost, cost)
    assert batches.known_result("s0") == {"id": "sum_1"}
    assert waiting(records) == [1, 3]


def test_what_comes_back_waits_with_its_reason(records: SubmissionRecords, batches: BatchRecords) -> None:
    records.begin(FIRST, {1: 100, 3: 100})
    records.release(FIRST, 1, error="cut", cost=Cost(7, 8))
    records.release(FIRST, 3, error="full", counts=0)
    assert records.waiting("bat_1")[1:] == [Waiting(1, "s1", 1, "cut"), Waiting(3, "s3", 0, "full")]
    records.release(FIRST, 1, error="again", cost=Cost(7, 8))
    assert batches.read("bat_1").spent == Cost(7, 8)
    records.forgive("bat_1")
    assert records.waiting("bat_1")[1] == Waiting(1, "s1")


def test_what_a_cancelled_or_deleted_item_cost_is_counted(
    engine: sa.Engine, records: SubmissionRecords, batches: BatchRecords
) -> None:
    records.begin(FIRST, {1: 100, 3: 100})
    with engine.begin() as connection:
        forget_article(connection, "art_s1")
    batches.cancel("bat_1", now=NOW)
    for position in (1, 3):
        assert records.settle(FIRST, position, state=State.DONE, result={}, cost=Cost(5, 1)) == 0
    read = batches.read("bat_1")
    assert (read.spent, read.hosted) == (Cost(10, 2), Cost(10, 2))
    assert read.counts == {State.CANCELLED: 3, State.DELETED: 1}
    assert waiting(records) == []


def test_how_far_a_submission_is(records: SubmissionRecords) -> None:
    records.begin(FIRST, {0: 100})
    records.note_poll("sub_1")
    records.note_poll("sub_1")
    assert [s.polls for s in records.open("bat_1")] == [2]
    records.hasten("bat_1")
    records.note_poll("sub_1")
    records.mark("sub_1", state=Sending.SENT, remote_id="batch_1")
    assert records.open("bat_1") == [Submission("sub_1", "bat_1", "batch_1", Sending.SENT, 0)]
    records.mark("sub_1", state=Sending.COLLECTED)
    assert records.open("bat_1") == [Submission("sub_1", "bat_1", "batch_1", Sending.COLLECTED, 0)]
    records.end("sub_1")
    assert records.open("bat_1") == []
    assert waiting(records) == [0, 1, 3]


def test_only_one_takes_over_what_never_arrived(records: SubmissionRecords) -> None:
    assert records.begin(FIRST, {0: 10, 1: 10})
    anew = replace(FIRST, id="anew", polls=3)
    assert records.relabel(FIRST.id, anew)
    assert not records.relabel(FIRST.id, replace(FIRST, id="again"))
    assert not records.mark(FIRST.id, state=Sending.SENT, remote_id="late")
    assert records.open(FIRST.batch_id) == [anew]
    assert (records.attempts("anew"), records.attempts(FIRST.id)) == ({0: 1, 1: 1}, {})
    assert records.mark("anew", state=Sending.SENT, remote_id="there")
    assert not records.relabel("anew", replace(FIRST, id="again"))
    assert records.attempts("anew") == {0: 1, 1: 1}


def test_a_batch_takes_its_submissions_with_it(records: SubmissionRecords, batches: BatchRecords) -> None:
    records.begin(FIRST, {0: 100})
    batches.delete("bat_1")
    assert (records.open("bat_1"), records.attempts("sub_1")) == ([], {})


def test_a_whole_batch_on_postgresql(home: Path, api: BatchAPI, database_url: str) -> None:
    api.faults = [befalls("429", 1, times=1), befalls("missing", 4)]
    library = open_library(home, engine=open_postgres(database_url))
    for n in range(ARTICLES):
        text = BRIDGE.replace("14 months", f"{n + 20} months")
        store(library, version(text, article_id=f"art_{n}", external_id=f"desk-{n}", title=f"Number {n}"))
    at = using(library, most_requests=4)
    made = make(at)
    ended = run(at, made)
    assert ended.counts == {State.DONE: ARTICLES - 1, State.FAILED: 1}
    assert (once(api), api.files) == ({1}, {})
    close(library)
    library.catalog.engine.dispose()
