"""Ingest: what is the same article, what is a new version of it, and what is indexed when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.domain.news import Outcome, SourceArticle
from service.domain.questions import Filters
from service.errors import InputRejected
from service.ingest.pipeline import ingest
from service.ingest.reading import Read, Rejected
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, NOW, ingest_sources, ingest_texts, source


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def test_an_article_is_added_once_and_then_unchanged(library: Library) -> None:
    (first,) = ingest_texts(library, BRIDGE, external_id="desk-17", origin="a.json")
    assert (first.status, first.version, first.external_id, first.origin) == ("added", 1, "desk-17", "a.json")
    (second,) = ingest_texts(library, BRIDGE, external_id="desk-17")
    assert (second.status, second.version, second.article_id) == ("unchanged", 1, first.article_id)
    assert library.catalog.article_ids() == [first.article_id]


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(library: Library) -> None:
    (first,) = ingest_texts(library, BRIDGE, url="https://courier.example/bridge")
    (second,) = ingest_texts(library, BRIDGE.replace("Friday", "Sunday"), url="https://courier.example/bridge")
    assert (second.status, second.version, second.article_id) == ("updated", 2, first.article_id)
    assert first.article_id
    assert "on Friday" in library.catalog.version(first.article_id, 1).text
    assert "on Sunday" in library.catalog.article(first.article_id).current.text
    assert library.catalog.article(first.article_id).versions == 2
    assert {version.number for _, version in library.catalog.passages_of(first.article_id)} == {2}


@pytest.mark.parametrize(
    "field",
    [
        {"title": "Other"},
        {"source": "Other"},
        {"author": "Other"},
        {"published_at": "2026-03-09"},
        {"modified_at": "2026-03-09"},
    ],
)
def test_a_changed_fact_is_a_new_version_too(library: Library, field: dict[str, str]) -> None:
    one = source(url="https://courier.example/bridge", source="Courier")
    assert statuses(ingest_sources(library, one, replace(one, **field))) == ["added", "updated"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"external_id": "1", "source": "A"}, {"external_id": "1", "source": "B"}),
        ({"external_id": "1"}, {"external_id": "2"}),
        ({"url": "https://a.example/1"}, {"url": "https://a.example/2"}),
        ({"url": "https://a.example/?id=1"}, {"url": "https://a.example/?id=2"}),
    ],
)
def test_two_identities_are_two_articles_even_with_one_text(
    library: Library, one: dict[str, str], other: dict[str, str]
) -> None:
    assert statuses(ingest_sources(library, source(**one), source(**other))) == ["added", "added"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/1", "https://A.example/1/"),
        ("https://a.example/1", "https://a.example/1#top"),
        ("https://a.example/1", " https://a.example/1"),
    ],
)
def test_spellings_of_one_address_are_one_article(library: Library, one: str, other: str) -> None:
    outcomes = ingest_sources(library, source(url=one), source(FERRY, url=other))
    assert statuses(outcomes) == ["added", "updated"]


def test_a_changed_file_is_a_new_version(library: Library) -> None:
    outcomes = ingest_sources(library, source(location="/a.txt"), source(FERRY, location="/a.txt"))
    assert statuses(outcomes) == ["added", "updated"]


def test_the_same_text_in_another_file_is_not_taken_twice(library: Library) -> None:
    outcomes = ingest_sources(library, source(location="/a.txt"), source(location="/copy.txt"), source())
    assert statuses(outcomes) == ["added", "unchanged", "unchanged"]


def test_a_rejected_input_says_why_and_stops_nobody(library: Library) -> None:
    broken = Rejected("b.json", InputRejected(origin="b.json", why="not valid JSON"))
    outcomes = list(
        ingest([source(), broken, source(FERRY)], catalog=library.catalog, index=library.index, clock=lambda: NOW)
    )
    assert statuses(outcomes) == ["added", "rejected", "added"]
    assert outcomes[1] == Outcome("b.json", "rejected", reason="b.json: not valid JSON")


def test_an_outcome_is_given_when_the_article_can_be_found(library: Library) -> None:
    inputs = (source(f"{BRIDGE}\n\nNumber {n} is xylophone{n}.") for n in range(70))
    for number, outcome in enumerate(ingest(inputs, catalog=library.catalog, index=library.index, clock=lambda: NOW)):
        assert outcome.status == "added"
        assert library.index.search_lexical(f"xylophone{number}", limit=1)


def test_furniture_is_kept_in_the_text_and_out_of_the_passages(library: Library) -> None:
    (outcome,) = ingest_texts(library, BRIDGE)
    assert outcome.article_id
    current = library.catalog.article(outcome.article_id).current
    assert [span.of(current.text) for span in current.furniture] == ["Follow us on Twitter @NorvaleCourier for more."]
    assert not any("Follow us" in passage.text for passage, _ in library.catalog.passages_of(outcome.article_id))


def test_nothing_is_lost_when_the_inputs_break_off(library: Library) -> None:
    def inputs() -> Iterator[Read]:
        yield source()
        yield source(FERRY)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(ingest(inputs(), catalog=library.catalog, index=library.index, clock=lambda: NOW))
    library.index.prepare()
    assert len(library.catalog.article_ids()) == 2
    assert library.index.drift().clean


def test_an_article_of_nothing_but_furniture_is_taken_and_has_no_passage(library: Library) -> None:
    (outcome,) = ingest_texts(library, "Follow us on Twitter.")
    assert outcome.status == "added"
    assert library.catalog.count_passages() == 0


def test_the_clock_is_the_time_of_ingest(library: Library) -> None:
    ingest_texts(library, BRIDGE)
    assert [article.ingested_at for article in library.catalog.articles(Filters())] == [NOW]


def test_a_text_without_title_and_date_stays_without(library: Library) -> None:
    ingest_sources(library, SourceArticle(text="The bridge opens on Friday.", origin="a"))
    (article,) = library.catalog.articles()
    assert (article.current.title, article.current.published_at, article.current.source) == (None, None, None)


def test_a_withdrawn_article_is_in_no_search_and_keeps_its_versions(library: Library) -> None:
    article = source(external_id="desk-17")
    (added,) = ingest_sources(library, article)
    assert added.article_id
    (withdrawn,) = ingest_sources(library, replace(article, text="", withdrawn=True))
    assert (withdrawn.status, withdrawn.article_id) == ("withdrawn", added.article_id)
    found = library.catalog.article(added.article_id)
    assert (found.withdrawn_at, found.passages, found.statements) == (NOW, 0, 0)
    assert library.catalog.version(added.article_id, 1).text == article.text
    assert library.index.count() == 0
    assert library.index.drift().clean
    assert library.catalog.searched(Filters()).articles == 0


def test_a_withdrawn_article_may_come_back(library: Library) -> None:
    article = source(external_id="desk-17")
    ingest_sources(library, article, replace(article, withdrawn=True))
    (back,) = ingest_sources(library, article)
    assert (back.status, back.version) == ("updated", 2)
    assert library.catalog.articles()[0].withdrawn_at is None
    assert library.index.count() > 0


def test_what_is_withdrawn_before_it_came_is_nothing(library: Library) -> None:
    (outcome,) = ingest_sources(library, source(external_id="desk-17", withdrawn=True))
    assert (outcome.status, outcome.article_id) == ("withdrawn", None)
    assert library.catalog.articles() == []


GERMAN = """Die Brücke über die Aar wird am Freitag für den Verkehr geöffnet, 14 Monate später als geplant.

„Die Brücke wird am Freitag geöffnet und sie bleibt offen“, sagte Bürgermeisterin Ilse Brandt."""


def test_another_language_is_stored_and_searched_and_its_statements_are_not_guessed(library: Library) -> None:
    german, english = ingest_texts(library, GERMAN, BRIDGE)
    found = {a.id: a for a in library.catalog.articles()}
    assert (found[str(german.article_id)].current.language, found[str(english.article_id)].current.language) == (
        "de",
        "en",
    )
    assert found[str(german.article_id)].statements == 0
    assert found[str(english.article_id)].statements > 0
    assert german.note == "in language 'de': searchable; who said what is read in English only"
    assert english.note is None
    assert library.index.search_lexical("Brücke", limit=5)


def test_a_short_text_has_no_language(library: Library) -> None:
    ingest_texts(library, "Ja.")
    assert library.catalog.articles()[0].current.language is None
