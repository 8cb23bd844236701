"""Queries that come with every question, built once: to build one takes longer than SQLite needs to answer it.

Each takes `workspace`, and most take a list under the name of what it holds.
"""

from __future__ import annotations

import sqlalchemy as sa

from service.store.schema import (
    article_versions,
    articles,
    index_queue,
    passages,
    speaker_appearances,
    speakers,
    statements,
)


def story_size() -> sa.ScalarSelect[int]:
    """Return the number of articles in the group of the row of `articles` that a query is at; 0 outside of groups."""
    others = articles.alias("others")
    mine = others.c.workspace == articles.c.workspace, others.c.story == articles.c.story
    return sa.select(sa.func.count()).select_from(others).where(*mine).scalar_subquery()


def _listed(name: str) -> sa.BindParameter[object]:
    return sa.bindparam(name, expanding=True)


_MINE = articles.c.workspace == sa.bindparam("workspace")
_GROUPED = articles.c.story, story_size().label("story_size")

HEADINGS = (
    sa.select(passages.c.id, articles.c.source, articles.c.published_at)
    .join(articles, articles.c.id == passages.c.article_id)  # which has those of the current version
    .where(_MINE, passages.c.id.in_(_listed("ids")))
)

PASSAGES = (
    sa.select(passages)
    .join(articles, articles.c.id == passages.c.article_id)
    .where(_MINE, passages.c.id.in_(_listed("ids")))
    .order_by(passages.c.ordinal)
)

PASSAGES_OF_ARTICLE = (
    sa.select(passages)
    .join(articles, articles.c.id == passages.c.article_id)
    .where(_MINE, articles.c.id == sa.bindparam("article_id"))
    .order_by(passages.c.ordinal)
)

# Articles and numbers are two conditions: for pairs of them SQLite reads every text of the catalog.
VERSIONS = (
    sa.select(article_versions, *_GROUPED)
    .join(articles, articles.c.id == article_versions.c.article_id)
    .where(article_versions.c.article_id.in_(_listed("article_ids")), article_versions.c.number.in_(_listed("numbers")))
)

CURRENT_VERSIONS = (
    sa.select(article_versions, *_GROUPED)
    .join(
        articles,
        sa.and_(
            article_versions.c.article_id == articles.c.id, article_versions.c.number == articles.c.current_version
        ),
    )
    .where(_MINE, articles.c.id.in_(_listed("article_ids")))
)

# What is read of a statement: its attribution as text, since of most of them only the place is looked at.
STATEMENT = (
    statements.c.id,
    statements.c.article_id,
    statements.c.version,
    statements.c.content,
    sa.cast(statements.c.attribution, sa.Text).label("attribution"),
    articles.c.published_at,  # that of the current version
    articles.c.external_id,
)
NEWEST_FIRST = (
    articles.c.published_at.desc().nulls_first(),
    statements.c.article_id.desc(),
    statements.c.start.desc(),
)

STATEMENTS_OF_ARTICLES = (
    sa.select(*STATEMENT)
    .join(articles, articles.c.id == statements.c.article_id)
    .where(_MINE, articles.c.id.in_(_listed("article_ids")))
    .order_by(*NEWEST_FIRST)
    .limit(sa.bindparam("most"))
)

RECORDS_OF_APPEARANCES = (
    sa.select(
        speaker_appearances.c.id,
        speaker_appearances.c.name.label("named"),
        speaker_appearances.c.speaker_id,
        speakers.c.name,
    )
    .join(speakers, speakers.c.id == speaker_appearances.c.speaker_id)
    .where(speaker_appearances.c.id.in_(_listed("ids")))
)

NEWEST_CHANGE = sa.select(sa.func.max(index_queue.c.id)).where(index_queue.c.workspace == sa.bindparam("workspace"))
