"""Digests that are sent by themselves: which there are, which are due, and who sends one at the moment."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.domain.digests import Delivery, Digest, Sending
from service.domain.questions import Arrival
from service.domain.summaries import Length
from service.errors import InputRejected
from service.store.database import ensure_workspace
from service.store.leases import is_gone
from service.store.schema import articles, digest_deliveries, digests

BEFORE_ALL = ""  # the due time of what stands for the setting up: less than any instant
SETTLING_S = 120  # an article's instant is taken before it is attributed: it may be seen so much later


class DigestRecords:
    """The digests of all workspaces; every change is one transaction that begins with its condition."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def add(self, digest: Digest) -> None:
        """Store a digest; the first one covers what comes in from now on."""
        values, now = asdict(digest) | {"length": digest.length.value}, digest.created_at
        with self.engine.begin() as connection:
            ensure_workspace(connection, digest.workspace, now=now)
            connection.execute(sa.insert(digests).values(values))
            _write_down(
                connection, digest, Arrival(now, now), id=f"{digest.id}_0", due_at=BEFORE_ALL, state=Sending.SET_UP
            )

    def remove(self, digest_id: str, *, workspace: str) -> None:
        """Send a digest no longer, nor what of it is still open; InputRejected if there is none."""
        mine = digests.c.id == digest_id, digests.c.workspace == workspace
        with self.engine.begin() as connection:
            if connection.execute(sa.delete(digests).where(*mine)).rowcount == 0:
                raise _unknown(digest_id)

    def read(self, digest_id: str, *, workspace: str) -> Digest:
        """Return a digest; InputRejected if there is none."""
        found = self._where(digests.c.id == digest_id, digests.c.workspace == workspace)
        if not found:
            raise _unknown(digest_id)
        return found[0]

    def all(self, *, workspace: str | None = None) -> list[Digest]:
        """Return every digest, of one workspace or of all, in the order in which they are due."""
        return self._where(*([digests.c.workspace == workspace] if workspace else []))

    def due(self, now: str) -> list[Digest]:
        """Return the digests that are due and of which none is still being sent."""
        return self._where(digests.c.next_at <= now, ~_open_of(digests.c.id))

    def _where(self, *conditions: sa.ColumnElement[bool]) -> list[Digest]:
        query = sa.select(digests).where(*conditions).order_by(digests.c.next_at, digests.c.id)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Digest(**{**row, "length": Length(row["length"])}) for row in rows]

    def claim(self, digest: Digest, *, delivery_id: str, due_at: str, now: str, next_at: str) -> bool:
        """Write down that a digest is to be sent, and when the next one is due; False if somebody else has.

        It covers what came in since the last one that was sent, or had nothing to say, up to `now`.
        """
        mine = digests.c.id == digest.id, digests.c.next_at == digest.next_at, ~_open_of(digests.c.id)
        try:
            with self.engine.begin() as connection:
                if connection.execute(sa.update(digests).where(*mine).values(next_at=next_at)).rowcount == 0:
                    return False
                arrival = _arrival(connection, digest, now=now)
                _write_down(connection, digest, arrival, id=delivery_id, due_at=due_at, state=Sending.OPEN)
        except IntegrityError:  # this due time had its digest: the clock was set back
            return False
        return True

    def take(self, *, worker: str, now: str, until: str, digest_id: str | None = None) -> Delivery | None:
        """Return a delivery that is due and that `worker` alone holds until `until`; None if there is none."""
        self._free_orphans(now)
        free = [digest_deliveries.c.state == Sending.OPEN.value, digest_deliveries.c.retry_at <= now]
        if digest_id:
            free.append(digest_deliveries.c.digest_id == digest_id)
        query = sa.select(digest_deliveries).where(*free).order_by(digest_deliveries.c.retry_at)
        with self.engine.connect() as connection:
            found = [_delivery_from(row) for row in connection.execute(query)]
        for delivery in found:
            values = {"worker": worker, "retry_at": until, "attempts": delivery.attempts + 1}
            if self._change(delivery, **values):
                return replace(delivery, worker=worker, retry_at=until, attempts=delivery.attempts + 1)
        return None

    def _free_orphans(self, now: str) -> None:
        """Offer again what processes of this host held that are no more: nobody need wait for their leases."""
        column = digest_deliveries.c.worker
        with self.engine.connect() as connection:
            names = list(connection.scalars(sa.select(column).where(column.is_not(None)).distinct()))
        gone = [name for name in names if is_gone(name)]
        if gone:
            with self.engine.begin() as connection:
                freed = sa.update(digest_deliveries).where(column.in_(gone))
                connection.execute(freed.values(worker=None, retry_at=now))

    def keep(self, delivery: Delivery, *, body: dict[str, object], until: str) -> Delivery | None:
        """Store what is sent and hold it until `until`; None if another worker has taken the delivery over."""
        if not self._change(delivery, body=body, retry_at=until):
            return None
        return replace(delivery, body=body, retry_at=until)

    def end(self, delivery: Delivery, state: Sending, *, now: str, error: str | None = None) -> None:
        self._change(delivery, state=state.value, ended_at=now, error=error, worker=None, body=None)

    def put_off(self, delivery: Delivery, *, until: str, error: str) -> None:
        self._change(delivery, retry_at=until, error=error, worker=None)

    def hasten(self, digest_id: str, *, now: str) -> None:
        """Let a delivery that waits for its next attempt be taken at once."""
        waiting = digest_deliveries.c.digest_id == digest_id, digest_deliveries.c.worker.is_(None)
        still = digest_deliveries.c.state == Sending.OPEN.value
        with self.engine.begin() as connection:
            connection.execute(sa.update(digest_deliveries).where(*waiting, still).values(retry_at=now))

    def _change(self, delivery: Delivery, **values: Any) -> bool:
        """Change a delivery that is as we know it; False if another worker has changed it."""
        columns = digest_deliveries.c
        mine = columns.id == delivery.id, columns.attempts == delivery.attempts, columns.retry_at == delivery.retry_at
        with self.engine.begin() as connection:
            return connection.execute(sa.update(digest_deliveries).where(*mine).values(values)).rowcount == 1

    def deliveries(self, digest_id: str, *, limit: int) -> list[Delivery]:
        """Return what became of a digest the last times that it was due, the newest first."""
        due = digest_deliveries.c.digest_id == digest_id, digest_deliveries.c.state != Sending.SET_UP.value
        query = sa.select(digest_deliveries).where(*due)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(digest_deliveries.c.due_at.desc()).limit(limit))
            return [_delivery_from(row) for row in rows]


