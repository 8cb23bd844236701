"""Quotation marks, apostrophes and feet."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.marks import find_quotations


def inner(text: str) -> list[str]:
    return [q.inner.of(text) for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The bridge opens,” said Brandt.", ["The bridge opens,"]),
        ('He said "no" and "yes."', ["no", "yes."]),
        ("Mayor: ‘I will not resign’", ["I will not resign"]),
        ("'I will not resign,' the mayor's aide said.", ["I will not resign,"]),
        ("Er sagte: „Nein“ und ging.", ["Nein"]),
        ("Il a dit «non».", ["non"]),
        ("He said ``no'' twice.", ["no"]),
        ("The boys’ house is 6' 2\" tall in the '90s.", []),
        ("It’s Ruiz’s car; don’t go.", []),
        ("“[The council] lied … to us (all),” said Tran.", ["[The council] lied … to us (all),"]),
        ("‘The kids’ car is here,’ she said.", ["The kids’ car is here,"]),
        ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
        ('“” and ""', []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_a_nested_quotation_has_a_depth() -> None:
    text = "“He said, ‘You are finished here,’” Okafor recalled."
    found = find_quotations(text)
    assert [(q.inner.of(text), q.depth) for q in found] == [
        ("He said, ‘You are finished here,’", 0),
        ("You are finished here,", 1),
    ]


def test_a_quotation_goes_on_when_the_next_paragraph_opens_again() -> None:
    text = "Orlo said: “One.\n\n“Two.\n\n“Three.”\n\nThe utility has 40 staff."
    (found,) = find_quotations(text)
    assert [piece.of(text) for piece in found.pieces] == ["One.", "Two.", "Three."]
    assert found.closed


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    text = "He said “we go.\n\nThe utility has 40 staff. “Yes.”"
    first, second = find_quotations(text)
    assert (first.inner.of(text), first.closed) == ("we go.", False)
    assert (second.inner.of(text), second.closed) == ("Yes.", True)


@given(st.text(alphabet="ab ,.\n“”‘’\"'«»„6"))
def test_quotations_lie_inside_the_text_and_hold_their_pieces(text: str) -> None:
    for q in find_quotations(text):
        assert 0 <= q.outer.start < q.outer.end <= len(text)
        assert q.outer.contains(q.inner)
        assert all(q.inner.contains(piece) for piece in q.pieces)


@pytest.mark.parametrize("text", ["“" * 5_000, "“a ‘b" * 10**5, "\"' " * 10**5, "“a” " * 10**5, "x" * 10**7])
def test_time_is_linear(text: str) -> None:
    started = time.perf_counter()
    find_quotations(text)
    assert time.perf_counter() - started < 10


def test_a_quotation_goes_on_in_a_paragraph_that_only_closes_it() -> None:
    text = 'He said, "We played well.\n\nIt felt good." They left.'
    (found,) = find_quotations(text)
    assert [p.of(text) for p in found.pieces] == ["We played well.", "It felt good."]
    assert found.closed
