"""Silence as news, figures, judgements, and what a sentence adds behind a report."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Polarity


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker_text, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    "silence",
    ["did not answer", "could not be reached", "made no statement", "did not return calls", "would not be drawn"],
)
def test_silence_is_a_statement_without_words(silence: str) -> None:
    (said,) = find_attributions(f"Ada Lane {silence}.")
    assert (said.speaker_text, said.polarity) == ("Ada Lane", Polarity.DECLINED)


@pytest.mark.parametrize("deed", ["did answer", "could be reached", "made a table", "returned calls"])
def test_a_deed_is_no_silence(deed: str) -> None:
    assert find_attributions(f"Ada Lane {deed}.") == []


def test_when_and_where_are_what_was_not_said() -> None:
    assert _found("Ada Lane did not say when the court would sit.") == [("Ada Lane", "when the court would sit")]


def test_figures_are_given() -> None:
    assert _found("Insurers put the damage at 35 million crowns on Monday.") == [
        ("Insurers", "the damage at 35 million crowns")
    ]
    assert _found("Ada Lane put the lamp at the door.") == []


def test_judgements_of_several_words_report() -> None:
    assert _found("Ada Lane wanted to know whether it would rain.") == [("Ada Lane", "whether it would rain")]
    assert _found("A study by Norvale College found that the ice was thin.") == [
        ("A study by Norvale College", "that the ice was thin")
    ]
    assert _found("Ada Lane found that the door was locked.") == []


@pytest.mark.parametrize("behind", [", hours after the vote", ", a day before the strike", ", and was told to wait"])
def test_what_a_sentence_adds_is_not_reported(behind: str) -> None:
    found = _found(f"Ada Lane said it would close 62 shops{behind}.")
    assert [f for f in found if f[0]] == [("Ada Lane", "it would close 62 shops")]


def test_a_plea_for_namelessness_ends_before_its_reason() -> None:
    found = _found("Two officials asked not to be named because the talks are secret.")
    assert all("secret" not in content for _, content in found)


@pytest.mark.parametrize(
    "deed", ["called agents only after the fire", "asked the questions", "declared the bridge unsafe"]
)
def test_deeds_with_a_verb_of_speech_say_nothing(deed: str) -> None:
    assert _found(f"Ada Lane {deed}.") == []


def test_who_is_bidden_is_the_addressee() -> None:
    (said,) = find_attributions("Ada Lane asked people on the coast not to come.")
    assert said.addressee is not None
    assert said.addressee.name == "people on the coast"


def test_what_is_left_open_is_no_statement_of_another() -> None:
    found = _found("Ada Lane did not say whether Tomas Brandt had asked for more boats.")
    assert [speaker for speaker, _ in found] == ["Ada Lane"]


def test_who_is_quoted_as_saying_speaks() -> None:
    (said,) = [a for a in find_attributions("Ada Lane was quoted by the Gazette as saying that it was cold.") if a.cue]
    assert said.speaker_text == "Ada Lane"


def test_a_letter_is_its_writers() -> None:
    text = "Ada Lane stayed home. According to a letter she sent to the court, she has not slept."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Ada Lane"]


def test_who_is_named_in_what_is_said_does_not_say_it() -> None:
    text = "Ada Lane was there. Lane said she was cold. But Brandt is wrong about the ice, she said."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Ada Lane", "Ada Lane"]
