"""The attribution score, on cases small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evals.attribution.predict import predict
from evals.attribution.scoring import cue_class, last_name, mention_kind, quoted_runs, same_speaker, score
from evals.attribution.systems import nearest_name
from evals.statistics import Figure
from evals.tables import side_by_side

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


# An invented set with what the scorer must tell apart: a wrong speaker, a belief, a title in marks, a missed turn, a
# quotation cut in two. EXPECTED is what the reference scorer says of it.

INVENTED = (
    "“The bridge will open on Friday at noon,” Mayor Ilse Brandt said. “It will stay open all winter,” she added.\n\n"
    "Harbor master Peter Okoro believes the span is unsafe. "
    "He denied that anybody had told him about the night shift.\n\n"
    "The novel “A Winter on the Lower Aar” sold well. According to police, nobody was hurt."
)


def place(words: str, *, after: str = "") -> list[int]:
    start = INVENTED.index(words, INVENTED.index(after) if after else 0)
    return [start, start + len(words)]


def row(speaker: str, *contents: list[int], cue: str = "said", kind: str = "direct", after: str = "") -> dict[str, Any]:
    span = place(speaker, after=after)
    return {"speaker": speaker, "speaker_span": span, "cue": cue, "content_spans": list(contents), "type": kind}


OPENS, STAYS = place("The bridge will open on Friday at noon,"), place("It will stay open all winter,")
ANNOTATED = [
    row("Mayor Ilse Brandt", OPENS),
    row("she", STAYS, cue="added"),
    row("Harbor master Peter Okoro", place("the span is unsafe"), cue="believes", kind="indirect"),
    row("He", place("that anybody had told him about the night shift"), cue="denied", kind="indirect"),
    row("police", place("nobody was hurt"), cue="According to", kind="indirect"),
]
GUESSED = [
    row("Mayor Ilse Brandt", [OPENS[0], OPENS[0] + 20]),
    row("Peter Okoro", STAYS),
    row("Peter Okoro", place("the span is unsafe"), cue="believes", kind="indirect"),
    row("He", place("anybody had told him about the night shift"), cue="denied", kind="indirect"),
    row("Mayor Ilse Brandt", place("A Winter on the Lower Aar")),
]
EXPECTED = {
    "speech_iou_spk": (0.25, 0.25, 0.25),
    "speech_char_spk": (0.5474, 0.4906, 0.5174),
    "qm5_spk": (0.3333, 0.5, 0.4),
}


def test_the_figures_equal_those_of_the_reference_scorer() -> None:
    found = score([{"id": "a", "text": INVENTED, "quotes": ANNOTATED}], {"a": GUESSED})
    assert {n: (round(f.precision, 4), round(f.recall, 4), round(f.f1, 4)) for n, f in found.items()} == EXPECTED


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [("Peter Okoro", "name"), ("He", "pronoun"), ("police", "noun"), ("The Police", "noun"), (None, "none")],
)
def test_how_a_speaker_is_mentioned(speaker: str | None, kind: str) -> None:
    assert mention_kind(speaker, INVENTED) == kind


def test_the_nearest_name_is_a_baseline_that_anything_should_beat() -> None:
    (found,) = nearest_name([{"id": "a", "text": INVENTED}])
    assert [q["speaker"] for q in found["quotes"]] == ["Mayor Ilse Brandt", "Mayor Ilse Brandt", "The"]
    assert all(INVENTED[slice(*q["speaker_span"])] == q["speaker"] for q in found["quotes"])


def test_systems_stand_side_by_side() -> None:
    f1, speed = Figure("F1", 0.5, 0.25, 0.75, 4), Figure("words a second", 12345.6, 12000, 13000, 5)
    assert list(side_by_side({"rules": [f1, speed], "textacy": []})) == [
        "| figure         | rules                       | textacy |",
        "|----------------|-----------------------------|---------|",
        "| F1             | 0.500 [0.250, 0.750] n=4    | –       |",
        "| words a second | 12,346 [12,000, 13,000] n=5 | –       |",
    ]
