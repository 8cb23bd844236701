"""Statements on a topic that is not in their own words."""

from __future__ import annotations

import pytest

from service.domain.news import Speaker
from service.domain.questions import ScoredPassage, ScoredStatement
from service.retrieval.bearing import COMPARED, bear_on, context_of, head_of
from service.retrieval.searching import find_passages
from service.store.library import Library
from tests.builders import question, statement, store, version

SHIP = """The ship was stopped off the coast. Reporters asked about the scientific equipment on board.

“I have seen the instruments,” Luka Galic said. “Nobody counts sponges with them.”

The crew was well. “They eat with us,” Luka Galic said."""
OF = version(SHIP, article_id="ship", title="Ship held")
GALIC = Speaker("Luka Galic", "minister")
INSTRUMENTS, MEALS = (
    ScoredStatement(statement(OF, words, by=GALIC), OF, 0.0)
    for words in ("I have seen the instruments", "They eat with us")
)
TOPIC = "the scientific equipment on the ship"


@pytest.fixture
def near(library: Library) -> list[ScoredPassage]:
    store(library, OF)
    return find_passages(TOPIC, question("").filters, library=library, limit=3)


def test_a_statement_stands_in_its_sentence_and_after_the_one_before() -> None:
    context = context_of(INSTRUMENTS)
    assert context.own == "“I have seen the instruments,” Luka Galic said."
    assert context.before == "Reporters asked about the scientific equipment on board."
    first = version("“No,” he said.")
    assert context_of(ScoredStatement(statement(first, "No"), first, 0.0)).before == ""


@pytest.mark.parametrize(
    ("topic", "head"),
    [
        ("the flood in Tarrow", "flood"),
        ("the scientific equipment on the Corvenian ship", "equipment"),
        ("claims that money for upkeep had been cut", "money"),
        ("whether the bank had been repaired", "bank"),
        ("nurses’ pay", "pay"),
        ("in", None),
    ],
)
def test_what_a_topic_is_about(topic: str, head: str | None) -> None:
    assert head_of(topic) == head


def test_an_answer_to_what_was_asked_bears_on_it_without_a_word_of_it(
    library: Library, near: list[ScoredPassage]
) -> None:
    asked, other = bear_on(TOPIC, [INSTRUMENTS, MEALS], near=near, library=library)
    assert asked.statement == INSTRUMENTS.statement
    assert asked.score > other.score


def test_an_article_that_was_not_found_counts_against_its_statements(
    library: Library, near: list[ScoredPassage]
) -> None:
    (found,) = bear_on(TOPIC, [INSTRUMENTS], near=near, library=library)
    (unfound,) = bear_on(TOPIC, [INSTRUMENTS], near=[], library=library)
    assert found.score > unfound.score


def test_only_the_likeliest_are_compared_by_meaning(library: Library, near: list[ScoredPassage]) -> None:
    assert len(bear_on(TOPIC, [MEALS] * (COMPARED + 2), near=near, library=library)) == COMPARED
    assert bear_on("the of", [MEALS], near=near, library=library) == [MEALS]
