"""A question that joins several articles, taken apart."""

from __future__ import annotations

import pytest

from service.domain.questions import Filters
from service.retrieval.parts import clauses, days_named, outlets_named
from service.retrieval.searching import find_passages
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, store, version


@pytest.mark.parametrize(
    "question",
    [
        "What did Brandt say about the bridge?",
        "How many passengers did the ferry carry in 1961?",
        "Who opened the bridge and when?",
        "",
    ],
)
def test_a_question_that_asks_one_thing_stays_whole(question: str) -> None:
    assert clauses(question) == []


def test_a_question_that_joins_several_is_cut_at_its_joints() -> None:
    found = clauses(
        "Does the Courier article say that the new bridge opens late, "
        "while the Ledger article reports the last ferry leaving the quay?"
    )
    assert found == [
        "Does the Courier article say that the new bridge opens late",
        "the Ledger article reports the last ferry leaving the quay?",
    ]


def test_no_word_is_lost() -> None:
    question = (
        "Which company, known for its bridges, ferries and quays, was sold before the strike of the harbor began?"
    )
    joints = {"and", "before", ","}
    assert [w for w in " ".join(clauses(question)).split() if w not in joints] == [
        w.rstrip(",") for w in question.split() if w not in joints
    ]


def test_days_that_are_spelled_out() -> None:
    asked = "Between the report on September 26, 2023 and that of 6 December 2023, in May 2021?"
    assert days_named(asked) == {"2023-09-26", "2023-12-06"}


def test_outlets_are_named_whole() -> None:
    outlets = ["The Verge", "Verge", "Fortune", None, "C++ (Daily)"]
    assert outlets_named("Did The Verge report misfortune in c++ (daily)?", outlets) == {
        "The Verge",
        "Verge",
        "C++ (Daily)",
    }


def test_the_article_of_the_day_that_is_named_comes_first(library: Library) -> None:
    for day in ("2026-03-01", "2026-03-04", "2026-03-06"):
        store(library, version(f"{BRIDGE}\n\nOn {day[-2:]}.", article_id=day, published_at=day, source="Courier"))
    hits = find_passages("What was the bridge news of 4 March 2026?", Filters(), library=library, limit=1)
    assert hits[0].version.article_id == "2026-03-04"


def test_the_article_of_the_outlet_that_is_named_comes_first(library: Library) -> None:
    for outlet in ("Courier", "Harbor Wire", "Ledger"):
        store(library, version(f"{FERRY}\n\nBy {outlet} staff.", article_id=outlet, source=outlet))
    hits = find_passages("How did Harbor Wire report the ferry?", Filters(), library=library, limit=1)
    assert hits[0].version.article_id == "Harbor Wire"
