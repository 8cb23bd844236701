"""Refusals: which, why, and what was searched."""

from __future__ import annotations

import asyncio

import pytest

from service.answering.pipeline import Answering, answer_question
from service.answering.refusing import _either, refuse_listing, spell_search
from service.domain.answers import Answer
from service.domain.news import Speaker
from service.domain.questions import Filters, Searched
from service.retrieval.listing import look_up
from service.store.library import Library
from tests.builders import BRANDT, BRIDGE, FERRY, OKORO, numbered_ids, question, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"


def ask(library: Library, text: str, **filters: str) -> Answer:
    return asyncio.run(answer_question(question(text, **filters), library=library, using=Answering(numbered_ids())))


@pytest.fixture
def filled(library: Library) -> Library:
    quotes = [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)]
    store(library, version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-01"), quotes)
    store(library, version(FERRY, article_id="ferry", published_at="2026-03-04"))
    return library


def code(answer: Answer) -> str:
    """Return why there is no answer; a refusal never carries what looks like one."""
    assert answer.refusal
    assert (answer.status, answer.sentences, answer.citations) == ("refused", (), ())
    assert answer.text == answer.refusal.message
    assert answer.text.endswith((".", "?"))
    return answer.refusal.code


def test_an_empty_library(library: Library) -> None:
    answer = ask(library, "What did Brandt say?")
    assert code(answer) == "no_evidence"
    assert answer.text == "No article matches: 0 articles were searched."


def test_filters_that_leave_nothing(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say?", source="Nobody")
    assert (code(answer), answer.refusal and answer.refusal.searched.articles) == ("no_evidence", 0)


def test_a_speaker_whom_nobody_names(filled: Library) -> None:
    answer = ask(filled, "What did Zoe Quill say?")
    assert code(answer) == "no_statement"
    assert answer.text == (
        "No speaker called Zoe Quill is in the articles (2 articles from 1 March 2026 to 4 March 2026 were searched)."
    )


@pytest.mark.parametrize("asked", ["Brant", "Ilse Brand", "brandt’s", "Ilsa Brandt", "Otto Brandt"])
def test_a_name_that_is_spelled_otherwise(filled: Library, asked: str) -> None:
    answer = ask(filled, f"What did {asked} say?")
    if answer.refusal is None:
        assert asked == "brandt’s"
        return
    assert (code(answer), answer.refusal.reason) == ("no_statement", "unknown_speaker")
    assert answer.text.endswith("Did you mean Mayor Ilse Brandt?")
    (candidate,) = answer.refusal.candidates
    assert ask(filled, f"What did {asked} say?", speaker=str(candidate.id)).refusal is None


def test_a_speaker_who_is_silent_in_the_period(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say?", since="2026-03-02", until="2026-03-09")
    assert code(answer) == "no_statement"
    assert answer.refusal
    assert answer.refusal.reason == "silent_in_period"
    assert (answer.refusal.searched.since, answer.refusal.searched.until) == ("2026-03-02", "2026-03-09")
    assert [c.name for c in answer.refusal.candidates] == ["Ilse Brandt"]
    assert answer.text == (
        "The articles report nothing that Ilse Brandt said (1 article from 2 March 2026 to 9 March 2026 was searched)."
        " Outside of this search there is 1 statement, in articles from 1 March 2026 to 1 March 2026."
    )


def test_each_refusal_has_a_reason_of_its_own(filled: Library) -> None:
    text = "“I teach dance here,” Otto Brandt said. Zoe Quill listened."
    said_so = [said(text, "I teach dance here,", by=Speaker("Otto Brandt", "dancer"))]
    store(filled, version(text, article_id="otto", published_at="2026-03-04"), said_so)

    def reason(asked: str, **filters: str) -> str | None:
        refusal = ask(filled, asked, **filters).refusal
        return refusal.reason.value if refusal and refusal.reason else None

    assert reason("What did Mina Castellane say?") == "unknown_speaker"
    assert reason("What did Zoe Quill say?") == "never_quoted"
    assert reason("What did Ilse Brandt say about taxes?") == "silent_on_topic"
    assert reason("What did Ilse Brandt say?", since="2026-03-02") == "silent_in_period"
    assert reason("What did Brandt say?") == "ambiguous_speaker"
    assert reason("How many zeppelins crossed Patagonia?") is None


def test_a_list_of_statements_is_refused_like_an_answer(filled: Library) -> None:
    def listed(**given: str | None) -> tuple[int, str | None]:
        about, to = given.pop("about", None), given.pop("to", None)
        found = look_up(Filters(**given), about=about, to=to, library=filled)
        refusal = refuse_listing(found)
        return len(found.statements), (refusal.reason or refusal.code).value if refusal else None

    assert listed() == (2, None)
    assert listed(speaker="Brandt") == (1, None)
    assert listed(speaker="Brant") == (0, "unknown_speaker")
    assert listed(speaker="Brandt", about="taxes") == (0, "silent_on_topic")
    assert listed(speaker="Brandt", since="2026-03-02") == (0, "silent_in_period")
    assert listed(about="zeppelins") == (0, "no_statement")
    assert listed(source="Nobody") == (0, None)


def test_a_person_who_is_named_and_silent(filled: Library) -> None:
    text = "Zoe Quill cut the ribbon. The band played."
    store(filled, version(text, article_id="ribbon"))
    answer = ask(filled, "What did Zoe Quill say?")
    assert code(answer) == "no_statement"
    assert "Zoe Quill is named in the articles, but no statement by Zoe Quill is reported" in answer.text


def test_a_speaker_who_is_silent_on_the_topic(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say about taxes?")
    assert code(answer) == "no_statement"
    assert answer.text.startswith("The articles report nothing that Ilse Brandt said about taxes (2 articles")


def test_two_people_of_one_name(filled: Library) -> None:
    text = "“I teach dance here,” Otto Brandt said."
    store(
        filled,
        version(text, article_id="otto"),
        [said(text, "I teach dance here,", by=Speaker("Otto Brandt", "dancer"))],
    )
    answer = ask(filled, "What did Brandt say?")
    assert code(answer) == "ambiguous_speaker"
    assert answer.refusal
    assert {(c.name, c.role) for c in answer.refusal.candidates} == {
        ("Ilse Brandt", "Mayor"),
        ("Otto Brandt", "dancer"),
    }
    assert "please say which" in answer.text


def test_namesakes_whom_nothing_tells_apart_are_counted() -> None:
    people = [Speaker("Lane", "mayor", "a"), Speaker("Ada Lane", "judge", "b"), Speaker("Lane", "mayor", "c")]
    assert _either(people) == "one of 2 called mayor Lane or judge Ada Lane"


def test_two_people_of_one_name_and_one_spoke_on_the_topic(filled: Library) -> None:
    text = "“I teach dance here,” Otto Brandt said."
    store(
        filled,
        version(text, article_id="otto"),
        [said(text, "I teach dance here,", by=Speaker("Otto Brandt", "dancer"))],
    )
    assert ask(filled, "What did Brandt say about dance?").refusal is None
    assert ask(filled, "What did Otto Brandt say?").refusal is None


def test_a_fact_that_is_not_there(filled: Library) -> None:
    answer = ask(filled, "How many zeppelins crossed Patagonia?")
    assert code(answer) == "no_evidence"
    assert answer.text.startswith("The articles do not answer this question (2 articles")


def test_who_said_what_nobody_said(filled: Library) -> None:
    assert code(ask(filled, "Who said that zeppelins crossed Patagonia?")) == "no_statement"


def test_what_is_there_is_answered(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say about the bridge?")
    assert (answer.status, answer.refusal, answer.mode) == ("answered", None, "extractive")
    assert answer.citations[0].speaker
    assert answer.citations[0].speaker.name == BRANDT.name


@pytest.mark.parametrize(
    ("searched", "spelled"),
    [
        (Searched(0, None, None), "0 articles were searched"),
        (Searched(1, None, None), "1 article was searched"),
        (
            Searched(1412, "2021-05-01", "2021-05-14T10:00:00Z"),
            "1,412 articles from 1 May 2021 to 14 May 2021 were searched",
        ),
        (Searched(2, "2021-05-01", None), "2 articles from 1 May 2021 were searched"),
    ],
)
def test_what_was_searched(searched: Searched, spelled: str) -> None:
    assert spell_search(searched) == spelled


def test_nobody_is_offered_who_would_be_silent_and_a_circumstance_is_named_as_one(library: Library) -> None:
    text = "“We lost,” Ilse Brandt said. “I cried,” Carla Brandt said."
    quotes = [said(text, "We lost,"), said(text, "I cried,", by=Speaker("Carla Brandt", "captain"))]
    store(library, version(text), quotes)
    assert code(ask(library, "What did Brandt say after the match?")) == "no_statement"
    assert code(ask(library, "What did Brandt say?")) == "ambiguous_speaker"
    assert "that Carla Brandt said after the match (" in ask(library, "What did Carla Brandt say after the match?").text


def test_a_bare_office_means_every_holder_whom_the_article_names(library: Library) -> None:
    text = "Mayor Ilse Brandt met Mayor Otto Falk. “We lost,” Ilse Brandt said. The mayor was sorry, an aide said."
    store(library, version(text, article_id="match"), [said(text, "We lost,")])
    other = "“We won,” said Mayor Otto Falk."
    store(library, version(other, article_id="other"), [said(other, "We won,", by=Speaker("Otto Falk", "Mayor"))])
    answer = ask(library, "What did the mayor say?", article_id="match")
    assert code(answer) == "ambiguous_speaker"
    assert {c.name for c in answer.refusal.candidates if answer.refusal} == {"Ilse Brandt", "Otto Falk"}
    assert ask(library, "What did Brandt say?", article_id="match").status == "answered"


def test_what_namesakes_told_reporters_is_all_that_they_said(library: Library) -> None:
    text = "“We lost,” Ilse Brandt said. “I cried,” Carla Brandt said."
    quotes = [said(text, "We lost,"), said(text, "I cried,", by=Speaker("Carla Brandt", "captain"))]
    store(library, version(text), quotes)
    assert code(ask(library, "What did Brandt tell reporters?")) == "ambiguous_speaker"
    assert ask(library, "What did Carla Brandt tell reporters?").status == "answered"
    assert code(ask(library, "What did Brandt tell the divers?")) == "no_statement"


def test_several_who_are_asked_for_together_are_not_asked_back(library: Library) -> None:
    text = "“We lost,” said Ada Lane, a nurse. “I cried,” said Ida Rowe, a nurse."
    quotes = [
        said(text, "We lost,", by=Speaker("Ada Lane", "nurse")),
        said(text, "I cried,", by=Speaker("Ida Rowe", "nurse")),
    ]
    store(library, version(text), quotes)
    assert ask(library, "What did the nurses say?").status == "answered"
    assert code(ask(library, "What did the nurse say?")) == "ambiguous_speaker"


def test_after_the_match_is_any_article_that_tells_of_the_match(library: Library) -> None:
    text = "Norvale lost the match. “We lost,” Ilse Brandt said."
    store(library, version(text, article_id="match"), [said(text, "We lost,")])
    other = "“The toll stays,” Ilse Brandt said."
    store(library, version(other, article_id="toll"), [said(other, "The toll stays,")])
    answer = ask(library, "What did Brandt say after the match?")
    assert [c.quote.of(c.version.text) for c in answer.citations] == ["We lost,"]


BIKE = "“It goes in the window,” said Callum Yates of the bike. His sister, Frances Yates, took it for a tram."


@pytest.mark.parametrize("asked", ["What did Yates say about the bike?", "What did Yates say about a tram?"])
def test_a_namesake_of_whom_no_words_are_known_is_asked_back_for_too(library: Library, asked: str) -> None:
    store(library, version(BIKE), [said(BIKE, "It goes in the window,", by=Speaker("Callum Yates"))])
    answer = ask(library, asked)
    assert code(answer) == "ambiguous_speaker"
    assert answer.refusal
    assert {c.name for c in answer.refusal.candidates} == {"Callum Yates", "Frances Yates"}


def test_a_deed_tells_which_of_two_namesakes_is_meant(library: Library) -> None:
    store(library, version(BIKE), [said(BIKE, "It goes in the window,", by=Speaker("Callum Yates"))])
    assert not ask(library, "Does Yates want the bike in the window?").refusal


def test_a_question_according_to_somebody_is_not_repeated_as_a_topic(filled: Library) -> None:
    answer = ask(filled, "According to Okoro, how much would the tram have weighed?")
    assert code(answer) == "no_statement"
    assert "said in answer to this (" in answer.text
