"""The attribution score, on cases small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evals.attribution.predict import predict
from evals.attribution.scoring import cue_class, last_name, quoted_runs, same_speaker, score

TEXT = "“We lost all of our pumps,” said Orlo. Ruiz believes it. Tran said no."


def quote(speaker: str, content: str, **more: Any) -> dict[str, Any]:
    at, start = TEXT.index(speaker), TEXT.index(content)
    return {
        "speaker": speaker,
        "speaker_span": [at, at + len(speaker)],
        "cue": "said",
        "content_spans": [[start, start + len(content)]],
        **more,
    }


GOLD = [
    {
        "id": "a",
        "text": TEXT,
        "quotes": [
            quote("Orlo", "We lost all of our pumps,", type="direct"),
            quote("Ruiz", "it", type="indirect", cue="believes"),
            quote("Tran", "no", type="indirect"),
        ],
    }
]


def test_perfect_predictions_score_one() -> None:
    assert {name: f.f1 for name, f in score(GOLD, {"a": GOLD[0]["quotes"]}).items()} == {
        "speech_iou_spk": 1.0,
        "speech_char_spk": 1.0,
        "qm5_spk": 1.0,
    }


def test_a_wrong_speaker_counts_against_precision_and_recall() -> None:
    wrong = quote("Ruiz", "We lost all of our pumps,")
    figures = score(GOLD, {"a": [wrong]})
    assert (figures["speech_iou_spk"].precision, figures["speech_iou_spk"].recall) == (0.0, 0.0)
    assert figures["qm5_spk"].f1 == 0.0


def test_a_prediction_on_a_belief_counts_for_nothing() -> None:
    with_belief = score(GOLD, {"a": [quote("Tran", "no"), quote("Ruiz", "it")]})
    assert with_belief["speech_iou_spk"].precision == 1.0
    assert with_belief["speech_iou_spk"].recall == 0.5


def test_no_predictions_score_nothing() -> None:
    assert [f.f1 for f in score(GOLD, {}).values()] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Lloyd Austin", "Austin", True),
        ("Defense Secretary Lloyd Austin", "Lloyd Austin, the secretary", True),
        ("Austin", "Gantz", False),
        ("he", "Austin", False),
        ("the governor", "the senator", False),
    ],
)
def test_same_speaker(a: str, b: str, same: bool) -> None:
    assert same_speaker({"speaker": a}, {"speaker": b}) is same


def test_last_name() -> None:
    assert last_name("Steve Bell, a director at the centre") == "bell"


def test_cue_class() -> None:
    assert [cue_class(c) for c in ("said in a statement", "denied", "believes", ":", None)] == [
        "speech",
        "speech",
        "other",
        "speech",
        "other",
    ]


def test_inches_open_no_quotation() -> None:
    text = 'He is 6\'2" tall. "No."'
    assert [text[a:b] for a, b in quoted_runs(text)] == ["No."]


def test_predictions_have_the_format_of_the_scorer() -> None:
    (row,) = predict([{"id": "a", "text": TEXT}])
    assert row["id"] == "a"
    assert row["quotes"][0]["speaker"] == "Orlo"
    start, end = row["quotes"][0]["content_spans"][0]
    assert TEXT[start:end] == "We lost all of our pumps,"
