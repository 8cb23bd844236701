"""The routes under `/v1`. Each turns a request into a call, and nouns into the JSON of the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import StreamingResponse

from service import presenting
from service.answering.pipeline import answer_in_steps, answer_question
from service.answering.refusing import refuse_listing
from service.answering.reviewing import review
from service.bootstrap import Service
from service.domain.answers import Answer
from service.domain.news import Outcome, SourceArticle
from service.domain.questions import Filters, Question, Turn
from service.errors import InputRejected
from service.ingest.addresses import Web
from service.ingest.dates import iso_date
from service.ingest.inputs import Read, Rejected
from service.ingest.pipeline import ingest
from service.ingest.reading import article_from_record, read_sources, with_fields
from service.retrieval.listing import Order, look_up
from service.retrieval.people import wanted_speakers
from service.retrieval.searching import find_passages
from service.store.library import Library
from service.store.register import SpeakerRegister
from service.web import schemas
from service.web.access import Mine, Running
from service.web.streaming import stream_answer

router = APIRouter(
    prefix="/v1",
    responses={
        401: {"model": schemas.Problem, "description": "No valid API key"},
        422: {"model": schemas.Problem, "description": "The request cannot be used"},
    },
)
MAX_ADDRESSES = 20  # to be fetched for one request, which waits for them
SSE = "text/event-stream"
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0)]


def filters_of(library: Library, given: schemas.Narrowing, *, speaker: str | None = None) -> Filters:
    """Return the filters of a request; InputRejected for a date that is none, UnknownRecord for an unknown article."""
    return Filters(
        speaker=speaker,
        source=given.source,
        since=_day("since", given.since),
        until=_day("until", given.until),
        article_id=library.catalog.resolve(given.article) if given.article else None,
    )


def _day(field: str, value: str | None) -> str | None:
    found = iso_date(value) if value else None
    if value and not found:
        raise InputRejected(origin=field, why="not a date", mend="write it as 2021-05-12")
    return found


@router.post(
    "/questions",
    response_model=schemas.AnswerOut,
    responses={200: {"content": {SSE: {"schema": {"type": "string"}}}}},
    summary="Ask a question",
)
async def ask(asked: schemas.QuestionIn, request: Request, service: Running, library: Mine) -> Any:
    """Answer from the articles, or refuse. With `Accept: text/event-stream` the verified sentences are streamed."""
    filters = await asyncio.to_thread(filters_of, library, asked, speaker=asked.speaker)
    turns = await asyncio.to_thread(_turns, asked.conversation_id, library)
    question = Question(asked.question, library.catalog.workspace, service.clock(), filters, turns)

    async def finish(answer: Answer) -> dict[str, Any]:
        body = presenting.answer_as_json(answer)
        await asyncio.to_thread(library.answers.write, body, now=question.asked_at, conversation=asked.conversation_id)
        request.app.state.metrics.count_answer(body)
        return body

    if SSE in request.headers.get("accept", ""):
        steps = answer_in_steps(question, library=library, using=service.answering)
        return StreamingResponse(
            stream_answer(steps, finish=finish),
            media_type=SSE,
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )
    return await finish(await answer_question(question, library=library, using=service.answering))


def _turns(conversation: str | None, library: Library) -> tuple[Turn, ...]:
    return tuple(presenting.turn_from(body) for body in library.answers.turns(conversation)) if conversation else ()


@router.get("/answers/{answer_id}", response_model=schemas.StoredAnswerOut, summary="An answer and what became of it")
def read_answer(answer_id: str, library: Mine) -> Any:
    """Return an answer as it was given; its `review` holds each citation against the article as it is now."""
    body = library.answers.read(answer_id)
    return body | {"review": presenting.review_as_json(review(body, library=library))}


@router.post("/feedback", status_code=204, summary="What a reader thinks of an answer")
def give_feedback(given: schemas.FeedbackIn, service: Running, library: Mine) -> None:
    """Store the verdict with the answer; 404 if there is no such answer."""
    library.answers.note_feedback(given.answer_id, verdict=given.verdict, given_by=given.given_by, now=service.clock())


@router.post("/search", response_model=schemas.HitsOut, summary="Ranked passages without an answer")
def search(asked: schemas.SearchIn, library: Mine) -> Any:
    found = find_passages(asked.query, filters_of(library, asked), library=library, limit=asked.limit)
    return {"query": asked.query, "hits": [presenting.hit_as_json(hit) for hit in found]}


@router.post("/articles", response_model=schemas.IngestOut, summary="Add one article or many")
def add_articles(
    body: Annotated[schemas.ArticleIn | schemas.ArticlesIn, Body()],
    request: Request,
    service: Running,
    library: Mine,
) -> Any:
    """Take articles; each is stored whole or not at all. A single article that cannot be taken is a problem 422."""
    single = isinstance(body, schemas.ArticleIn)
    records = [body] if isinstance(body, schemas.ArticleIn) else body.articles
    if sum(map(_is_address_alone, records)) > MAX_ADDRESSES:
        raise InputRejected(origin="articles", why=f"more than {MAX_ADDRESSES} addresses in one request")
    web = service.web(library.catalog.workspace)
    inputs = [_read(record, n, service, web) for n, record in enumerate(records, start=1)]
    if single and isinstance(inputs[0], Rejected):
        raise inputs[0].error
    outcomes = _ingest(inputs, service, library)
    for outcome in outcomes:
        request.app.state.metrics.count_article(outcome.status)
    return {"articles": [presenting.outcome_as_json(outcome) for outcome in outcomes]}


def _is_address_alone(record: schemas.ArticleIn) -> bool:
    return bool(record.url and not (record.text or record.html))


def _read(record: schemas.ArticleIn, number: int, service: Service, web: Web) -> Read:
    origin = f"article {number}"
    limit = service.settings.max_article_bytes
    try:
        if record.url and _is_address_alone(record):
            return _fetch(record, record.url, web, limit)
        return article_from_record(record.model_dump(exclude_none=True), origin=origin, max_bytes=limit)
    except InputRejected as error:
        return Rejected(origin, error)


def _fetch(record: schemas.ArticleIn, url: str, web: Web, limit: int) -> Read:
    """Return the article of a page, with the fields that the request gives in the place of the page's own."""
    first, *more = islice(read_sources([url], max_bytes=limit, web=web), 2)
    if more:
        raise InputRejected(origin=url, why="holds many articles", mend="use `onrecord ingest` or `onrecord feeds add`")
    given = record.model_dump(exclude_none=True, exclude={"url"})
    return with_fields(first, given) if given and isinstance(first, SourceArticle) else first


