"""An answer as server-sent events: verified sentences, their citations, then the whole."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

from fastapi.sse import format_sse_event

from service.errors import OnRecordError
from service.web.problems import status_of

log = logging.getLogger("onrecord.web")


async def stream_answer(answering: Awaitable[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Yield `answer.delta` and `answer.citation` events, then one `answer.completed`, or one `error`.

    If the client goes away, the iteration is cancelled and with it the answering.
    """
    try:
        answer = await answering
    except OnRecordError as error:
        status, title = status_of(error)
        yield _event("error", {"title": title, "status": status, "detail": str(error)})
        return
    except Exception:  # the status line is sent already: the client must still hear of it
        log.exception("a streamed answer broke")
        yield _event("error", {"title": "Internal error", "status": 500, "detail": "Something broke on our side."})
        return
    for name, data in _events(answer):
        yield _event(name, data)


def _events(answer: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    cited: set[int] = set()
    by_number = {citation["number"]: citation for citation in answer["citations"]}
    for number, sentence in enumerate(answer["sentences"]):
        marks = "".join(f"[{n}]" for n in sentence["citations"])
        yield "answer.delta", {"text": f"{' ' if number else ''}{sentence['text']} {marks}"}
        for n in sentence["citations"]:
            if n not in cited:
                cited.add(n)
                yield "answer.citation", by_number[n]
    yield "answer.completed", answer


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
