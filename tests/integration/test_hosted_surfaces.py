"""Batches at a server that answers within a day: on the command line and over HTTP."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service import settings
from service.summarizing import hosted
from service.summarizing.batch import create_batch
from service.web.app import create_app
from tests.batch_api import BatchAPI
from tests.builders import open_service, pieces_of
from tests.integration.test_hosted_batches import HOSTED, MODEL, NamedModel, api
from tests.unit.cli.test_commands import Run, articles, run
from tests.unit.web.test_api import ARTICLE
from tests.unit.web.test_batches import finished, lines

__all__ = ["api", "articles", "run"]
pytestmark = pytest.mark.server


def opened(chosen: settings.Settings) -> Any:
    """Return the service of these settings, with fakes for the embedder and the vectors."""
    given = chosen.model_dump(include={"chat_model", "hosted_poll_s", "price_input", "price_output"})
    return open_service(chosen.home, model=NamedModel([]) if chosen.chat_model else None, **given)


@pytest.fixture
def cli(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("service.bootstrap.open_owner", opened)
    monkeypatch.setattr("service.bootstrap.open_reader", opened)
    return run


@pytest.fixture
def ids(tmp_path: Path) -> Path:
    path = tmp_path / "ids.jsonl"
    path.write_text('{"id": "desk-18"}\n{"id": "desk-17"}\n', encoding="utf-8")
    return path


def any_reply(prompt: str) -> str:
    """Return the first sentence of whatever article."""
    key, text = next(iter(pieces_of(prompt).items()))
    return json.dumps({"sentences": [{"text": text, "evidence": [key], "quotes": []}]})


@pytest.fixture
def configured(api: BatchAPI, monkeypatch: pytest.MonkeyPatch) -> BatchAPI:
    api.replies = any_reply
    monkeypatch.setenv("ONRECORD_CHAT_MODEL", MODEL)
    monkeypatch.setenv("ONRECORD_HOSTED_POLL_S", "0.01")
    monkeypatch.setenv("ONRECORD_ATTRIBUTION", "rules")
    return api


def test_the_command_has_the_server_do_it(
    cli: Run, articles: Path, ids: Path, configured: BatchAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONRECORD_CHAT_MODEL")
    assert cli("ingest", articles).code == 0
    out = ids.with_name("out.jsonl")
    asked = ("batch", "summarize", "--input", ids, "--output", out, "--executor", "hosted")
    assert cli(*asked).line == "onrecord: executor hosted: no chat model is set; set ONRECORD_CHAT_MODEL"
    monkeypatch.setenv("ONRECORD_CHAT_MODEL", MODEL)
    monkeypatch.setenv("ONRECORD_PRICE_INPUT", "10")
    monkeypatch.setenv("ONRECORD_PRICE_OUTPUT", "20")
    half = cli(*asked, "--estimate").json["estimate"]["money"]
    live = cli(*asked[:-2], "--estimate").json["estimate"]["money"]
    assert half == pytest.approx(live / 2, abs=1e-6)
    done = cli(*asked)
    assert done.code == 0
    assert "stopped or killed, the same command goes on" in done.err
    assert "2 done in" in done.err
    assert "680 tokens, 0.00 by the prices set" in done.err
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["summary"]["mode"]) for line in found] == [
        ("desk-18", "generative"),
        ("desk-17", "generative"),
    ]
    batch_id = cli("batch", "list").out.split()[0]
    shown = cli("batch", "status", batch_id).json
    assert (shown["options"]["executor"], shown["submitted"]) == ("hosted", 0)
    assert shown["usage"]["money"] == pytest.approx((600 * 10 + 80 * 20) / 2 / 1e6)
    assert configured.files == {}


def test_the_command_cancels_at_the_server(cli: Run, articles: Path, ids: Path, configured: BatchAPI) -> None:
    assert cli("ingest", articles).code == 0
    configured.pace_s = 3600.0
    service = opened(settings.load())
    made = create_batch(["desk-17"], HOSTED, workspace="default", batching=service.batching)
    asyncio.run(hosted.attend(made.id, workspace="default", batching=service.batching))
    service.close()
    configured.watch = lambda call, moment: setattr(configured, "pace_s", 0.0) if "cancel" in call else None
    done = cli("batch", "cancel", made.id)
    assert (done.code, done.out) == (0, f"{made.id}: 1 cancelled\n")
    assert configured.files == {}
    assert {batch["status"] for batch in configured.batches.values()} == {"cancelled"}
    assert cli("batch", "delete", made.id).code == 0


def test_over_http(home: Path, configured: BatchAPI) -> None:
    service = open_service(home, model=NamedModel([]), chat_model=MODEL, hosted_poll_s=0.01)
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        assert client.post("/v1/articles", json=ARTICLE).status_code == 200
        made = client.post("/v1/batches", json={"articles": ["desk-17"], "executor": "hosted"})
        assert made.status_code == 202
        ended = finished(client, made.json()["id"])
        assert (ended["status"], ended["done"], ended["submitted"]) == ("completed", 1, 0)
        assert ended["options"]["executor"] == "hosted"
        assert lines(client, made.json()["id"])[0]["summary"]["mode"] == "generative"
        assert client.post("/v1/batches", json={"articles": ["desk-17"], "executor": "fax"}).status_code == 422
    service.close()
