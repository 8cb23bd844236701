"""The jobs that run in this process while it holds their leases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from service.domain.batches import SUSPECT, Job
from service.ports import Do

POLL_S = 1.0  # how often an idle worker looks for jobs
RENEW_S = 15.0  # a quarter of a lease


class Leases(Protocol):
    """What a crew asks of the queue."""

    def take(self, *, worker: str, limit: int, batch_id: str | None = None) -> list[Job]: ...

    def take_suspect(self, *, worker: str, batch_id: str | None = None) -> list[Job]: ...

    def renew(self, held: Sequence[Job], *, worker: str) -> None: ...

    def done(self, finished: Sequence[Job]) -> None: ...

    def again(self, job: Job, *, after_s: float) -> None: ...

    def waiting(self, batch_id: str | None = None) -> int: ...


class Crew:
    """Takes jobs up to a number at once, renews their leases, and gives back what has not ended."""

    def __init__(self, leases: Leases, do: Do, *, worker: str) -> None:
        self.leases, self.do, self.worker = leases, do, worker
        self.running: dict[asyncio.Task[None], Job] = {}
        self._renewed = time.monotonic()

    async def work(self, concurrency: int, *, batch_id: str | None, until_empty: bool, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                await self._hire(concurrency, batch_id)
                if self.running:
                    await self._wait()
                elif until_empty and not await asyncio.to_thread(self.leases.waiting, batch_id):
                    return
                else:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), POLL_S)
        finally:
            await self._dismiss()

    async def _hire(self, concurrency: int, batch_id: str | None) -> None:
        free = concurrency - len(self.running)
        if free <= 0 or any(job.attempt > SUSPECT for job in self.running.values()):
            return
        taken = await asyncio.to_thread(self.leases.take, worker=self.worker, limit=free, batch_id=batch_id)
        if not taken and not self.running:
            taken = await asyncio.to_thread(self.leases.take_suspect, worker=self.worker, batch_id=batch_id)
        for job in taken:
            self.running[asyncio.create_task(self._run(job))] = job

    async def _run(self, job: Job) -> None:
        pause = await self.do(job)
        if pause is None:
            await asyncio.to_thread(self.leases.done, [job])
        else:
            await asyncio.to_thread(self.leases.again, job, after_s=pause)

    async def _wait(self) -> None:
        """Wait until a job ends or leases are to be renewed."""
        done, _ = await asyncio.wait(self.running, timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
            del self.running[task]
        if time.monotonic() - self._renewed > RENEW_S and self.running:
            self._renewed = time.monotonic()
            await asyncio.to_thread(self.leases.renew, list(self.running.values()), worker=self.worker)

    async def _dismiss(self) -> None:
        """Give back what has not ended, so that others need not wait for the leases."""
        for task in self.running:
            task.cancel()
        ended = await asyncio.gather(*self.running, return_exceptions=True)
        for job, outcome in zip(self.running.values(), ended, strict=True):
            if outcome is not None:
                await asyncio.to_thread(self.leases.again, job, after_s=0)
