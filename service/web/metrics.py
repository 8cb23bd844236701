"""What Prometheus reads at `/metrics`; one registry for each app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from service.retrieval.reranking import NOT_RERANKED


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "onrecord_answers", "Answers by mode and outcome.", ["mode", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "onrecord_answer_seconds", "Time of each part of an answer.", ["part"], registry=self._registry
        )
        self._not_reranked = Counter(
            "onrecord_answers_not_reranked", "Answers whose re-ranker failed.", registry=self._registry
        )
        self._articles = Counter(
            "onrecord_articles", "Articles sent, by what became of them.", ["status"], registry=self._registry
        )

    def count_answer(self, answer: Mapping[str, Any]) -> None:
        if any(note.startswith(NOT_RERANKED) for note in answer["notes"]):
            self._not_reranked.inc()
        outcome = answer["refusal"]["code"] if answer["refusal"] else "answered"
        self._answers.labels(answer["mode"], outcome).inc()
        for part, milliseconds in answer["timings_ms"].items():
            self._seconds.labels(part).observe(milliseconds / 1000)

    def count_article(self, status: str) -> None:
        self._articles.labels(status).inc()

    def render(self) -> bytes:
        return generate_latest(self._registry)
