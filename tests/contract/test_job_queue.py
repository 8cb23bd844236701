"""What every job queue keeps: one worker at a time, again if it dies, poison last and alone, whatever the clock."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.batches import SUSPECT, Afresh, Job
from service.ports import Do, JobQueue
from service.store import crew, postgres_jobs
from service.store.leases import LeaseQueue
from service.store.postgres_jobs import PostgresQueue

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
HEARTBEAT_S = 0.3
PATIENCE_S = 20
DAY_S = 86_400.0

WORKER = """
import asyncio, os, sys
import sqlalchemy as sa
from service.domain.batches import Job
from service.store.leases import LeaseQueue
engine = sa.create_engine(sys.argv[1])
if engine.dialect.name == "postgresql":
    from service.store.postgres_jobs import PostgresQueue
    queue = PostgresQueue(engine, heartbeat_s=0.3)
else:
    queue = LeaseQueue(engine)
async def do(job):
    print(job.position, flush=True)
    if job.position in map(int, sys.argv[3:]):
        os.kill(os.getpid(), 9)
    await asyncio.sleep(60 if sys.argv[2] == "holds" else 0)
asyncio.run(queue.work(do, concurrency=2, until_empty=True))
"""


@pytest.fixture
def queue(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> JobQueue:
    monkeypatch.setattr(crew, "POLL_S", 0.05)
    monkeypatch.setattr(postgres_jobs, "POLL_S", 0.05)
    if engine.dialect.name == "postgresql":
        return PostgresQueue(engine, heartbeat_s=HEARTBEAT_S)
    return LeaseQueue(engine)


class Done:
    """A step that notes its jobs; `outcomes` says what it returns for a position, time after time."""

    def __init__(self, **outcomes: list[float | None]) -> None:
        self.jobs: list[Job] = []
        self.outcomes = {int(name[1:]): list(values) for name, values in outcomes.items()}
        self.now = self.most = 0
        self.beside_suspects: list[int] = []

    async def __call__(self, job: Job) -> float | None:
        self.jobs.append(job)
        self.now += 1
        self.most = max(self.most, self.now)
        if job.attempt > SUSPECT:
            self.beside_suspects.append(self.now - 1)
        await asyncio.sleep(0.01)
        self.now -= 1
        left = self.outcomes.get(job.position)
        return left.pop(0) if left else None

    @property
    def positions(self) -> list[int]:
        return [job.position for job in self.jobs]


def run(queue: JobQueue, do: Do, *, concurrency: int = 1, batch_id: str | None = None) -> None:
    async def patiently() -> None:
        working = queue.work(do, concurrency=concurrency, batch_id=batch_id, until_empty=True)
        await asyncio.wait_for(working, PATIENCE_S)

    asyncio.run(patiently())


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await asyncio.to_thread(is_so):  # noqa: ASYNC110 - a database wakes nobody here
            await asyncio.sleep(0.02)


def start(engine: sa.Engine, *arguments: object) -> subprocess.Popen[str]:
    url = engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, url, *map(str, arguments)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )


def read_lines(process: subprocess.Popen[str], number: int) -> list[int]:
    assert process.stdout
    return sorted(int(process.stdout.readline()) for _ in range(number))


def step_clock(engine: sa.Engine, seconds: float) -> None:
    """Set the clock that the queue goes by: every time that is stored is moved the other way."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(sa.text("UPDATE jobs SET due = due - :s WHERE due > 0"), {"s": seconds})
            return
        past = {"s": f"{seconds} seconds"}
        connection.execute(
            sa.text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - CAST(:s AS interval)"), past
        )
        connection.execute(
            sa.text("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - CAST(:s AS interval)"), past
        )


def test_jobs_come_in_order_each_once(queue: JobQueue) -> None:
    queue.put("b", range(7))
    done = Done()
    run(queue, done)
    assert done.positions == list(range(7))
    assert {job.attempt for job in done.jobs} == {1}
    assert queue.waiting() == 0


def test_as_many_at_once_as_may(queue: JobQueue) -> None:
    queue.put("b", range(9))
    done = Done()
    run(queue, done, concurrency=3)
    assert (sorted(done.positions), done.most) == (list(range(9)), 3)


def test_a_job_offered_twice_is_one(queue: JobQueue) -> None:
    queue.put("b", [0, 1])
    queue.put("b", [1, 2])
    assert queue.waiting("b") == 3
    done = Done()
    run(queue, done)
    assert done.positions == [0, 1, 2]


