"""What a purge removes beyond deletion: words of an article in other records, and the bytes of deleted rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from service.errors import CatalogUnusable
from service.store.schema import answers, speakers, statements
from service.text.words import words

REPEATED = 6  # consecutive words of an article that an answer does not have by chance
PAGE = 500


def forget_repeated(engine: sa.Engine, workspace: str, texts: Sequence[str]) -> None:
    """Remove the stored answers that repeat six words of these texts in a row, cited or not (a rejected draft may)."""
    runs = {run for text in texts for run in _runs(words(text))}
    query = sa.select(answers.c.id, answers.c.body).where(answers.c.workspace == workspace)
    with engine.begin() as connection:
        rows = connection.execute(query).yield_per(PAGE)
        found = [
            row.id for row in rows if any(run in runs for run in _runs(words(json.dumps(row.body, ensure_ascii=False))))
        ]
        for start in range(0, len(found), PAGE):
            connection.execute(sa.delete(answers).where(answers.c.id.in_(found[start : start + PAGE])))


def _runs(found: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(found[i : i + REPEATED]) for i in range(len(found) - REPEATED + 1))


def refresh_speakers(engine: sa.Engine, workspace: str) -> None:
    """Give every speaker a name and a role that a statement still has; a role that none has is removed."""
    with engine.begin() as connection:
        named = _named_in_statements(connection, workspace)
        for row in connection.execute(sa.select(speakers).where(speakers.c.workspace == workspace)).all():
            if forms := named.get(row.id):
                name = row.name if row.name in forms else next(iter(forms))
                roles = {role: None for found in forms.values() for role in found}
                role = row.role if row.role in roles else next(iter(roles), None)
                if (name, role) != (row.name, row.role):
                    mine = speakers.c.id == row.id
                    connection.execute(sa.update(speakers).where(mine).values(name=name, role=role))


def _named_in_statements(connection: sa.Connection, workspace: str) -> dict[str, dict[str, list[str]]]:
    """Return the names, and the roles with each, that the statements have for each speaker."""
    mine = sa.select(speakers.c.id).where(speakers.c.workspace == workspace)
    query = sa.select(statements.c.attribution).order_by(statements.c.id)
    query = query.where(
        sa.or_(*(c.in_(mine) for c in (statements.c.speaker_id, statements.c.via_id, statements.c.addressee_id)))
    )
    named: dict[str, dict[str, list[str]]] = {}
    for attribution in connection.scalars(query).yield_per(PAGE):
        for person in _people(attribution):
            roles = named.setdefault(person["id"], {}).setdefault(person["name"], [])
            roles += [person["role"]] if person["role"] else []
    return named


def _people(attribution: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = (attribution["speaker"], attribution["via"], attribution["addressee"], *attribution["candidates"])
    return (person for person in found if person and person["id"])


def compact(engine: sa.Engine) -> None:
    """Rewrite SQLite's file without what was deleted; CatalogUnusable if a reader keeps the old pages.

    PostgreSQL reuses the space of deleted rows by itself; `VACUUM FULL` there is the administrator's.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        why = "a reader kept deleted text from being overwritten; run `onrecord articles delete --purge` again"
        raise CatalogUnusable(path=str(engine.url.database), why=why)
