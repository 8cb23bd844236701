"""Jobs as rows with leases, in the catalog's own SQLite file: nothing else to run.

`due` is when a job may be handed out: in the past for one that waits, the end of its lease for one that is held.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from service.domain.batches import LONGEST_PAUSE_S, SUSPECT, Afresh, Job
from service.ports import Do
from service.store.crew import Crew
from service.store.schema import jobs

LEASE_S = 60.0  # renewed every third of it; a summary takes 0.05 s, one of a slow model 60 s


def new_worker_name() -> str:
    """Return "host:pid:random"; the pid lets another worker of the host see that this one is gone."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class LeaseQueue:
    """The job queue of one machine; its workers are processes that share the file.

    `clock` gives seconds since the epoch and may be set forth or back: a lease that seems to end later than any
    does can only come from a clock that was set back, and is no lease.
    """

    def __init__(self, engine: sa.Engine, *, clock: Callable[[], float] = time.time, lease_s: float = LEASE_S) -> None:
        self.engine = engine
        self.clock = clock
        self.lease_s = lease_s

    async def work(
        self,
        do: Do,
        *,
        concurrency: int,
        batch_id: str | None = None,
        until_empty: bool = False,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Do jobs as JobQueue says, polling for them once a second."""
        crew = Crew(self, do, worker=new_worker_name())
        await crew.work(concurrency, batch_id=batch_id, until_empty=until_empty, stop=stop or asyncio.Event())

    def put(self, batch_id: str, positions: Sequence[int]) -> None:
        with self.engine.begin() as connection:
            there = set(connection.scalars(sa.select(jobs.c.position).where(jobs.c.batch_id == batch_id)))
            new = [p for p in positions if p not in there]
            if new:
                connection.execute(sa.insert(jobs), [_offered(batch_id, position) for position in new])

    def take(self, *, worker: str, limit: int, batch_id: str | None = None) -> list[Job]:
        """Return at most `limit` jobs, of one batch or of all, that `worker` alone holds until their lease ends."""
        self._free_orphans()
        with self.engine.begin() as connection:
            fresh = jobs.c.attempts < SUSPECT
            return self._lease(connection, fresh, worker=worker, limit=limit, batch_id=batch_id)

    def take_suspect(self, *, worker: str, batch_id: str | None = None) -> list[Job]:
        """Return one job, if there is one, that was handed out twice in vain: it may be what ends its workers."""
        with self.engine.begin() as connection:
            suspect = jobs.c.attempts >= SUSPECT
            return self._lease(connection, suspect, worker=worker, limit=1, batch_id=batch_id)

    def _lease(
        self, connection: sa.Connection, which: sa.ColumnElement[bool], *, worker: str, limit: int, batch_id: str | None
    ) -> list[Job]:
        now = self.clock()
        key = sa.tuple_(jobs.c.batch_id, jobs.c.position)
        free = sa.or_(jobs.c.due <= now, jobs.c.due > now + max(self.lease_s, LONGEST_PAUSE_S))
        chosen = sa.select(jobs.c.batch_id, jobs.c.position).where(free, which, *_of(batch_id))
        order = sa.case((jobs.c.attempts < SUSPECT, 0), else_=jobs.c.attempts), jobs.c.batch_id, jobs.c.position
        chosen = chosen.order_by(*order).limit(limit)
        held = (
            sa.update(jobs)
            .where(key.in_(chosen))
            .values(worker=worker, due=now + self.lease_s, attempts=jobs.c.attempts + 1)
            .returning(jobs.c.batch_id, jobs.c.position, jobs.c.attempts)
        )
        return sorted(Job(*row) for row in connection.execute(held))

    def _free_orphans(self) -> None:
        """Offer again what workers of this host held who are no more: a killed process need not be waited for."""
        with self.engine.connect() as connection:
            names = list(connection.scalars(sa.select(jobs.c.worker).where(jobs.c.worker.is_not(None)).distinct()))
        gone = [name for name in names if is_gone(name)]
        if gone:
            with self.engine.begin() as connection:
                connection.execute(sa.update(jobs).where(jobs.c.worker.in_(gone)).values(worker=None, due=0.0))

    def renew(self, held: Sequence[Job], *, worker: str) -> None:
        """Prolong the leases of jobs that `worker` still holds."""
        with self.engine.begin() as connection:
            for job in held:
                mine = _is(job), jobs.c.worker == worker
                connection.execute(sa.update(jobs).where(*mine).values(due=self.clock() + self.lease_s))

    def done(self, finished: Sequence[Job]) -> None:
        """Take jobs out of the queue, whatever became of them."""
        with self.engine.begin() as connection:
            for job in finished:
                connection.execute(sa.delete(jobs).where(_is(job)))

    def again(self, job: Job, *, after_s: float) -> None:
        """Offer a job anew, after a pause."""
        offered: dict[str, Any] = {"worker": None, "due": self.clock() + min(after_s, LONGEST_PAUSE_S)}
        if isinstance(after_s, Afresh):
            offered["attempts"] = 0
        with self.engine.begin() as connection:
            connection.execute(sa.update(jobs).where(_is(job)).values(offered))

    def withdraw(self, batch_id: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(jobs).where(jobs.c.batch_id == batch_id, jobs.c.worker.is_(None)))

    def waiting(self, batch_id: str | None = None) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(jobs).where(*_of(batch_id))) or 0


def _offered(batch_id: str, position: int) -> dict[str, object]:
    return {"batch_id": batch_id, "position": position, "attempts": 0, "worker": None, "due": 0.0}


def _of(batch_id: str | None) -> list[sa.ColumnElement[bool]]:
    return [jobs.c.batch_id == batch_id] if batch_id else []


def _is(job: Job) -> sa.ColumnElement[bool]:
    return sa.and_(jobs.c.batch_id == job.batch_id, jobs.c.position == job.position)


def is_gone(worker: str) -> bool:
    """Tell whether a worker was a process of this host that has ended."""
    host, pid, _ = worker.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
