"""A new order of the best passages: fused by rank, of article text alone, and never at the cost of the question."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from service.domain.news import Passage, Span
from service.domain.questions import ScoredPassage
from service.errors import RerankerFailed
from service.llm.rerank_endpoint import read_scores
from service.retrieval.reranking import NOT_RERANKED, RERANKED, article_text, fuse, rerank
from tests.builders import version


@dataclass
class ScriptedReranker:
    scores: Sequence[float] | RerankerFailed
    share: float = 1.0
    name: str = "scripted"
    texts: list[str] = field(default_factory=list)

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        self.texts += texts
        if isinstance(self.scores, RerankerFailed):
            raise self.scores
        return self.scores


def hits(count: int) -> list[ScoredPassage]:
    return [hit(f"Passage number {n}.", score=1.0 - n / 100) for n in range(count)]


def hit(text: str, *, score: float = 1.0, furniture: tuple[Span, ...] = ()) -> ScoredPassage:
    of = version(text, furniture=furniture)
    passage = Passage(id=1, ordinal=0, article_id=of.article_id, version=1, span=Span(0, len(of.text)), text=of.text)
    return ScoredPassage(passage, of, score)


def texts(found: Sequence[ScoredPassage]) -> list[str]:
    return [h.passage.text for h in found]


def test_without_a_reranker_nothing_changes() -> None:
    found = hits(5)
    assert rerank("?", found, reranker=None) == (found, ())


def test_the_best_are_put_in_order_and_scores_stay_with_their_places() -> None:
    found = hits(3)
    again, notes = rerank("?", found, reranker=ScriptedReranker([0.1, 0.9, 0.5]))
    assert texts(again) == [found[i].passage.text for i in (1, 2, 0)]
    assert [h.score for h in again] == [h.score for h in found]
    assert notes == ()


def test_only_the_best_are_sent() -> None:
    reranker = ScriptedReranker(list(range(RERANKED)))
    found = hits(RERANKED + 3)
    again, _ = rerank("?", found, reranker=reranker)
    assert len(reranker.texts) == RERANKED
    assert again[RERANKED:] == found[RERANKED:]


@pytest.mark.parametrize(
    "scores", [RerankerFailed("the server answered 500"), [0.5], [0.5, math.nan, 0.1], [0.5, math.inf, 0.1]]
)
def test_a_reranker_that_fails_leaves_the_first_order(
    scores: Sequence[float] | RerankerFailed, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        again, notes = rerank("?", hits(3), reranker=ScriptedReranker(scores))
    assert texts(again) == texts(hits(3))
    assert len(caplog.messages) == len(notes) == 1
    assert notes[0].startswith(NOT_RERANKED)


def test_ranks_are_fused_by_share() -> None:
    scores = [0.0, 1.0, 3.0, 2.0]
    assert fuse(scores, share=0) == [0, 1, 2, 3]
    assert fuse(scores, share=1) == [2, 3, 1, 0]
    assert fuse(scores, share=0.5)[0] == 2
    assert fuse([1.0, 1.0, 1.0], share=1) == [0, 1, 2]


def test_furniture_is_not_sent() -> None:
    text = "Follow us on Courier. The bridge opens. Sign up here."
    found = hit(text, furniture=(Span(0, 21), Span(40, len(text))))
    assert article_text(found) == "The bridge opens."
    assert article_text(replace(found, passage=replace(found.passage, span=Span(22, 39)))) == "The bridge opens."


@pytest.mark.parametrize(
    "reply",
    [
        {"results": [{"index": 1, "relevance_score": 2}, {"index": 0, "relevance_score": -0.5}]},
        {"model": "jina", "results": [{"index": 0, "relevance_score": -0.5, "document": {"text": "x"}},
                                      {"index": 1, "relevance_score": 2.0}]},
        [{"index": 1, "score": 2.0}, {"index": 0, "score": -0.5}],
        {"results": [{"index": 1, "score": 2.0}, {"index": 0, "score": -0.5}]},
    ],
)  # fmt: skip
def test_the_replies_of_all_servers_are_read(reply: object) -> None:
    assert read_scores(reply, 2) == [-0.5, 2.0]


@pytest.mark.parametrize(
    "reply",
    [
        None, "text", 7, {}, {"results": None}, {"results": {}}, [], [1, 2],
        [{"index": 0, "score": 1.0}],
        [{"index": 0, "score": 1.0}, {"index": 0, "score": 2.0}],
        [{"index": 0, "score": 1.0}, {"index": 2, "score": 2.0}],
        [{"index": 0, "score": 1.0}, {"index": -1, "score": 2.0}],
        [{"index": 0, "score": 1.0}, {"index": True, "score": 2.0}],
        [{"index": 0, "score": 1.0}, {"index": "1", "score": 2.0}],
        [{"index": 0, "score": 1.0}, {"index": 1, "score": math.nan}],
        [{"index": 0, "score": 1.0}, {"index": 1, "score": 10**400}],
        [{"index": 0, "score": 1.0}, {"index": 1, "score": "2.0"}],
        [{"index": 0, "score": 1.0}, {"index": 1, "score": None}],
        [{"index": 0, "score": 1.0}, {"index": 1}],
        [{"index": 0, "score": 1.0}, {"index": 1, "score": 1.0}, {"index": 1, "score": 1.0}],
    ],
)  # fmt: skip
def test_what_is_not_one_score_for_each_text_is_refused(reply: object) -> None:
    with pytest.raises(RerankerFailed):
        read_scores(reply, 2)
