"""Digests are scored by what they tell and by how they group, and a wrong one scores less."""

from __future__ import annotations

from evals.topics import Told, _pairs, figures

GOLD = {"a": 0, "b": 0, "c": 1}


def test_pairs_are_right_together_and_apart() -> None:
    assert _pairs(GOLD, {"a": 5, "b": 5, "c": 7}) == 1.0
    assert _pairs(GOLD, {"a": 0, "b": 1, "c": 2}) == 2 / 3
    assert _pairs(GOLD, {"a": 0, "b": 0, "c": 0}) == 1 / 3


def test_an_article_that_a_digest_misses_is_in_no_right_pair() -> None:
    assert _pairs(GOLD, {"a": 0, "b": 0}) == 1 / 3
    assert _pairs(GOLD, {}) == 0.0


def test_the_leads_stand_beside_the_digest() -> None:
    told = Told("t", ("One.", "Two."), ("One.",), 0.75, 0.5, 1.0, 1.0, 0.5, None, ("broken",))
    found = {f.name: f.value for f in figures([told]) if "copies" not in f.name}
    assert found["digests: ahead of the leads"] == 0.25
    assert found["digests: that break an invariant"] == 1.0
    assert (found["digests: sentences, ours"], told.row["score"]) == (2.0, 0.75)
