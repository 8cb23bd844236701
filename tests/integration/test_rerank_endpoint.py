"""Re-ranking over a real socket: whatever the server does, the question is answered and the key stays in its header."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service import settings
from service.bootstrap import build_reranker
from service.cli.diagnosing import diagnose
from service.errors import InputRejected, RerankerFailed
from service.ports import Reranker
from service.retrieval.reranking import rerank
from tests.integration import scripted_server as server
from tests.integration.scripted_server import Reply, ScriptedServer
from tests.unit.retrieval.test_reranking import hits, texts

pytestmark = pytest.mark.server

KEY = "key-of-ours"
GOOD = server.sends({"results": [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.1}]})


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        monkeypatch.setenv("ONRECORD_RERANK_URL", running.url)
        monkeypatch.setenv("ONRECORD_RERANK_KEY", KEY)
        monkeypatch.setenv("ONRECORD_RERANK_MODEL", "bge")
        yield running


def built() -> Reranker:
    reranker = build_reranker(settings.load())
    assert reranker
    return reranker


def test_documents_are_scored_and_the_key_is_in_the_header(scripted: ScriptedServer) -> None:
    scripted.script.append(GOOD)
    assert built().score("who?", ["a", "b"]) == [0.1, 0.9]
    assert scripted.requests == [{"model": "bge", "query": "who?", "documents": ["a", "b"], "top_n": 2}]
    assert scripted.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_server_that_takes_texts_is_asked_so_from_then_on(scripted: ScriptedServer) -> None:
    tei = server.sends([{"index": 1, "score": 0.9}, {"index": 0, "score": 0.1}])
    scripted.script.extend([server.fails(422), tei, tei])
    reranker = built()
    assert reranker.score("who?", ["a", "b"]) == reranker.score("who?", ["a", "b"]) == [0.1, 0.9]
    assert [sorted(r) for r in scripted.requests[1:]] == [["query", "texts", "truncate"]] * 2


@pytest.mark.parametrize("first", [server.fails(500), server.fails(503), server.fails(429, Retry_After="0")])
def test_what_passes_is_tried_once_more(scripted: ScriptedServer, first: Reply) -> None:
    scripted.script.extend([first, GOOD])
    assert built().score("who?", ["a", "b"]) == [0.1, 0.9]
    assert len(scripted.requests) == 2


def test_a_server_that_asks_to_wait_is_waited_for(scripted: ScriptedServer) -> None:
    scripted.script.extend([server.fails(429, Retry_After="1"), GOOD])
    started = time.monotonic()
    built().score("who?", ["a", "b"])
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("slow", [server.stays_silent, server.trickles, server.fails(429, Retry_After="30")])
def test_nobody_waits_longer_than_the_budget(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, slow: Reply
) -> None:
    monkeypatch.setenv("ONRECORD_RERANK_TIMEOUT_S", "0.3")
    scripted.script.append(slow)
    started = time.monotonic()
    with pytest.raises(RerankerFailed, match="did not answer in time"):
        built().score("who?", ["a", "b"])
    assert time.monotonic() - started < 5


BAD: list[Any] = [
    [server.fails(401)],
    [server.fails(404)],
    [server.fails(500), server.fails(500)],
    [server.cuts_off],
    [server.sends_raw(b"not json")],
    [server.sends_raw(b'{"results": [{"index": 0, "relevance_score": NaN}, {"index": 1, "relevance_score": 1}]}')],
    [server.sends_raw(b"\xff\xfe")],
    [server.sends({"results": [{"index": 7, "relevance_score": 1.0}, {"index": 0, "relevance_score": 1.0}]})],
    [server.sends({"results": [{"index": 0, "relevance_score": 1.0}]})],
    [server.fails(302, Location="http://127.0.0.1:1/elsewhere")],
]


@pytest.mark.parametrize("script", BAD)
def test_whatever_goes_wrong_the_first_order_stays_and_no_secret_is_told(
    scripted: ScriptedServer, script: list[Reply], caplog: pytest.LogCaptureFixture
) -> None:
    scripted.script.extend(script)
    with caplog.at_level(logging.DEBUG):
        found, notes = rerank("who?", hits(2), reranker=built())
    assert texts(found) == texts(hits(2))
    assert len(notes) == 1
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1
    told = " ".join([*notes, *caplog.messages])
    assert KEY not in told
    assert "secret of the server" not in told


def test_the_doctor_says_whether_it_answers(scripted: ScriptedServer, home: object) -> None:
    scripted.script.append(GOOD)
    scripted.script.append(server.fails(401))
    checks = [next(c for c in diagnose(settings.load()) if c.name == "re-ranker") for _ in range(2)]
    assert [c.ok for c in checks] == [True, False]
    assert "the server answered 401" in checks[1].message


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert build_reranker(settings.load()) is None
    monkeypatch.setenv("ONRECORD_RERANK", "endpoint")
    with pytest.raises(InputRejected, match="set ONRECORD_RERANK_URL"):
        build_reranker(settings.load())
    monkeypatch.setenv("ONRECORD_RERANK_URL", "ftp://nowhere")
    with pytest.raises(InputRejected, match="ONRECORD_RERANK_URL"):
        settings.load()
    monkeypatch.setenv("ONRECORD_RERANK_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("ONRECORD_RERANK_KEY", KEY)
    assert KEY not in repr(settings.load())
    monkeypatch.setenv("ONRECORD_RERANK", "none")
    assert build_reranker(settings.load()) is None
