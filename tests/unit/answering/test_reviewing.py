"""Stored answers held against the articles as they are now."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from service.answering.pipeline import Answering, answer_question
from service.answering.reviewing import review
from service.presenting import answer_as_json
from service.store.library import Library
from tests.builders import BRIDGE, OKORO, newer, numbered_ids, question, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
FIRST = version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-01")


@pytest.fixture
def answer(library: Library) -> dict[str, Any]:
    store(library, FIRST, [said(BRIDGE, OPEN)])
    using = Answering(numbered_ids())
    found = answer_question(question("What did Brandt say about the bridge?"), library=library, using=using)
    body = answer_as_json(asyncio.run(found))
    assert [c["quote"] for c in body["citations"]] == [OPEN]
    return body


def test_an_answer_holds_while_its_article_stays(library: Library, answer: dict[str, Any]) -> None:
    assert review(answer, library=library).state == "holds"


def test_an_answer_holds_if_the_correction_is_elsewhere(library: Library, answer: dict[str, Any]) -> None:
    text = BRIDGE.replace("14 months late", "15 months late")
    store(library, newer(FIRST, text), [said(text, OPEN)])
    found = review(answer, library=library)
    assert (found.state, found.citations[0].current_version) == ("holds", 2)


def test_an_answer_whose_quotation_was_corrected_says_so(library: Library, answer: dict[str, Any]) -> None:
    text = BRIDGE.replace("will open on Friday and", "will open on Sunday and")
    store(library, newer(FIRST, text), [said(text, OPEN.replace("Friday", "Sunday"))])
    assert review(answer, library=library).state == "corrected"


def test_an_answer_whose_speaker_was_corrected_says_so(library: Library, answer: dict[str, Any]) -> None:
    store(library, newer(FIRST, BRIDGE + "\n\nCorrection."), [said(BRIDGE, OPEN, by=OKORO)])
    assert review(answer, library=library).state == "corrected"


def test_an_answer_from_a_deleted_article_is_withdrawn(library: Library, answer: dict[str, Any]) -> None:
    library.catalog.delete("bridge")
    found = review(answer, library=library)
    assert (found.state, found.citations[0].current_version) == ("withdrawn", None)


def test_a_refusal_holds(library: Library) -> None:
    assert review({"citations": []}, library=library).state == "holds"
