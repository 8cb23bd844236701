"""Small builders: articles, statements, libraries and services in a folder of the test's own."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from service.answering.pipeline import Answering
from service.bootstrap import Service
from service.domain.answers import Support
from service.domain.news import ArticleVersion, Attribution, Kind, Outcome, SourceArticle, Span, Speaker, Statement
from service.domain.questions import Filters, Question
from service.ingest.pipeline import ingest
from service.ingest.splitting import split_passages
from service.ports import Embedder, LanguageModel, VectorIndex
from service.settings import Settings
from service.store.answers import AnswerRecords
from service.store.catalog import Catalog
from service.store.database import open_database
from service.store.index import Index
from service.store.library import Library
from service.store.speakers import SpeakerRecords, identify
from service.text.normalising import normalise
from tests.fakes import HashingEmbedder, MemoryVectorIndex

NOW = "2026-03-05T12:00:00Z"
BRANDT = Speaker("Ilse Brandt", "Mayor")
OKORO = Speaker("Peter Okoro", "harbor master")

BRIDGE = """Norvale bridge to open on Friday

The new bridge over the Aar opens to traffic on Friday, 14 months late and 3 million euros over its budget.

“The bridge will open on Friday and it will stay open,” Mayor Ilse Brandt said. She had promised it for January.

Harbor master Peter Okoro was less sure. “We have not been told who raises the [swing] span at night,” Peter Okoro said.

Follow us on Twitter @NorvaleCourier for more."""

FERRY = """Ferry service ends after a century

The last ferry across the Aar leaves the quay at noon on Saturday. It carried 2,400 passengers a day in 1961.

“Nobody in this town will miss the queue,” Mayor Ilse Brandt said."""


def source(text: str = BRIDGE, *, origin: str = "desk", **fields: Any) -> SourceArticle:
    """Return an article as a reader would hand it on, its text normalised."""
    return SourceArticle(text=normalise(text), origin=origin, **fields)


def version(text: str = BRIDGE, *, article_id: str = "art_bridge", number: int = 1, **fields: Any) -> ArticleVersion:
    fields.setdefault("content_hash", identify("hash", text, number))
    return ArticleVersion(article_id=article_id, number=number, text=normalise(text), **fields)


def where(text: str, words: str, *, nth: int = 0) -> Span:
    """Return the span of the (nth) place where `words` stand in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def said(text: str, words: str, *, by: Speaker | None = BRANDT, **fields: Any) -> Attribution:
    """Return an attribution of `words`, which stand in `text`, to a speaker."""
    fields.setdefault("kind", Kind.DIRECT)
    fields.setdefault("cue", "said")
    return Attribution((where(text, words),), speaker=by, **fields)


def statement(of: ArticleVersion, words: str, *, by: Speaker | None = BRANDT, **fields: Any) -> Statement:
    found = said(of.text, words, by=by, **fields)
    return Statement(f"stm_{found.extent.start}", of.article_id, of.number, found.content(of.text), found)


def support(of: ArticleVersion, words: str, *, spoken: Statement | None = None) -> Support:
    """Return a support on `words`, their passage being the whole text."""
    return Support(of, where(of.text, words), Span(0, len(of.text)), spoken)


def open_library(
    folder: Path,
    *,
    workspace: str = "default",
    embedder: Embedder | None = None,
    vectors: VectorIndex | None = None,
    engine: Engine | None = None,
) -> Library:
    """Return a library that is ready to write, with fakes for whatever is not given."""
    engine = engine or open_catalog(folder)
    catalog = Catalog(engine, workspace=workspace)
    index = Index(
        folder / "index",
        catalog=catalog,
        embedder=embedder or HashingEmbedder(),
        vectors=MemoryVectorIndex() if vectors is None else vectors,
    )
    index.prepare()
    return Library(
        catalog=catalog,
        speakers=SpeakerRecords(engine, workspace=workspace),
        answers=AnswerRecords(engine, workspace=workspace),
        index=index,
    )


def open_catalog(folder: Path) -> Engine:
    """Return the engine of a catalog; a new one is copied from one that is migrated once, which saves 20 ms a test."""
    path = folder / "catalog.sqlite3"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty_catalog())
    return open_database(path)


@cache
def _empty_catalog() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.sqlite3"
        open_database(path).dispose()
        return path.read_bytes()


def close(library: Library) -> None:
    library.index.close()
    library.catalog.engine.dispose()


def store(library: Library, of: ArticleVersion, attributions: Sequence[Attribution] = ()) -> ArticleVersion:
    """Write a version with hand-made statements, past ingest, and index it."""
    write(library.catalog, of, attributions)
    library.index.drain()
    return of


def write(catalog: Catalog, of: ArticleVersion, attributions: Sequence[Attribution] = ()) -> None:
    cuts = split_passages(of.text, furniture=of.furniture)
    catalog.write(of, identity=f"test:{of.article_id}", cuts=cuts, attributions=attributions, now=NOW)


def ingest_texts(library: Library, *texts: str, **fields: Any) -> list[Outcome]:
    return ingest_sources(library, *(source(text, **fields) for text in texts))


def ingest_sources(library: Library, *sources: SourceArticle) -> list[Outcome]:
    return list(ingest(sources, catalog=library.catalog, index=library.index, clock=lambda: NOW))


def question(text: str, *, asked_at: str = NOW, **filters: Any) -> Question:
    return Question(text, "default", asked_at, Filters(**filters))


class MemoryService(Service):
    """A running service whose vectors are kept in memory, so that a test does not wait for Chroma."""

    def _vectors(self, workspace: str) -> VectorIndex:
        return MemoryVectorIndex()


def open_service(
    home: Path,
    *,
    model: LanguageModel | None = None,
    new_id: Callable[[], str] | None = None,
    **settings: Any,
) -> MemoryService:
    """Return a service that owns its home, with fakes for the embedder and the vector index."""
    return MemoryService(
        settings=Settings(home=home, **settings),
        engine=open_catalog(home),
        embedder=HashingEmbedder(),
        answering=Answering(new_id or numbered_ids(), model),
        owns_home=True,
        clock=lambda: NOW,
    )


def numbered_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"ans_{next(numbers)}"


def newer(of: ArticleVersion, text: str) -> ArticleVersion:
    """Return the next version of an article, with another text."""
    number = of.number + 1
    return replace(of, number=number, text=normalise(text), content_hash=identify("hash", text, number))


def pieces_of(prompt: str) -> dict[str, str]:
    """Return the evidence of a prompt: its words by their ids."""
    return dict(re.findall(r'<evidence id="([^"]+)"[^\n]*>\n(.*?)\n</evidence>', prompt, re.DOTALL))


def drafts(*sentences: tuple[str, str]) -> Callable[[str], str]:
    """Return a model that replies to a prompt with sentences, each with the first evidence that holds certain words."""

    def reply(prompt: str) -> str:
        pieces = pieces_of(prompt)
        drafted = [{"text": text, "evidence": [_holding(pieces, words)], "quotes": []} for text, words in sentences]
        return json.dumps({"sentences": drafted}, ensure_ascii=False)

    return reply


def _holding(pieces: dict[str, str], words: str) -> str:
    return next((key for key, text in pieces.items() if words in text), f"nothing holds {words!r}")
