"""What is purged is in no file: proved by looking for its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from service.bootstrap import Service, open_owner
from service.settings import Settings
from service.web.app import create_app
from tests.builders import BRIDGE, FERRY
from tests.integration.processes import onrecord

pytestmark = [pytest.mark.model, pytest.mark.process]

SECRET = """Quillon vault was empty, auditor finds

The Quillon vault held 417 bars fewer than its zebrawood ledger says, the auditor wrote.

"Nobody weighed the tungsten before the jubilee," Treasurer Xanthe Quillfeather said. "We trusted the wax seals."

Mayor Ilse Brandt, keeper of the marzipan keys, said: "I never entered the Quillon vault at midnight."

Follow us on Twitter @QuillonGazette for more."""
WORDS = """Quillon vault|zebrawood|tungsten before the jubilee|Quillfeather|Treasurer|trusted the wax|marzipan|
QuillonGazette|desk-secret|quillon.example|Penwright|vault at midnight|quillon|jubilee"""
RECORD = {
    "id": "desk-secret",
    "title": "Quillon vault was empty, auditor finds",
    "text": SECRET,
    "source": "Quillon Gazette",
    "author": "Odo Penwright",
    "url": "https://quillon.example/vault",
    "published_at": "2026-03-02",
}
KEPT = [
    {"id": "desk-17", "title": "Bridge", "text": BRIDGE, "source": "Courier", "published_at": "2026-03-01"},
    {"id": "desk-18", "title": "Ferry", "text": FERRY, "source": "Ledger", "published_at": "2026-03-04"},
]
QUESTION = "What did Xanthe Quillfeather say about the tungsten?"


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    running = open_owner(Settings(home=home))
    yield running
    running.close()


def traces(home: Path, *more: bytes) -> list[tuple[str, bytes]]:
    """Return (file, word) for every word of the secret, or other bytes, that a file of the home holds."""
    needles = [w.strip().lower().encode(form) for w in WORDS.split("|") for form in ("utf-8", "utf-16-le")]
    files = {path.name: path.read_bytes().lower() for path in home.rglob("*") if path.is_file()}
    return [
        (name, needle)
        for name, held in files.items()
        for needle in [*needles, *map(bytes.lower, more)]
        if needle in held
    ]


def test_no_byte_is_left_while_serving(service: Service, home: Path) -> None:
    client = TestClient(create_app(service))
    assert client.post("/v1/articles", json={"articles": [*KEPT, RECORD]}).status_code == 200
    changed = RECORD | {"text": SECRET + "\n\nCorrection: the vault held 418 bars fewer of tungsten."}
    assert client.post("/v1/articles", json=changed).json()["articles"][0]["version"] == 2
    answer = client.post("/v1/questions", json={"question": QUESTION}).json()
    assert answer["status"] == "answered"
    assert client.post("/v1/questions", json={"question": "What did Brandt say about the bridge?"}).status_code == 200
    repeating: dict[str, Any] = answer | {"id": "ans_rejected", "status": "refused", "citations": []}
    service.library().answers.write(repeating, now="2026-03-05T12:00:00Z")
    index = service.library().index
    (vector, *_) = index.embedder.embed_passages([SECRET])
    (home / "index" / "default.rebuilding").write_text("an interrupted rebuild with zebrawood")
    assert len({needle for _, needle in traces(home)}) > 10

    assert client.delete("/v1/articles/desk-secret?purge=true").status_code == 204
    assert traces(home, vector.astype(np.float32).tobytes()[:64], vector.astype(np.float16).tobytes()[:64]) == []
    assert client.get(f"/v1/answers/{answer['id']}").status_code == 404
    assert client.post("/v1/questions", json={"question": QUESTION}).json()["status"] == "refused"
    found = client.post("/v1/questions", json={"question": "What did Brandt say about the bridge?"}).json()
    assert found["status"] == "answered"
    assert index.drift().clean
    (brandt,) = client.get("/v1/speakers?name=Brandt").json()["speakers"]
    assert brandt["role"] == "Mayor"
    assert client.post("/v1/articles", json=RECORD).json()["articles"][0]["status"] == "added"


def test_no_byte_is_left_by_the_command(tmp_path: Path) -> None:
    home = tmp_path / "home"
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join(json.dumps(record) for record in [*KEPT, RECORD]))
    assert onrecord("ingest", source, home=home).code == 0
    assert onrecord("ask", QUESTION, home=home).code == 0
    assert len({needle for _, needle in traces(home)}) > 10
    done = onrecord("articles", "delete", "--purge", "desk-secret", home=home)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("purged art_")
    assert traces(home) == []
    assert onrecord("doctor", home=home).code == 0
    assert onrecord("ask", "What did Brandt say about the bridge?", home=home).code == 0
