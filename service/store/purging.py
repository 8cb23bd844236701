"""What a purge removes beyond deletion: words of an article in other records, and the bytes of deleted rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from service.errors import CatalogUnusable
from service.store.schema import answers, slack_asks, speaker_appearances, speakers
from service.text.words import words

REPEATED = 6  # consecutive words of an article that an answer does not have by chance
PAGE = 500


def forget_repeated(engine: sa.Engine, workspace: str, texts: Sequence[str]) -> None:
    """Remove the stored answers that repeat six words of these texts in a row, cited or not (a rejected draft may).

    What was asked in Slack loses such words, too (a quotation that was looked up); that it was asked stays known.
    """
    runs = {run for text in texts for run in _runs(words(text))}
    query = sa.select(answers.c.id, answers.c.body).where(answers.c.workspace == workspace)
    with engine.begin() as connection:
        rows = connection.execute(query).yield_per(PAGE)
        found = [
            row.id for row in rows if any(run in runs for run in _runs(words(json.dumps(row.body, ensure_ascii=False))))
        ]
        for start in range(0, len(found), PAGE):
            connection.execute(sa.delete(answers).where(answers.c.id.in_(found[start : start + PAGE])))
        _forget_asked(connection, runs)


def _forget_asked(connection: sa.Connection, runs: set[tuple[str, ...]]) -> None:
    """Empty the texts that people sent to the bot, of any team, where they repeat a run of words."""
    columns = slack_asks.c.team, slack_asks.c.channel, slack_asks.c.key
    rows = connection.execute(sa.select(*columns, slack_asks.c.body)).yield_per(PAGE)
    found = [row for row in rows if any(run in runs for run in _runs(words(row.body["text"])))]
    for row in found:
        mine = (column == value for column, value in zip(columns, row[:3], strict=True))
        connection.execute(sa.update(slack_asks).where(*mine).values(body=row.body | {"text": ""}))


def _runs(found: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(found[i : i + REPEATED]) for i in range(len(found) - REPEATED + 1))


def refresh_speakers(engine: sa.Engine, workspace: str) -> None:
    """Give every speaker whose name no article has any more the name that most of the articles have."""
    number = sa.func.count()
    query = sa.select(speaker_appearances.c.speaker_id, speaker_appearances.c.name)
    query = query.where(speaker_appearances.c.workspace == workspace)
    query = query.group_by(speaker_appearances.c.speaker_id, speaker_appearances.c.name)
    with engine.begin() as connection:
        named: dict[str, list[str]] = {}
        for speaker_id, name in connection.execute(query.order_by(number.desc(), speaker_appearances.c.name)):
            named.setdefault(speaker_id, []).append(name)
        for row in connection.execute(sa.select(speakers).where(speakers.c.workspace == workspace)).all():
            if (names := named.get(row.id)) and row.name not in names:
                connection.execute(sa.update(speakers).where(speakers.c.id == row.id).values(name=names[0]))


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
