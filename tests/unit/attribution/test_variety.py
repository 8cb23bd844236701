"""Kinds of sentences that articles of many houses and countries have."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Attribution


def _only(text: str) -> Attribution:
    found = find_attributions(text)
    assert len(found) == 1, found
    return found[0]


def _said(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker.name if a.speaker else None, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    "terms",
    [
        "on condition of anonymity because the offer had not been made public",
        "on the condition of anonymity to discuss a private matter",
        "on condition of anonymity for fear of losing his job",
    ],
)
def test_the_terms_of_a_nameless_source_are_not_what_he_says(terms: str) -> None:
    text = f"The port has offered two ships, a ministry official said {terms}."
    assert _said(text) == [("a ministry official", "The port has offered two ships")]


@pytest.mark.parametrize("said", ["Sunday was his best day", "Tuesday’s vote would go ahead", "Monday had been hard"])
def test_a_day_may_be_what_is_spoken_of(said: str) -> None:
    assert _said(f"Tom Ollerton said {said}.") == [("Tom Ollerton", said)]


def test_a_day_behind_the_cue_is_when_it_was_said() -> None:
    assert _said("Ada Lane said Friday she would quit.") == [("Ada Lane", "she would quit")]


@pytest.mark.parametrize(
    "text",
    [
        "The union called off its protest.",
        "Norvale and Estmark recalled their ambassadors.",
        "The carmaker recalled 40,000 cars.",
    ],
)
def test_deeds_that_share_a_verb_with_speech_are_not_said(text: str) -> None:
    assert _said(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "Royal College of Nursing",
        "National Association of Graduate Teachers",
        "Federation of Dock and Transport Trades",
        "Paper Workers’ Union",
        "Bank of Norvale",
    ],
)
def test_bodies_have_their_whole_names(name: str) -> None:
    speaker = _only(f"On Monday the {name} said it would wait.").speaker
    assert speaker is not None
    assert speaker.name.removeprefix("the ") == name


def test_who_denies_adds_and_not_whom_he_tells_of() -> None:
    text = "Minister Tom Roe denied that Ada Lane had lied and added that he trusted her."
    assert _said(text) == [("Tom Roe", "that Ada Lane had lied"), ("Tom Roe", "that he trusted her")]


def test_who_will_not_confirm_may_joke() -> None:
    text = "Tom Roe would not confirm that Ada Lane was in line but joked that he had brought a pen."
    assert _said(text)[-1] == ("Tom Roe", "that he had brought a pen")


@pytest.mark.parametrize(
    ("before", "called"),
    [("Castle manager Inga Solheim saw it differently.", "the Norwegian"), ("Inga Solheim won.", "the 23-year-old")],
)
def test_people_are_called_by_country_or_age(before: str, called: str) -> None:
    assert _said(f"{before} “It is a clear foul,” said {called}.") == [("Inga Solheim", "It is a clear foul,")]


def test_who_is_asked_and_laughs_says_what_follows() -> None:
    text = "Asked whether the captain would be fined, Tom Roe laughed. “He will buy the coffees.”"
    assert _said(text)[-1] == ("Tom Roe", "He will buy the coffees.")


@pytest.mark.parametrize("cue", ["accepted", "submitted", "averred"])
def test_courts_have_words_of_their_own(cue: str) -> None:
    assert _said(f"Ada Lane {cue} that she had been late.") == [("Ada Lane", "that she had been late")]


def test_what_is_accepted_without_a_clause_is_not_said() -> None:
    assert _said("Ada Lane accepted the offer and submitted her plans.") == []


def test_what_is_put_to_a_witness_is_said() -> None:
    text = "Counsel put it to Ada Lane that she had seen the letter."
    assert _said(text) == [("Counsel", "that she had seen the letter")]


def test_a_place_behind_a_listener_is_not_said() -> None:
    text = "Ada Lane told reporters outside her office: “I was wrong.”"
    assert _said(text) == [("Ada Lane", "I was wrong.")]


def test_somebody_without_a_name_goes_on_as_she() -> None:
    text = "A farmer said the rota was needed. “We remain at the table,” she added."
    assert _said(text)[-1] == ("A farmer", "We remain at the table,")


def test_nobody_accuses_himself_of_what_he_would_call_his_own() -> None:
    text = "Leader Tom Roe asked who pays. Minister Ada Lane smiled. He accused Mr Roe of shouting."
    assert ("Tom Roe", "Mr Roe of shouting") not in _said(text)


def test_questions_may_stand_bare_above_their_answers() -> None:
    text = "After nine years, Ruth Okello left the show.\n\n" + "\n\n".join(
        f"{asks}\n{answers}"
        for asks, answers in (
            ("Was it your idea?", "It was. I told them in May."),
            ("Is the door open?", "I doubt it."),
            ("What next?", "Sleep, I hope."),
        )
    )
    assert ("Ruth Okello", "I doubt it.") in _said(text)


def test_a_countryman_is_not_whom_he_speaks_of() -> None:
    text = "Toulouse coach Yannick Bru-Lafont named his side. The Frenchman said Munster were the last people to meet."
    assert _said(text) == [("Yannick Bru-Lafont", "Munster were the last people to meet")]
