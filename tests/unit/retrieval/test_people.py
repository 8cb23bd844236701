"""Whom a question means."""

from __future__ import annotations

import pytest

from service.domain.news import Speaker
from service.retrieval.describing import Heard, described_speakers, head_of, is_plural
from service.retrieval.people import asked_together, find_namesakes, find_speakers, one_person
from service.store.library import Library
from tests.builders import said, store, version

LLOYD = Speaker("Lloyd Austin", "US Defense Secretary")
SHORT = Speaker("Austin")
DENISE = Speaker("Denise Austin", "fitness instructor")
BLINKEN = Speaker("Antony Blinken", "US Secretary of State")
KIRBY = Speaker("John Kirby", "Pentagon spokesman")
TEXT = " ".join(f"“This is number {n} of them,” somebody said." for n in range(9))


def people(library: Library, *speakers: Speaker) -> None:
    quotes = [said(TEXT, f"This is number {n} of them,", by=who) for n, who in enumerate(speakers)]
    store(library, version(TEXT), quotes)


def names(library: Library, asked: str) -> list[str]:
    return [speaker.name for speaker in find_speakers(asked, records=library.speakers)]


@pytest.mark.parametrize(
    "asked",
    [
        "Lloyd Austin",
        "Austin",
        "austin",
        "the defense secretary",
        "Secretary Austin",
        "Defence Secretary Lloyd Austin",
        "US Defense Secretary",
        "Mr. Austin",
        "Austin’s",
    ],
)
def test_one_person_goes_by_many_names(library: Library, asked: str) -> None:
    people(library, LLOYD, BLINKEN, KIRBY)
    assert names(library, asked) == ["Lloyd Austin"]


@pytest.mark.parametrize("asked", ["Lloyd George", "the mayor", "Secretary Kirby", ""])
def test_nobody(library: Library, asked: str) -> None:
    people(library, LLOYD, BLINKEN, KIRBY)
    assert names(library, asked) == []


def test_a_title_that_two_have_means_both(library: Library) -> None:
    people(library, LLOYD, BLINKEN, KIRBY)
    assert set(names(library, "the secretary")) == {"Lloyd Austin", "Antony Blinken"}


def test_a_bare_last_name_goes_with_the_only_full_one(library: Library) -> None:
    people(library, SHORT, LLOYD, KIRBY)
    assert names(library, "Austin") == ["Lloyd Austin"]
    assert one_person(find_speakers("Austin", records=library.speakers))


def test_a_bare_last_name_of_two_people_means_all(library: Library) -> None:
    people(library, SHORT, LLOYD, DENISE)
    found = find_speakers("Austin", records=library.speakers)
    assert {speaker.name for speaker in found} == {"Austin", "Lloyd Austin", "Denise Austin"}
    assert not one_person(found)


def test_a_title_tells_namesakes_apart(library: Library) -> None:
    people(library, LLOYD, DENISE)
    assert names(library, "Secretary Austin") == ["Lloyd Austin"]


def test_initials_are_one_person_however_they_are_written(library: Library) -> None:
    people(library, Speaker("J. D. Vance", "Senator"), Speaker("J.D. Vance"))
    assert len(names(library, "Vance")) == 1


def test_the_holder_of_an_office_is_not_the_body_that_has_it(library: Library) -> None:
    body = Speaker("Solvane Foods", "Chief Executive Officer of Solvane")
    people(library, Speaker("Odile Marchetti", "chief executive of Solvane"), body)
    assert names(library, "the Solvane chief executive") == ["Odile Marchetti"]
    assert names(library, "Solvane Foods") == ["Solvane Foods"]


def test_who_stands_behind_a_name_parts_namesakes_and_is_nobody_else(library: Library) -> None:
    people(library, Speaker("Wade Pell", "city attorney"), Speaker("Duane Pell", "spokesman for the fisheries service"))
    assert names(library, "Pell, the spokesman of the fisheries service") == ["Duane Pell"]
    assert set(names(library, "Pell, the novelist")) == {"Wade Pell", "Duane Pell"}
    assert asked_together("Pell, the city attorney", records=library.speakers) == []


def test_two_offices_are_two_people_though_their_words_fit_one(library: Library) -> None:
    people(library, Speaker("Ray Dutton", "sheriff"), Speaker("Nadine Foss", "county attorney"))
    assert asked_together("sheriff and the county attorney", records=library.speakers) == ["sheriff", "county attorney"]


def test_a_town_is_not_who_is_asked_about_in_it(library: Library) -> None:
    people(library, Speaker("Beth Lorimer", "developer"))
    assert names(library, "mayor of Lorimer") == []
    assert names(library, "developer Lorimer") == ["Beth Lorimer"]


