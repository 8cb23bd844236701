"""Orders: fused by rank, weighed by rarity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.retrieval.ranking import coverage, fuse, similarity, weigh

ORDERS = st.lists(st.lists(st.integers(0, 20), unique=True), max_size=3)
WORDS = st.lists(st.sampled_from("bridge ferry mayor harbor toll quay span".split()))


@given(ORDERS)
def test_fusing_keeps_every_key_once_best_first(orders: list[list[int]]) -> None:
    fused = fuse(*orders)
    assert sorted(key for key, _ in fused) == sorted(set().union(*orders))
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


def test_what_both_orders_have_goes_before_what_one_has_first() -> None:
    best, _ = fuse([1, 2, 3], [4, 2, 5])[0]
    assert best == 2


def test_ties_go_by_key() -> None:
    assert [key for key, _ in fuse([9], [3])] == [3, 9]


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
