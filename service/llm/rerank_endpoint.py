"""A re-ranker behind HTTP: what Cohere, Jina, vLLM, llama.cpp and Text Embeddings Inference (TEI) serve at `/rerank`.

All but TEI take `documents` and reply `{"results": [{"index", "relevance_score"}]}`; TEI takes `texts` and replies
`[{"index", "score"}]`, and answers 422 to what has none. Of what a server says nothing is passed on: it may repeat
the question or the key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from typing import Any, TypeGuard

import httpx2

from service.errors import RerankerFailed
from service.llm.trust import trusted

PAUSE_S = 0.2  # before the one retry, where the server names no time
_PASSING = frozenset({429, 500, 502, 503, 504})
_OTHER_BODY = 422  # a server that wants `texts`


class EndpointReranker:
    """Asks a server for each question. The whole call, with its one retry, takes no longer than `timeout_s`."""

    share = 0.5  # the first stage knows the outlet and the day that a question names; the server reads text alone

    def __init__(self, url: str, *, model: str | None, key: str | None, timeout_s: float) -> None:
        base = url.rstrip("/")
        self._url = base if base.endswith("/rerank") else f"{base}/rerank"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._timeout_s = timeout_s
        self._texts_only = False  # learnt from the server's first 422

    @property
    def name(self) -> str:
        return self._model or "endpoint"

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, greater is better; RerankerFailed if the server gives none that can be used."""
        if not texts:
            return []
        with ThreadPoolExecutor(1) as own:  # the caller's thread may have an event loop, which must not run another
            return own.submit(asyncio.run, self._within(query, texts)).result()

    async def _within(self, query: str, texts: Sequence[str]) -> list[float]:
        try:
            # the client's own limit is for each read, and a server may send a byte at a time
            async with asyncio.timeout(self._timeout_s):
                return read_scores(await self._ask(query, texts), len(texts))
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise RerankerFailed("the server did not answer in time") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise RerankerFailed("the server cannot be reached, or broke off") from error
        except (ValueError, RecursionError) as error:
            raise RerankerFailed("the server's answer is no JSON") from error

    async def _ask(self, query: str, texts: Sequence[str]) -> Any:
        async with httpx2.AsyncClient(verify=trusted(), timeout=self._timeout_s, headers=self._headers) as client:
            reply = await client.post(self._url, json=self._body(query, texts))
            if reply.status_code == _OTHER_BODY and not self._texts_only:
                self._texts_only = True
                reply = await client.post(self._url, json=self._body(query, texts))
                self._texts_only = reply.is_success
            if reply.status_code in _PASSING:
                await asyncio.sleep(_pause(reply.headers.get("Retry-After")))
                reply = await client.post(self._url, json=self._body(query, texts))
            if not reply.is_success:
                raise RerankerFailed(f"the server answered {reply.status_code}")
            return reply.json()

    def _body(self, query: str, texts: Sequence[str]) -> dict[str, Any]:
        if self._texts_only:
            return {"query": query, "texts": list(texts), "truncate": True}
        asked = {"query": query, "documents": list(texts), "top_n": len(texts)}
        return {"model": self._model, **asked} if self._model else asked


def read_scores(reply: Any, count: int) -> list[float]:
    """Return the scores in the order of the texts that were sent.

    RerankerFailed unless there is exactly one finite score for each of them.
    """
    items = reply.get("results") if isinstance(reply, Mapping) else reply
    if not isinstance(items, list):
        raise RerankerFailed("the server's answer holds no list of results")
    found = dict(_read_item(item) for item in items)
    if len(items) != count or set(found) != set(range(count)):
        raise RerankerFailed("the server did not score each text once")
    return [found[i] for i in range(count)]


def _read_item(item: Any) -> tuple[int, float]:
    index = item.get("index") if isinstance(item, Mapping) else None
    score = item.get("relevance_score", item.get("score")) if isinstance(item, Mapping) else None
    if not _is_number(score) or not isinstance(index, int) or isinstance(index, bool):
        raise RerankerFailed("the server's answer has a result without index or score")
    try:
        return index, float(score)
    except OverflowError:
        raise RerankerFailed("the server's answer has a score that is no number") from None


def _is_number(score: Any) -> TypeGuard[int | float]:
    return (
        isinstance(score, int | float) and not isinstance(score, bool) and (isinstance(score, int) or isfinite(score))
    )


def _pause(retry_after: str | None) -> float:
    """Return the seconds to wait; a date is not read, since who names one means longer than a question can wait."""
    try:
        asked = float(retry_after) if retry_after else PAUSE_S
    except ValueError:
        return PAUSE_S
    return asked if isfinite(asked) and asked >= 0 else PAUSE_S
