"""Batches and their items: what was asked, what came of it, in the order of the input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from service.domain.batches import Batch, Cost, Executor, Item, Options, State
from service.domain.summaries import Length
from service.errors import UnknownRecord
from service.store.database import ensure_workspace
from service.store.schema import batch_items, batches
from service.store.submissions import at_server

PAGE = 200  # results read at once


class BatchRecords:
    """Batches of one workspace."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def write(self, batch: Batch, items: Sequence[Item]) -> Batch:
        """Store a batch with its items, all or nothing; if its key is known, return the batch that has it instead."""
        try:
            with self.engine.begin() as connection:
                ensure_workspace(connection, self.workspace, now=batch.created_at)
                connection.execute(sa.insert(batches).values(_batch_values(batch)))
                if items:
                    connection.execute(sa.insert(batch_items), [_item_values(batch.id, item) for item in items])
        except sa.exc.IntegrityError:
            known = self.with_key(batch.key)
            if known is None:
                raise
            return known
        return self.read(batch.id)

    def with_key(self, key: str) -> Batch | None:
        """Return the batch with an idempotency key, None if there is none."""
        query = sa.select(batches.c.id).where(batches.c.workspace == self.workspace, batches.c.key == key)
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(query)
        return self.read(found) if found else None

    def read(self, batch_id: str) -> Batch:
        """Return a batch with its counts; UnknownRecord if there is none."""
        mine = batches.c.workspace == self.workspace, batches.c.id == batch_id
        tokens = sa.func.sum(batch_items.c.input_tokens), sa.func.sum(batch_items.c.output_tokens)
        counted = sa.select(batch_items.c.state, sa.func.count(), *tokens).where(batch_items.c.batch_id == batch_id)
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(batches).where(*mine)).first()
            states = connection.execute(counted.group_by(batch_items.c.state)).all()
            hosted, submitted = at_server(connection, batch_id)
        if row is None:
            raise UnknownRecord(kind="batch", id=batch_id)
        spent = Cost(sum(s[2] for s in states), sum(s[3] for s in states))
        batch = _batch_from(row, {State(s[0]): s[1] for s in states}, spent)
        return replace(batch, hosted=hosted, submitted=submitted)

    def all(self, *, limit: int = 100) -> list[Batch]:
        """Return the newest batches first."""
        query = sa.select(batches.c.id).where(batches.c.workspace == self.workspace)
        with self.engine.connect() as connection:
            ids = list(
                connection.scalars(query.order_by(batches.c.created_at.desc(), batches.c.id.desc()).limit(limit))
            )
        return [self.read(batch_id) for batch_id in ids]

    def item(self, batch_id: str, position: int) -> Item:
        """Return one item without its result; UnknownRecord if there is none."""
        query = sa.select(batch_items).where(batch_items.c.batch_id == batch_id, batch_items.c.position == position)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownRecord(kind="batch item", id=f"{batch_id}/{position}")
        return _item_from(row)

    def known_result(self, step: str) -> dict[str, Any] | None:
        """Return the result of an equal step of any batch of this workspace, None if none is done."""
        query = (
            sa.select(batch_items.c.result)
            .join(batches, batches.c.id == batch_items.c.batch_id)
            .where(batches.c.workspace == self.workspace, batch_items.c.step == step)
            .where(batch_items.c.state == State.DONE)
        )
        with self.engine.connect() as connection:
            found: dict[str, Any] | None = connection.scalar(query.limit(1))
        return found

    def finish(
        self, batch_id: str, position: int, *, state: State, error: str | None = None,
        result: Mapping[str, Any] | None = None, cost: Cost = Cost(),
    ) -> bool:  # fmt: skip
        """Store what became of an item that is still queued; return False, and change nothing, if it is not."""
        values = {
            "state": state.value,
            "error": error,
            "result": dict(result) if result is not None else None,
            "input_tokens": batch_items.c.input_tokens + cost.input_tokens,
            "output_tokens": batch_items.c.output_tokens + cost.output_tokens,
        }
        where = batch_items.c.batch_id == batch_id, batch_items.c.position == position
        with self.engine.begin() as connection:
            still = *where, batch_items.c.state == State.QUEUED
            return connection.execute(sa.update(batch_items).where(*still).values(values)).rowcount == 1

    def cancel(self, batch_id: str, *, now: str) -> None:
        """Cancel what is still queued; what is done stays."""
        mine = batches.c.workspace == self.workspace, batches.c.id == batch_id
        queued = batch_items.c.batch_id == batch_id, batch_items.c.state == State.QUEUED
        with self.engine.begin() as connection:
            if connection.execute(sa.update(batches).where(*mine).values(cancelled_at=now)).rowcount == 0:
                raise UnknownRecord(kind="batch", id=batch_id)
            connection.execute(sa.update(batch_items).where(*queued).values(state=State.CANCELLED))

    def delete(self, batch_id: str) -> None:
        """Remove a batch with all its results; UnknownRecord if there is none."""
        mine = batches.c.workspace == self.workspace, batches.c.id == batch_id
        with self.engine.begin() as connection:
            if connection.execute(sa.delete(batches).where(*mine)).rowcount == 0:
                raise UnknownRecord(kind="batch", id=batch_id)

    def requeue(self, batch_id: str, states: Sequence[State]) -> list[int]:
        """Queue the items that are in one of `states` and name a known article again; return their positions."""
        self.read(batch_id)
        chosen = (
            batch_items.c.batch_id == batch_id,
            batch_items.c.state.in_([s.value for s in states]),
            batch_items.c.article_id.is_not(None),
        )
        renewed = sa.update(batch_items).where(*chosen).values(state=State.QUEUED, error=None)
        with self.engine.begin() as connection:
            connection.execute(sa.update(batches).where(batches.c.id == batch_id).values(cancelled_at=None))
            return sorted(connection.scalars(renewed.returning(batch_items.c.position)))

    def allow(self, batch_id: str, options: Options) -> None:
        """Store other options for a batch, such as a larger budget."""
        with self.engine.begin() as connection:
            connection.execute(sa.update(batches).where(batches.c.id == batch_id).values(options=asdict(options)))

    def positions(self, batch_id: str, *, state: State) -> list[int]:
        query = sa.select(batch_items.c.position).where(
            batch_items.c.batch_id == batch_id, batch_items.c.state == state
        )
        with self.engine.connect() as connection:
            return list(connection.scalars(query.order_by(batch_items.c.position)))

    def results(self, batch_id: str, *, start: int = 0) -> Iterator[Item]:
        """Yield the items from `start` on in the order of the input, up to the first that is still queued."""
        while True:
            query = (
                sa.select(batch_items)
                .where(batch_items.c.batch_id == batch_id, batch_items.c.position >= start)
                .order_by(batch_items.c.position)
                .limit(PAGE)
            )
            with self.engine.connect() as connection:
                found = [_item_from(row) for row in connection.execute(query)]
            for item in found:
                if item.state == State.QUEUED:
                    return
                yield item
            if len(found) < PAGE:
                return
            start = found[-1].position + 1


