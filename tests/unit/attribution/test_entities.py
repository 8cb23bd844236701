"""Who is meant: names that are none, shortened names, roles before names, and quotations without a word of speech."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Attribution


def last(text: str) -> Attribution:
    return find_attributions(text)[-1]


def speaker(text: str) -> str | None:
    found = last(text).speaker
    return found.name if found else None


@pytest.mark.parametrize(
    "between",
    [
        "In a message on Chirper later",  # an outlet
        "The newspaper Marl Tidende had the plan. A day later",
        "Brask is a port. The foreign minister of Brask had left. Later",  # a state
        "West Harlow is its oldest town. Later",
        "Turnout is low there. Later",  # a word that only opens its sentence
        "She works at the Justice Department. Later",
    ],
)
def test_no_place_and_no_body_is_she(between: str) -> None:
    assert speaker(f"Ada Lane resigned on Monday. {between} she said that the vote was rigged.") == "Ada Lane"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The bridge was shut by Ruud van der Meer. Van der Meer said it was unsafe.", "Ruud van der Meer"),
        ("Bill Petersen opened the fair. He said it would not rain.", "Bill Petersen"),
        ("Ada Lane, a crane operator for 20 years, was unmoved. She said the crane was fine.", "Ada Lane"),
        ("Harbour economist Nils Roe came with a chart. He said it would rise.", "Nils Roe"),
        ("Democrat Ilse Brandt Roe said the vote was close.", "Ilse Brandt Roe"),
        ("Karsten Foods bought a dairy. Karsten said it would keep the staff.", "Karsten Foods"),
        ("Ada Lane runs the shop. Ada said it would stay.", "Ada Lane"),
        ("Ruth Lane was a pilot. Ruth Mary Brandt was born in 1931. She said it was her year.", "Ruth Lane"),
    ],
)
def test_names_are_read_whole_and_meet_their_short_forms(text: str, name: str) -> None:
    assert speaker(text) == name


def test_headlines_name_nobody() -> None:
    text = "Mayor Ada Lane Slams Bridge Plan\n\nAda Lane met the press. She said the bridge was too dear."
    assert speaker(text) == "Ada Lane"


def test_an_honorific_picks_the_woman_of_that_name() -> None:
    text = "Tom Lane fell ill in May. Ruth Lane, his widow, runs the farm. Mrs Lane stood up. “An hour,” she said."
    assert speaker(text) == "Ruth Lane"


def test_another_one_s_pronoun_tells_no_gender() -> None:
    text = "Ms. Ada Lane resigned. Nils Roe had called for her resignation. “At last,” he said."
    assert speaker(text) == "Nils Roe"


@pytest.mark.parametrize(
    "source",
    [
        "the chair of governors, Rev Ada Lane",
        "the mill's chief executive, Dr Ada Lane",
        "a deputy of the Centre, Ada Lane",
        "the president of the Harbour Council, Ada Lane",
    ],
)
def test_a_role_before_a_comma_and_a_name_is_the_name(source: str) -> None:
    assert speaker(f"“There is no ban,” said {source}.") == "Ada Lane"


@pytest.mark.parametrize(
    "lead",
    [
        "A church treasurer accused of theft told police he had moved the money.",
        "The head of one of the largest mills told a panel he had moved the money.",
    ],
)
def test_who_leads_without_a_name_is_named_next(lead: str) -> None:
    found = find_attributions(f"{lead}\n\n“It was late,” said Nils Roe, chief executive of Karsten Foods.")
    named = found[0].speaker
    assert named is not None
    assert (named.name == "Nils Roe") == ("head" in lead)  # an executive is no treasurer


def test_one_of_several_is_shown_as_what_he_is() -> None:
    assert speaker("Many came. One of them, a retired judge, called it “a feast.”") == "a retired judge"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“I saw nothing,” grinned Nils Roe.", "Nils Roe"),
        ("Ada Lane spoke first. “No,” she said.\n\n“Never,” shot back Nils Roe, who drives a bus.", "Nils Roe"),
        ("“No,” said Ada Lane.\n\nNils Roe was unmoved: “Then we walk.”", "Nils Roe"),
        ("“No,” said Ada Lane.\n\nNils Roe, reached by phone, laughed. “She writes novels.”", "Nils Roe"),
        ("“No,” said Ada Lane.\n\nThere was a note on the door: “Back at noon.”", "a note"),
        ("Two clerks came. “No,” said one of them. “We saw it,” said another.", "another"),
    ],
)
def test_a_quotation_without_a_word_of_speech_goes_to_its_own_sentence(text: str, name: str) -> None:
    assert speaker(text) == name


@pytest.mark.parametrize(
    ("text", "name", "via"),
    [
        (
            "Senator Nils Roe called it odd. His office later said that he had meant it kindly.",
            "Nils Roe",
            "His office",
        ),
        ("Nils Roe has accepted with “thanks,” his office said.", "Nils Roe", "his office"),
        (
            "Minister Ada Lane left early. Her spokesman, Nils Roe, said that the minister had no memory of it.",
            "Ada Lane",
            "Nils Roe",
        ),
    ],
)
def test_what_an_office_says_that_somebody_meant_is_theirs(text: str, name: str, via: str) -> None:
    found = last(text)
    assert found.speaker is not None
    assert found.via is not None
    assert (found.speaker.name, found.via.name) == (name, via)


def test_a_spokesman_keeps_his_own_words() -> None:
    text = "Minister Ada Lane left early. Her spokesman, Nils Roe, said that the memo was a draft."
    assert (speaker(text), last(text).via) == ("Nils Roe", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tom Roe sat down. Questioned by the lawyer, Ada Lane, he denied that he knew of it.", "Tom Roe"),
        ("Ada Lane kept the log. Her colleague Noor Haddad has a letter in which she called it “a toy”.", "Ada Lane"),
        (
            "Ruth Lane died on Sunday. ‘She was tired,’ said Beatrix Lane.\n\nBorn in Harlow, she was a pilot. "
            "‘I flew,’ she recalled.",
            "Ruth Lane",
        ),
    ],
)
def test_a_pronoun_is_not_who_only_stands_beside_it(text: str, name: str) -> None:
    assert speaker(text) == name


def test_the_minister_of_a_neighbour_is_not_the_neighbour() -> None:
    assert speaker("The foreign minister of neighbouring Brask, Ada Lane, said that ships would come.") == "Ada Lane"


def test_somebody_of_unknown_gender_in_the_last_sentence_leaves_candidates() -> None:
    text = (
        "Mr. Tom Lane had spoken. “The bird is up,” Lane said. It fell to Robin Fox to answer him.\n\n"
        "“We are turning blue,” he said."
    )
    assert {c.name for c in last(text).candidates} == {"Robin Fox", "Tom Lane"}


def test_who_asks_may_have_an_apposition() -> None:
    text = "Asked by Imran Shah, for the defence, whether he was angry, Mr Roe replied: “Wet.”"
    asked = find_attributions(text)[0].speaker
    assert asked is not None
    assert asked.name == "Imran Shah"
