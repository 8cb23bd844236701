"""Records across articles: who meets, who stays apart, and why."""

from __future__ import annotations

from itertools import count

import pytest

from service.domain.news import Speaker
from service.store.identities import Sort, particulars_of, sort_of
from service.store.library import Library
from service.store.register import SpeakerRegister, Wanted
from tests.builders import said, store, version

WORDS = "This is what was said on that day,"
NUMBERS = count(1)


def article(library: Library, *people: Speaker, day: str | None = "2026-03-01", more: str = "", name: str = "") -> str:
    """Store an article in which each of these people says something; return its id."""
    article_id = name or f"art_{next(NUMBERS)}"
    text = "\n\n".join([f"“{n} {WORDS}” {who.name} said." for n, who in enumerate(people)] + [more])
    quotes = [said(text, f"{n} {WORDS}", by=who) for n, who in enumerate(people)]
    store(library, version(text, article_id=article_id, published_at=day, number=_next(library, article_id)), quotes)
    return article_id


def _next(library: Library, article_id: str) -> int:
    found = library.catalog.known(f"test:{article_id}")
    return found.version + 1 if found else 1


def register(library: Library) -> SpeakerRegister:
    return SpeakerRegister(library.catalog.engine, workspace=library.catalog.workspace)


def groups(library: Library) -> set[tuple[str, ...]]:
    """Return for each record the names and articles that belong to it."""
    records = register(library)
    found = records.find(Wanted(unnamed=True))
    return {tuple(sorted(f"{m.name} in {m.article_id}" for m in records.mentions(r.id))) for r in found}


def reasons(library: Library, name: str) -> list[str]:
    records = register(library)
    found = records.find(Wanted(unnamed=True))
    return [m.reason for r in found for m in records.mentions(r.id) if m.name == name]


AUSTIN = Speaker("Lloyd Austin", "US Defense Secretary")
CHIEF = Speaker("the Pentagon chief")


def test_one_full_name_is_one_person(library: Library) -> None:
    article(library, AUSTIN, name="a")
    article(library, Speaker("Lloyd J. Austin", "Defense Secretary"), name="b")
    article(library, Speaker("Lloyd Austin"), name="c", day="2027-01-01")
    assert groups(library) == {("Lloyd Austin in a", "Lloyd Austin in c", "Lloyd J. Austin in b")}
    assert reasons(library, "Lloyd J. Austin") == ["the same full name, and “Defense Secretary” in both"]


@pytest.mark.parametrize("first", ["name", "office"])
def test_an_office_meets_its_holder_whichever_comes_first(library: Library, first: str) -> None:
    people = [AUSTIN, CHIEF] if first == "name" else [CHIEF, AUSTIN]
    for who in people:
        article(library, who, name=who.name.split()[0])
    assert groups(library) == {("Lloyd Austin in Lloyd", "the Pentagon chief in the")}
    (reason,) = reasons(library, "the Pentagon chief")
    assert reason == (
        "“the Pentagon chief” is the office of Lloyd Austin (“US Defense Secretary”, 2026-03-01) and of nobody else"
    )
    assert [s.name for s in library.speakers.named("the Pentagon chief")] == ["Lloyd Austin"]


def test_a_shorter_office_counts_where_the_article_names_its_holder(library: Library) -> None:
    article(library, Speaker("Lloyd Austin", "Defense Secretary"), name="a")
    article(library, CHIEF, name="b")
    assert len(groups(library)) == 2
    article(library, CHIEF, name="c", more="Lloyd Austin flew home.")
    assert ("Lloyd Austin in a", "the Pentagon chief in c") in groups(library)


@pytest.mark.parametrize(
    ("holders", "day"),
    [
        ([AUSTIN, Speaker("Leon Panetta", "US Defense Secretary")], "2026-03-01"),  # two holders in these weeks
        ([AUSTIN], "2026-09-01"),  # another time
        ([AUSTIN], None),  # an unknown time
        ([Speaker("Lloyd Austin", "former US Defense Secretary")], "2026-03-01"),
        ([Speaker("Kathleen Hicks", "deputy US Defense Secretary")], "2026-03-01"),
        ([Speaker("Ben Wallace", "British Defence Secretary")], "2026-03-01"),
    ],
)
def test_an_office_that_may_be_another_s_stays_apart(library: Library, holders: list[Speaker], day: str | None) -> None:
    article(library, CHIEF, name="b", day=day)
    for who in holders:
        article(library, who)
    assert ("the Pentagon chief in b",) in groups(library)
    assert reasons(library, "the Pentagon chief")[0].startswith("kept apart: ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Speaker("Ruth Okafor", "Mayor"), Speaker("Daniel Okafor", "Police Chief")),
        (Speaker("John Smith", "mayor of Norvale"), Speaker("John Smith", "goalkeeper")),
        (Speaker("John Smith", "mayor of Norvale"), Speaker("John Smith", "mayor of Tarrow")),
        (Speaker("John F. Kelly", "general"), Speaker("John R. Kelly", "general")),
        (Speaker("George W. Bush"), Speaker("George H. W. Bush")),
        (Speaker("the company"), Speaker("the company")),
        (Speaker("two officials"), Speaker("two officials")),
        (Speaker("Police"), Speaker("Police")),
        (Speaker("Supreme Court"), Speaker("Supreme Court")),
        (Speaker("Brandt"), Speaker("Brandt")),
        (Speaker("Brandt"), Speaker("Ilse Brandt", "Mayor")),
        (Speaker("the mayor"), Speaker("Ilse Brandt", "mayor")),
    ],
)
def test_namesakes_stay_apart(library: Library, one: Speaker, other: Speaker) -> None:
    article(library, one, name="a")
    article(library, other, name="b")
    assert groups(library) == {(f"{one.name} in a",), (f"{other.name} in b",)}


