"""Paragraph and sentence borders."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.sentences import split_paragraphs, split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Gen. Mark A. Milley of the U.S. Army met Mr. Li on Jan. 3 at 7 p.m. Monday.",
        "It cost $3.5 billion, up 0.5 percent, says example.com.",
        "The senator (D-Vt.) left St. Louis for Washington, D.C., early.",
        "“Stop!” Ilse Brandt said.",
        "“Who signed this?” asked councillor Bea Tran.",
        "“We were told … that nothing would change,” Tran said.",
        "George W. Bush and J. K. Rowling met Korvex Inc. executives.",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert sentences(whole) == [whole]


def test_closing_marks_and_brackets_stay_with_their_sentence() -> None:
    assert sentences("“We lost.” (He left.) Then silence... Then more.") == [
        "“We lost.”",
        "(He left.)",
        "Then silence...",
        "Then more.",
    ]


def test_an_abbreviation_may_end_a_sentence() -> None:
    assert sentences("He moved to the U.S. The levy rose at 5 p.m. It fell later.") == [
        "He moved to the U.S.",
        "The levy rose at 5 p.m.",
        "It fell later.",
    ]


def test_headlines_and_list_items_end_at_the_line() -> None:
    text = "Mayor will not resign\nIlse Brandt spoke.\n- first\n- second\n\nNext"
    assert sentences(text) == ["Mayor will not resign", "Ilse Brandt spoke.", "- first", "- second", "Next"]


def test_a_text_wrapped_at_a_margin_is_one_paragraph() -> None:
    text = "The harbour authority closed the bridge on Friday after two\nbarges collided at dawn. Nobody was hurt."
    assert len(split_paragraphs(text)) == 1
    assert len(sentences(text)) == 2


@given(st.text(alphabet="aB .!?…\n“”\"'()1,U.S"))
def test_every_character_lies_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    covered = [i for span in spans for i in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@pytest.mark.parametrize("text", ["a" * 10**6, "." * 10**6 + "x", " " * 10**6, "A. " * 3 * 10**5, "\n" * 10**6])
def test_time_is_linear(text: str) -> None:
    started = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - started < 5