def test_what_is_done_may_be_offered_again(queue: JobQueue) -> None:
    queue.put("b", [0])
    run(queue, Done())
    queue.put("b", [0])
    done = Done()
    run(queue, done)
    assert [(job.position, job.attempt) for job in done.jobs] == [(0, 1)]


def test_the_jobs_of_one_batch(queue: JobQueue) -> None:
    queue.put("a", [0])
    queue.put("b", [0])
    done = Done()
    run(queue, done, batch_id="b")
    assert [job.batch_id for job in done.jobs] == ["b"]
    assert (queue.waiting("a"), queue.waiting("b"), queue.waiting()) == (1, 0, 1)


def test_two_workers_share_and_no_job_is_done_twice(queue: JobQueue) -> None:
    queue.put("b", range(40))
    one, two = Done(), Done()

    async def both() -> None:
        workers = (queue.work(do, concurrency=2, until_empty=True) for do in (one, two))
        await asyncio.wait_for(asyncio.gather(*workers), PATIENCE_S)

    asyncio.run(both())
    assert Counter(one.positions + two.positions) == Counter(range(40))
    assert one.positions
    assert two.positions


def test_a_job_that_waits_for_somebody_else_never_becomes_a_suspect(queue: JobQueue) -> None:
    """Offered afresh it has had no attempt in vain, however often: it runs beside others."""
    queue.put("b", [0, 1])
    done = Done(_0=[Afresh(0.05)] * 4, _1=[0.05] * 4)
    run(queue, done, concurrency=2)
    attempts = {n: [job.attempt for job in done.jobs if job.position == n] for n in (0, 1)}
    assert len(attempts[0]) == 5
    assert max(attempts[0]) <= SUSPECT
    assert attempts[1] == [1, 2, 3, 4, 5]
    assert queue.waiting() == 0


def test_a_pause_before_the_next_attempt(queue: JobQueue) -> None:
    queue.put("b", [0, 1])
    done = Done(_0=[0.5])
    started = time.monotonic()
    run(queue, done)
    assert [(job.position, job.attempt) for job in done.jobs] == [(0, 1), (1, 1), (0, 2)]
    assert time.monotonic() - started > 0.5


def test_a_job_that_was_in_vain_once_keeps_its_place(queue: JobQueue) -> None:
    queue.put("b", [0, 1, 2])
    done = Done(_0=[0.0])
    run(queue, done)
    assert done.positions == [0, 0, 1, 2]


def test_what_was_in_vain_twice_goes_last_and_alone(queue: JobQueue) -> None:
    queue.put("b", range(8))
    done = Done(_0=[0.0, 0.0], _1=[0.0, 0.0])
    run(queue, done, concurrency=3)
    assert sorted(job.position for job in done.jobs[-2:]) == [0, 1]
    assert [job.attempt for job in done.jobs[-2:]] == [SUSPECT + 1] * 2
    assert done.beside_suspects == [0, 0]


def test_nothing_is_begun_beside_what_was_in_vain_twice(queue: JobQueue) -> None:
    queue.put("b", [0])
    seen: list[str] = []

    async def do(job: Job) -> float | None:
        seen.append(f"{job.batch_id}{job.attempt}")
        if job.batch_id == "b" and job.attempt > SUSPECT:
            await asyncio.to_thread(queue.put, "c", [0])
            await asyncio.sleep(0.5)
            seen.append("ended")
        return 0.0 if job.batch_id == "b" and job.attempt <= SUSPECT else None

    run(queue, do, concurrency=3)
    assert seen == ["b1", "b2", "b3", "ended", "c1"]


def test_withdrawn_jobs_are_gone(queue: JobQueue) -> None:
    queue.put("a", [0])
    queue.put("b", [0, 1])
    queue.withdraw("b")
    assert (queue.waiting("a"), queue.waiting("b")) == (1, 0)


def test_a_job_that_is_withdrawn_while_it_runs_ends_as_it_will(queue: JobQueue) -> None:
    queue.put("b", [0, 1])

    async def do(job: Job) -> None:
        await asyncio.to_thread(queue.withdraw, "b")
        assert await asyncio.to_thread(queue.waiting, "b") == 1

    run(queue, do)
    assert queue.waiting("b") == 0