def came_in(arrival: Arrival) -> sa.ColumnElement[bool]:
    """Return the condition that an article came in then, or shortly before and was not seen."""
    when = articles.c.ingested_at > _settled(arrival.since), articles.c.ingested_at <= arrival.until
    return sa.or_(sa.and_(*when, articles.c.id.not_in(arrival.without)), articles.c.id.in_(arrival.besides))


def forget_bodies(connection: sa.Connection, workspace: str) -> None:
    """Remove what waits to be sent, when an article is deleted: the next attempt makes it anew, without the article."""
    mine = sa.select(digests.c.id).where(digests.c.workspace == workspace)
    where = digest_deliveries.c.digest_id.in_(mine), digest_deliveries.c.body.is_not(None)
    connection.execute(sa.update(digest_deliveries).where(*where).values(body=None))


def _open_of(digest_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    still = digest_deliveries.c.digest_id == digest_id, digest_deliveries.c.state == Sending.OPEN.value
    return sa.exists().where(*still)


def _write_down(
    connection: sa.Connection, digest: Digest, arrival: Arrival, *, id: str, due_at: str, state: Sending
) -> None:
    now = arrival.until
    values = {"id": id, "digest_id": digest.id, "due_at": due_at, "state": state.value, "attempts": 0, "retry_at": now}
    seam = _seam(connection, digest, now=now)
    connection.execute(sa.insert(digest_deliveries).values(arrival=asdict(arrival), seam=seam, **values))


def _arrival(connection: sa.Connection, digest: Digest, *, now: str) -> Arrival:
    """Return what the next digest covers: since the last one, and of its last minutes what it had not seen."""
    covered = digest_deliveries.c.state.in_([s.value for s in (Sending.SET_UP, Sending.SENT, Sending.EMPTY)])
    query = sa.select(digest_deliveries).where(digest_deliveries.c.digest_id == digest.id, covered)
    last = connection.execute(query.order_by(digest_deliveries.c.due_at.desc()).limit(1)).one()
    before = last.arrival["until"]
    return Arrival(before, max(now, before), tuple(last.seam["seen"]), tuple(last.seam["held"]))


def _seam(connection: sa.Connection, digest: Digest, *, now: str) -> dict[str, list[str]]:
    """Return what an article must be told from in the next digest: what came in just now, and what is held back."""
    mine = sa.select(articles.c.id).where(articles.c.workspace == digest.workspace)
    seen = mine.where(articles.c.ingested_at > _settled(now), articles.c.ingested_at <= now)
    held = mine.where(articles.c.held_until.is_not(None))
    return {"seen": list(connection.scalars(seen)), "held": list(connection.scalars(held))}


def _settled(instant: str) -> str:
    return (datetime.fromisoformat(instant) - timedelta(seconds=SETTLING_S)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unknown(digest_id: str) -> InputRejected:
    return InputRejected(origin=f"digest {digest_id}", why="there is none", mend="`onrecord digests list` shows them")


def _delivery_from(row: Any) -> Delivery:
    names = "id digest_id due_at attempts retry_at worker body error ended_at".split()
    said = row.arrival
    arrival = Arrival(said["since"], said["until"], tuple(said["without"]), tuple(said["besides"]))
    return Delivery(**{name: getattr(row, name) for name in names}, arrival=arrival, state=Sending(row.state))