@pytest.mark.parametrize(
    ("description", "text", "found"),
    [
        ("goalkeeper", "Then keeper Lewis Boyd slipped.", True),
        ("baker", "“It smelled,” said Lewis Boyd, a baker, who was lifted out.", True),
        ("co-author", "Her co-author, the ecologist Lewis Boyd, was slow.", True),
        ("pastor", "The pastor had gone. Lewis Boyd said so.", False),
        ("study", "So said Lewis Boyd, a geneticist who led the study.", False),
        ("mayor", "He told the mayor that Lewis Boyd had gone.", False),
        ("boss of Ostara", "Lewis Boyd, the chief executive of Ostara, said so.", True),
        (
            "café owner on the Fish Quay",
            "On the Fish Quay Lewis Boyd, who runs a café opposite the gate, said so.",
            True,
        ),
        ("Tolbury MP", "Tolbury's MP, Lewis Boyd, thinks that he should.", True),
        ("former treasurer of the fund", "Lewis Boyd, the treasurer, denies taking money from the fund.", True),
        ("boss of Ostara", "Ostara fell. Lewis Boyd, a baker, said so.", False),
        ("boss of Ostara", "Lewis Boyd, the chief executive of Halyard, said so.", False),
        ("baker of the square", "“It smelled,” said Lewis Boyd, a baker, who was lifted out.", False),
        ("baker whose shop was flooded", "“It smelled,” said Lewis Boyd, a baker, who was lifted out.", True),
        ("economist", "Lewis Boyd, who teaches transport economics, was unmoved.", True),
        ("chairman", "The chair, Lewis Boyd, was unmoved.", True),
        ("inspector", "Ada Lane, chief inspector; Lewis Boyd, water engineer.", False),
        ("mayor", "Lewis Boyd, who is not related to the mayor, was unmoved.", False),
    ],
)
def test_what_an_article_calls_a_speaker(library: Library, description: str, text: str, found: bool) -> None:
    people(library, Speaker("Lewis Boyd"))
    (boyd,) = find_speakers("Lewis Boyd", records=library.speakers)
    heard = [Heard(boyd, text)]
    assert described_speakers(description, heard, records=library.speakers) == ([boyd] if found else [])


def test_what_a_statement_calls_its_speaker(library: Library) -> None:
    people(library, Speaker("Amos Tull"))
    (tull,) = find_speakers("Amos Tull", records=library.speakers)
    heard = [Heard(tull, "Amos Tull opened the chapel.", "the pastor")]
    assert described_speakers("pastor", heard, records=library.speakers) == [tull]


def test_the_head_of_a_description() -> None:
    assert head_of("baker whose shop was flooded") == head_of("the old baker") == "baker"
    assert is_plural("nurses in Harmon")
    assert not is_plural("boss of the nurses")
    assert not is_plural("Marks")


def test_who_holds_an_office_of_the_body_asked_for_is_meant(library: Library) -> None:
    people(library, Speaker("Sven Lind"), Speaker("Alan Fitch"))
    (lind,) = find_speakers("Sven Lind", records=library.speakers)
    (fitch,) = find_speakers("Alan Fitch", records=library.speakers)
    text = "Sven Lind, the chairman of Lind Marine, sold it to Tidewell. The chairman, Alan Fitch, was glad."
    heard = [Heard(lind, text), Heard(fitch, text)]
    assert described_speakers("Tidewell's chairman", heard, records=library.speakers) == [fitch]


def test_an_office_of_many_is_whose_article_comes_nearest_to_the_question(library: Library) -> None:
    people(library, Speaker("Sven Lind"), Speaker("Alan Fitch"))
    (lind,) = find_speakers("Sven Lind", records=library.speakers)
    (fitch,) = find_speakers("Alan Fitch", records=library.speakers)
    heard = [
        Heard(lind, "The chairman, Sven Lind, was glad.", near=0.5),
        Heard(fitch, "The chairman, Alan Fitch, was glad."),
    ]
    assert described_speakers("chairman", heard, records=library.speakers) == [fitch]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "Yates",
            "Callum Yates lent the bike. So, too, Frances Yates.",
            ["Callum Yates", "Frances Yates"],
        ),
        ("yates", "Callum Yates lent the bike to Frances Yates.", ["Callum Yates", "Frances Yates"]),
        ("Yates", "Callum Yates lent the bike. Neither Yates nor Mr Yates said why.", []),
        ("Yates", "Callum Yates lent it, and so did Skipper Yates.", []),
        ("Yates", "Callum Yates lent it to Frances.", []),
        ("Callum Yates", "Callum Yates lent the bike to Frances Yates.", []),
        ("Yates", "The bike was lent to Frances Yates.", []),
    ],
)
def test_a_bare_last_name_may_mean_another_of_that_name_in_the_article(name: str, text: str, found: list[str]) -> None:
    speakers = [Speaker("Callum Yates")]
    assert [s.name for s in find_namesakes(name, speakers, texts=[text])] == found
