"""Which sentences are compared with a question by meaning, and in what order they come."""

from __future__ import annotations

import pytest

from service.answering.choosing import Candidate, score_sentences
from service.answering.expecting import asks_for_number, expected_in, fitness
from service.domain.questions import Filters
from service.retrieval.searching import find_passages
from service.store.library import Library
from tests.builders import store, version
from tests.fakes import HashingEmbedder

ASKED = "How many passengers did the ferry across the Aar carry in 1961?"
FERRY = "The ferry across the Aar carried 2,400 passengers a day in 1961."
OTHERS = (
    "The ferry across the Aar carried nobody in the winter.",
    "In 1961 the town had 300 boats.",
    "Passengers waited on the quay in the rain.",
    "The bakery opens at six.",
    "Its bread is sold by noon.",
    "Nobody remembers the name of the first baker.",
    "A dog sleeps in front of the door.",
    "The road to the north is closed.",
)


@pytest.fixture
def filled(library: Library) -> Library:
    for number, text in enumerate((FERRY, *OTHERS)):
        store(library, version(text, article_id=f"art_{number}"))
    return library


def ranked(library: Library, *, least: float) -> list[Candidate]:
    hits = find_passages(ASKED, Filters(), library=library, limit=10)
    return list(score_sentences(ASKED, hits, library=library, least=lambda best: least))


def embedded(library: Library) -> int:
    embedder = library.index.embedder
    assert isinstance(embedder, HashingEmbedder)
    return len(embedder.embedded)


def test_the_best_sentence_comes_first_and_scores_fall(filled: Library) -> None:
    found = ranked(filled, least=0.0)
    assert found[0].text == FERRY
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert len(found) > 5


@pytest.mark.parametrize("least", [0.1, 0.3, 0.5, 0.9])
def test_a_bar_takes_the_low_ones_and_changes_nothing_else(filled: Library, least: float) -> None:
    everything = [(c.text, c.score) for c in ranked(filled, least=0.0)]
    above = [(text, score) for text, score in everything if score >= least]
    assert [(c.text, c.score) for c in ranked(filled, least=least)] == above


def test_what_cannot_reach_the_bar_is_never_embedded(filled: Library) -> None:
    before = embedded(filled)
    ranked(filled, least=0.5)
    assert 1 <= embedded(filled) - before <= 4  # of nine


def test_the_best_sentence_comes_before_the_others_are_embedded(filled: Library) -> None:
    hits = find_passages(ASKED, Filters(), library=filled, limit=10)
    before = embedded(filled)
    first = next(score_sentences(ASKED, hits, library=filled))
    assert first.text == FERRY
    assert embedded(filled) - before <= 2


def test_a_sentence_that_was_compared_once_is_not_embedded_again(filled: Library) -> None:
    ranked(filled, least=0.0)
    before = embedded(filled)
    ranked(filled, least=0.0)
    assert embedded(filled) == before


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        ("What is the population of Harmon?", "Harmon has a population of 9,000.", "The mill employs 340 in Harmon."),
        ("Who is the referee of the final?", "Ana Ruiz is the referee.", "The final is against Calder Rangers."),
        ("What is the name of the barge?", "The barge, the Marigold, sank.", "The barge sank."),
        ("What colour is the horse?", "The horse is red.", "The horse is missing an ear."),
        (
            "How many ferries does it run?",
            "It runs three old ferries.",
            "It is 52 years old and runs ferries to Norvale.",
        ),
        ("How long will the repair take?", "It will take five weeks.", "It will cost 52 crowns and take a crane."),
        ("How much did the crane cost?", "The crane cost 40,000 crowns.", "The crane is 40 metres high."),
        ("How old is Ana Ruiz?", "Ana Ruiz, 41, spoke.", "Ana Ruiz has led the firm since 2015."),
    ],
)
def test_what_is_asked_for_must_be_there(asked: str, right: str, wrong: str) -> None:
    expected = expected_in(asked)
    assert fitness(right, expected) == 1.0
    assert fitness(wrong, expected) < 0.8
    assert asks_for_number(asked) == asked.startswith("How")


def test_a_sentence_that_asks_is_no_answer_unless_a_question_is_asked_for(library: Library) -> None:
    store(
        library,
        version("“Who pays for the new ferry of Norvale?” asked Ana Ruiz.\n\nWho pays for the new ferry of Norvale?"),
    )

    def score(asked: str) -> float:
        hits = find_passages(asked, Filters(), library=library, limit=5)
        return next(c.score for c in score_sentences(asked, hits, library=library) if c.text.endswith("?"))

    assert score("Who pays for the new ferry of Norvale?") < score(
        "Which question on who pays for the new ferry of Norvale?"
    )


def test_an_article_without_a_name_or_a_number_of_the_question_is_worth_less(library: Library) -> None:
    text = "The storm took the roof of the school on Monday. The school will open in May."
    store(library, version(text, title="School loses its roof", source="Courier", published_at="2024-03-04"))

    def best(asked: str) -> float:
        hits = find_passages(asked, Filters(), library=library, limit=5)
        return max(c.score for c in score_sentences(asked, hits, library=library))

    assert best("What did the storm take in Calder Heath?") < best("What did the storm take in the heath?")
    assert best("What did the storm of 1987 take?") < best("What did the storm of 2024 take?")
    assert best("What did the storm take, by the Courier?") == pytest.approx(
        best("What did the storm take, by the courier?"), abs=0.1
    )
