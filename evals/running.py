"""A service to evaluate: a fresh home, articles taken in, questions asked, all in this process."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.recording import recorded_model
from evals.suites import Request
from service import settings
from service.answering.pipeline import answer_question
from service.bootstrap import Service, build_model, open_owner, open_reader
from service.domain.news import Outcome
from service.domain.questions import Filters, Question
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources
from service.presenting import answer_as_json

Json = dict[str, Any]
NOW = "2026-01-01T12:00:00Z"  # a run of today and one of next year ask the same, "last week" included


def fill_home(home: Path, articles: Iterable[str]) -> None:
    """Take `articles` (files or folders) into a new home; RuntimeError if one is rejected."""
    service = open_owner(_settings(home))
    service.clock = _clock
    try:
        _demand(_take(service, articles))
    finally:
        service.close()


@contextmanager
def open_home(home: Path, request: Request) -> Iterator[Service]:
    """Yield a service that reads a home, several processes at a time; its model, if any, is the recorded one."""
    service = open_reader(_settings(home, asks_model=request.record))
    service.clock = _clock
    try:
        service.answering = replace(service.answering, model=recorded_model(request, service.answering.model))
        yield service
    finally:
        service.close()


def _settings(home: Path, *, asks_model: bool = False) -> settings.Settings:
    """Return settings that do not differ by machine; without a model, unless its calls are being recorded."""
    chosen = settings.load()
    return chosen.model_copy(
        update={"home": home, "threads": 1, "chat_model": chosen.chat_model if asks_model else None}
    )


def _clock() -> str:
    return NOW


def _demand(outcomes: Iterable[Outcome]) -> None:
    rejected = [o for o in outcomes if o.status == "rejected"]
    if rejected:
        raise RuntimeError(f"{len(rejected)} articles rejected, the first: {rejected[0].reason}")


@contextmanager
def fresh_service(
    articles: Iterable[str], *, embedding: str | None = None, request: Request | None = None
) -> Iterator[Service]:
    """Yield a service in a temporary home that holds `articles` (files or folders); RuntimeError if one is rejected.

    The articles are read without a model; the questions are answered with the recorded one of `request`, if any.
    """
    home = Path(tempfile.mkdtemp(prefix="onrecord-evals-"))
    changes = {"home": home, "chat_model": None} | ({"embedding": embedding} if embedding else {})
    service = open_owner(settings.load().model_copy(update=changes))
    service.clock = _clock
    try:
        _demand(_take(service, articles))
        if request:
            real = build_model(settings.load()) if request.record else None
            service.answering = replace(service.answering, model=recorded_model(request, real))
        yield service
    finally:
        service.close()
        shutil.rmtree(home, ignore_errors=True)


def _take(service: Service, articles: Iterable[str]) -> list[Outcome]:
    library = service.library()
    inputs = read_sources(articles, max_bytes=service.settings.max_article_bytes)
    return list(
        ingest(inputs, catalog=library.catalog, index=library.index, clock=service.clock, attributor=service.attributor)
    )


def ask(service: Service, question: str, *, filters: Filters | None = None, asked_at: str | None = None) -> Json:
    """Return the Answer object for a question, asked at `asked_at` (ISO 8601) or now, and store nothing."""
    library = service.library()
    asked = Question(question, library.catalog.workspace, asked_at or service.clock(), filters or Filters())
    return answer_as_json(asyncio.run(answer_question(asked, library=library, using=service.answering)))


def filters_from(service: Service, given: dict[str, str]) -> Filters:
    """Return the filters of a case; `article` is an external id."""
    article = given.get("article")
    return Filters(
        speaker=given.get("speaker"),
        source=given.get("source"),
        since=given.get("since"),
        until=given.get("until"),
        article_id=service.library().catalog.resolve(article) if article else None,
    )


def read_text(service: Service, article_id: str, version: int) -> str:
    return service.library().catalog.version(article_id, version).text
