"""An answer without a model: the articles' own words, and never more than they say."""

from __future__ import annotations

import asyncio

import pytest

from service.answering.pipeline import Answering, answer_question
from service.domain.answers import Answer
from service.domain.news import Kind, Polarity, Speaker
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, OKORO, numbered_ids, question, said, store, version, where

OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"
QUEUE = "Nobody in this town will miss the queue,"


def ask(library: Library, text: str, **filters: str) -> Answer:
    return asyncio.run(answer_question(question(text, **filters), library=library, using=Answering(numbered_ids())))


@pytest.fixture
def filled(library: Library) -> Library:
    bridge = version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-04")
    store(library, bridge, [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)])
    store(library, version(FERRY, article_id="ferry", published_at="2026-03-01"), [said(FERRY, QUEUE)])
    return library


def quotes(answer: Answer) -> list[str]:
    return [citation.quote.of(citation.version.text) for citation in answer.citations]


def test_statements_come_in_the_order_of_their_days(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say?")
    assert quotes(answer) == [QUEUE, OPEN]
    assert [sentence.citations for sentence in answer.sentences] == [(1,), (2,)]
    assert answer.text.index("miss the queue") < answer.text.index("stay open")


def test_a_statement_has_its_paragraph_around_it(filled: Library) -> None:
    (citation,) = ask(filled, "What did Okoro say?").citations
    passage = citation.passage.of(citation.version.text)
    assert passage.startswith("Harbor master Peter Okoro was less sure.")
    assert passage.endswith("Peter Okoro said.")


def test_no_more_statements_than_a_person_reads(library: Library) -> None:
    words = [f"This is sentence number {n} of the mayor," for n in range(30)]
    text = "\n\n".join(f"“{w}” Ilse Brandt said." for w in words)
    store(library, version(text), [said(text, w) for w in words])
    assert 1 < len(ask(library, "What did Brandt say?").sentences) <= 6


def test_a_copy_of_a_statement_is_given_once(filled: Library) -> None:
    store(filled, version(BRIDGE, article_id="copy", published_at="2026-03-05"), [said(BRIDGE, OPEN)])
    answer = ask(filled, "What did Brandt say about the bridge?")
    assert len(answer.sentences) == 1
    assert quotes(answer) == [OPEN, OPEN]


def test_a_fact_is_given_in_the_article_s_own_sentence(filled: Library) -> None:
    answer = ask(filled, "How many passengers a day did the ferry carry?")
    assert answer.status == "answered"
    assert answer.text.startswith("It carried 2,400 passengers a day in 1961. [1]")
    assert quotes(answer)[0] == "It carried 2,400 passengers a day in 1961."


def test_a_fact_never_comes_from_an_advertisement(library: Library) -> None:
    text = "The zeppelin flies.\n\nFollow us on Twitter for zeppelin tickets at 99 euros."
    furniture = (where(text, "Follow us on Twitter for zeppelin tickets at 99 euros."),)
    store(library, version(text, furniture=furniture))
    assert "99" not in ask(library, "How many euros are zeppelin tickets?").text


def test_a_sentence_that_quotes_somebody_names_them(filled: Library) -> None:
    answer = ask(filled, "Has anybody been told who raises the swing span at night?")
    assert all("Okoro" in sentence.text for sentence in answer.sentences if "swing" in sentence.text)


def test_a_number_in_brackets_is_never_taken_for_a_citation(library: Library) -> None:
    text = "The zeppelin needs 300 cubic meters of gas a day, a report [12] found."
    store(library, version(text))
    answer = ask(library, "How much gas does the zeppelin need a day?")
    assert "(12)" in answer.text
    assert answer.text.endswith("[1]")
    assert quotes(answer) == [text]


def test_reported_words_stand_in_no_quotation_marks(library: Library) -> None:
    text = "Ilse Brandt said that the zeppelin would fly on Sunday."
    spoken = said(text, "the zeppelin would fly on Sunday", kind=Kind.INDIRECT, cue_span=where(text, "said"))
    store(library, version(text), [spoken])
    answer = ask(library, "What did Brandt say about the zeppelin?")
    assert "the zeppelin would fly on Sunday" in answer.text
    assert "“" not in answer.text


def test_an_allegation_is_shown_with_its_denial(library: Library) -> None:
    text = "The auditors say that the zeppelin company was paid twice. A spokesman denied this. It rained all day."
    denial = said(text, "this", by=Speaker("A spokesman"), kind=Kind.INDIRECT, cue="denied", polarity=Polarity.DENIED)
    store(library, version(text), [denial])
    assert "A spokesman denied this. [2]" in ask(library, "Was the zeppelin company paid twice?").text


def test_a_dispute_names_who_disputes_and_follows_what_is_disputed(library: Library) -> None:
    text = "Ilse Brandt said the zeppelin company was paid twice. Its chairman, Peter Okoro, disputed that account."
    told = said(text, "the zeppelin company was paid twice", kind=Kind.INDIRECT)
    disputed = said(text, "that account", by=OKORO, kind=Kind.INDIRECT, cue="disputed", polarity=Polarity.DENIED)
    store(library, version(text), [told, disputed])
    answer = ask(library, "Was the zeppelin company paid twice?")
    assert [c.speaker.name for c in answer.citations if c.speaker] == ["Ilse Brandt", "Peter Okoro"]


def test_who_knows_of_no_such_thing_is_the_other_side(library: Library) -> None:
    text = (
        "Ilse Brandt said she had asked the ministry for a zeppelin in May. "
        "A spokeswoman said she could find no record of such a request."
    )
    asked = said(text, "she had asked the ministry for a zeppelin in May", kind=Kind.INDIRECT)
    unknown = said(text, "she could find no record of such a request", by=Speaker("A spokeswoman"), kind=Kind.INDIRECT)
    store(library, version(text), [asked, unknown])
    assert "no record" in ask(library, "Did the mayor ask the ministry for a zeppelin?").text


def test_a_denial_of_something_else_is_no_other_side(library: Library) -> None:
    text = "Ilse Brandt said the zeppelin company was paid twice. Peter Okoro denied that the tower leans."
    told = said(text, "the zeppelin company was paid twice", kind=Kind.INDIRECT)
    other = said(text, "that the tower leans", by=OKORO, kind=Kind.INDIRECT, cue="denied", polarity=Polarity.DENIED)
    store(library, version(text), [told, other])
    assert "tower" not in ask(library, "Was the zeppelin company paid twice?").text


def test_a_denial_is_shown_with_what_it_denies(library: Library) -> None:
    text = (
        "“My pilot told me, ‘The zeppelin leaks gas,’” Peter Okoro said.\n\n"
        "The pilot, Ilse Brandt, denied that the zeppelin leaks gas."
    )
    quotes = [
        said(text, "My pilot told me, ‘The zeppelin leaks gas,’", by=OKORO),
        said(text, "The zeppelin leaks gas,", by=Speaker("My pilot"), cue="told"),
        said(text, "that the zeppelin leaks gas", kind=Kind.INDIRECT, cue="denied", polarity=Polarity.DENIED),
    ]
    store(library, version(text), quotes)
    answer = ask(library, "Did the pilot deny that the zeppelin leaks gas?")
    assert {c.speaker.name for c in answer.citations if c.speaker} == {"Peter Okoro", "Ilse Brandt"}


def test_how_many_sources_there_are_is_no_other_figure(library: Library) -> None:
    store(library, version("The zeppelin works employ 430 people in Aar.", article_id="works"))
    text = "AAR, Aug 15 (Wire) - The zeppelin works in Aar may be sold, three people who know the plans said."
    sold = said(
        text, "The zeppelin works in Aar may be sold", by=None, kind=Kind.INDIRECT, speaker_text="three people who know"
    )
    store(library, version(text, article_id="wire"), [sold])
    answer = ask(library, "How many people do the zeppelin works employ in Aar?")
    assert "430" in answer.text
    assert "three" not in answer.text


KIRBY, AUSTIN = Speaker("John Kirby", "Pentagon spokesman"), Speaker("Lloyd Austin", "defense secretary")


def test_what_somebody_passes_on_is_shown_as_whose_it_is(library: Library) -> None:
    text = "John Kirby said Austin had urged calm in the north. “It is late,” John Kirby said."
    outer = said(text, "Austin had urged calm in the north", by=KIRBY, kind=Kind.INDIRECT, cue="said")
    inner = said(
        text, "calm in the north", by=AUSTIN, via=KIRBY, kind=Kind.INDIRECT, cue="urged", cue_span=where(text, "urged")
    )
    store(library, version(text), [outer, inner, said(text, "It is late,", by=KIRBY)])
    answer = ask(library, "What did Kirby say?")
    assert [c.speaker.name for c in answer.citations if c.speaker] == [
        "Lloyd Austin",
        "John Kirby",
    ]
    assert "Lloyd Austin, as relayed by Pentagon spokesman John Kirby, urged calm in the north." in answer.text


def test_who_says_more_than_what_is_passed_on_says_it(library: Library) -> None:
    words = "he would stay at home until the snow is gone and that Austin had urged calm"
    text = f"John Kirby said {words}."
    outer = said(text, words, by=KIRBY, kind=Kind.INDIRECT, cue="said")
    inner = said(text, "calm", by=AUSTIN, via=KIRBY, kind=Kind.INDIRECT, cue="urged", cue_span=where(text, "urged"))
    store(library, version(text), [outer, inner])
    answer = ask(library, "What did Kirby say?")
    assert answer.text.startswith("Pentagon spokesman John Kirby said")


def test_a_first_word_is_no_speaker_of_what_a_body_without_a_name_reports(library: Library) -> None:
    text = "Engineers have declared 46 houses in Norvale unsafe, the building inspectorate said."
    outer = said(
        text,
        "Engineers have declared 46 houses in Norvale unsafe",
        by=Speaker("the building inspectorate"),
        kind=Kind.INDIRECT,
    )
    inner = said(text, "46 houses in Norvale unsafe", by=Speaker("Engineers"), kind=Kind.INDIRECT, cue="declared")
    store(library, version(text), [outer, inner])
    (citation,) = ask(library, "How many houses in Norvale are unsafe?").citations
    assert citation.speaker is None


def test_a_sentence_that_may_not_be_told_gives_way_to_the_next_best(library: Library) -> None:
    store(library, version('The "report on the flood has 131 pages.', article_id="typo"))
    store(library, version("The report that came out on Monday has 131 pages, the printers say.", article_id="sound"))
    answer = ask(library, "How many pages has the report on the flood?")
    assert [c.version.article_id for c in answer.citations] == ["sound"]
