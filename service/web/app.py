"""The application: routes, errors, health, metrics, the page."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from importlib import resources

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse

from service import __version__
from service.bootstrap import Service, open_owner
from service.domain.questions import Filters
from service.errors import OnRecordError
from service.ingest.watching import check_folders
from service.settings import Settings
from service.slack.channels import open_channels
from service.web import batches, problems, summaries
from service.web.access import Running
from service.web.metrics import Metrics
from service.web.routes import router

BODY_LIMIT_ARTICLES = 4  # a request may hold this many articles of the largest size

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(service: Service) -> FastAPI:
    """Return the app of a running service; closing the app does not close the service."""
    app = FastAPI(
        title="OnRecord",
        version=__version__,
        summary="Who said what in the news: verbatim, cited answers, or an honest refusal.",
        docs_url=None,  # Swagger's page loads its scripts from another host; /openapi.json is the reference
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.add_middleware(problems.BodyLimit, limit=BODY_LIMIT_ARTICLES * service.settings.max_article_bytes)
    app.state.service = service
    app.state.metrics = Metrics()
    problems.install(app)
    app.include_router(router)
    app.include_router(summaries.router)
    open_channels(service)
    _add_slack(app, service)
    _add_operations(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Bound the worker threads, and load the model before the first question."""
    service: Service = app.state.service
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(max(4, service.settings.threads * 2), "onrecord"))
    loop.run_in_executor(None, service.embedder.embed_query, "warm")
    async with batches.working(service), app.state.slack.running() if app.state.slack else nullcontext():
        yield


def _add_slack(app: FastAPI, service: Service) -> None:
    """Mount the Slack bot where the settings have a signing secret."""
    app.state.slack = None
    if service.settings.slack_signing_secret:
        from service.slack.running import build  # Bolt is imported by those who use it

        app.state.slack = build(service)
        app.router.routes.extend(app.state.slack.routes())


def _add_operations(app: FastAPI) -> None:
    @app.get("/healthz", tags=["operations"], summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @app.get("/readyz", tags=["operations"], summary="Questions can be answered")
    def readyz(service: Running) -> Response:
        try:
            library = service.library()
            library.index.check()
            searched = library.catalog.searched(Filters())
        except OnRecordError as error:
            return problems.problem(503, "Not ready", str(error))
        return JSONResponse({"status": "ready", "articles": searched.articles})

    @app.get("/metrics", tags=["operations"], summary="For Prometheus")
    async def metrics() -> Response:
        return Response(app.state.metrics.render(), media_type="text/plain; version=0.0.4")

    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        html = (resources.files("service.web") / "page" / "index.html").read_text(encoding="utf-8")
        return HTMLResponse(html, headers=SECURITY_HEADERS)


def run(settings: Settings, *, host: str, port: int) -> None:
    """Serve until interrupted."""
    logging.basicConfig(level=settings.log_level.upper())
    check_folders(settings.watch)
    service = open_owner(settings)
    try:
        service.library()
        if host not in ("127.0.0.1", "::1", "localhost") and not settings.api_keys:
            logging.getLogger("onrecord.web").warning(
                "anyone who reaches %s may read and write: set ONRECORD_API_KEYS", host
            )
        gc.collect()
        gc.freeze()  # modules stay: a full collection over them holds up a question by a tenth of a second
        config = uvicorn.Config(
            create_app(service), host=host, port=port, log_level=settings.log_level, access_log=False
        )
        _Announcing(config).run()
    finally:
        service.close()


class _Announcing(uvicorn.Server):
    """A server that says its address once it listens, also when the port was 0."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            print(f"OnRecord is at http://{host}:{port}/  (Ctrl-C ends it)", flush=True)
