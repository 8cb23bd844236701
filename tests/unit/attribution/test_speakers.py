"""Names, titles and pronouns that mean one person."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Attribution, Speaker


def last(text: str) -> Attribution:
    return find_attributions(text)[-1]


AUSTIN = "US Defense Secretary Lloyd Austin landed in Doha on Monday. "


@pytest.mark.parametrize("mention", ["Austin", "The secretary", "The defense secretary", "Lloyd Austin", "He"])
def test_every_mention_of_a_person_is_one_speaker(mention: str) -> None:
    assert last(f"{AUSTIN}{mention} said the road was closed.").speaker == Speaker(
        "Lloyd Austin", "US Defense Secretary"
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“No,” said Ilse Brandt, the mayor of Norvale.", "mayor of Norvale"),
        ("Pentagon spokesman John Kirby said no deal was near.", "Pentagon spokesman"),
        ("“No,” said Marta Ruiz, a Korvex spokeswoman.", "Korvex spokeswoman"),
        ("Mr. Ruiz said no deal was near.", None),
    ],
)
def test_roles(text: str, role: str | None) -> None:
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.role == role


def test_a_shared_title_leaves_candidates() -> None:
    text = "Secretary Mara Ellison met Secretary Joon Park. The secretary said talks would resume."
    found = last(text)
    assert found.speaker is None
    assert {c.name for c in found.candidates} == {"Mara Ellison", "Joon Park"}


def test_a_shared_last_name_leaves_candidates() -> None:
    text = "Ida Brandt voted no. Nils Brandt voted yes. Brandt said the vote was cowardly."
    assert {c.name for c in last(text).candidates} == {"Ida Brandt", "Nils Brandt"}


def test_an_honorific_decides_between_two_people_of_one_name() -> None:
    text = "Mrs. Ida Brandt voted no. Mr. Nils Brandt voted yes. Mrs. Brandt said the vote was cowardly."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Ida Brandt"


def test_a_pronoun_with_two_new_people_leaves_candidates() -> None:
    text = "Ellison spoke after Marta Ruiz. She said she would appeal."
    assert {c.name for c in last(text).candidates} == {"Ellison", "Marta Ruiz"}


def test_a_pronoun_never_means_a_person_of_the_other_gender() -> None:
    text = "Mr. Brandt met Ms. Ruiz. She said she would appeal."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Ruiz"


def test_the_speaker_goes_on_before_those_of_whom_he_speaks() -> None:
    text = "Press secretary Jen Psaki said it rained. She said President Joe Biden slept. She did not say if he ate."
    assert [a.speaker for a in find_attributions(text)] == [Speaker("Jen Psaki", "Press secretary")] * 3


def test_a_city_is_no_speaker() -> None:
    text = "Secretary Lowell Austin landed. Police in Austin said the road was closed."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Police in Austin"


def test_they_takes_up_a_group() -> None:
    text = "Two officials said a deal was close. They said it would be signed."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Two officials"


def test_a_misspelled_last_name_behind_a_title_is_the_one_near_it() -> None:
    text = "Lydia Buchtmann runs the agency. “We need more iodine in bread,” Ms Bauchtman said."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Lydia Buchtmann"]


def test_a_near_name_is_somebody_else_when_two_are_near() -> None:
    text = "Lydia Buchtmann and Edda Buchtmann run the agency. “We need more iodine in bread,” Ms Bauchtman said."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Bauchtman"]


def speakers_of(text: str) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in find_attributions(text)]


def test_a_pronoun_is_not_somebody_who_is_named_in_what_it_says() -> None:
    text = "Nils Brandt called it “thin.” If Ada Lane had asked, he added, nobody would have minded."
    assert speakers_of(text)[-1] == "Nils Brandt"


def test_a_pronoun_means_the_title_that_its_sentence_opens_with() -> None:
    text = "Mayor Nils Brandt arrived at noon.\n\nThe mayor spoke to Ada Lane, and he told her that it leaked."
    assert speakers_of(text) == ["Nils Brandt"]


def test_a_cleft_names_who_is_meant_next() -> None:
    text = "Nils Brandt said it leaked. It was Ada Lane who built it. In May she said that it would hold."
    assert speakers_of(text) == ["Nils Brandt", "Ada Lane"]


def test_a_pronoun_after_somebody_without_a_name_stays_open() -> None:
    text = "Ada Lane said it leaked.\n\nThe librarian, who sat in front, left early.\n\n“I read it,” she said."
    assert speakers_of(text) == ["Ada Lane", None]


def test_a_colonel_is_known_by_rank() -> None:
    assert speakers_of("Col. Nils Brandt came down. “It leaks,” the colonel said.") == ["Nils Brandt"]


def test_a_pronoun_inside_a_turn_is_not_whoever_asked() -> None:
    text = "ADA LANE: Is he well?\n\nNILS BRANDT: He is not. He denies that he is ill.\n\nADA LANE: And you?"
    denied = next(a for a in find_attributions(text) if a.cue == "denies")
    assert denied.speaker is None


@pytest.mark.parametrize(
    "between", ["She was asked by a reader in Holm whether she would stay.", "It was she who had opened the dam."]
)
def test_a_pronoun_goes_on_with_whom_it_meant_a_sentence_before(between: str) -> None:
    text = f"Ilse Brandt met Tom Ruiz. Brandt walked to the dam. {between} “I would not draw that line,” she said."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Ilse Brandt"


def test_a_director_of_a_utility_is_no_company() -> None:
    text = "Ilse Brandt asked why. Jon Tarr, the utility’s director, replied that it was late. “It was dark,” he said."
    speaker = last(text).speaker
    assert speaker is not None
    assert speaker.name == "Jon Tarr"
