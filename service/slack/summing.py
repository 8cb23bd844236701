"""Summaries that are asked for in Slack: of a topic, of an article, of what a message or a thread is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from service import presenting
from service.domain.news import ArticleVersion
from service.domain.questions import Filters
from service.domain.summaries import Length, Summary
from service.errors import UnknownRecord
from service.slack.asks import Ask
from service.slack.messages import Json
from service.store.addresses import article_at
from service.store.library import Library
from service.summarizing.article import Summarizing, read_current
from service.summarizing.several import summarize_articles
from service.summarizing.topic import Topic, summarize_topic

ARTICLES = 8  # of one message or thread
TURNS = 20  # answers of a thread that are looked at


def article_behind(url: str, *, public_url: str | None) -> str | None:
    """Return the article that an address of ours shows, None for any other address."""
    ours, given = urlsplit(public_url or ""), urlsplit(url)
    if not ours.netloc or (given.scheme, given.netloc) != (ours.scheme, ours.netloc):
        return None
    path = given.path.removeprefix(ours.path.rstrip("/"))
    found = re.fullmatch(r"(?:/v1)?/articles/([^/]+)(?:/versions/\d+)?/?", path)
    return found[1] if found else None


def articles_meant(ask: Ask, *, library: Library, public_url: str | None) -> list[ArticleVersion]:
    """Return the articles that a message links to; of one without a link, those that our answers in its thread cite."""
    links = ask.text.split()
    meant = (_linked(url, library, public_url) for url in links) if links else _cited(ask, library)
    found = dict.fromkeys(article_id for article_id in meant if article_id)
    return [read_current(article_id, library) for article_id in list(found)[:ARTICLES]]


def _linked(url: str, library: Library, public_url: str | None) -> str | None:
    reference = article_behind(url, public_url=public_url)
    if reference is None:
        return article_at(library.catalog.engine, library.catalog.workspace, url)
    try:
        return library.catalog.resolve(reference)
    except UnknownRecord:
        return None


def _cited(ask: Ask, library: Library) -> Iterator[str]:
    """Yield the articles that answers of the thread cite, those of the newest answer first."""
    for answer in reversed(library.answers.turns(ask.conversation or "", limit=TURNS)):
        for citation in answer["citations"]:
            article = library.catalog.article(citation["article_id"])
            if article.is_public:
                yield citation["article_id"]


async def summarize_text(text: str, filters: Filters, *, library: Library, using: Summarizing) -> Summary:
    """Return a summary of the article that is named, else a digest of a topic."""
    try:
        version = read_current(text, library)
    except UnknownRecord:
        return await summarize_topic(Topic(text or None, filters, Length.SHORT), library=library, using=using)
    return await summarize_articles([version], library=library, using=using)


def as_answer(summary: Summary, *, asked: str) -> Json:
    """Return a summary in the shape of an answer, so that it is stored, shown and judged as one."""
    return presenting.summary_as_json(summary) | {"question": asked, "read_as": None, "timings_ms": {}}
