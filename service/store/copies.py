"""Stories: articles that are nearly the same, grouped under the earliest of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.store.schema import articles, copy_bands
from service.store.speakers import IN_LIMIT


class CopyRecords:
    """The near copies in one workspace. `articles.story` is the id of a group's earliest article, null outside."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def sharing(self, keys: Sequence[int]) -> list[str]:
        """Return the ids of the articles that share at least one of these keys (`ingest.copies.bands`).

        The keys are looked up before anything is known of the articles: joined in one query, SQLite walks through
        every article of the workspace instead.
        """
        sharing = sa.select(copy_bands.c.article_id).where(copy_bands.c.key.in_(list(keys)))
        with self.engine.connect() as connection:
            found = list(set(connection.scalars(sharing)))
            groups = (found[start : start + IN_LIMIT] for start in range(0, len(found), IN_LIMIT))
            mine = sa.select(articles.c.id).where(articles.c.workspace == self.workspace)
            return sorted(i for g in groups for i in connection.scalars(mine.where(articles.c.id.in_(g))))


def join(connection: sa.Connection, article_id: str, *, keys: Sequence[int], copies_of: Sequence[str]) -> None:
    """Store an article's keys, and unite it with the groups of the articles that it is a copy of."""
    leave(connection, article_id)
    if keys:
        connection.execute(sa.insert(copy_bands), [{"key": k, "article_id": article_id} for k in sorted(set(keys))])
    if copies_of:
        one_of = articles.c.id.in_([*copies_of, article_id])
        stories = list(connection.scalars(sa.select(articles.c.story).where(one_of, articles.c.story.is_not(None))))
        _regroup(connection, sa.or_(one_of, articles.c.story.in_(stories)))


def leave(connection: sa.Connection, article_id: str) -> None:
    """Take an article out of its group and forget its keys; the group finds its earliest article anew."""
    connection.execute(sa.delete(copy_bands).where(copy_bands.c.article_id == article_id))
    story = connection.scalar(sa.select(articles.c.story).where(articles.c.id == article_id))
    if story is not None:
        connection.execute(sa.update(articles).where(articles.c.id == article_id).values(story=None))
        _regroup(connection, articles.c.story == story)


def _regroup(connection: sa.Connection, members: sa.ColumnElement[bool]) -> None:
    """Name the earliest of these articles as the story of all; one that is left alone has none."""
    order = articles.c.published_at.asc().nulls_last(), articles.c.ingested_at, articles.c.id
    ids = list(connection.scalars(sa.select(articles.c.id).where(members).order_by(*order)))
    story = ids[0] if len(ids) > 1 else None
    connection.execute(sa.update(articles).where(articles.c.id.in_(ids)).values(story=story))
