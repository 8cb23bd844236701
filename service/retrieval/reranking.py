"""The best passages once more in order, by a re-ranker that reads each of them together with the question."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace

from service.domain.news import Span
from service.domain.questions import ScoredPassage
from service.errors import OnRecordError, RerankerFailed
from service.ports import Reranker

RERANKED = 20  # a perfect order of the best 30 gains little over that of 20, and the cost is of each passage
DAMPING = 60  # of reciprocal ranks: first places do not outweigh what both orders agree on
NOT_RERANKED = "the passages were not re-ranked"

log = logging.getLogger("onrecord.retrieval")


def rerank(
    query: str, hits: Sequence[ScoredPassage], *, reranker: Reranker | None
) -> tuple[list[ScoredPassage], tuple[str, ...]]:
    """Return `hits` with the best RERANKED of them in a new order, and notes on what went wrong.

    Without a re-ranker, or where it fails, they stay as they are. Scores stay with their places.
    """
    if reranker is None or len(hits) < 2:
        return list(hits), ()
    head, rest = hits[:RERANKED], hits[RERANKED:]
    try:
        scores = _scores(query, head, reranker)
    except OnRecordError as error:
        log.warning("%s: %s", NOT_RERANKED, error)
        return list(hits), (f"{NOT_RERANKED}: {error}",)
    order = fuse(scores, share=reranker.share)
    return [*(replace(head[i], score=place.score) for i, place in zip(order, head, strict=True)), *rest], ()


def fuse(scores: Sequence[float], *, share: float) -> list[int]:
    """Return the places of a first order in a new one: by reciprocal ranks, `share` of them those by `scores`.

    Equal scores stay in the first order.
    """
    ranks = {i: rank for rank, i in enumerate(sorted(range(len(scores)), key=lambda i: (-scores[i], i)))}
    fused = [(1 - share) / (DAMPING + i) + share / (DAMPING + ranks[i]) for i in range(len(scores))]
    return sorted(range(len(scores)), key=lambda i: (-fused[i], i))


def _scores(query: str, hits: Sequence[ScoredPassage], reranker: Reranker) -> Sequence[float]:
    scores = reranker.score(query, [article_text(hit) for hit in hits])
    if len(scores) != len(hits) or not all(math.isfinite(score) for score in scores):
        raise RerankerFailed(f"{reranker.name} did not score each passage")
    return scores


def article_text(hit: ScoredPassage) -> str:
    """Return the text of a passage without the furniture of its article."""
    span, text = hit.passage.span, hit.version.text
    pieces, at = [], span.start
    for part in sorted(f for f in hit.version.furniture if f.overlaps(span)):
        if part.start > at:
            pieces.append(Span(at, part.start).of(text))
        at = max(at, part.end)
    if at < span.end:
        pieces.append(Span(at, span.end).of(text))
    return " ".join(" ".join(pieces).split())
