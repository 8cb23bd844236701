"""An answer in steps: what is told is final, in order, and what the Answer holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from service.answering.drafting import Budget
from service.answering.pipeline import Answering, answer_in_steps
from service.answering.reading import SentenceReader
from service.answering.telling import BESIDE
from service.domain.answers import Answer, Told
from service.errors import UnusableModelOutput
from service.ports import Completion
from service.store.library import Library
from tests.builders import BRIDGE, OKORO, drafts, numbered_ids, question, said, store, version
from tests.fakes import HashingEmbedder, ScriptedModel

OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"
TRUE = ("Mayor Ilse Brandt said “The bridge will open on Friday”.", OPEN)
OTHER = ("Harbor master Peter Okoro said “We have not been told who raises the [swing] span at night”.", SPAN)
FALSE = ("Mayor Ilse Brandt said “It is the proudest day of my life”.", OPEN)
ASKED = "What did Brandt and Okoro say?"


@pytest.fixture
def filled(library: Library) -> Library:
    quotes = [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)]
    store(library, version(BRIDGE, title="Bridge to open", source="Courier", published_at="2026-03-01"), quotes)
    return library


def steps_of(library: Library, model: ScriptedModel | None, text: str = ASKED) -> tuple[list[Told], Answer]:
    async def collect() -> list[Told | Answer]:
        using = Answering(numbered_ids(), model, Budget(300))
        return [step async for step in answer_in_steps(question(text), library=library, using=using)]

    *told, answer = asyncio.run(collect())
    assert isinstance(answer, Answer)
    return [t for t in told if isinstance(t, Told)], answer


MODELS: dict[str, Any] = {
    "extractive": lambda: None,
    "generative": lambda: ScriptedModel([drafts(TRUE, OTHER, TRUE)]),
    "with a false sentence": lambda: ScriptedModel([drafts(FALSE, TRUE, OTHER)]),
    "replaced": lambda: ScriptedModel(["no JSON", "none"]),
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_answer_is_what_was_told(filled: Library, model: Any) -> None:
    told, answer = steps_of(filled, model())
    assert len(told) >= 2
    assert " ".join(t.sentence.marked for t in told) == answer.text
    assert tuple(t.sentence for t in told) == answer.sentences
    assert tuple(c for t in told for c in t.citations) == answer.citations
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))


@pytest.mark.parametrize("model", [None, ScriptedModel([drafts(FALSE)])], ids=["extractive", "generative"])
def test_a_refusal_tells_nothing(filled: Library, model: ScriptedModel | None) -> None:
    told, answer = steps_of(filled, model, "What did Zoe Quill say?" if model is None else "What did Brandt say?")
    assert (told, answer.status) == ([], "refused")


def test_what_is_beside_the_question_waits_for_what_is_not(filled: Library) -> None:
    told, answer = steps_of(filled, ScriptedModel([drafts(OTHER)]), "What did Brandt say?")
    assert (told, answer.status, answer.notes) == ([], "refused", (BESIDE,))
    told, answer = steps_of(filled, ScriptedModel([drafts(OTHER, TRUE)]), "What did Brandt say?")
    assert ([t.sentence.text for t in told], answer.notes) == ([OTHER[0], TRUE[0]], ())


class Cut(ScriptedModel):
    """A model whose reply breaks off after its first sentence."""

    closed = False

    async def stream(
        self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str | Completion, None]:
        try:
            whole = await self.complete(prompt, schema=schema, max_tokens=max_tokens)
            yield whole.text[: whole.text.index("}, {") + 1]
            raise UnusableModelOutput(prompt="p", reply=whole.text, why="it was cut")
        finally:
            self.closed = True


def test_what_was_told_stands_when_the_reply_breaks_off(filled: Library) -> None:
    model = Cut([drafts(TRUE, OTHER)])
    told, answer = steps_of(filled, model)
    assert [t.sentence.text for t in told] == [s.text for s in answer.sentences] == [TRUE[0]]
    assert (answer.mode, answer.model, len(model.prompts)) == ("generative", "scripted", 1)
    assert "it was cut" in answer.notes[0]
    assert "what was told before stands" in answer.notes[0]


def test_when_only_what_fails_was_written_the_reply_is_asked_for_again(filled: Library) -> None:
    model = Cut([drafts(FALSE, TRUE), drafts(FALSE, TRUE)])
    told, answer = steps_of(filled, model)
    assert (answer.mode, len(model.prompts)) == ("extractive", 2)
    assert tuple(t.sentence for t in told) == answer.sentences


def test_who_leaves_early_ends_the_call(filled: Library) -> None:
    model = Cut([drafts(TRUE, OTHER)])

    async def leave() -> None:
        using = Answering(numbered_ids(), model)
        async with aclosing(answer_in_steps(question(ASKED), library=filled, using=using)) as steps:
            assert isinstance(await anext(steps), Told)
            assert not model.closed
        assert model.closed

    asyncio.run(leave())


def test_the_timings_add_up(filled: Library) -> None:
    _, answer = steps_of(filled, ScriptedModel([drafts(TRUE)]))
    laps = dict(answer.timings_ms)
    assert list(laps) == ["retrieve", "draft", "verify", "total"]
    assert sum(laps.values()) - laps["total"] == pytest.approx(laps["total"], abs=0.1)


REPLY = json.dumps(
    {"sentences": [{"text": "A “brace }” [1]", "evidence": ["e1"]}, {"text": 'B \\" {', "evidence": []}]}
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("before", ["", "Here is the JSON: ", "```json\n"])
def test_sentences_are_read_while_they_are_written(size: int, before: str) -> None:
    text, reader = before + REPLY, SentenceReader()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [found for piece in pieces for found in reader.feed(piece)] == json.loads(REPLY)["sentences"]


@pytest.mark.parametrize("text", ["", "}", '{"answer": {}}', "[{}]", '{"sentences": 7}', '{"sentences": [7, {}]}'])
def test_what_is_no_list_of_sentences_is_left_to_who_reads_the_whole(text: str) -> None:
    assert SentenceReader().feed(text) == []


def test_the_first_fact_is_told_before_a_second_is_looked_for(filled: Library) -> None:
    """A stream that begins with what is certain: the rest of the answer is drafted while it is read."""

    async def first_only() -> tuple[object, int]:
        using = Answering(numbered_ids())
        asked = question("How late does the new bridge over the Aar open?")
        async with aclosing(answer_in_steps(asked, library=filled, using=using)) as steps:
            first = await anext(steps)
            embedder = filled.index.embedder
            assert isinstance(embedder, HashingEmbedder)
            before = len(embedder.embedded)
            async for _ in steps:
                pass
            return first, len(embedder.embedded) - before

    first, after = asyncio.run(first_only())
    assert isinstance(first, Told)
    assert "14 months late" in first.sentence.text
    assert after > 0
