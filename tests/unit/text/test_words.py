"""Words, stems and names: what two spellings of one thing share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.words import fold, name_key, stem, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor’s car, didn't stop.", ["the", "mayor", "car", "didn't", "stop"]),
        ("Erdoğan met Çavuşoğlu", ["erdogan", "met", "cavusoglu"]),
        ("Łódź – 2,400 people", ["łodz", "2", "400", "people"]),
        ("Anti-tank U.S.-made", ["anti-tank", "u.s", "made"]),
        ("_ ... —", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("negotiate", "negotiated", "negotiating", "negotiates"),
        ("plan", "planned", "planning", "plans"),
        ("country", "countries"),
        ("pass", "passes", "passed", "passing"),
        ("stop", "stopped", "stopping"),
        ("carry", "carries", "carried"),
    ],
)
def test_forms_of_a_word_meet_in_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("policy", "police"), ("us", "use"), ("bus", "business")])
def test_other_words_do_not(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


def test_terms_leave_out_what_carries_no_meaning() -> None:
    assert terms("What did the mayor say about the bridges?") == ["mayor", "say", "bridg"]


@given(st.text())
def test_terms_are_stems_of_words_in_order(text: str) -> None:
    assert [t for t in map(stem, words(text)) if t in set(terms(text))] == [
        t for t in terms(text) if t in set(map(stem, words(text)))
    ]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. José Álvarez", "jose alvarez"),
        ("the Defence Secretary", "defense secretary"),
        ("Sen. J. D. Vance", "J.D. Vance"),
        ("Recep Tayyip Erdoğan", "RECEP TAYYIP ERDOGAN"),
        ("Benjamin Netanyahu’s", "Benjamin Netanyahu"),
    ],
)
def test_spellings_of_a_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_namesakes_have_keys_of_their_own() -> None:
    assert name_key("Lloyd Austin") != name_key("Denise Austin")


@pytest.mark.parametrize("text", ["", "Mr.", "the", "—"])
def test_nobody_has_no_key(text: str) -> None:
    assert name_key(text) == ""
