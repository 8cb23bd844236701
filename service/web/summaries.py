"""`POST /v1/summaries`: articles, or a digest of whatever matches."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from service import presenting
from service.bootstrap import Service
from service.domain.summaries import Length
from service.store.library import Library
from service.summarizing.article import read_current, summarize_article
from service.summarizing.topic import Topic, summarize_topic
from service.web import schemas
from service.web.access import Mine, Running
from service.web.routes import filters_of

ARTICLES_AT_ONCE = 50  # more is a batch

router = APIRouter(
    prefix="/v1",
    tags=["summaries"],
    responses={
        401: {"model": schemas.Problem, "description": "No valid API key"},
        404: {"model": schemas.Problem, "description": "No such article or batch"},
        422: {"model": schemas.Problem, "description": "The request cannot be used"},
    },
)


class DigestFilters(schemas.Strict):
    """What a digest is about; dates are ISO 8601 days or instants, both ends inclusive."""

    about: schemas.Name | None = None
    speaker: schemas.Name | None = None
    source: schemas.Name | None = None
    since: schemas.Name | None = None
    until: schemas.Name | None = None

    @property
    def given(self) -> bool:
        return any((self.about, self.speaker, self.source, self.since, self.until))

    def topic(self, library: Library, *, length: Length, budget: int = 60_000) -> Topic:
        narrowing = schemas.Narrowing(source=self.source, since=self.since, until=self.until)
        return Topic(self.about, filters_of(library, narrowing, speaker=self.speaker), length, budget)


class SummaryIn(DigestFilters):
    """Either `articles` (ids or external ids), or a digest: `about`, `speaker`, `source`, `since`, `until`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"articles": ["desk-17"]}, {"about": "the bridge", "since": "2026-03-01"}]},
    )

    articles: Annotated[list[schemas.Name], Field(min_length=1, max_length=ARTICLES_AT_ONCE)] | None = None
    length: Length = Length.SHORT
    budget: Annotated[int, Field(ge=1, le=10_000_000, description="Tokens of a model, for a digest.")] = 60_000

    @model_validator(mode="after")
    def _either(self) -> SummaryIn:
        if bool(self.articles) == self.given:
            raise ValueError("give either articles or what the digest is about")
        return self


class SectionOut(BaseModel):
    name: str
    heading: str | None
    articles: list[str]
    text: str
    sentences: list[schemas.SentenceOut]


class LeftOut(BaseModel):
    article_id: str
    reason: str


class CoverageOut(BaseModel):
    read: int
    used: int
    left_out: list[LeftOut]


class SummaryOut(BaseModel):
    """A summary under the same invariants as an answer; `article_id` and what follows are of a single article's."""

    id: str
    article_id: str | None = None
    external_id: str | None = None
    version: int | None = None
    title: str | None = None
    source: str | None = None
    published_at: str | None = None
    about: str | None
    length: Length
    status: str
    mode: str
    model: str | None
    prompt: str | None
    text: str
    sections: list[SectionOut]
    sentences: list[schemas.SentenceOut]
    citations: list[schemas.CitationOut]
    coverage: CoverageOut
    refusal: schemas.RefusalOut | None
    verdicts: list[schemas.VerdictOut]
    notes: list[str]
    usage: schemas.UsageOut


class SummariesOut(BaseModel):
    summaries: list[SummaryOut]


@router.post("/summaries", response_model=SummariesOut, summary="Summarize articles, or a topic")
async def summarize(asked: SummaryIn, service: Running, library: Mine) -> Any:
    """Return one summary for each article in the order asked, or one digest, every sentence cited."""
    if asked.articles is None:
        topic = await asyncio.to_thread(asked.topic, library, length=asked.length, budget=asked.budget)
        return _listed(
            presenting.summary_as_json(await summarize_topic(topic, library=library, using=service.summarizing))
        )
    found = [await _summarize_one(reference, asked.length, service, library) for reference in asked.articles]
    return _listed(*found)


async def _summarize_one(reference: str, length: Length, service: Service, library: Library) -> dict[str, Any]:
    version = await asyncio.to_thread(read_current, reference, library)
    summary = await summarize_article(version, length=length, library=library, using=service.summarizing)
    return presenting.summary_as_json(summary)


def _listed(*found: dict[str, Any]) -> dict[str, Any]:
    return {"summaries": list(found)}
