"""Leases in SQLite: who holds which job until when. What every queue keeps: tests/contract/test_job_queue.py."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.batches import LONGEST_PAUSE_S, Job
from service.store.leases import LeaseQueue, new_worker_name
from tests.builders import open_catalog

LEASE_S = 60.0
HOLDER = """
import sys, sqlalchemy as sa
from service.store.leases import LeaseQueue, new_worker_name
held = LeaseQueue(sa.create_engine(sys.argv[1])).take(worker=new_worker_name(), limit=2)
print(len(held), flush=True)
sys.stdin.read()
"""


class Clock:
    """Seconds that go when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(home: Path) -> Iterator[sa.Engine]:
    opened = open_catalog(home)
    yield opened
    opened.dispose()


@pytest.fixture
def queue(engine: sa.Engine, clock: Clock) -> LeaseQueue:
    return LeaseQueue(engine, clock=clock, lease_s=LEASE_S)


def positions(jobs: list[Job]) -> list[int]:
    return [job.position for job in jobs]


def elsewhere(name: str) -> str:
    """Return a worker of another machine, of which nobody here can tell whether it lives."""
    return f"elsewhere:1:{name}"


def test_jobs_come_in_order_and_to_one_worker_each(queue: LeaseQueue) -> None:
    queue.put("b", range(5))
    first = queue.take(worker=elsewhere("one"), limit=3)
    second = queue.take(worker=elsewhere("two"), limit=3)
    assert (positions(first), positions(second)) == ([0, 1, 2], [3, 4])
    assert queue.take(worker=elsewhere("three"), limit=3) == []


def test_a_job_offered_twice_is_one(queue: LeaseQueue) -> None:
    queue.put("b", [0, 1])
    queue.put("b", [1, 2])
    assert queue.waiting("b") == 3


def test_what_is_done_does_not_come_again(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0, 1])
    held = queue.take(worker=elsewhere("one"), limit=1)
    queue.done(held)
    clock.now += 10 * LEASE_S
    assert positions(queue.take(worker=elsewhere("two"), limit=5)) == [1]


def test_the_jobs_of_one_batch(queue: LeaseQueue) -> None:
    queue.put("a", [0])
    queue.put("b", [0])
    assert [j.batch_id for j in queue.take(worker=elsewhere("one"), limit=5, batch_id="b")] == ["b"]
    assert (queue.waiting("a"), queue.waiting("b"), queue.waiting()) == (1, 1, 2)


def test_a_lease_that_ends_gives_the_job_to_another_with_the_attempt_counted(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0])
    assert queue.take(worker=elsewhere("one"), limit=1)[0].attempt == 1
    clock.now += LEASE_S + 1
    assert queue.take(worker=elsewhere("two"), limit=1)[0].attempt == 2


def test_a_renewed_lease_holds_and_only_its_worker_renews_it(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0])
    held = queue.take(worker=elsewhere("one"), limit=1)
    clock.now += LEASE_S - 1
    queue.renew(held, worker=elsewhere("one"))
    clock.now += LEASE_S - 1
    assert queue.take(worker=elsewhere("two"), limit=1) == []
    queue.renew(held, worker=elsewhere("two"))
    clock.now += 2
    assert positions(queue.take(worker=elsewhere("two"), limit=1)) == [0]


def test_a_pause_before_the_next_attempt(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0])
    queue.again(queue.take(worker=elsewhere("one"), limit=1)[0], after_s=30)
    assert queue.take(worker=elsewhere("one"), limit=1) == []
    clock.now += 31
    assert queue.take(worker=elsewhere("one"), limit=1)[0].attempt == 2


def test_a_job_that_was_in_vain_once_keeps_its_place(queue: LeaseQueue) -> None:
    queue.put("b", [0, 1, 2])
    queue.again(queue.take(worker=elsewhere("one"), limit=1)[0], after_s=0)
    assert positions(queue.take(worker=elsewhere("one"), limit=2)) == [0, 1]


def test_what_was_in_vain_twice_is_taken_by_itself(queue: LeaseQueue) -> None:
    queue.put("b", range(4))
    for _ in range(2):
        for job in queue.take(worker=elsewhere("one"), limit=2):
            queue.again(job, after_s=0)
    assert [positions(queue.take(worker=elsewhere("one"), limit=3)) for _ in range(2)] == [[2, 3], []]
    assert [positions(queue.take_suspect(worker=elsewhere("one"))) for _ in range(3)] == [[0], [1], []]


def test_a_clock_set_back_blocks_nothing_for_long(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0])
    queue.take(worker=elsewhere("one"), limit=1)
    clock.now -= 86_400  # the lease now seems to end tomorrow
    assert positions(queue.take(worker=elsewhere("two"), limit=1)) == [0]


def test_a_clock_set_forth_only_hands_a_job_out_early(queue: LeaseQueue, clock: Clock) -> None:
    queue.put("b", [0])
    first = queue.take(worker=elsewhere("one"), limit=1)
    clock.now += 86_400
    assert positions(queue.take(worker=elsewhere("two"), limit=1)) == [0]
    queue.renew(first, worker=elsewhere("one"))  # its lease is lost, and it takes none away
    queue.done(first)
    assert queue.waiting() == 0


def test_withdrawn_jobs_are_gone_and_held_ones_are_their_workers(queue: LeaseQueue) -> None:
    queue.put("b", [0, 1])
    held = queue.take(worker=elsewhere("one"), limit=1)
    queue.withdraw("b")
    assert queue.waiting("b") == 1
    queue.done(held)
    assert queue.waiting("b") == 0


def test_a_killed_process_need_not_be_waited_for(engine: sa.Engine) -> None:
    queue = LeaseQueue(engine)
    queue.put("b", range(3))
    url = engine.url.render_as_string(hide_password=False)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"2\n"
    assert positions(queue.take(worker=new_worker_name(), limit=5)) == [2]
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=60)
    assert positions(queue.take(worker=new_worker_name(), limit=5)) == [0, 1]


def test_the_longest_pause_is_shorter_than_a_stuck_clock() -> None:
    assert LEASE_S <= LONGEST_PAUSE_S
