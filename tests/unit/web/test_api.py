"""The HTTP API: articles in, questions answered, errors as problems, each key its own workspace."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.bootstrap import Service
from service.domain.answers import Sentence, Told
from service.errors import IndexUnusable, ModelUnreachable
from service.web.app import create_app
from tests.builders import BRIDGE, FERRY, drafts, open_service
from tests.fakes import ScriptedModel
from tests.web_server import serving

Json = dict[str, Any]
ARTICLE = {
    "id": "desk-17",
    "title": "Bridge to open",
    "text": BRIDGE,
    "source": "Courier",
    "published_at": "2026-03-01",
}
OPEN = "The bridge will open on Friday and it will stay open,"


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    running = open_service(home, max_article_bytes=5_000)
    yield running
    running.close()


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Yield a client of a service without articles, for requests that change nothing."""
    running = open_service(tmp_path_factory.mktemp("idle"), max_article_bytes=5_000)
    with TestClient(create_app(running), raise_server_exceptions=False) as opened:
        yield opened
    running.close()


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    assert client.post("/v1/articles", json=ARTICLE).status_code == 200
    return client


def problem(response: Any, status: int) -> Json:
    """Return the problem that a response is."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: Json = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert "\n" not in body["detail"]
    return body


# Articles


def test_one_article(client: TestClient) -> None:
    (outcome,) = client.post("/v1/articles", json=ARTICLE).json()["articles"]
    assert (outcome["status"], outcome["version"], outcome["external_id"], outcome["reason"]) == (
        "added",
        1,
        "desk-17",
        None,
    )
    (outcome,) = client.post("/v1/articles", json=ARTICLE).json()["articles"]
    assert outcome["status"] == "unchanged"


def test_many_articles_of_which_one_is_bad(client: TestClient) -> None:
    many = {"articles": [ARTICLE, {"title": "no text"}, {"text": FERRY}, {"text": "x" * 6000}]}
    outcomes = client.post("/v1/articles", json=many).json()["articles"]
    assert [o["status"] for o in outcomes] == ["added", "rejected", "added", "rejected"]
    assert outcomes[1]["reason"].startswith('article 2: no "text" and no "html"')
    assert outcomes[3]["reason"].startswith("article 4: 6,000 bytes, and one article may have 5,000")


def test_html(client: TestClient) -> None:
    body = f"<article>{'<p>It opens on Friday, they said.</p>' * 9}</article>"
    html = f"<html><head><title>Bridge</title></head><body>{body}</body></html>"
    (outcome,) = client.post("/v1/articles", json={"html": html}).json()["articles"]
    article = client.get(f"/v1/articles/{outcome['article_id']}").json()
    assert (outcome["status"], article["title"]) == ("added", "Bridge")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"title": "x"}, 'no "text" and no "html"'),
        ({"text": "  "}, "empty"),
        ({"url": "http://127.0.0.1:1/secret"}, "port 1 is not fetched, only 80 and 443"),
        ({"url": "http://localhost/admin"}, "localhost is not a public address"),
        ({"url": "file:///etc/passwd"}, "only http and https addresses are fetched"),
        ({"text": "é" * 2501}, "5,002 bytes, and one article may have 5,000"),
    ],
)
def test_an_article_that_cannot_be_taken(idle: TestClient, body: Json, why: str) -> None:
    assert why in problem(idle.post("/v1/articles", json=body), 422)["detail"]


def test_reading_articles(filled: TestClient) -> None:
    (listed,) = filled.get("/v1/articles").json()["articles"]
    assert (listed["external_id"], listed["source"], listed["passages"] > 0) == ("desk-17", "Courier", True)
    for name in (listed["id"], "desk-17"):
        read = filled.get(f"/v1/articles/{name}").json()
        assert read["text"] == BRIDGE
        assert [BRIDGE[s:e] for s, e in read["furniture"]] == ["Follow us on Twitter @NorvaleCourier for more."]


def test_versions(filled: TestClient) -> None:
    filled.post("/v1/articles", json=ARTICLE | {"text": FERRY})
    assert filled.get("/v1/articles/desk-17").json()["version"] == 2
    assert [filled.get(f"/v1/articles/desk-17/versions/{n}").json()["text"] for n in (1, 2)] == [BRIDGE, FERRY]
    problem(filled.get("/v1/articles/desk-17/versions/3"), 404)


def test_filters_of_the_list(filled: TestClient) -> None:
    filled.post("/v1/articles", json={"id": "2", "text": FERRY, "source": "Ledger", "published_at": "2026-03-04"})

    def ids(**given: str | int) -> list[str]:
        return [a["external_id"] for a in filled.get("/v1/articles", params=given).json()["articles"]]

    assert ids() == ["2", "desk-17"]
    assert ids(source="ledger") == ids(since="2026-03-02") == ids(limit=1) == ["2"]
    assert ids(until="2026-03-02") == ids(offset=1) == ids(article="desk-17") == ["desk-17"]


def test_deleting(filled: TestClient) -> None:
    response = filled.delete("/v1/articles/desk-17")
    assert (response.status_code, response.content) == (204, b"")
    problem(filled.get("/v1/articles/desk-17"), 404)
    problem(filled.delete("/v1/articles/desk-17"), 404)
    assert filled.post("/v1/search", json={"query": "bridge"}).json()["hits"] == []
    assert filled.get("/v1/speakers").json()["speakers"] == []


# Questions, search, statements


def test_a_question(filled: TestClient) -> None:
    answer = filled.post("/v1/questions", json={"question": "What did Brandt say about the bridge?"}).json()
    assert (answer["status"], answer["mode"], answer["id"]) == ("answered", "extractive", "ans_1")
    assert "“The bridge will open on Friday and it will stay open" in answer["text"]
    text = filled.get(f"/v1/articles/{answer['citations'][0]['article_id']}").json()["text"]
    assert all(text[c["start"] : c["end"]] == c["quote"] for c in answer["citations"])
    stored = filled.get("/v1/answers/ans_1").json()
    assert stored.pop("review")["state"] == "holds"
    assert stored == answer


def test_a_follow_up_is_read_in_its_conversation(filled: TestClient) -> None:
    first = {"question": "What did Brandt say about the bridge?", "conversation_id": "desk-4"}
    assert filled.post("/v1/questions", json=first).json()["read_as"] is None
    answer = filled.post("/v1/questions", json={"question": "and Okoro?", "conversation_id": "desk-4"}).json()
    assert (answer["question"], answer["read_as"]) == ("and Okoro?", "What did Okoro say about the bridge?")
    elsewhere = filled.post("/v1/questions", json={"question": "and Okoro?", "conversation_id": "desk-5"}).json()
    assert elsewhere["read_as"] is None


def test_a_refusal_is_no_error(filled: TestClient) -> None:
    response = filled.post("/v1/questions", json={"question": "What did Zoe say?"})
    assert (response.status_code, response.json()["refusal"]["code"]) == (200, "no_statement")


def test_filters_of_a_question(filled: TestClient) -> None:
    for narrowing in ({"source": "Ledger"}, {"since": "2026-03-02"}, {"until": "May 1, 2020"}):
        asked = {"question": "What did Brandt say?"} | narrowing
        assert filled.post("/v1/questions", json=asked).json()["refusal"]["code"] == "no_evidence"
    asked = {"question": "What about the span?", "speaker": "Peter Okoro", "article": "desk-17"}
    assert filled.post("/v1/questions", json=asked).json()["citations"][0]["speaker"]["name"] == "Peter Okoro"


def test_a_search(filled: TestClient) -> None:
    hits = filled.post("/v1/search", json={"query": "swing span", "limit": 1}).json()["hits"]
    assert [BRIDGE[h["start"] : h["end"]] == h["passage"] for h in hits] == [True]


def test_a_speaker_over_http(filled: TestClient) -> None:
    (found,) = filled.get("/v1/speakers", params={"prefix": "Okor"}).json()["speakers"]
    assert (found["name"], found["statements"], found["articles"]) == ("Peter Okoro", 1, 1)
    assert (found["first_seen"], found["last_seen"]) == ("2026-03-01", "2026-03-01")
    shown = filled.get(f"/v1/speakers/{found['id']}").json()
    assert [(m["external_id"], m["name"], m["reason"]) for m in shown["mentions"]] == [
        ("desk-17", "Peter Okoro", "first article that names Peter Okoro")
    ]
    assert [s["name"] for s in filled.get("/v1/speakers", params={"role": "mayor"}).json()["speakers"]] == [
        "Ilse Brandt"
    ]
    problem(filled.get("/v1/speakers/spk_none"), 404)
    problem(filled.get("/v1/speakers", params={"sekret": 1}), 422)


def test_statements_that_are_none_say_why(filled: TestClient) -> None:
    body = filled.get("/v1/statements", params={"speaker": "Brant"}).json()
    assert (body["statements"], body["refusal"]["reason"]) == ([], "unknown_speaker")
    assert [c["name"] for c in body["refusal"]["candidates"]] == ["Ilse Brandt"]
    assert body["refusal"]["searched"] == {"articles": 1, "since": "2026-03-01", "until": "2026-03-01"}
    silent = filled.get("/v1/statements", params={"speaker": "Brandt", "about": "zeppelins"}).json()
    assert (silent["statements"], silent["refusal"]["reason"]) == ([], "silent_on_topic")
    by_id = body["refusal"]["candidates"][0]["id"]
    assert filled.get("/v1/statements", params={"speaker": by_id}).json()["statements"]
    assert filled.get("/v1/statements", params={"order": "relevance", "about": "bridge"}).json()["statements"]
    problem(filled.get("/v1/statements", params={"order": "length"}), 422)


def test_statements_and_speakers(filled: TestClient) -> None:
    def contents(**given: str | int) -> list[str]:
        return [s["content"] for s in filled.get("/v1/statements", params=given).json()["statements"]]

    assert any(OPEN.rstrip(",") in content for content in contents(speaker="Brandt"))
    assert contents(speaker="Zoe") == []
    assert len(contents(limit=1)) == 1
    assert contents(speaker="Brandt", about="zeppelins") == []
    assert contents(to="Zoe") == contents(since="2030-01-01") == contents(until="1990-01-01") == []
    assert contents(article=filled.get("/v1/statements").json()["statements"][0]["article_id"]) != []
    names = [s["name"] for s in filled.get("/v1/speakers").json()["speakers"]]
    assert {"Ilse Brandt", "Peter Okoro"} <= set(names)
    assert [s["name"] for s in filled.get("/v1/speakers", params={"name": "mayor"}).json()["speakers"]] == [
        "Ilse Brandt"
    ]


# Streams


def events(client: TestClient, asked: Json) -> list[tuple[str, Json]]:
    with client.stream("POST", "/v1/questions", json=asked, headers={"Accept": "text/event-stream"}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = response.read().decode().strip().split("\n\n")
    lines = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(line["event"], json.loads(line["data"])) for line in lines]


def test_a_streamed_answer_ends_with_the_whole(filled: TestClient) -> None:
    found = events(filled, {"question": "What did Brandt and Okoro say about the bridge and the span?"})
    names = [name for name, _ in found]
    assert names[-1] == "answer.completed"
    assert names.count("answer.completed") == 1
    answer = found[-1][1]
    assert "".join(data["text"] for name, data in found if name == "answer.delta") == (
        answer["text"] if answer["sentences"] else ""
    )
    assert [data for name, data in found if name == "answer.citation"] == answer["citations"]


def test_a_citation_follows_the_sentence_that_first_has_it(home: Path) -> None:
    sentence = ("Mayor Ilse Brandt said “The bridge will open on Friday”.", OPEN)
    other = ("Peter Okoro said “We have not been told who raises the [swing] span”.", "We have not been told")
    service = open_service(home, model=ScriptedModel([drafts(sentence, other, sentence)]))
    with TestClient(create_app(service)) as client:
        client.post("/v1/articles", json=ARTICLE)
        found = events(client, {"question": "What did Brandt say about the bridge?", "speaker": "Brandt"})
    service.close()
    assert [name for name, _ in found][-1] == "answer.completed"
    assert [(name, data.get("number")) for name, data in found[:-1]] == [
        ("answer.delta", None),
        ("answer.citation", 1),
        ("answer.delta", None),
        ("answer.citation", 2),
        ("answer.delta", None),
    ]


def test_a_streamed_refusal_is_completed(filled: TestClient) -> None:
    ((name, answer),) = events(filled, {"question": "What did Zoe say?"})
    assert (name, answer["status"]) == ("answer.completed", "refused")


def test_an_error_of_ours_within_a_stream_is_an_event(filled: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: object, **_options: object) -> AsyncIterator[Told]:
        yield Told(Sentence("The bridge opens.", (1,)), ())
        raise IndexUnusable(path="/index", why="torn")

    monkeypatch.setattr("service.web.routes.answer_in_steps", broken)
    (_, told), (name, data) = events(filled, {"question": "What?"})
    assert told == {"text": "The bridge opens. [1]"}
    assert (name, data["status"], data["title"]) == ("error", 503, "Index unusable")
    assert "onrecord reindex" in data["detail"]


def test_any_other_error_within_a_stream_is_an_event_without_its_words(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_options: object) -> AsyncIterator[Told]:
        raise RuntimeError("secret words")
        yield

    monkeypatch.setattr("service.web.routes.answer_in_steps", broken)
    ((name, data),) = events(filled, {"question": "What?"})
    assert (name, data["status"]) == ("error", 500)
    assert "secret" not in json.dumps(data)


# Errors


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/questions", {}),
        ("/v1/questions", {"question": ""}),
        ("/v1/questions", {"question": "   "}),
        ("/v1/questions", {"question": 7}),
        ("/v1/questions", {"question": "sekret" * 999}),
        ("/v1/questions", {"question": "What?", "sekret": "sekret"}),
        ("/v1/questions", {"question": "What?", "since": "sekret"}),
        ("/v1/questions", ["sekret"]),
        ("/v1/search", {"query": "x", "limit": 0}),
        ("/v1/search", {"query": "x", "limit": "sekret"}),
        ("/v1/articles", {"articles": []}),
        ("/v1/articles", {"articles": "sekret"}),
        ("/v1/articles", {"text": ["sekret"]}),
        ("/v1/articles", 7),
    ],
)
def test_a_request_that_cannot_be_used_is_not_repeated(idle: TestClient, path: str, body: object) -> None:
    response = idle.post(path, json=body)
    problem(response, 422)
    assert "sekret" not in response.text.replace('"field":"body.sekret"', "").replace("body.sekret:", "")


def test_a_body_that_is_no_json(idle: TestClient) -> None:
    response = idle.post("/v1/questions", content=b"{sekret", headers={"Content-Type": "application/json"})
    problem(response, 422)
    assert "sekret" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles?since=soon",
        "/v1/articles?limit=0",
        "/v1/statements?sekret=1",
        "/v1/statements?until=13",
        "/v1/articles/x/versions/y",
    ],
)
def test_a_query_that_cannot_be_used(idle: TestClient, path: str) -> None:
    problem(idle.get(path), 422)


@pytest.mark.parametrize(
    "path", ["/v1/articles/x", "/v1/answers/x", "/v1/articles?article=x", "/v1/statements?article=x", "/nothing"]
)
def test_what_is_not_there(idle: TestClient, path: str) -> None:
    problem(idle.get(path), 404)


def test_a_method_that_is_not_there(idle: TestClient) -> None:
    problem(idle.put("/v1/questions"), 405)


def test_a_body_that_is_too_large(idle: TestClient) -> None:
    problem(idle.post("/v1/articles", json={"text": "x" * 50_000}), 413)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (IndexUnusable(path="/i", why="torn"), 503),
        (ModelUnreachable(model="m", why="gone"), 502),
        (RuntimeError("secret words"), 500),
    ],
)
def test_what_breaks_on_our_side(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("service.web.routes.answer_question", broken)
    body = problem(filled.post("/v1/questions", json={"question": "What did Brandt say?"}), status)
    assert "secret" not in json.dumps(body)


def test_an_incident_is_logged_under_the_name_that_the_client_gets(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("service.web.routes.find_passages", broken)
    body = problem(filled.post("/v1/search", json={"query": "bridge"}), 500)
    assert body["incident"] in caplog.text


def test_an_index_of_another_model_is_said_on_every_way(filled: TestClient, service: Service) -> None:
    service.library().index.embedder = type(service.embedder)("other/2")
    service.library().index._checked = False
    assert "onrecord reindex" in problem(filled.get("/readyz"), 503)["detail"]
    assert "onrecord reindex" in problem(filled.post("/v1/search", json={"query": "bridge"}), 503)["detail"]


# Keys


@pytest.fixture
def guarded(home: Path) -> Iterator[TestClient]:
    yield from guard(home)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Yield a client that nobody has given a key."""
    yield from guard(tmp_path_factory.mktemp("locked"))


