"""`POST /v1/summaries`."""

from __future__ import annotations

from starlette.testclient import TestClient

from evals.invariants import violations
from tests.builders import BRIDGE
from tests.unit.web.test_api import client, filled, problem, service

__all__ = ["client", "filled", "service"]


def test_an_article_is_summarized_with_citations(filled: TestClient) -> None:
    (body,) = filled.post("/v1/summaries", json={"articles": ["desk-17"], "length": "long"}).json()["summaries"]
    text = filled.get("/v1/articles/desk-17").json()["text"]
    assert violations(body, lambda _id, _version: text) == []
    assert body["title"] == "Bridge to open"
    assert body["length"] == "long"
    assert BRIDGE.split("\n")[2] in body["text"]


def test_a_digest_says_what_it_read(filled: TestClient) -> None:
    (body,) = filled.post("/v1/summaries", json={"about": "the bridge"}).json()["summaries"]
    assert body["sections"][0]["name"] == "event"
    assert body["coverage"]["read"] == body["coverage"]["used"] == 1


def test_an_unknown_article_is_a_404(filled: TestClient) -> None:
    problem(filled.post("/v1/summaries", json={"articles": ["nobody"]}), 404)


def test_articles_and_a_topic_at_once_are_a_422(filled: TestClient) -> None:
    for asked in ({}, {"articles": ["desk-17"], "about": "x"}, {"articles": []}, {"about": "x", "length": "epic"}):
        problem(filled.post("/v1/summaries", json=asked), 422)
