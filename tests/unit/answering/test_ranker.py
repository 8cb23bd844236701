"""The ranker of sentences: what its signs tell, which words mean nearly the same, and its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.answering.pages import page
from service.answering.ranker import WEIGHTS, Ranker
from service.answering.signs import NAMES, Signs
from service.embedding.thesaurus import WORDS, Thesaurus
from service.errors import ModelUnusable
from service.ports import Placed

THESAURUS = Thesaurus()
TEXT = "The Sawyer school debate drew two hundred parents. It rained all evening. The motion to delay passed 4 to 3."
TITLE = "Sawyer school debate"


def placed(number: int, **known: float) -> Placed:
    return Placed(
        TEXT, "Sawyer school debate", page(TEXT, "Sawyer school debate").sentences[number].span.start, **known
    )


def signs_of(question: str, *sentences: Placed) -> list[dict[str, float]]:
    weights = dict.fromkeys(["sawyer", "school", "debat", "vote", "delay", "rain"], 2.0)
    rows = Signs(question, weights, THESAURUS).of(sentences)
    return [dict(zip(NAMES, row.tolist(), strict=True)) for row in rows]


def test_words_that_mean_nearly_the_same_are_near() -> None:
    near = THESAURUS.nearness(["boss", "stock", "zzyzx"], ["chief", "shares", "rain", "zzyzx"])
    assert near.shape == (3, 4)
    assert near[0, 0] > 0.4 > near[0, 2]
    assert near[1, 1] > 0.4 > near[1, 2]
    assert near[2].tolist() == [0, 0, 0, 1]


def test_what_the_title_tells_is_not_asked_of_the_sentence() -> None:
    first, _, vote = signs_of("What was the vote on the delay in the Sawyer school debate?", *map(placed, range(3)))
    assert first["own"] > vote["own"]
    assert vote["beyond"] > first["beyond"]
    assert vote["figures"] == 2
    assert (first["first"], vote["first"]) == (1, 0)


def test_what_is_not_known_of_a_sentence_is_no_number() -> None:
    known, unknown = signs_of("Did it rain?", placed(1, meaning=0.6, rules=0.5), placed(0))
    assert known["meaning behind the best"] == 0
    assert np.isnan(unknown["meaning"])
    assert np.isnan(unknown["meaning behind the best"])


def test_the_sentence_that_answers_comes_first_and_nothing_is_ranked_of_nothing() -> None:
    weights = dict.fromkeys(["sawyer", "vote", "delay"], 2.0)
    odds = Ranker(thesaurus=THESAURUS).rank(
        "What was the vote on the delay?", [placed(0), placed(1), placed(2)], weights=weights
    )
    assert odds.index(max(odds)) == 2
    assert Ranker().rank("What was the vote?", [], weights=weights) == []


@pytest.mark.parametrize("kind", ["ranker", "words"])
def test_altered_weights_are_refused_by_name(tmp_path: Path, kind: str) -> None:
    altered = tmp_path / "weights"
    altered.write_bytes({"ranker": WEIGHTS, "words": WORDS}[kind].read_bytes() + b" ")
    ranker = Ranker(altered) if kind == "ranker" else Ranker(thesaurus=Thesaurus(altered))
    with pytest.raises(ModelUnusable, match=kind):
        ranker.rank("Who?", [placed(0)], weights={})