def find_workspace(engine: sa.Engine, batch_id: str) -> str | None:
    """Return the workspace of a batch, None if there is no such batch."""
    with engine.connect() as connection:
        found: str | None = connection.scalar(sa.select(batches.c.workspace).where(batches.c.id == batch_id))
    return found


def forget_article(connection: sa.Connection, article_id: str) -> None:
    """Remove every stored summary of an article that is deleted."""
    gone = {"state": State.DELETED.value, "result": None, "step": None, "error": "the article was deleted"}
    connection.execute(sa.update(batch_items).where(batch_items.c.article_id == article_id).values(gone))


def _batch_values(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "workspace": batch.workspace,
        "key": batch.key,
        "fingerprint": batch.fingerprint,
        "options": asdict(batch.options),
        "estimate": asdict(batch.estimate),
        "created_at": batch.created_at,
    }


def _item_values(batch_id: str, item: Item) -> dict[str, Any]:
    return asdict(item) | {"batch_id": batch_id, "state": item.state.value}


def _batch_from(row: Any, counts: dict[State, int], spent: Cost) -> Batch:
    options = dict(row.options)
    return Batch(
        id=row.id,
        workspace=row.workspace,
        key=row.key,
        fingerprint=row.fingerprint,
        options=Options(
            **options
            | {"length": Length(options["length"]), "executor": Executor(options.get("executor", Executor.LIVE))}
        ),
        estimate=Cost(**row.estimate),
        created_at=row.created_at,
        counts=counts,
        spent=spent,
        cancelled_at=row.cancelled_at,
    )


def _item_from(row: Any) -> Item:
    names = "position reference article_id version step error result input_tokens output_tokens".split()
    return Item(**{name: getattr(row, name) for name in names}, state=State(row.state))
