"""The feeds that a workspace follows, and how the last look at each went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from service.domain.news import Validators
from service.errors import InputRejected
from service.store.schema import feeds


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed; instants are ISO 8601 in UTC. `status` says in a line how the last look went, None before the first."""

    url: str
    added_at: str
    next_at: str
    polled_at: str | None
    failures: int
    status: str | None
    etag: str | None
    modified: str | None
    taken: tuple[str, ...]

    @property
    def validators(self) -> Validators | None:
        return Validators(self.url, self.etag, self.modified) if self.etag or self.modified else None


class FeedRecords:
    """Feeds of one workspace."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def add(self, url: str, *, now: str) -> bool:
        """Follow a feed, due at once; return whether it is new."""
        if any(feed.url == url for feed in self.all()):
            return False
        values = {"workspace": self.workspace, "url": url, "added_at": now, "next_at": now, "failures": 0, "taken": []}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(feeds).values(values))
        return True

    def remove(self, url: str) -> None:
        """Follow a feed no longer; its articles stay. InputRejected if it is not followed."""
        with self.engine.begin() as connection:
            if connection.execute(sa.delete(feeds).where(*self._one(url))).rowcount == 0:
                raise InputRejected(origin=url, why="not followed", mend="`onrecord feeds list` shows what is")

    def _one(self, url: str) -> tuple[sa.ColumnElement[bool], ...]:
        return feeds.c.workspace == self.workspace, feeds.c.url == url

    def all(self) -> list[Feed]:
        """Return every feed, in the order in which they are due."""
        return self._where(sa.true())

    def due(self, now: str) -> list[Feed]:
        """Return the feeds to be polled at `now`, the longest overdue first."""
        return self._where(feeds.c.next_at <= now)

    def claim(self, feed: Feed, *, until: str) -> bool:
        """Take a feed that is about to be polled, so that nobody else does before `until`; False if another has it."""
        with self.engine.begin() as connection:
            taken = sa.update(feeds).where(*self._one(feed.url), feeds.c.next_at == feed.next_at)
            return connection.execute(taken.values(next_at=until)).rowcount == 1

    def _where(self, condition: sa.ColumnElement[bool]) -> list[Feed]:
        columns = [c for c in feeds.c if c.name != "workspace"]
        query = sa.select(*columns).where(feeds.c.workspace == self.workspace, condition)
        with self.engine.connect() as connection:
            found = connection.execute(query.order_by(feeds.c.next_at, feeds.c.url)).mappings().all()
        return [Feed(**{**row, "taken": tuple(row["taken"])}) for row in found]

    def succeeded(
        self, url: str, *, now: str, next_at: str, status: str, validators: Validators | None, taken: Iterable[str]
    ) -> None:
        said = {"etag": validators and validators.etag, "modified": validators and validators.modified}
        self._update(url, polled_at=now, next_at=next_at, status=status, failures=0, taken=sorted(taken), **said)

    def failed(self, feed: Feed, *, now: str, next_at: str, status: str) -> None:
        self._update(feed.url, polled_at=now, next_at=next_at, status=status, failures=feed.failures + 1)

    def _update(self, url: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.update(feeds).where(*self._one(url)).values(values))


def workspaces_with_due_feeds(engine: sa.Engine, *, now: str) -> list[str]:
    """Return the workspaces that have a feed to be polled at `now`."""
    query = sa.select(feeds.c.workspace).where(feeds.c.next_at <= now).distinct().order_by(feeds.c.workspace)
    with engine.connect() as connection:
        return list(connection.scalars(query))