def test_father_and_son_stay_apart(library: Library) -> None:
    article(library, Speaker("Ivo Lansky", "fisherman"), name="a")
    article(library, Speaker("Ivo Lansky"), name="b", more="Ivo Lansky Jr. is 19. Ivo Lansky Jr. fishes.")
    assert len(groups(library)) == 2
    assert "kept apart: Ivo Lansky Jr is not Ivo Lansky" in reasons(library, "Ivo Lansky")


def test_contradicting_roles_of_another_time_are_a_career(library: Library) -> None:
    article(library, Speaker("John Smith", "goalkeeper"), name="a", day="2010-03-01")
    article(library, Speaker("John Smith", "mayor of Norvale"), name="b", day="2026-03-01")
    assert groups(library) == {("John Smith in a", "John Smith in b")}


def test_a_third_of_the_same_name_goes_by_the_role_or_stays_apart(library: Library) -> None:
    article(library, Speaker("John Smith", "mayor of Norvale"), name="a")
    article(library, Speaker("John Smith", "goalkeeper"), name="b")
    article(library, Speaker("John Smith", "Mayor"), name="c")
    article(library, Speaker("John Smith"), name="d")
    assert groups(library) == {("John Smith in a", "John Smith in c"), ("John Smith in b",), ("John Smith in d",)}
    assert "kept apart: 2 people are called John Smith, and nothing says which" in reasons(library, "John Smith")


@pytest.mark.parametrize("first", ["short", "long"])
def test_a_bare_last_name_with_an_office_meets_the_only_holder(library: Library, first: str) -> None:
    people = [Speaker("Obama", "President"), Speaker("Barack Obama", "President")]
    for who in people if first == "short" else reversed(people):
        article(library, who, name=who.name.split()[0])
    assert groups(library) == {("Barack Obama in Barack", "Obama in Obama")}
    assert reasons(library, "Obama") == ["Barack Obama is the only Obama who is “President” in this period"]


def test_a_short_first_name_needs_the_same_office(library: Library) -> None:
    article(library, Speaker("Joseph R. Biden", "Vice President"), name="a")
    article(library, Speaker("Joe Biden", "Vice President"), name="b")
    article(library, Speaker("Joe Biden", "plumber"), name="c")
    assert groups(library) == {("Joe Biden in b", "Joseph R. Biden in a"), ("Joe Biden in c",)}


def test_an_article_taken_again_changes_nothing(library: Library) -> None:
    for n in "abc":
        article(library, AUSTIN, CHIEF, Speaker("Ruth Okafor", "Mayor"), name=n)
    before, ids = groups(library), {s.id for s in library.speakers.all()}
    for n in "cab":
        article(library, AUSTIN, CHIEF, Speaker("Ruth Okafor", "Mayor"), name=n)
    assert (groups(library), {s.id for s in library.speakers.all()}) == (before, ids)


def test_roles_over_time(library: Library) -> None:
    article(library, Speaker("Ilse Brandt", "councillor"), day="2020-05-01")
    article(library, Speaker("Ilse Brandt", "mayor of Norvale"), day="2024-05-01")
    article(library, Speaker("Ilse Brandt", "Norvale Mayor"), day="2025-05-01")
    (record,) = register(library).find()
    assert [(r.role, r.first_seen, r.last_seen, r.articles) for r in record.roles] == [
        ("councillor", "2020-05-01", "2020-05-01", 1),
        ("mayor of Norvale", "2024-05-01", "2025-05-01", 2),
    ]
    assert (record.role, record.statements, record.articles) == ("mayor of Norvale", 3, 3)
    assert (record.first_seen, record.last_seen) == ("2020-05-01", "2025-05-01")


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Lloyd Austin", Sort.NAMED),
        ("State Department", Sort.NAMED),
        ("FBI", Sort.NAMED),
        ("Pentagon", Sort.NAMED),
        ("Austin", Sort.SURNAME),
        ("De Blasio", Sort.SURNAME),
        ("the Pentagon chief", Sort.OFFICE),
        ("Solvane’s chief executive", Sort.OFFICE),
        ("two officials", Sort.UNNAMED),
        ("an adviser to Abbas", Sort.UNNAMED),
        ("the mayor", Sort.UNNAMED),
        ("Police", Sort.UNNAMED),
        ("City Council", Sort.UNNAMED),
    ],
)
def test_how_a_speaker_is_named(name: str, sort: Sort) -> None:
    assert sort_of(name) is sort


def test_what_a_name_carries() -> None:
    assert particulars_of("John F. Kerry", "John F. Kerry spoke.") == "f"
    assert particulars_of("Ivo Lansky", "Ivo Lansky Jr. spoke. Ivo Lansky, Sr. did not.") == "jr"
    assert particulars_of("Ivo Lansky", "Ivo Lansky spoke of Ivo Lansky Jr. Ivo Lansky sat.") == ""
