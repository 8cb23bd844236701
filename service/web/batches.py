"""`/v1/batches`: many summaries, durably; the process that serves also works on them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from service.bootstrap import Service
from service.digesting import running as digests
from service.domain.batches import Batch, Executor, Options
from service.domain.summaries import Length
from service.errors import InputRejected
from service.ingest.polling import follow
from service.store.library import Library
from service.summarizing import batch as batching
from service.summarizing.results import batch_as_json, references_in, result_lines
from service.summarizing.topic import articles_on
from service.summarizing.working import work
from service.web import schemas
from service.web.access import Mine, Running
from service.web.summaries import DigestFilters, router

JSONL = "application/jsonl"
MOST_ARTICLES = 50_000
FOLLOW_S = 1.0  # how old the index of a replica may be
RESTART_S = 1.0  # before what broke is begun again
log = logging.getLogger("onrecord.web")


class BatchIn(DigestFilters):
    """Either `articles` (ids or external ids, or as JSON lines in the body), or a query that finds them."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"articles": ["desk-17"]}, {"since": "2026-03-01"}]}
    )

    articles: Annotated[list[schemas.Name], Field(min_length=1, max_length=MOST_ARTICLES)] | None = None
    length: Length = Length.SHORT
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    calls_per_minute: Annotated[int, Field(ge=1)] | None = None
    executor: Executor = Executor.LIVE

    @model_validator(mode="after")
    def _either(self) -> BatchIn:
        if bool(self.articles) == self.given:
            raise ValueError("give either articles or what finds them")
        return self

    @property
    def options(self) -> Options:
        return Options(self.length, self.concurrency, self.max_tokens, self.calls_per_minute, self.executor)


class CostOut(BaseModel):
    input_tokens: int
    output_tokens: int
    money: float | None


class BatchOut(BaseModel):
    """A batch: how far it is, what was estimated before, what it cost so far."""

    id: str
    status: str
    created_at: str
    cancelled_at: str | None
    articles: int
    queued: int
    done: int
    failed: int
    cancelled: int
    deleted: int
    options: dict[str, Any]
    estimate: CostOut
    usage: CostOut
    submitted: int


class RetryIn(schemas.Strict):
    max_tokens: Annotated[int, Field(ge=1)] | None = None


@router.post(
    "/batches",
    status_code=202,
    response_model=BatchOut,
    summary="Summarize many articles in the background",
    openapi_extra={"requestBody": {"content": {
        "application/json": {"schema": BatchIn.model_json_schema()},
        JSONL: {"schema": {"type": "string"}},
    }}},
)  # fmt: skip
async def create(
    request: Request, service: Running, library: Mine, idempotency_key: Annotated[str | None, Header()] = None
) -> Any:
    """Store the batch and answer at once. The same `Idempotency-Key` gives the same batch again, and never two."""
    asked = _asked(await request.body(), request.headers.get("content-type", ""))
    made = await asyncio.to_thread(_create, asked, service, library, idempotency_key)
    return JSONResponse(_json(made, service), status_code=202, headers={"Location": f"/v1/batches/{made.id}"})


def _asked(body: bytes, kind: str) -> BatchIn:
    try:
        if "jsonl" in kind or "ndjson" in kind:
            return BatchIn(articles=references_in(body.decode("utf-8"), origin="line"))
        return TypeAdapter(BatchIn).validate_json(body)
    except UnicodeDecodeError as error:
        raise InputRejected(origin="body", why="not UTF-8", mend="send JSON or JSON lines") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "body"
        raise InputRejected(origin=field, why=first["msg"].removeprefix("Value error, ")) from error


def _create(asked: BatchIn, service: Service, library: Library, key: str | None) -> Batch:
    references = asked.articles or articles_on(asked.topic(library, length=asked.length), library)
    if not references:
        raise InputRejected(origin="batch", why="no article matches", mend="widen the query")
    name = f"http:{key}" if key else None
    workspace = library.catalog.workspace
    return batching.create_batch(references, asked.options, workspace=workspace, batching=service.batching, key=name)


