"""Answers streamed over real sockets: a uvicorn server before us, a scripted chat server behind it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from service import settings
from service.bootstrap import build_model
from service.web.app import create_app
from tests.builders import BRIDGE, drafts, ingest_texts, open_service
from tests.integration import scripted_server as server
from tests.integration.scripted_server import ScriptedServer

pytestmark = pytest.mark.server

Json = dict[str, Any]
Events = Iterator[tuple[str, Json]]
TRUE = ("Mayor Ilse Brandt said “The bridge will open on Friday and it will stay open”.", "The bridge will open")
OTHER = ("The bridge is 3 million euros over its budget.", "3 million euros")
BOTH = drafts(TRUE, OTHER)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "key-of-ours")
        monkeypatch.setenv("ONRECORD_CHAT_MODEL", "llama-3")
        monkeypatch.setenv("ONRECORD_CHAT_TIMEOUT_S", "20")
        yield running


@pytest.fixture
def url(home: Path, scripted: ScriptedServer) -> Iterator[str]:
    service = open_service(home, model=build_model(settings.load()))
    ingest_texts(service.library(), BRIDGE)
    running = uvicorn.Server(uvicorn.Config(create_app(service), port=0, log_level="warning"))
    thread = threading.Thread(target=running.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join()
    service.close()


@contextmanager
def asking(url: str) -> Iterator[Events]:
    asked = {"question": "What did Brandt say about the bridge?"}
    accept = {"Accept": "text/event-stream"}
    with (
        httpx2.Client(timeout=30) as client,
        client.stream("POST", f"{url}/v1/questions", json=asked, headers=accept) as r,
    ):
        assert r.status_code == 200
        yield read(r.iter_lines())


def read(lines: Iterator[str]) -> Events:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def text_of(events: list[tuple[str, Json]]) -> str:
    return "".join(data["text"] for name, data in events if name == "answer.delta")


def after_the_first(prompt: str) -> str:
    """Return the reply, with a mark after its first sentence."""
    return BOTH(prompt).replace("}, {", "},       {", 1)


def test_the_first_sentence_comes_before_the_model_has_finished(url: str, scripted: ScriptedServer) -> None:
    heard = threading.Event()
    scripted.script.append(server.streams(after_the_first, until="},       ", then=server.waits_for(heard)))
    with asking(url) as events:
        name, told = next(events)
        assert (name, told["text"]) == ("answer.delta", f"{TRUE[0]} [1]")
        assert next(events)[0] == "answer.citation"
        heard.set()
        rest = list(events)
    assert [name for name, _ in rest] == ["answer.delta", "answer.citation", "answer.completed"]
    answer = rest[-1][1]
    assert answer["text"] == told["text"] + text_of(rest)
    assert (answer["mode"], answer["notes"], len(answer["sentences"])) == ("generative", [], 2)
    assert answer["usage"]["output_tokens"] == 45


def test_who_goes_away_ends_the_model_s_work(url: str, scripted: ScriptedServer) -> None:
    waits = server.waits_for_the_client_to_go
    scripted.script.append(server.streams(after_the_first, until="},       ", then=waits))
    with asking(url) as events:
        assert next(events)[0] == "answer.delta"
        assert not scripted.gone.is_set()
    assert scripted.gone.wait(10)


def test_a_stream_that_breaks_off_leaves_what_was_told(url: str, scripted: ScriptedServer) -> None:
    scripted.script.append(server.streams(after_the_first, until="},       ", then=server.hangs_up))
    with asking(url) as events:
        found = list(events)
    answer = found[-1][1]
    assert [name for name, _ in found] == ["answer.delta", "answer.citation", "answer.completed"]
    assert (answer["mode"], answer["text"]) == ("generative", text_of(found))
    assert "what was told before stands" in answer["notes"][0]
    assert len(scripted.requests) == 1


def test_a_stream_that_breaks_off_before_anything_was_told_is_asked_for_again(
    url: str, scripted: ScriptedServer
) -> None:
    scripted.script.append(server.streams(BOTH, until="Mayor Ilse", then=server.hangs_up))
    scripted.script.append(server.says(drafts(TRUE)))
    with asking(url) as events:
        found = list(events)
    assert found[-1][1]["text"] == text_of(found) == f"{TRUE[0]} [1]"
    assert (found[-1][1]["mode"], found[-1][1]["notes"]) == ("generative", [])


def garbled(prompt: str) -> str:
    return BOTH(prompt).replace("}, {", "}, }", 1)


def repeated(prompt: str) -> str:
    """Return a reply that is JSON, and whose last list of sentences is another one than the first."""
    return BOTH(prompt)[:-1] + ', "sentences": []}'


@pytest.mark.parametrize("reply", [garbled, repeated])
def test_what_turns_out_malformed_contradicts_nothing_that_was_told(
    url: str, scripted: ScriptedServer, reply: Callable[[str], str]
) -> None:
    scripted.script.append(server.says(reply))
    with asking(url) as events:
        found = list(events)
    answer = found[-1][1]
    assert answer["text"] == text_of(found)
    assert TRUE[0] in answer["text"]
    assert "not the JSON asked for" in answer["notes"][0]


def test_a_model_that_fails_is_replaced_in_the_stream_too(url: str, scripted: ScriptedServer) -> None:
    scripted.script.extend([server.fails(400)])
    with asking(url) as events:
        found = list(events)
    answer = found[-1][1]
    assert (answer["mode"], answer["text"]) == ("extractive", text_of(found))
    assert "the server answered 400" in answer["notes"][0]
