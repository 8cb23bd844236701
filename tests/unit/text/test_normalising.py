"""Text is made plain once; what offsets count into must not change under a second pass."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.text.normalising import comparable, normalise, normalise_line

ODD = "\r\n\t\x00\x1b\u00a0\u00ad\u034f\u200b\u200c\u200d\u200e\u202a\u202e\u2028\u2060\ue000\ufeff\U000e0041\u0085ﬁĲ"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(ODD + "“”\"'[] .\na1é\u0301क\u093cम👩🏳️")))


@given(TEXTS)
@example("a\u200d\u200db")
@example("\u200c\u200c ")
@example("क\u200d\u200d ")
@example("क\u200d\u212b")
@example("क\u200dﬁ")
@example("e\u200d\u0301")
@example("x \u0301")
@example("\n\u200b\n\n")
@example(" \u200b ")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS)
def test_nothing_invisible_is_left(text: str) -> None:
    left = normalise(text)
    kinds = {unicodedata.category(c) for c in left if c not in "\n\u200c\u200d"}
    assert not kinds & {"Cc", "Co", "Cs", "Zl", "Zp"}
    assert not set(left) & set("\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\U000e0041\U000e007f\r\t\u00a0")


@given(TEXTS)
def test_lines_have_no_trailing_space_and_paragraphs_one_empty_line(text: str) -> None:
    left = normalise(text)
    assert " \n" not in left
    assert "\n\n\n" not in left
    assert left == left.strip()


@given(TEXTS)
def test_nobody_can_smuggle_in_the_marks_of_the_splitter(text: str) -> None:
    assert not any("\ue000" <= c <= "\uf8ff" for c in normalise(text))


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("a\u00a0b\tc", "a b c"),
        ("with\u200bhold", "withhold"),
        ("co\u00adoperate", "cooperate"),
        ("\u202esdrawkcab", "sdrawkcab"),
        ("ignore\U000e0069\U000e0067 this", "ignore this"),
        ("cafe\u0301", "café"),
        ("of\ufb01ce", "office"),
        ("“[T]he bridge” — 'so' «là»", "“[T]he bridge” — 'so' «là»"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_what_becomes_of(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


@pytest.mark.parametrize("text", ["नमस्ते क्\u200dष", "می\u200cخواهم", "👩\u200d🚒", "❤️\u200d🔥"])
def test_joiners_stay_where_scripts_need_them(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


def test_joiners_go_where_they_only_hide_a_word() -> None:
    assert normalise("pass\u200dword and\u200c so") == "password and so"


@pytest.mark.parametrize(("text", "line"), [(None, None), (" \n ", None), (" Two\n lines ", "Two lines")])
def test_a_line(text: str | None, line: str | None) -> None:
    assert normalise_line(text) == line


def test_comparable_forgives_marks_dashes_and_space() -> None:
    assert comparable("“It’s   over” – so…") == comparable('"It\'s over" - so...')


@pytest.mark.parametrize("other", ["It is over.", "it’s over", "It’s not over", "It’s over 10"])
def test_comparable_forgives_nothing_else(other: str) -> None:
    assert comparable("It’s over") != comparable(other)
