"""A real OpenAI-compatible server with a real, small model, which lies: llama.cpp's, over a real socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openai
import pytest

from evals.invariants import violations
from service import settings
from service.answering.pipeline import answer_question
from service.bootstrap import build_model
from service.domain.news import ArticleVersion
from service.errors import ModelUnreachable
from service.ports import LanguageModel
from service.presenting import answer_as_json
from tests.builders import BRIDGE, MemoryService, ingest_texts, open_service, question
from tests.integration.local_server import LocalServer, require_local_model

pytestmark = [pytest.mark.server, pytest.mark.process]

Json = dict[str, Any]
ASKED = "What did Brandt say about the bridge?"
LONG = "Tell me the whole history of the world, from the first day to the last."
ANY = {"type": "object", "properties": {"history": {"type": "string"}}, "required": ["history"]}
COLOURS = {"type": "object", "properties": {"colour": {"enum": ["mauve", "ochre"]}}, "required": ["colour"]}


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    require_local_model()
    with LocalServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _configured(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("ONRECORD_CHAT_MODEL", "local")
    monkeypatch.setenv("ONRECORD_CHAT_TIMEOUT_S", "120")


def model() -> LanguageModel:
    built = build_model(settings.load())
    assert built
    return built


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def asked(server: LocalServer, call: asyncio.Task[Any]) -> asyncio.Task[Any]:
    """Return a call as soon as the server works on it."""
    await asyncio.to_thread(until, lambda: server.busy() > 0)
    return call


def test_a_reply_follows_the_schema(server: LocalServer) -> None:
    """The model would never say these colours by itself."""
    made = asyncio.run(model().complete("What colour is the sky? Reply with JSON.", schema=COLOURS, max_tokens=40))
    assert json.loads(made.text)["colour"] in ("mauve", "ochre")
    assert made.model == "smollm2-135m-instruct-q4_1"
    assert made.input_tokens > 10
    assert 0 < made.output_tokens <= 40


def test_a_reply_comes_piece_by_piece(server: LocalServer) -> None:
    async def read() -> list[str]:
        messages: Any = [{"role": "user", "content": "Count to ten."}]
        async with openai.AsyncOpenAI() as client:
            stream = await client.chat.completions.create(
                model="local", messages=messages, max_tokens=12, temperature=0, stream=True
            )
            return [c.choices[0].delta.content async for c in stream if c.choices and c.choices[0].delta.content]

    assert len(asyncio.run(read())) > 3


def test_a_call_that_is_cancelled_frees_the_server(server: LocalServer) -> None:
    async def cancel() -> None:
        call = await asked(server, asyncio.create_task(model().complete(LONG, schema=ANY, max_tokens=4000)))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    asyncio.run(cancel())
    until(lambda: server.busy() == 0)


def test_a_call_that_takes_too_long_is_left_and_frees_the_server(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_CHAT_TIMEOUT_S", "0.5")
    with pytest.raises(ModelUnreachable, match="did not answer in time"):
        asyncio.run(model().complete(LONG, schema=ANY, max_tokens=4000))
    until(lambda: server.busy() == 0)


@pytest.fixture
def desk(home: Path) -> Iterator[MemoryService]:
    service = open_service(home, model=model())
    service.answering = replace(service.answering, budget=replace(service.answering.budget, tokens=150))
    ingest_texts(service.library(), BRIDGE)
    yield service
    service.close()


async def ask(desk: MemoryService) -> Json:
    return answer_as_json(await answer_question(question(ASKED), library=desk.library(), using=desk.answering))


def holds(answer: Json, desk: MemoryService) -> bool:
    def text(article: str, number: int) -> str:
        version: ArticleVersion = desk.library().catalog.version(article, number)
        return version.text

    return not violations(answer, text)


def test_a_server_that_dies_in_mid_answer_is_replaced_and_used_again(desk: MemoryService, server: LocalServer) -> None:
    async def killed() -> Json:
        call = await asked(server, asyncio.create_task(ask(desk)))
        server.kill()
        answer: Json = await call
        return answer

    answer = asyncio.run(killed())
    assert (answer["status"], answer["mode"]) == ("answered", "extractive")
    assert "the server cannot be reached" in answer["notes"][0]
    assert holds(answer, desk)

    server.start()
    again = asyncio.run(ask(desk))
    assert again["mode"] == "generative" or "reply is unusable" in again["notes"][0]
    named = ("smollm2-135m-instruct-q4_1", "local")  # as the server says, or as asked for where it was cut
    assert again["model"] in named or again["mode"] == "extractive"
    assert holds(again, desk)
