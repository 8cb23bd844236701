"""Articles by the web address that they are published at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import sqlalchemy as sa

from service.store.schema import article_versions, articles

_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|cmpid)(?:=|$)", re.IGNORECASE)


def article_at(engine: sa.Engine, workspace: str, url: str) -> str | None:
    """Return the id of the article whose current version has this address, None if there is none.

    Fragment, scheme, a slash at the end and parameters that only track readers make no other address.
    """
    current = sa.and_(
        article_versions.c.article_id == articles.c.id, article_versions.c.number == articles.c.current_version
    )
    query = sa.select(articles.c.id).join(article_versions, current)
    query = query.where(articles.c.workspace == workspace, article_versions.c.url.in_({url, *_spellings(url)}))
    with engine.connect() as connection:
        found: str | None = connection.scalar(query.order_by(articles.c.id).limit(1))
    return found


def _spellings(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    query = "&".join(part for part in parts.query.split("&") if not _TRACKING.match(part))
    path = parts.path.rstrip("/")
    for scheme in ("https", "http"):
        for ending in ("", "/"):
            yield urlunsplit((scheme, parts.netloc.lower(), path + ending, query, ""))
