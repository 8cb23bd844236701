"""Whom a question means."""

from __future__ import annotations

import pytest

from service.domain.news import Speaker
from service.retrieval.people import find_speakers, one_person
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
