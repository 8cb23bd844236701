"""Orders: two scores blended, terms weighed by rarity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.retrieval.ranking import blend, coverage, similarity, weigh

SCORES = st.dictionaries(st.integers(0, 20), st.floats(0, 30), max_size=8)
WORDS = st.lists(st.sampled_from("bridge ferry mayor harbor toll quay span".split()))


@given(SCORES, SCORES)
def test_blending_keeps_every_key_within_bounds(lexical: dict[int, float], cosines: dict[int, float]) -> None:
    blended = blend(lexical, {key: value / 30 for key, value in cosines.items()})
    assert blended.keys() == lexical.keys() | cosines.keys()
    assert all(0 <= score <= 1 for score in blended.values())


def test_what_both_find_goes_before_what_one_finds() -> None:
    blended = blend({1: 10.0, 2: 8.0}, {2: 0.6, 3: 0.7})
    assert max(blended, key=blended.__getitem__) == 2


def test_the_best_of_both_is_one() -> None:
    assert blend({7: 12.0, 8: 3.0}, {7: 0.8, 8: 0.2}) == {7: 1.0, 8: 0.25}


def test_nothing_blends_to_nothing() -> None:
    assert blend({}, {}) == {}


def test_rare_terms_weigh_more() -> None:
    weights = weigh({"bridge": 900, "zeppelin": 1, "unicorn": 0}, 1000)
    assert 0 < weights["bridge"] < weights["zeppelin"] < weights["unicorn"]


@given(WORDS, WORDS)
def test_coverage_is_a_share(asked: list[str], found: list[str]) -> None:
    assert 0 <= coverage(asked, found, {"bridge": 3.0}) <= 1
    assert not asked or coverage(asked, asked, {"bridge": 3.0}) == pytest.approx(1)


def test_coverage_counts_rare_terms_more() -> None:
    weights = {"bridge": 0.5, "zeppelin": 2.5}
    assert coverage(["bridge", "zeppelin"], ["zeppelin"], weights) == pytest.approx(2.5 / 3)
    assert coverage(["bridge", "bridge"], ["bridge"], weights) == 1
    assert coverage([], ["bridge"], weights) == 0


@given(WORDS, WORDS)
def test_similarity_is_symmetric_and_a_share(a: list[str], b: list[str]) -> None:
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)
    assert not a or similarity(a, a) == 1


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("one two three four five", "one two three four five", 1, 1),
        ("one two three four five", "one two three four", 0.9, 1),
        ("one two three four five", "six seven eight nine", 0, 0),
        ("one two three", "one two three four five", 0, 0),
        ("one two three four five six", "one two three seven eight nine", 0.3, 0.5),
    ],
)
def test_similarity(a: str, b: str, least: float, most: float) -> None:
    assert least <= similarity(a.split(), b.split()) <= most