def _ingest(inputs: Iterable[Read], service: Service, library: Library) -> list[Outcome]:
    with service.writing:
        return list(
            ingest(
                inputs, catalog=library.catalog, index=library.index, clock=service.clock, attributor=service.attributor
            )
        )


class ArticleQuery(schemas.Narrowing):  # FastAPI takes no further parameters beside a model that forbids them
    limit: Limit = 100
    offset: Offset = 0


@router.get("/articles", response_model=schemas.ArticlesOut, summary="The catalog, newest first")
def list_articles(library: Mine, given: Annotated[ArticleQuery, Query()]) -> Any:
    found = library.catalog.articles(filters_of(library, given), limit=given.limit, offset=given.offset)
    return {"articles": [presenting.article_as_json(article) for article in found]}


@router.get("/articles/{article_id}", response_model=schemas.ArticleTextOut, summary="One article with its text")
def read_article(article_id: str, library: Mine) -> Any:
    article = library.catalog.article(library.catalog.resolve(article_id))
    return presenting.article_with_text_as_json(article)


@router.get("/articles/{article_id}/versions/{number}", response_model=schemas.VersionOut, summary="One version")
def read_version(article_id: str, number: int, library: Mine) -> Any:
    return presenting.version_as_json(library.catalog.version(library.catalog.resolve(article_id), number))


@router.delete("/articles/{article_id}", status_code=204, summary="Delete an article")
def delete_article(article_id: str, service: Running, library: Mine, purge: bool = False) -> Response:
    """Delete an article and the stored answers that cite it; with `purge`, no byte of it is left in the files."""
    chosen = [library.catalog.resolve(article_id)]
    with service.writing:
        (service.purge if purge else service.delete)(chosen, workspace=library.catalog.workspace)
    return Response(status_code=204)


class StatementQuery(schemas.Narrowing):
    speaker: schemas.Name | None = None
    about: schemas.Name | None = None
    to: schemas.Name | None = None
    order: Order = Order.DATE
    limit: Annotated[int, Query(ge=1, le=1000)] = 200


@router.get("/statements", response_model=schemas.StatementsOut, summary="Who said what")
def read_statements(library: Mine, given: Annotated[StatementQuery, Query()]) -> Any:
    """Return statements; where there are none, or the name is of several people, `refusal` says so."""
    filters = filters_of(library, given, speaker=given.speaker)
    found = look_up(filters, about=given.about, to=given.to, library=library, order=given.order)
    refusal = refuse_listing(found)
    return {
        "statements": [] if refusal else presenting.statements_as_json(found)[: given.limit],
        "refusal": presenting.refusal_as_json(refusal) if refusal else None,
    }


class SpeakerQuery(schemas.Strict):
    name: schemas.Name | None = None
    prefix: schemas.Name | None = None
    role: schemas.Name | None = None
    unnamed: bool = False
    limit: Limit = 200
    offset: Offset = 0


@router.get("/speakers", response_model=schemas.SpeakersOut, summary="Who speaks in the articles")
def read_speakers(library: Mine, given: Annotated[SpeakerQuery, Query()]) -> Any:
    """Return speakers, most quoted first: with `name` whom it may mean, with `prefix` whose name begins so, with `role`
    who has it; `unnamed` adds those whom articles only describe.
    """
    wanted = wanted_speakers(
        name=given.name, prefix=given.prefix, role=given.role, unnamed=given.unnamed, records=library.speakers
    )
    found = _register(library).find(wanted, limit=given.limit, offset=given.offset)
    return {"speakers": [presenting.speaker_record_as_json(r) for r in found]}


@router.get("/speakers/{speaker_id}", response_model=schemas.SpeakerMentionsOut, summary="One speaker")
def read_speaker(speaker_id: str, library: Mine) -> Any:
    """Return a speaker with every mention, and why it belongs to this record."""
    register = _register(library)
    record = register.resolve(speaker_id)
    mentions = [presenting.mention_as_json(m) for m in register.mentions(record.id)]
    return presenting.speaker_record_as_json(record) | {"mentions": mentions}


def _register(library: Library) -> SpeakerRegister:
    return SpeakerRegister(library.catalog.engine, workspace=library.catalog.workspace)
