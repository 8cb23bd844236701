"""The stamp on an article version that says which attribution made its statements, and their replacement."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.domain.news import ArticleVersion, Attribution
from service.store import appearances, speakers
from service.store.catalog import Catalog, is_public
from service.store.schema import article_versions, articles, statements


def outdated(catalog: Catalog, revision: str) -> list[str]:
    """Return the articles whose current statements another attribution made, in a fixed order."""
    query = (
        sa.select(articles.c.id)
        .join(
            article_versions,
            sa.and_(
                article_versions.c.article_id == articles.c.id,
                article_versions.c.number == articles.c.current_version,
            ),
        )
        .where(articles.c.workspace == catalog.workspace, *is_public())
        .where(article_versions.c.attributed_by.is_distinct_from(revision))
        .order_by(articles.c.id)
    )
    with catalog.engine.connect() as connection:
        return list(connection.scalars(query))


def replace_statements(
    catalog: Catalog, version: ArticleVersion, attributions: Sequence[Attribution], *, revision: str
) -> None:
    """Put these statements in the place of a version's old ones and stamp it, all or nothing."""
    with catalog.engine.begin() as connection:
        connection.execute(sa.delete(statements).where(statements.c.article_id == version.article_id))
        appearances.clear_appearances(connection, version.article_id)
        appearances.write_statements(connection, catalog.workspace, version, attributions)
        stamp(connection, version, revision)


def stamp(connection: sa.Connection, version: ArticleVersion, revision: str) -> None:
    """Note on a version which attribution made its statements."""
    mine = article_versions.c.article_id == version.article_id, article_versions.c.number == version.number
    connection.execute(sa.update(article_versions).where(*mine).values(attributed_by=revision))


def forget_silent_speakers(catalog: Catalog) -> None:
    """Remove the records of speakers whom no article names any more."""
    with catalog.engine.begin() as connection:
        speakers.forget_silent(connection, catalog.workspace)
