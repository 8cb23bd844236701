"""An answer as server-sent events: verified sentences and their citations as they are ready, then the whole."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event

from service import presenting
from service.domain.answers import Answer, Told
from service.errors import OnRecordError
from service.web.problems import status_of

log = logging.getLogger("onrecord.web")

Json = dict[str, Any]


async def stream_answer(
    steps: AsyncGenerator[Told | Answer, None], *, finish: Callable[[Answer], Awaitable[Json]]
) -> AsyncGenerator[bytes, None]:
    """Yield `answer.delta` and `answer.citation` events, then one `answer.completed`, or one `error`.

    `finish` stores the answer and returns its JSON. If the client goes away, the iteration is cancelled and with it
    the answering.
    """
    try:
        async with aclosing(_events(steps, finish)) as events:
            async for name, data in events:
                yield _event(name, data)
    except OnRecordError as error:
        status, title = status_of(error)
        yield _event("error", {"title": title, "status": status, "detail": str(error)})
    except Exception:  # the status line is sent already: the client must still hear of it
        log.exception("a streamed answer broke")
        yield _event("error", {"title": "Internal error", "status": 500, "detail": "Something broke on our side."})


async def _events(
    steps: AsyncGenerator[Told | Answer, None], finish: Callable[[Answer], Awaitable[Json]]
) -> AsyncGenerator[tuple[str, Any], None]:
    first = True
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Answer):
                yield "answer.completed", await finish(step)
                continue
            for event in _told(step, " " if not first else ""):
                yield event
            first = False


def _told(told: Told, before: str) -> Iterator[tuple[str, Any]]:
    yield "answer.delta", {"text": f"{before}{told.sentence.marked}"}
    for citation in told.citations:
        yield "answer.citation", presenting.citation_as_json(citation)


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
