"""Recorded calls: asked once, replayed as they were, failures too; nothing else is made up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from evals.recording import NotRecorded, RecordedModel, read_calls, recorded_name
from service.errors import ModelUnreachable, UnusableModelOutput
from service.ports import Completion, LanguageModel
from tests.fakes import ScriptedModel

SCHEMA = {"type": "object"}


def ask(model: LanguageModel, prompt: str = "Who?", *, schema: dict[str, Any] | None = None) -> Completion:
    return asyncio.run(model.complete(prompt, schema=SCHEMA if schema is None else schema, max_tokens=9))


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "calls.jsonl"


def test_a_reply_is_asked_once_and_replayed_whole(calls: Path) -> None:
    real = ScriptedModel(["the mayor"])
    first = ask(RecordedModel(calls, real))
    assert ask(RecordedModel(calls, real)) == first == ask(RecordedModel(calls))
    assert len(real.prompts) == 1
    assert recorded_name(calls) == RecordedModel(calls).name == "scripted"


def test_another_prompt_schema_or_model_is_not_recorded(calls: Path) -> None:
    ask(RecordedModel(calls, ScriptedModel(["the mayor"])))
    with pytest.raises(NotRecorded, match="not recorded: call"):
        ask(RecordedModel(calls), "Where?")
    with pytest.raises(NotRecorded):
        ask(RecordedModel(calls), schema={"type": "array"})


def test_a_failure_of_the_model_is_replayed_and_one_of_the_server_is_not_kept(calls: Path) -> None:
    cut = UnusableModelOutput(prompt="scripted", reply="{", why="cut at the token limit")
    with pytest.raises(UnusableModelOutput):
        ask(RecordedModel(calls, ScriptedModel([cut])))
    with pytest.raises(UnusableModelOutput, match="cut at the token limit"):
        ask(RecordedModel(calls))
    with pytest.raises(ModelUnreachable):
        ask(RecordedModel(calls, ScriptedModel([ModelUnreachable(model="scripted", why="away")])), "Where?")
    assert len(read_calls(calls)) == 1


def test_a_torn_line_costs_only_itself(calls: Path) -> None:
    ask(RecordedModel(calls, ScriptedModel(["a"])), "first")
    with calls.open("a") as file:
        file.write('{"key": "torn')
    ask(RecordedModel(calls, ScriptedModel(["b"])), "second")
    assert ask(RecordedModel(calls), "first").text == "a"
    assert ask(RecordedModel(calls), "second").text == "b"
