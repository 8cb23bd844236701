"""A verb of two words is read as one where the articles have another word for it."""

from __future__ import annotations

import pytest

from service.answering.phrasing import in_one_word


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("When did Lane step down as head of the trust?", "When did Lane resign as head of the trust?"),
        ("Who stepped aside at the mill?", "Who resigned at the mill?"),
        ("How many shops is it shutting down?", "How many shops is it closing?"),
        ("Why was the parade Called Off?", "Why was the parade cancelled?"),
        ("Who set up the fund and threw out the pay report?", "Who established the fund and rejected the pay report?"),
    ],
)
def test_a_verb_of_two_words_keeps_its_form_in_one(asked: str, read: str) -> None:
    assert in_one_word(asked, ["Lane resigned in May."]) == read


def test_what_an_article_says_in_the_same_two_words_stays() -> None:
    asked = "Why was the parade called off, and who stepped down?"
    assert in_one_word(asked, ["The parade was called off on Monday."]) == (
        "Why was the parade called off, and who resigned?"
    )


def test_words_that_only_begin_alike_are_left() -> None:
    asked = "Who put the offer down, and who calls officials?"
    assert in_one_word(asked, []) == asked


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Why did they put off the vote?", "Why did they postpone the vote?"),
        ("Who put off the vote?", "Who postponed the vote?"),
        ("When was the fund set up?", "When was the fund established?"),
        ("Will they shut down the plant?", "Will they close the plant?"),
    ],
)
def test_a_verb_of_one_form_is_read_by_what_stands_before_it(question: str, read: str) -> None:
    assert in_one_word(question, []) == read
