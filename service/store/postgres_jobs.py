"""Jobs on PostgreSQL: procrastinate's tables, its workers and their heartbeats. The only module that imports it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from procrastinate import App, JobContext, PsycopgConnector, RetryDecision, SyncPsycopgConnector, jobs
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy
from procrastinate.schema import SchemaManager
from procrastinate.worker import Worker

from service.domain.batches import LONGEST_PAUSE_S, SUSPECT, Job
from service.errors import CatalogUnusable
from service.ports import Do

HEARTBEAT_S = 5.0
DEAD_AFTER = 3  # heartbeats that a worker missed: what it ran is offered again within 20 s
POLL_S = 1.0  # jobs wake workers by NOTIFY; those that are offered again do not
TASK = "step"
SUSPECTS = "/suspects"  # a queue beside that of each batch, for jobs that may end their workers
CONNECTIONS = 4  # of a worker to the queue; a job needs one for a millisecond, at its beginning and its end

_jobs = sa.table("procrastinate_jobs", *map(sa.column, "queue_name queueing_lock task_name".split()))
_TODO = _jobs.c.task_name == TASK, sa.text("status = 'todo'")
_OPEN = _jobs.c.task_name == TASK, sa.text("status IN ('todo', 'doing')")
# What the dead ran. A heartbeat from the future is one of before the clock was set back.
_REAP = """UPDATE procrastinate_jobs
    SET status = 'todo', worker_id = NULL, attempts = attempts + 1, scheduled_at = NULL,
        queue_name = CASE WHEN attempts + 1 >= :suspect THEN (args->>'batch_id') || :suspects ELSE queue_name END
    WHERE status = 'doing' AND task_name = :task AND (worker_id IS NULL OR worker_id IN (
        SELECT id FROM procrastinate_workers
        WHERE abs(extract(epoch FROM now() - last_heartbeat)) > :dead_s))"""
_HASTEN = """UPDATE procrastinate_jobs SET scheduled_at = NULL
    WHERE status = 'todo' AND task_name = :task AND extract(epoch FROM scheduled_at - now()) > :longest_s"""


class PostgresQueue:
    """The job queue of many machines. Its clock is the database's."""

    def __init__(self, engine: sa.Engine, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self.engine = engine
        self.heartbeat_s = heartbeat_s
        self._dead_s = heartbeat_s * DEAD_AFTER

    def put(self, batch_id: str, positions: Sequence[int]) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(batch_id))))
            put(connection, batch_id, positions)

    async def work(
        self,
        do: Do,
        *,
        concurrency: int,
        batch_id: str | None = None,
        until_empty: bool = False,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Do jobs as JobQueue says; CatalogUnusable if the database does not answer any more."""
        stop = stop or asyncio.Event()
        try:
            async with self._opened(do, batch_id) as (app, broken):
                while not (stop.is_set() or broken or (until_empty and not await self._left(batch_id))):
                    await self._work(app, broken, concurrency, batch_id, until_empty=until_empty, stop=stop)
        except (ConnectorException, sa.exc.DBAPIError) as error:
            shown = self.engine.url.set(drivername="postgresql", password=None).render_as_string()
            raise CatalogUnusable(path=shown, why=f"the job queue cannot be used ({_reason(error)})") from error
        if broken:
            raise broken[0]

    @asynccontextmanager
    async def _opened(self, do: Do, batch_id: str | None) -> AsyncIterator[tuple[App, list[Exception]]]:
        """Yield an app that does jobs, and the list of what they raise."""
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=CONNECTIONS)
        broken: list[Exception] = []
        app = App(connector=connector)
        app.job_manager = _OneByOne(connector, batch_id, broken)

        @app.task(name=TASK, pass_context=True, retry=_Offer())
        async def step(context: JobContext, batch_id: str, position: int) -> None:
            try:
                pause = await do(Job(batch_id, position, context.job.attempts + 1))
            except Exception as error:
                broken.append(error)
                raise
            if pause is not None:
                raise _Again(pause)

        async with app.open_async():
            yield app, broken

    async def _work(
        self, app: App, broken: list[Exception], concurrency: int, batch_id: str | None, *, until_empty: bool,
        stop: asyncio.Event,
    ) -> None:  # fmt: skip
        """Run one worker until there is reason to end; one that was taken for dead ends by itself."""
        worker = Worker(
            app=app,
            queues=[batch_id, batch_id + SUSPECTS] if batch_id else None,
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_S,
            shutdown_graceful_timeout=0,
            delete_jobs=jobs.DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=self.heartbeat_s,
            stalled_worker_timeout=self._dead_s,
        )
        running: asyncio.Task[None] = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        try:
            reaped = 0.0
            while not (running.done() or stop.is_set() or broken):
                if time.monotonic() - reaped > self.heartbeat_s:
                    reaped = time.monotonic()
                    await asyncio.to_thread(self.reap)
                if until_empty and not await self._left(batch_id):
                    break
                await asyncio.wait([running], timeout=min(POLL_S, self.heartbeat_s) / 4)
        finally:
            worker.stop()  # type: ignore[no-untyped-call]
            with suppress(_Pruned):
                await running
        if not (stop.is_set() or broken or until_empty):
            await asyncio.sleep(POLL_S)  # it ended by itself, and what ended it may last

    async def _left(self, batch_id: str | None) -> int:
        return await asyncio.to_thread(self.waiting, batch_id)

    def reap(self) -> None:
        """Offer again what workers ran who are no more, and what a clock that was set back keeps waiting."""
        given = {"task": TASK, "suspect": SUSPECT, "suspects": SUSPECTS, "dead_s": self._dead_s}
        with self.engine.begin() as connection:
            connection.execute(sa.text(_REAP), given)
            connection.execute(sa.text(_HASTEN), {"task": TASK, "longest_s": LONGEST_PAUSE_S})

    def withdraw(self, batch_id: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_jobs).where(*_TODO, *_of(batch_id)))

    def waiting(self, batch_id: str | None = None) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_jobs).where(*_OPEN, *_of(batch_id))) or 0


def _reason(error: BaseException) -> str:
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error.__cause__
    return (str(cause or error).strip().splitlines() or ["no reason given"])[0]


def create_tables(connection: sa.Connection) -> None:
    """Make procrastinate's tables and functions in the transaction of `connection`."""
    _driver(connection).execute(SchemaManager.get_schema())


def put(connection: sa.Connection, batch_id: str, positions: Iterable[int]) -> None:
    """Offer those of the jobs that neither wait nor run, in the transaction of `connection`."""
    keys = {f"{batch_id}/{position}": position for position in positions}
    there = set(connection.scalars(sa.select(_jobs.c.queueing_lock).where(*_OPEN, *_of(batch_id))))
    new = [
        jobs.Job(
            queue=batch_id,
            lock=None,
            queueing_lock=key,
            task_name=TASK,
            task_kwargs={"batch_id": batch_id, "position": position},
        )
        for key, position in keys.items()
        if key not in there
    ]
    if new:
        JobManager(SyncPsycopgConnector()).batch_defer_jobs(new, connection=_driver(connection))


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def _of(batch_id: str | None) -> list[sa.ColumnElement[bool]]:
    return [_jobs.c.queue_name.in_([batch_id, batch_id + SUSPECTS])] if batch_id else []


class _Again(Exception):
    def __init__(self, after_s: float) -> None:
        super().__init__(f"again after {after_s} s")
        self.after_s = after_s


class _Pruned(ConnectorException):
    """The worker was taken for dead: its record is gone, and it needs a new one."""


class _Offer(BaseRetryStrategy):
    """Whatever ends a step before it is done, the job is offered again."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> RetryDecision:
        pause = min(exception.after_s, LONGEST_PAUSE_S) if isinstance(exception, _Again) else 0
        queue = f"{job.task_kwargs['batch_id']}{SUSPECTS}" if job.attempts + 1 >= SUSPECT else None
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=pause) if pause else None, queue=queue)


class _OneByOne(JobManager):
    """Fetches suspects when there is nothing else to do, and nothing beside them."""

    def __init__(self, connector: PsycopgConnector, batch_id: str | None, broken: Sequence[Exception]) -> None:
        super().__init__(connector)
        self._batch_id = batch_id
        self._broken = broken  # what steps raised: nothing is begun after that
        self._running: dict[int, bool] = {}  # by id, whether it is a suspect
        self._queues: list[str] = []
        self._listed = 0.0

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> jobs.Job | None:
        if self._broken or any(self._running.values()):
            return None
        job = await self._fetch([q for q in await self._open(POLL_S) if not q.endswith(SUSPECTS)], worker_id)
        if job is None and not self._running:
            job = await self._fetch([q for q in await self._open(0) if q.endswith(SUSPECTS)], worker_id)
        if job is not None and job.id is not None:
            self._running[job.id] = job.queue.endswith(SUSPECTS)
        return job

    async def _fetch(self, queues: list[str], worker_id: int) -> jobs.Job | None:
        if not queues:
            return None
        try:
            return await super().fetch_job(queues, worker_id)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.errors.ForeignKeyViolation):
                raise _Pruned from error
            raise

    async def _open(self, age_s: float) -> list[str]:
        """Return the queues that have something to do, as they were so many seconds ago at most."""
        if self._batch_id:
            return [self._batch_id, self._batch_id + SUSPECTS]
        if not self._queues or time.monotonic() - self._listed > age_s:
            query = "SELECT DISTINCT queue_name FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %(task)s"
            rows = await self.connector.execute_query_all_async(query=query, task=TASK)
            self._queues, self._listed = [row["queue_name"] for row in rows], time.monotonic()
        return self._queues

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:
        self._running.pop(job.id or 0, None)
        with suppress(ConnectorException):  # another worker has it, which took this one for dead
            await super().finish_job(job, status, delete_job)

    async def retry_job(
        self, job: jobs.Job, retry_at: datetime | None = None, priority: int | None = None, queue: str | None = None,
        lock: str | None = None,
    ) -> None:  # fmt: skip
        self._running.pop(job.id or 0, None)
        with suppress(ConnectorException):
            await super().retry_job(job, retry_at, priority, queue, lock)
