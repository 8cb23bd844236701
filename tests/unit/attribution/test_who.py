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


def passed_on(text: str) -> list[tuple[str | None, str | None]]:
    said = find_attributions(text)
    return [(a.speaker.name if a.speaker else None, a.via.name if a.via else None) for a in said]


def test_a_pronoun_after_an_unnamed_spokesman_is_not_the_body_that_he_speaks_for() -> None:
    text = "A spokesman for Bluestone Terminals said it had come. He would not say when the company would reply."
    assert speakers_of(text) == ["A spokesman for Bluestone Terminals"] * 2


def test_what_somebody_thinks_is_his_through_whoever_speaks_for_him() -> None:
    text = "Clive Mortimer counts the votes. A council spokesman, Paul Lumley, says that Mortimer is satisfied."
    assert passed_on(text) == [("Clive Mortimer", "Paul Lumley")]


def test_an_office_tells_where_somebody_is_and_passes_on_what_she_thinks() -> None:
    text = (
        "Maeve Kinsella runs the trust. She left. Her office said she was in Leeds. Her office said she regretted it."
    )
    assert passed_on(text) == [("Her office", None), ("Maeve Kinsella", "Her office")]


def test_a_spokesman_denies_for_himself() -> None:
    text = "Fiona Rossiter left. Her spokesman, Giles Seabrook, denied that Rossiter had used those words."
    assert passed_on(text) == [("Giles Seabrook", None)]


@pytest.mark.parametrize("owner", ["Almeda’s president, Henrique Teixeira, was more open.", "Ada Lane is in Almeda."])
def test_whose_somebody_is_does_not_hide_him(owner: str) -> None:
    text = f"The match was lost. {owner} “I like the boy,” {'he' if 'Henrique' in owner else 'she'} said."
    assert speakers_of(text)[-1] == ("Henrique Teixeira" if "Henrique" in owner else "Ada Lane")


def test_a_possessive_shows_the_gender_of_a_subject() -> None:
    text = "Helen Farquhar spoke for an hour with her counterpart, Anton Jovic. She told him that it must end."
    assert speakers_of(text) == ["Helen Farquhar"]


@pytest.mark.parametrize(
    ("told", "speaker"),
    [
        ("Kit Grainger saved two penalties. “Look at the foot,” said the goalkeeper, who is 37.", "Kit Grainger"),
        ("That is not how Ingrid Ostrander sees it. The hydrologist said it would flood.", "Ingrid Ostrander"),
        ("Detective Sergeant Imran Butt gave evidence. The officer said police had found nothing.", "Imran Butt"),
        ("Tom Roe was jailed. The judge said he had lied.", "the judge"),
        ("Ada Lane passed to Tom Roe. The striker said it was luck.", "the striker"),
        ("Mayor Ada Lane opened the hall. The architect said it was dear.", "the architect"),
        ("Ada Lane ran. The sprinter was tired. The goalkeeper said it was late.", "the goalkeeper"),
    ],
)
def test_a_trade_means_whoever_alone_has_just_been_named(told: str, speaker: str) -> None:
    assert speakers_of(told)[-1] == speaker


def test_whom_a_letter_is_sent_to_does_not_write_it() -> None:
    text = "Linnea Zetterlund resigned. In a letter to Tomas Ulvestad, the 48-year-old wrote that it was over."
    assert speakers_of(text)[-1] == "Linnea Zetterlund"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Conrad Teague was told. His spokeswoman, Ida Umeh, said Teague regretted the decision.", "Conrad Teague"),
        (
            "Imogen Aldous was in town. “Aldous would accept mediation,” said Piers Dash, a Corrane spokesman.",
            "Piers Dash",
        ),
        (
            "Imogen Aldous was in town. Aldous would accept mediation, said Piers Dash, a Corrane spokesman.",
            "Imogen Aldous",
        ),
    ],
)
def test_what_somebody_would_accept_or_regretted_is_theirs_and_passed_on(text: str, who: str) -> None:
    assert speakers_of(text)[-1:] == [who]