def _json(made: Batch, service: Service) -> dict[str, Any]:
    return batch_as_json(made, service.batching.prices)


@router.get("/batches/{batch_id}", response_model=BatchOut, summary="How far a batch is")
def read(batch_id: str, service: Running, library: Mine) -> Any:
    return _json(service.batching.records(library.catalog.workspace).read(batch_id), service)


@router.get(
    "/batches/{batch_id}/results",
    summary="The results that are ready, as JSON lines in the order of the input",
    responses={200: {"content": {JSONL: {}}}},
)
def results(batch_id: str, service: Running, library: Mine) -> StreamingResponse:
    """Each line has `id`, `article_id`, `version`, `status`, `error`, `summary`; they end at the first open item."""
    records = service.batching.records(library.catalog.workspace)
    records.read(batch_id)
    return StreamingResponse(_lines(result_lines(batch_id, records)), media_type=JSONL)


def _lines(found: Iterator[str]) -> Iterator[str]:
    return (f"{line}\n" for line in found)


@router.post("/batches/{batch_id}/cancel", response_model=BatchOut, summary="Cancel what is not done")
def cancel(batch_id: str, service: Running, library: Mine) -> Any:
    workspace = library.catalog.workspace
    return _json(batching.cancel(batch_id, workspace=workspace, batching=service.batching), service)


@router.post("/batches/{batch_id}/retry", response_model=BatchOut, summary="Try again what failed, and only that")
def retry(batch_id: str, service: Running, library: Mine, asked: RetryIn | None = None) -> Any:
    most = asked.max_tokens if asked else None
    workspace = library.catalog.workspace
    made = batching.retry(batch_id, workspace=workspace, batching=service.batching, max_tokens=most)
    return _json(made, service)


@asynccontextmanager
async def working(service: Service, *, concurrency: int = 4) -> AsyncIterator[None]:
    """Work on batches, keep up with feeds and embargoes, send digests while the app runs; what breaks never ends it."""
    stop, watching = asyncio.Event(), Event()
    watcher = Thread(target=_watch, args=(service, watching), name="onrecord-watch", daemon=True)
    if service.settings.watch:
        watcher.start()
    tasks = [
        asyncio.create_task(_work(service, stop, concurrency)),
        asyncio.create_task(follow(service.keep_up, stop=stop)),
        asyncio.create_task(digests.follow(service.send_digests, stop=stop)),
    ]
    if service.settings.database_url:
        tasks.append(asyncio.create_task(_follow_changes(service, stop)))
    try:
        yield
    finally:
        stop.set()
        watching.set()
        await asyncio.gather(*tasks)
        if service.settings.watch:
            await asyncio.to_thread(watcher.join)


def _watch(service: Service, stop: Event) -> None:
    from service.ingest.watching import check_folders, watch

    def take(paths: Sequence[Path]) -> None:
        for outcome in service.take_files(paths):
            log.info("%s %s %s", outcome.status, outcome.origin, outcome.reason or "")

    try:
        watch(check_folders(service.settings.watch), take, stop=stop)
    except Exception:
        log.exception("the folders of ONRECORD_WATCH are not watched any more")


async def _work(service: Service, stop: asyncio.Event, concurrency: int) -> None:
    while not stop.is_set():
        try:
            await work(service.batching, concurrency=concurrency, stop=stop)
        except Exception:
            log.exception("the batch worker broke; it starts again")
            await asyncio.sleep(RESTART_S)


async def _follow_changes(service: Service, stop: asyncio.Event) -> None:
    """Take in what other replicas write, once a second; what breaks is logged once and tried again."""
    broken = ""
    while not stop.is_set():
        try:
            await asyncio.to_thread(service.follow_changes)
            broken = ""
        except Exception as error:
            if str(error) != broken:
                log.warning("the index cannot follow the catalog: %s", error)
            broken = str(error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), FOLLOW_S)
