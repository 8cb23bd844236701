"""Who it is that speaks: words that look like somebody, and words that mean somebody although they name nobody."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.attribution.tagging import Tagger

TAGGER = Tagger()


def speakers_of(text: str) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in find_attributions(text)]


@pytest.mark.parametrize(
    "told",
    [
        "As recently as 17 September Cardew had said that the union would not give in.",
        "In August Cardew told members that the fees would rise.",
        "Last Christmas Cardew promised that no school would close.",
        "Here Cardew says that it was not.",
        "In Parliament Cardew insisted that she knew nothing.",
    ],
)
def test_a_time_or_place_before_a_name_is_no_first_name(told: str) -> None:
    assert speakers_of(f"Denise Cardew leads the union. {told}") == ["Denise Cardew"]


def test_some_months_are_first_names() -> None:
    assert speakers_of("April Lane said the bus was late. June Roe said it was not.") == ["April Lane", "June Roe"]


@pytest.mark.parametrize(
    ("told", "speaker"),
    [
        ("Her pay slip, which she showed to the Observer, describes her duties as “care”.", "Her pay slip"),
        ("A letter, written by Tom Roe, said the dam would hold.", "A letter"),
        (
            "Two men who saw the crash, speaking by telephone, said the driver was asleep.",
            "Two men who saw the crash",
        ),
        ("The hydrologist, who fenced the meadows above Skelby, said it would flood.", "the hydrologist"),
    ],
)
def test_what_is_said_of_a_speaker_is_not_the_speaker(told: str, speaker: str) -> None:
    assert speakers_of(told) == [speaker]


def test_a_relative_clause_goes_on_with_whom_it_describes() -> None:
    text = "“It was cold,” said Ada Lane, who lives nearby and told police that she had heard a bang."
    assert speakers_of(text) == ["Ada Lane", "Ada Lane"]


def test_nobody_need_have_said_what_is_pointed_out_to_somebody() -> None:
    text = "Rhona Lockhart left. When it was pointed out to Lockhart that her initials were on the page, she laughed."
    said = find_attributions(text, tagger=TAGGER)
    assert not any(a.speaker for a in said)


def test_a_belief_in_the_present_is_told_whatever_the_tagger_sees() -> None:
    text = "Jana Isaksen, who teaches law at the university, doubts that the ship can be held for long."
    assert [a.speaker.name for a in find_attributions(text, tagger=TAGGER) if a.speaker] == ["Jana Isaksen"]
