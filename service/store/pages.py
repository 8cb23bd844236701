"""Pages that were fetched: what their servers said, so that an unchanged one is not sent again."""

from __future__ import annotations

import sqlalchemy as sa

from service.domain.news import Validators
from service.store.schema import fetched_pages


class PageRecords:
    """Fetched pages of one workspace; the record of a page goes with its article."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def known(self, url: str) -> Validators | None:
        """Return what the server said when `url` was fetched last, None if its article is not here."""
        query = sa.select(fetched_pages).where(fetched_pages.c.workspace == self.workspace, fetched_pages.c.url == url)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return Validators(row.url, row.etag, row.modified, row.article_id) if row else None

    def remember(self, validators: Validators, *, article_id: str) -> None:
        """Store what the server said of a page that became this article, in the place of what it said before."""
        key = {"workspace": self.workspace, "url": validators.url}
        said = {"article_id": article_id, "etag": validators.etag, "modified": validators.modified}
        mine = sa.and_(*(fetched_pages.c[name] == value for name, value in key.items()))
        with self.engine.begin() as connection:
            connection.execute(sa.delete(fetched_pages).where(mine))
            connection.execute(sa.insert(fetched_pages).values(key | said))