def test_what_a_stopped_worker_runs_is_offered_again_at_once(queue: JobQueue) -> None:
    queue.put("b", range(3))
    cut: list[int] = []

    async def hang(job: Job) -> None:
        cut.append(job.position)
        await asyncio.sleep(PATIENCE_S)

    async def stopped() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(queue.work(hang, concurrency=2, stop=stop))
        await until(lambda: len(cut) == 2)
        stop.set()
        await asyncio.wait_for(working, PATIENCE_S)

    asyncio.run(stopped())
    done = Done()
    run(queue, done)
    assert [(job.position, job.attempt) for job in done.jobs] == [(0, 2), (1, 2), (2, 1)]


def test_what_a_step_raises_ends_the_work_and_the_job_is_not_lost(queue: JobQueue) -> None:
    queue.put("b", [0, 1])

    async def broken(job: Job) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(queue, broken)
    assert queue.waiting("b") == 2
    done = Done()
    run(queue, done)
    assert done.positions == [0, 1]


def test_a_worker_that_waits_takes_what_comes(queue: JobQueue) -> None:
    done = Done()

    async def later() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(queue.work(done, concurrency=2, stop=stop))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(queue.put, "b", [0, 1])
        await until(lambda: not queue.waiting())
        stop.set()
        await working

    asyncio.run(later())
    assert sorted(done.positions) == [0, 1]


def test_a_killed_worker_s_jobs_are_done_by_another(engine: sa.Engine, queue: JobQueue) -> None:
    queue.put("b", range(4))
    holder = start(engine, "holds")
    assert read_lines(holder, 2) == [0, 1]
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=PATIENCE_S)
    done = Done()
    run(queue, done)
    assert sorted(job.position for job in done.jobs) == [0, 1, 2, 3]
    assert {job.position: job.attempt for job in done.jobs} == {0: 2, 1: 2, 2: 1, 3: 1}


def test_poison_ends_its_workers_and_no_other_job_is_lost(engine: sa.Engine, queue: JobQueue) -> None:
    queue.put("b", range(6))
    for _ in range(SUSPECT + 2):
        start(engine, "works", 2).communicate(timeout=PATIENCE_S)
    assert queue.waiting("b") == 1  # the others are done, although two at once shared its workers
    done = Done()
    run(queue, done)
    assert [(job.position, job.attempt) for job in done.jobs] == [(2, SUSPECT + 3)]


@pytest.mark.parametrize("seconds", [-DAY_S, DAY_S], ids=["back", "forth"])
def test_a_clock_that_is_set_blocks_nothing_for_long(engine: sa.Engine, queue: JobQueue, seconds: float) -> None:
    queue.put("b", range(3))
    again: dict[int, int] = Counter()

    async def pause(job: Job) -> float | None:
        again[job.position] += 1
        return 100.0 if job.position == 2 else None

    async def until_two_are_done() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(queue.work(pause, concurrency=1, stop=stop))
        await until(lambda: len(again) == 3 and queue.waiting() == 1)
        stop.set()
        await working

    asyncio.run(until_two_are_done())
    step_clock(engine, seconds)
    done = Done()
    run(queue, done)  # the pause now seems to end tomorrow, or yesterday
    assert done.positions == [2]


@pytest.mark.parametrize("seconds", [-DAY_S, DAY_S], ids=["back", "forth"])
def test_the_dead_are_found_whatever_the_clock(engine: sa.Engine, queue: JobQueue, seconds: float) -> None:
    queue.put("b", range(2))
    holder = start(engine, "holds")
    assert read_lines(holder, 2) == [0, 1]
    holder.kill()
    holder.communicate(timeout=PATIENCE_S)
    step_clock(engine, seconds)
    done = Done()
    run(queue, done)
    assert sorted(done.positions) == [0, 1]


def test_a_live_worker_whose_clock_is_set_goes_on(engine: sa.Engine, queue: JobQueue) -> None:
    """Jobs may be done twice then, and none is lost."""
    queue.put("b", range(30))
    done = Done()

    async def work_while_the_clock_steps() -> None:
        working = asyncio.create_task(queue.work(done, concurrency=2, until_empty=True))
        for seconds in (DAY_S, -2 * DAY_S, DAY_S):
            await asyncio.sleep(0.2)
            with contextlib.suppress(sa.exc.OperationalError):
                await asyncio.to_thread(step_clock, engine, seconds)
        await asyncio.wait_for(working, PATIENCE_S)

    asyncio.run(work_while_the_clock_steps())
    assert set(done.positions) == set(range(30))
    assert queue.waiting() == 0