def guard(home: Path) -> Iterator[TestClient]:
    service = open_service(home, api_keys={"key-a": "desk-a", "key-b": "desk-b"})
    with TestClient(create_app(service)) as client:
        yield client
    service.close()


def key(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}"}


GUARDED = [
    ("GET", "/v1/articles"),
    ("GET", "/v1/articles/x"),
    ("GET", "/v1/articles/x/versions/1"),
    ("DELETE", "/v1/articles/x"),
    ("POST", "/v1/articles"),
    ("POST", "/v1/questions"),
    ("POST", "/v1/search"),
    ("GET", "/v1/statements"),
    ("GET", "/v1/speakers"),
    ("GET", "/v1/answers/x"),
]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer ", "Bearer key-c", "Bearer key-", "Basic key-x", "Bearer ké", "key"]
)
def test_without_a_key_there_is_nothing(locked: TestClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    body = {"question": "q", "query": "q", "text": "It opens."}
    for method, path in GUARDED:
        response = locked.request(method, path, json=body if method == "POST" else None, headers=headers)
        problem(response, 401)
        assert response.headers["www-authenticate"] == "Bearer"


def test_every_route_is_guarded(locked: TestClient) -> None:
    described = locked.get("/openapi.json").json()["paths"]
    for path, methods in described.items():
        for method in methods:
            if path.startswith("/v1/"):
                problem(locked.request(method, path.replace("{number}", "1")), 401)


def test_a_workspace_never_sees_another_s_articles(guarded: TestClient) -> None:
    (outcome,) = guarded.post("/v1/articles", json=ARTICLE, headers=key("key-a")).json()["articles"]
    asked = {"question": "What did Brandt say about the bridge?"}
    answer = guarded.post("/v1/questions", json=asked, headers=key("key-a")).json()
    assert answer["status"] == "answered"

    theirs = key("key-b")
    for name in (outcome["article_id"], "desk-17"):
        problem(guarded.get(f"/v1/articles/{name}", headers=theirs), 404)
        problem(guarded.get(f"/v1/articles/{name}/versions/1", headers=theirs), 404)
        problem(guarded.delete(f"/v1/articles/{name}", headers=theirs), 404)
        problem(guarded.get("/v1/statements", params={"article": name}, headers=theirs), 404)
        problem(guarded.post("/v1/questions", json=asked | {"article": name}, headers=theirs), 404)
    problem(guarded.get(f"/v1/answers/{answer['id']}", headers=theirs), 404)
    assert guarded.get("/v1/articles", headers=theirs).json() == {"articles": []}
    assert guarded.get("/v1/speakers", headers=theirs).json() == {"speakers": []}
    assert guarded.get("/v1/statements", headers=theirs).json() == {"statements": [], "refusal": None}
    assert guarded.post("/v1/search", json={"query": "bridge"}, headers=theirs).json()["hits"] == []
    assert guarded.post("/v1/questions", json=asked, headers=theirs).json()["refusal"]["searched"]["articles"] == 0
    assert guarded.get("/v1/articles/desk-17", headers=key("key-a")).status_code == 200


def test_two_workspaces_may_have_the_same_article(guarded: TestClient) -> None:
    for name in ("key-a", "key-b"):
        (outcome,) = guarded.post("/v1/articles", json=ARTICLE, headers=key(name)).json()["articles"]
        assert outcome["status"] == "added"
    assert guarded.delete("/v1/articles/desk-17", headers=key("key-a")).status_code == 204
    assert guarded.get("/v1/articles/desk-17", headers=key("key-b")).json()["text"] == BRIDGE


# Operations, page, description


def test_health_and_readiness(filled: TestClient) -> None:
    assert filled.get("/healthz").json()["status"] == "ok"
    assert filled.get("/readyz").json() == {"status": "ready", "articles": 1}


def test_metrics_count(filled: TestClient) -> None:
    for text in ("What did Brandt say about the bridge?", "What did Zoe say?"):
        filled.post("/v1/questions", json={"question": text})
    metrics = filled.get("/metrics").text
    assert 'onrecord_answers_total{mode="extractive",outcome="answered"} 1.0' in metrics
    assert 'onrecord_answers_total{mode="extractive",outcome="no_statement"} 1.0' in metrics
    assert 'onrecord_articles_total{status="added"} 1.0' in metrics
    assert 'onrecord_answer_seconds_count{part="total"} 2.0' in metrics


def test_the_page_is_ours_alone(idle: TestClient) -> None:
    response = idle.get("/")
    assert response.status_code == 200
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not [word for word in ("//cdn", "http://", "https://", "innerHTML") if word in response.text]


ROUTES = {
    ("post", "/v1/questions"),
    ("post", "/v1/search"),
    ("post", "/v1/articles"),
    ("get", "/v1/articles"),
    ("get", "/v1/articles/{article_id}"),
    ("delete", "/v1/articles/{article_id}"),
    ("get", "/v1/articles/{article_id}/versions/{number}"),
    ("get", "/v1/statements"),
    ("get", "/v1/speakers"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
}


def test_the_description_has_every_route_and_examples_of_what_goes_in(idle: TestClient) -> None:
    described = idle.get("/openapi.json").json()
    routes = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert routes >= ROUTES
    parts = described["components"]["schemas"]
    for name in ("QuestionIn", "SearchIn", "ArticleIn"):
        assert parts[name]["examples"], name
    operations = [described["paths"][path][method] for method, path in routes]
    assert all(operation["summary"] for operation in operations)
    assert "text/event-stream" in described["paths"]["/v1/questions"]["post"]["responses"]["200"]["content"]


def test_every_example_of_the_description_works(client: TestClient) -> None:
    parts = client.get("/openapi.json").json()["components"]["schemas"]
    for name, path in (("ArticleIn", "/v1/articles"), ("QuestionIn", "/v1/questions"), ("SearchIn", "/v1/search")):
        for example in parts[name]["examples"]:
            assert client.post(path, json=example).status_code == 200


@pytest.mark.server
def test_an_address_is_fetched(home: Path) -> None:
    with serving() as site, closing(open_service(home, fetch_private=site.host, fetch_delay_s=0)) as service:
        paragraphs = "".join(f"<p>{p}</p>" for p in BRIDGE.split("\n\n"))
        site.put("/a", f"<html><title>Bridge</title><body><article>{paragraphs}</article></body></html>")
        client = TestClient(create_app(service))
        sent = {"url": f"{site.url}/a", "id": "desk-17", "source": "Courier"}
        (taken,) = client.post("/v1/articles", json=sent).json()["articles"]
        assert (taken["status"], taken["external_id"]) == ("added", "desk-17")
        article = client.get("/v1/articles/desk-17").json()
        assert (article["url"], article["source"]) == (f"{site.url}/a", "Courier")
        many = {"articles": [{"url": f"{site.url}/{n}"} for n in range(21)]}
        assert "more than 20 addresses" in problem(client.post("/v1/articles", json=many), 422)["detail"]


def test_feedback_is_stored_with_the_answer_and_the_latest_counts(filled: TestClient, service: Service) -> None:
    answer = filled.post("/v1/questions", json={"question": "What did Brandt say?"}).json()
    for verdict in ("helpful", "wrong_quote"):
        assert filled.post("/v1/feedback", json={"answer_id": answer["id"], "verdict": verdict}).status_code == 204
    other = {"answer_id": answer["id"], "verdict": "missing", "given_by": "desk"}
    assert filled.post("/v1/feedback", json=other).status_code == 204
    assert service.library().answers.feedback(answer["id"]) == {"http": "wrong_quote", "desk": "missing"}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"answer_id": "ans_none", "verdict": "helpful"}, 404),
        ({"answer_id": "ans_1", "verdict": "so-so"}, 422),
        ({"verdict": "helpful"}, 422),
    ],
)
def test_feedback_that_cannot_be_stored_is_a_problem(client: TestClient, given: Json, status: int) -> None:
    problem(client.post("/v1/feedback", json=given), status)
