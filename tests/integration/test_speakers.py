"""Who is who, across processes: decided on the command line while a server runs, the same over HTTP."""

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

from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]

Json = dict[str, Any]
NAMED = """Austin speaks to Gantz

US Defense Secretary Lloyd Austin called for calm. “Everybody should take a step back now,” Lloyd Austin said."""
CHIEF = """Pentagon calls for calm

“Everybody must take a step back now,” the Pentagon chief said in Washington."""
OTHER = """Fitness for all

“Take a step every day,” fitness instructor Denise Austin said."""
ARTICLES = [
    {"id": "d-1", "text": NAMED, "source": "The Ledger", "published_at": "2021-05-12"},
    {"id": "d-2", "text": CHIEF, "source": "The Courier", "published_at": "2021-05-12"},
    {"id": "d-3", "text": OTHER, "source": "The Courier", "published_at": "2021-05-14"},
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speakers") / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx2.Client]:
    process = subprocess.Popen(
        command("serve", "--port", 0), env=environment(home), cwd=home.parent, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    found = re.match(r"OnRecord is at (http://127\.0\.0\.1:\d+)/", process.stdout.readline())
    assert found
    with httpx2.Client(base_url=found[1], timeout=PATIENCE_S) as opened:
        taken = opened.post("/v1/articles", json={"articles": ARTICLES}).json()["articles"]
        assert [a["status"] for a in taken] == ["added"] * 3
        yield opened
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)


def names(client: httpx2.Client, **given: str) -> list[str]:
    return [s["name"] for s in client.get("/v1/speakers", params=given).json()["speakers"]]


def test_an_office_in_one_outlet_meets_the_name_in_another(client: httpx2.Client) -> None:
    assert names(client, name="the Pentagon chief") == ["Lloyd Austin"]
    answer = client.post("/v1/questions", json={"question": "What did Lloyd Austin say?"}).json()
    assert {c["source"] for c in answer["citations"]} == {"The Ledger", "The Courier"}
    assert {c["speaker"]["name"] for c in answer["citations"]} == {"Lloyd Austin"}
    *_, line = answer["sentences"]  # before it: "called for calm"
    assert len(line["citations"]) == 2
    assert "The Ledger: “Everybody should take”" in line["text"]
    assert "The Courier: “Everybody must take”" in line["text"]


def test_a_decision_on_the_command_line_holds_in_the_running_server(client: httpx2.Client, home: Path) -> None:
    before = client.get("/v1/speakers", params={"name": "Austin"}).json()
    assert onrecord("speakers", "split", "Lloyd Austin", "d-2", "--note", "another one", home=home).code == 0
    assert names(client, name="Lloyd Austin") == ["Lloyd Austin"]
    (record,) = client.get("/v1/speakers", params={"name": "Lloyd Austin"}).json()["speakers"]
    assert (record["articles"], record["aliases"]) == (1, [])
    assert onrecord("speakers", "undo", 1, home=home).code == 0
    assert client.get("/v1/speakers", params={"name": "Austin"}).json() == before


@pytest.mark.parametrize(
    "given",
    [
        {"speaker": "Lloyd Austen"},
        {"speaker": "Lloyd Austin", "about": "taxes"},
        {"speaker": "Lloyd Austin", "since": "2021-05-13"},
        {"speaker": "Austin", "about": "step"},
    ],
)
def test_every_surface_refuses_alike(client: httpx2.Client, home: Path, given: Json) -> None:
    over_http = client.get("/v1/statements", params=given).json()["refusal"]
    options = [word for name, value in given.items() for word in (f"--{name}", value)]
    on_the_line = json.loads(onrecord("statements", *options, "--json", home=home).out)["refusal"]
    asked = {name: value for name, value in given.items() if name != "about"}
    topic = f" about {given['about']}" if "about" in given else ""
    question = {"question": f"What did {given['speaker']} say{topic}?", **asked}
    answered = client.post("/v1/questions", json=question).json()["refusal"]
    assert over_http == on_the_line
    for field in ("code", "reason", "searched"):
        assert over_http[field] == answered[field]
    assert {c["id"] for c in over_http["candidates"]} == {c["id"] for c in answered["candidates"]}
