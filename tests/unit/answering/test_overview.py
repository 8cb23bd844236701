"""Overviews, timelines and comparisons: a sentence of each article, with its outlet and day."""

from __future__ import annotations

import asyncio

import pytest

from service.answering.pipeline import Answering, answer_question
from service.domain.answers import Answer, RefusalCode, RefusalReason
from service.domain.news import Speaker
from service.store.library import Library
from tests.builders import OKORO, numbered_ids, question, said, store, version

OPENING = """Flood reaches the lower town

The flood reached the lower town of Norvale on Monday evening. About 40 people were moved to safety.

“We will not leave the town hall,” Mayor Ilse Brandt said."""
COUNT = """Town hall doubles its count

The flood in Norvale drove 90 people from their homes, the town hall said on Tuesday.

“We left the town hall at midnight,” Mayor Ilse Brandt said."""
BAKERY = """Bakery wins a prize

A bakery in Oldham won the county's prize for rye bread on Wednesday. Nobody there spoke of anything else."""
STRAND = Speaker("Lena Strand", "pilot")


@pytest.fixture
def filled(library: Library) -> Library:
    first = version(OPENING, article_id="first", source="Courier", published_at="2026-03-02")
    second = version(COUNT, article_id="second", source="Lantern", published_at="2026-03-03")
    store(library, first, [said(OPENING, "We will not leave the town hall,")])
    store(library, second, [said(COUNT, "We left the town hall at midnight,")])
    store(library, version(BAKERY, article_id="bakery", source="Courier", published_at="2026-03-04"), [])
    return library


def ask(library: Library, text: str, **filters: str) -> Answer:
    return asyncio.run(answer_question(question(text, **filters), library=library, using=Answering(numbered_ids())))


def cited(answer: Answer) -> list[str]:
    return [citation.version.article_id for citation in answer.citations]


def test_an_overview_has_a_dated_sentence_of_each_article_on_the_topic(filled: Library) -> None:
    answer = ask(filled, "What happened in Norvale?")
    assert [sentence.text.split(":")[0] for sentence in answer.sentences] == [
        "Courier, 2 March 2026",
        "Lantern, 3 March 2026",
    ]
    assert cited(answer) == ["first", "second"]


def test_without_a_topic_the_newest_comes_first(filled: Library) -> None:
    assert cited(ask(filled, "What's new?")) == ["bakery", "second", "first"]
    assert cited(ask(filled, "What's new?", until="2026-03-02")) == ["first"]


def test_a_withdrawn_article_is_not_new(filled: Library) -> None:
    filled.catalog.withdraw("bakery", now="2026-03-05")
    filled.index.drain()
    assert "bakery" not in cited(ask(filled, "What's new?"))


def test_a_topic_that_no_article_is_about_is_refused(filled: Library) -> None:
    refusal = ask(filled, "Tell me about the volcano of Iceland.").refusal
    assert refusal is not None
    assert refusal.code == RefusalCode.NO_EVIDENCE


def test_copies_of_one_story_are_one_sentence(filled: Library) -> None:
    copy = version(OPENING, article_id="copy", source="Wire", published_at="2026-03-02T09:00:00Z")
    store(filled, copy, [])
    assert sum("reached the lower town" in s.text for s in ask(filled, "Timeline of the flood").sentences) == 1


def test_a_comparison_has_a_sentence_of_each_outlet(filled: Library) -> None:
    answer = ask(filled, "Compare what the outlets say about the people of Norvale who were moved from their homes")
    assert {c.version.source for c in answer.citations} <= {"Courier", "Lantern"}
    assert len({c.version.source for c in answer.citations}) == len(answer.sentences)


def test_a_position_is_told_in_the_order_of_its_days(filled: Library) -> None:
    answer = ask(filled, "How has Brandt's position on the town hall changed?")
    assert cited(answer) == ["first", "second"]


def test_several_people_are_asked_for_at_once(filled: Library) -> None:
    text = "Pilots meet\n\n“The river is too high for ships,” Lena Strand said. “It falls,” Peter Okoro said."
    store(
        filled,
        version(text, article_id="pilots"),
        [said(text, "The river is too high for ships,", by=STRAND), said(text, "It falls,", by=OKORO)],
    )
    answer = ask(filled, "What did Strand and Okoro say?")
    assert {c.speaker.name for c in answer.citations if c.speaker} == {"Lena Strand", "Peter Okoro"}


def test_of_whom_nothing_is_reported_a_note_says_it(filled: Library) -> None:
    answer = ask(filled, "What did Brandt and Fujimoto say?")
    assert answer.status == "answered"
    assert any("Fujimoto" in note for note in answer.notes)


def test_nobody_of_several_people_is_known(filled: Library) -> None:
    refusal = ask(filled, "What did Marsh and Fujimoto say?").refusal
    assert refusal is not None
    assert refusal.reason == RefusalReason.UNKNOWN_SPEAKER


@pytest.mark.parametrize("text", ["Hello!", "Write me a poem about the flood", "What can you do?"])
def test_what_no_article_could_answer_is_refused_with_an_offer(filled: Library, text: str) -> None:
    refusal = ask(filled, text).refusal
    assert refusal is not None
    assert (refusal.code, refusal.reason) == (RefusalCode.NO_EVIDENCE, RefusalReason.NOT_ABOUT_ARTICLES)
    assert refusal.message.startswith("I answer from the articles alone")


def test_an_outlet_with_many_articles_leaves_room_for_the_others(filled: Library) -> None:
    for number in range(50):
        text = (
            f"Flood notes {number}\n\nThe flood in Norvale rose by {number} millimetres in hour {number} of the night."
        )
        store(filled, version(text, article_id=f"note{number}", source="Ticker", published_at="2026-03-03"), [])
    sources = {
        c.version.source for c in ask(filled, "Compare what the papers say about the flood in Norvale").citations
    }
    assert {"Ticker", "Lantern"} <= sources
