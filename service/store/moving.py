"""A catalog moves to another database: row by row, as often as it takes, and is compared at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from service.errors import CatalogUnusable
from service.store.schema import SHARED, jobs

PAGE = 500  # rows read and written at once, in one transaction


def copy_catalog(
    source: sa.Engine, target: sa.Engine, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Copy every row of `source` to the PostgreSQL catalog `target` and compare the two; return how many rows.

    Cut at any moment and called again, it completes. Ids stay, so that search indexes stay valid. Nothing may write
    to `source` meanwhile. CatalogUnusable if `target` holds other rows.
    """
    total = sum(_count(source, table) for table in SHARED)
    done = 0
    for table in SHARED:
        for page in _pages(source, table):
            _write(target, table, page)
            done += len(page)
            progress(done, total)
        _advance_sequence(target, table)
    _offer_jobs(source, target)
    _compare(source, target)
    return total


def _offer_jobs(source: sa.Engine, target: sa.Engine) -> None:
    """Offer what waits in the one queue in the other; what is offered already is not offered twice."""
    from service.store.postgres_jobs import PostgresQueue  # of the extra that `open_postgres` has asked for

    queue = PostgresQueue(target)
    with source.connect() as connection:
        batch_ids = list(connection.scalars(sa.select(jobs.c.batch_id).distinct().order_by(jobs.c.batch_id)))
        for batch_id in batch_ids:
            mine = sa.select(jobs.c.position).where(jobs.c.batch_id == batch_id)
            queue.put(batch_id, list(connection.scalars(mine.order_by(jobs.c.position))))


def _count(engine: sa.Engine, table: sa.Table) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _pages(engine: sa.Engine, table: sa.Table) -> Iterator[list[dict[str, object]]]:
    keys = list(table.primary_key.columns)
    last: tuple[object, ...] | None = None
    while True:
        query = sa.select(table).order_by(*keys).limit(PAGE)
        if last is not None:
            query = query.where(sa.tuple_(*keys) > sa.tuple_(*map(sa.literal, last)))
        with engine.connect() as connection:
            page = [dict(row._mapping) for row in connection.execute(query)]
        if not page:
            return
        yield page
        last = tuple(page[-1][key.name] for key in keys)


def _write(engine: sa.Engine, table: sa.Table, page: list[dict[str, object]]) -> None:
    with engine.begin() as connection:
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), page)


def _advance_sequence(engine: sa.Engine, table: sa.Table) -> None:
    """Let new rows of PostgreSQL get ids beyond those that were copied."""
    for column in table.primary_key.columns:
        if column.autoincrement is True:
            name, most = f"'{table.name}', '{column.name}'", sa.func.coalesce(sa.func.max(column), 0) + 1
            with engine.begin() as connection:
                following = connection.scalar(sa.select(most))
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence({name}), {following}, false)")


def _compare(source: sa.Engine, target: sa.Engine) -> None:
    for table in SHARED:
        here, there = _fingerprint(source, table), _fingerprint(target, table)
        if here != there:
            where = target.url.set(drivername="postgresql", password=None).render_as_string()
            why = f"its table {table.name} has {there[0]} rows and not the {here[0]} of this catalog, or other ones"
            raise CatalogUnusable(path=where, why=f"{why}; move into an empty database")


def _fingerprint(engine: sa.Engine, table: sa.Table) -> tuple[int, int]:
    """Return the number of rows, and the XOR of their hashes, which does not depend on a database's order."""
    number, combined = 0, 0
    for page in _pages(engine, table):
        for row in page:
            canonical = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
            combined ^= int.from_bytes(hashlib.sha256(canonical.encode()).digest())
            number += 1
    return number, combined
