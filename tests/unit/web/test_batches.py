"""`/v1/batches`: accepted at once, done in the background, read as JSON lines."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.testclient import TestClient

from tests.unit.web.test_api import ARTICLE, client, filled, problem, service

__all__ = ["client", "filled", "service"]

PATIENCE_S = 30
Json = dict[str, Any]


def finished(client: TestClient, batch_id: str) -> Json:
    """Return the batch once it is done."""
    started = time.monotonic()
    while (body := client.get(f"/v1/batches/{batch_id}").json())["status"] == "running":
        assert time.monotonic() - started < PATIENCE_S
        time.sleep(0.02)
    found: Json = body
    return found


def lines(client: TestClient, batch_id: str) -> list[Json]:
    response = client.get(f"/v1/batches/{batch_id}/results")
    assert response.headers["content-type"].startswith("application/jsonl")
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_batch_is_accepted_done_and_read(filled: TestClient) -> None:
    response = filled.post("/v1/batches", json={"articles": ["desk-17", "nobody"], "length": "brief"})
    assert response.status_code == 202
    made = response.json()
    assert response.headers["location"] == f"/v1/batches/{made['id']}"
    ended = finished(filled, made["id"])
    assert (ended["status"], ended["done"], ended["failed"]) == ("completed", 1, 1)
    assert ended["estimate"] == ended["usage"] == {"input_tokens": 0, "output_tokens": 0, "money": None}
    first, second = lines(filled, made["id"])
    assert (first["id"], first["summary"]["length"]) == ("desk-17", "brief")
    assert (second["status"], second["error"]) == ("failed", "there is no article nobody")


def test_json_lines_are_a_batch_too(filled: TestClient) -> None:
    assert filled.post("/v1/articles", json=ARTICLE | {"id": "desk-18"}).status_code == 200
    body = '{"id": "desk-18"}\n{"id": "desk-17"}\n'
    made = filled.post("/v1/batches", content=body, headers={"Content-Type": "application/jsonl"}).json()
    finished(filled, made["id"])
    assert [line["id"] for line in lines(filled, made["id"])] == ["desk-18", "desk-17"]


def test_a_query_is_a_batch_of_what_it_finds(filled: TestClient) -> None:
    made = filled.post("/v1/batches", json={"about": "the bridge"}).json()
    assert made["articles"] == 1
    problem(filled.post("/v1/batches", json={"about": "zebras"}), 422)


def test_an_idempotency_key_makes_one_batch(filled: TestClient) -> None:
    headers = {"Idempotency-Key": "night-1"}
    first = filled.post("/v1/batches", json={"articles": ["desk-17"]}, headers=headers).json()
    again = filled.post("/v1/batches", json={"articles": ["desk-17"]}, headers=headers).json()
    assert first["id"] == again["id"]
    problem(filled.post("/v1/batches", json={"articles": ["nobody"]}, headers=headers), 422)


def test_a_batch_is_cancelled_and_tried_again(filled: TestClient) -> None:
    made = filled.post("/v1/batches", json={"articles": ["desk-17"]}).json()
    finished(filled, made["id"])
    assert filled.post(f"/v1/batches/{made['id']}/cancel").json()["status"] == "cancelled"
    assert filled.post(f"/v1/batches/{made['id']}/retry").json()["done"] == 1


def test_what_is_no_batch_is_a_problem(filled: TestClient) -> None:
    for path in ("", "/results"):
        problem(filled.get(f"/v1/batches/bat_none{path}"), 404)
    for asked in ({}, {"articles": []}, {"articles": ["a"], "about": "b"}, {"articles": ["a"], "concurrency": 0}, []):
        problem(filled.post("/v1/batches", json=asked), 422)
    bad = filled.post("/v1/batches", content=b"\xff", headers={"Content-Type": "application/x-ndjson"})
    problem(bad, 422)
