"""Errors as `application/problem+json` (RFC 9457); nothing of the request's content is repeated."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import errors

log = logging.getLogger("onrecord.web")

STATUS: dict[type[errors.OnRecordError], tuple[int, str]] = {
    errors.InputRejected: (422, "Input rejected"),
    errors.UnknownRecord: (404, "Not found"),
    errors.HomeUnusable: (503, "Data directory unusable"),
    errors.CatalogUnusable: (503, "Catalog unusable"),
    errors.IndexUnusable: (503, "Index unusable"),
    errors.VectorsUnreachable: (503, "Vectors unreachable"),
    errors.WrittenMeanwhile: (409, "Written meanwhile"),
    errors.ModelUnreachable: (502, "Model unreachable"),
    errors.UnusableModelOutput: (502, "Unusable model output"),
}


def problem(status: int, title: str, detail: str, **extra: Any) -> JSONResponse:
    """Return a problem details response."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def status_of(error: errors.OnRecordError) -> tuple[int, str]:
    """Return the HTTP status and title for one of our errors, by its nearest ancestor in `STATUS`."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), (500, "Internal error"))


def install(app: FastAPI) -> None:
    """Let every error leave the app as a problem."""
    app.add_exception_handler(errors.OnRecordError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.OnRecordError)
    status, title = status_of(error)
    return problem(status, title, str(error))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    wrong = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
    detail = "; ".join(f"{w['field']}: {w['message']}" for w in wrong[:5])
    return problem(422, "Invalid request", detail, errors=wrong)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    response = problem(error.status_code, "Request failed", str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    if errors.is_full_or_locked(error):
        log.error("the disk of the home is full or read-only", exc_info=error)
        return problem(
            503, "Data directory unusable", "The disk of the home is full or read-only; nothing was changed."
        )
    incident = uuid.uuid4().hex[:12]
    log.error("incident %s at %s %s", incident, request.method, request.url.path, exc_info=error)
    return problem(
        500,
        "Internal error",
        f"Something broke on our side; the log has it as {incident}.",
        incident=incident,
    )


class BodyLimit:
    """Answers 413 to a request with a longer body; FastAPI's own limit would answer with plain text."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise HTTPException(413, f"the body is longer than {self.limit:,} bytes")
            return message

        await self.app(scope, counted, send)
