"""`onrecord serve` as a process: articles in over HTTP, questions, streams, and other processes beside it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.builders import BRIDGE
from tests.integration.processes import PATIENCE_S, RECORDS, command, environment, onrecord, put_records

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]

Json = dict[str, Any]
ASKED = "What did Brandt say about the bridge?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx2.Client]:
    """Yield a client of a server that has two articles."""
    process = subprocess.Popen(
        command("serve", "--port", 0), env=environment(home), cwd=home.parent, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    found = re.match(r"OnRecord is at (http://127\.0\.0\.1:\d+)/  \(Ctrl-C ends it\)", process.stdout.readline())
    assert found
    with httpx2.Client(base_url=found[1], timeout=PATIENCE_S) as opened:
        taken = opened.post("/v1/articles", json={"articles": RECORDS}).json()["articles"]
        assert [a["status"] for a in taken] == ["added", "added"]
        yield opened
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, rest) == (130, "")


def test_a_question_is_answered_with_exact_citations(client: httpx2.Client) -> None:
    answer = client.post("/v1/questions", json={"question": ASKED}).json()
    assert answer["status"] == "answered"
    assert "The bridge will open on Friday and it will stay open" in answer["text"]
    for citation in answer["citations"]:
        text = client.get(f"/v1/articles/{citation['article_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert client.get(f"/v1/answers/{answer['id']}").json() == answer | {
        "review": {
            "state": "holds",
            "citations": [{"number": c["number"], "state": "holds", "current_version": 1} for c in answer["citations"]],
        }
    }


def test_a_question_is_answered_as_a_stream(client: httpx2.Client) -> None:
    accept = {"Accept": "text/event-stream"}
    with client.stream("POST", "/v1/questions", json={"question": ASKED}, headers=accept) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(response.iter_text()).strip().split("\n\n")
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    assert [e["event"] for e in events].count("answer.completed") == 1
    assert events[-1]["event"] == "answer.completed"
    answer: Json = json.loads(events[-1]["data"])
    assert "".join(json.loads(e["data"])["text"] for e in events if e["event"] == "answer.delta") == answer["text"]


def test_search_statements_and_speakers(client: httpx2.Client) -> None:
    hits = client.post("/v1/search", json={"query": "swing span at night"}).json()["hits"]
    assert BRIDGE[hits[0]["start"] : hits[0]["end"]] == hits[0]["passage"]
    statements = client.get("/v1/statements", params={"speaker": "Brandt"}).json()["statements"]
    assert {s["speaker"]["name"] for s in statements} == {"Ilse Brandt"}
    assert "Ilse Brandt" in [s["name"] for s in client.get("/v1/speakers").json()["speakers"]]


def test_health_metrics_page_and_description(client: httpx2.Client) -> None:
    client.post("/v1/questions", json={"question": "What did Zoe say?"})
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"
    assert 'onrecord_answers_total{mode="extractive",outcome="no_statement"}' in client.get("/metrics").text
    assert client.get("/").headers["content-type"].startswith("text/html")
    assert "/v1/questions" in client.get("/openapi.json").json()["paths"]


def test_an_error_is_a_problem(client: httpx2.Client) -> None:
    for response, status in (
        (client.get("/v1/articles/x"), 404),
        (client.post("/v1/questions", json={}), 422),
        (client.post("/v1/articles", content=b"x" * 100, headers={"Content-Type": "application/json"}), 422),
    ):
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_another_process_asks_while_we_serve(client: httpx2.Client, home: Path) -> None:
    done = onrecord("ask", ASKED, "--json", home=home)
    assert (done.code, done.json["status"]) == (0, "answered")


def test_another_process_may_not_ingest_while_we_serve(client: httpx2.Client, home: Path) -> None:
    done = onrecord("ingest", put_records(home.parent / "more.jsonl"), home=home)
    assert (done.code, done.out) == (1, "")
    assert re.search(
        r"another process writes to it \(process \d+\); wait for it, or send articles to its HTTP", done.line
    )


def test_what_is_deleted_is_gone_for_every_process(client: httpx2.Client, home: Path) -> None:
    zeppelin = {"id": "gone", "text": "“The zeppelin will fly on Sunday,” Captain Rosa Ternberg said. It is blue."}
    client.post("/v1/articles", json=zeppelin)
    asked = "What did Ternberg say about the zeppelin?"
    assert client.post("/v1/questions", json={"question": asked}).json()["status"] == "answered"
    assert client.delete("/v1/articles/gone").status_code == 204
    assert client.get("/v1/articles/gone").status_code == 404
    assert client.post("/v1/questions", json={"question": asked}).json()["refusal"]["code"] == "no_statement"
    done = onrecord("search", "zeppelin", "--json", home=home)
    assert not [hit for hit in done.json["hits"] if "zeppelin" in hit["passage"]]


def test_many_at_once(client: httpx2.Client) -> None:
    """Writers and readers at the same time: every article is taken, every question has its answer."""
    from concurrent.futures import ThreadPoolExecutor

    def write(n: int) -> str:
        article = {"id": f"many-{n}", "text": f"“Number {n} is mine,” Otto Lund{n} said. The rest is silence."}
        status: str = client.post("/v1/articles", json=article).json()["articles"][0]["status"]
        return status

    def read(_n: int) -> str:
        status: str = client.post("/v1/questions", json={"question": ASKED}).json()["status"]
        return status

    with ThreadPoolExecutor(8) as pool:
        written, answered = pool.map(write, range(12)), pool.map(read, range(12))
        assert (set(written), set(answered)) == ({"added"}, {"answered"})
    assert client.get("/readyz").json()["articles"] == 14
