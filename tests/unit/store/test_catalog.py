"""The record: whole or not at all, each workspace for itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.news import ArticleVersion, Span
from service.domain.questions import Filters
from service.errors import UnknownRecord, WrittenMeanwhile
from service.store.catalog import Catalog
from service.store.library import Library
from service.store.schema import SHARED
from service.store.speakers import SpeakerRecords, StatementFilter
from tests.builders import BRANDT, BRIDGE, FERRY, NOW, OKORO, newer, said, store, version, where, write

BRIDGE_WORDS = "The bridge will open on Friday and it will stay open,"
FERRY_WORDS = "Nobody in this town will miss the queue,"


def bridge(**fields: object) -> ArticleVersion:
    return version(BRIDGE, article_id="art_bridge", **fields)


def ferry(**fields: object) -> ArticleVersion:
    return version(FERRY, article_id="art_ferry", **fields)


def counts(library: Library) -> dict[str, int]:
    """Return how many rows each table has, those of workspaces aside, and those of jobs, which PostgreSQL has not."""
    with library.catalog.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SHARED
            if table.name != "workspaces"
        }


def test_what_is_written_is_read(library: Library) -> None:
    written = bridge(
        title="Bridge to open",
        source="Courier",
        url="https://courier.example/a",
        author="N. W.",
        published_at="2026-03-04",
        modified_at="2026-03-05T10:00:00Z",
        language="en",
        external_id="desk-17",
        furniture=(where(BRIDGE, "Follow us on Twitter @NorvaleCourier for more."),),
    )
    store(library, written, [said(BRIDGE, BRIDGE_WORDS)])
    article = library.catalog.article("art_bridge")
    assert article.current == written
    assert (article.versions, article.statements, article.ingested_at) == (1, 1, NOW)
    assert article.passages == len(library.catalog.passages_of("art_bridge")) > 0


def test_passages_are_slices_of_their_version(library: Library) -> None:
    store(library, bridge())
    for passage, of in library.catalog.passages_of("art_bridge"):
        assert of.text[passage.span.start : passage.span.end] == passage.text
        assert library.catalog.passages([passage.id]) == {passage.id: (passage, of)}


def test_a_long_text_is_read_once_for_all_its_passages(library: Library) -> None:
    store(library, version("\n\n".join(f"{BRIDGE}\n\nPart {n}." for n in range(40))))
    whole = library.catalog.passages_of("art_bridge")
    assert len(whole) > 10
    assert len({id(of) for _, of in whole}) == 1
    assert [passage.ordinal for passage, _ in whole] == list(range(len(whole)))
    assert len({id(of) for _, of in library.catalog.passages([p.id for p, _ in whole]).values()}) == 1


def test_a_new_version_replaces_the_parts_and_keeps_the_text(library: Library) -> None:
    old = store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    new_text = BRIDGE.replace("Friday", "Sunday")
    new = store(library, newer(old, new_text), [said(new_text, BRIDGE_WORDS.replace("Friday", "Sunday"), by=OKORO)])
    assert library.catalog.version("art_bridge", 1) == old
    assert library.catalog.article("art_bridge").current == new
    (statement,) = library.speakers.statements(StatementFilter(), conditions=library.catalog.matching(Filters()))
    assert (statement.version, statement.speaker) == (
        2,
        replace(OKORO, id=statement.speaker.id if statement.speaker else ""),
    )
    assert {of.number for _, of in library.catalog.passages_of("art_bridge")} == {2}


def test_a_deleted_article_leaves_nothing(library: Library) -> None:
    store(library, ferry(), [said(FERRY, FERRY_WORDS)])
    before = counts(library)
    old = store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS, by=OKORO, via=BRANDT)])
    store(library, newer(old, FERRY))
    library.catalog.delete("art_bridge")
    library.index.drain()
    assert counts(library) == before | {"index_queue": 2}  # that it changed is told to those who follow
    with pytest.raises(UnknownRecord):
        library.catalog.version("art_bridge", 1)


def test_what_two_articles_share_stays_when_one_goes(library: Library) -> None:
    store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    store(library, ferry(), [said(FERRY, FERRY_WORDS)])
    library.catalog.delete("art_bridge")
    assert [speaker.name for speaker in library.speakers.all()] == ["Ilse Brandt"]


@pytest.mark.parametrize(
    "broken",
    ["speaker_aliases", "speaker_appearances", "statements", "passages", "article_versions", "articles", "index_queue"],
)
def test_an_error_in_the_middle_of_writing_leaves_nothing(library: Library, broken: str) -> None:
    store(library, ferry(), [said(FERRY, FERRY_WORDS)])
    before = counts(library)
    fail_on(library, f"BEFORE INSERT ON {broken}")
    with pytest.raises(sa.exc.DatabaseError, match="the disk is full"):
        write(library.catalog, bridge(), [said(BRIDGE, BRIDGE_WORDS, by=OKORO)])
    assert counts(library) == before


@pytest.mark.parametrize("broken", ["INSERT ON statements", "INSERT ON index_queue", "UPDATE ON articles"])
def test_an_error_in_the_middle_of_replacing_keeps_the_old_version(library: Library, broken: str) -> None:
    old = store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    before = counts(library)
    fail_on(library, f"BEFORE {broken}")
    with pytest.raises(sa.exc.DatabaseError, match="the disk is full"):
        write(library.catalog, newer(old, FERRY), [said(FERRY, FERRY_WORDS)])
    assert counts(library) == before
    assert library.catalog.article("art_bridge").current == old


@pytest.mark.parametrize("broken", ["DELETE ON speakers", "INSERT ON index_queue"])
def test_an_error_in_the_middle_of_deleting_keeps_the_article(library: Library, broken: str) -> None:
    store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    before = counts(library)
    fail_on(library, f"BEFORE {broken}")
    with pytest.raises(sa.exc.DatabaseError, match="the disk is full"):
        library.catalog.delete("art_bridge")
    assert counts(library) == before


def fail_on(library: Library, event: str) -> None:
    failing = [f"CREATE TRIGGER broken {event} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"]
    if library.catalog.engine.dialect.name == "postgresql":
        raising = "$$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$ LANGUAGE plpgsql"
        failing = [
            f"CREATE FUNCTION fail() RETURNS trigger AS {raising}",
            f"CREATE TRIGGER broken {event} FOR EACH ROW EXECUTE FUNCTION fail()",
        ]
    with library.catalog.engine.begin() as connection:
        for statement in failing:
            connection.execute(sa.text(statement))


def test_an_article_goes_by_its_id_and_by_its_external_id(library: Library) -> None:
    store(library, bridge(external_id="desk-17"))
    assert library.catalog.resolve("art_bridge") == library.catalog.resolve("desk-17") == "art_bridge"
    with pytest.raises(UnknownRecord, match="there is no article desk-18"):
        library.catalog.resolve("desk-18")


@pytest.mark.parametrize("name", ["article", "delete"])
def test_an_unknown_article_is_named(library: Library, name: str) -> None:
    with pytest.raises(UnknownRecord, match="there is no article art_x"):
        getattr(library.catalog, name)("art_x")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_an_unknown_version_is_named(library: Library, number: int) -> None:
    store(library, bridge())
    with pytest.raises(UnknownRecord, match=f"there is no article version art_bridge/{number}"):
        library.catalog.version("art_bridge", number)


FILTERS = [
    (Filters(), ["late", "early", "none"]),
    (Filters(source="courier"), ["early"]),
    (Filters(source="Cour"), []),
    (Filters(since="2026-03-04"), ["late"]),
    (Filters(until="2026-03-04"), ["late", "early"]),
    (Filters(until="2026-03-03"), ["early"]),
    (Filters(since="2026-03-01", until="2026-03-01"), ["early"]),
    (Filters(since="2026-03-04T18:00:00Z"), ["late"]),
    (Filters(since="2026-03-04T18:31:00Z"), []),
    (Filters(until="2026-03-04T18:29:00Z"), ["early"]),
    (Filters(article_id="none"), ["none"]),
    (Filters(article_id="none", since="2026-01-01"), []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters(library: Library, filters: Filters, expected: list[str]) -> None:
    store(library, version(article_id="early", source="Courier", published_at="2026-03-01"))
    store(library, version(FERRY, article_id="late", source="Ledger", published_at="2026-03-04T18:30:00Z"))
    store(library, version(FERRY + " ", article_id="none"))
    assert [article.id for article in library.catalog.articles(filters)] == expected
    assert library.catalog.searched(filters).articles == len(expected)
    found = library.catalog.passages(library.catalog.passage_ids(filters))
    assert {of.article_id for _, of in found.values()} == set(expected)


def test_a_page_of_the_catalog(library: Library) -> None:
    for day in range(1, 6):
        store(library, version(f"{BRIDGE} {day}", article_id=f"a{day}", published_at=f"2026-03-0{day}"))
    assert [a.id for a in library.catalog.articles(limit=2, offset=1)] == ["a4", "a3"]


def test_what_was_searched_has_its_first_and_last_day(library: Library) -> None:
    store(library, bridge(published_at="2026-03-01"))
    store(library, ferry(published_at="2026-03-04"))
    searched = library.catalog.searched(Filters())
    assert (searched.articles, searched.since, searched.until) == (2, "2026-03-01", "2026-03-04")
    assert library.catalog.searched(Filters(since="2026-03-02")).since == "2026-03-02"


def test_workspaces_do_not_see_each_other(library: Library) -> None:
    store(library, bridge(external_id="desk-17"), [said(BRIDGE, BRIDGE_WORDS)])
    (passage_id,) = [p.id for p, _ in library.catalog.passages_of("art_bridge")][:1]
    other = Catalog(library.catalog.engine, workspace="other")
    people = SpeakerRecords(library.catalog.engine, workspace="other")
    assert (other.articles(), other.article_ids(), other.count_passages()) == ([], [], 0)
    assert (other.passages([passage_id]), other.passages_of("art_bridge"), other.passage_ids(Filters())) == ({}, [], [])
    assert (other.known("test:art_bridge"), other.known_text(bridge().content_hash)) == (None, None)
    assert (people.all(), people.named("Brandt"), people.statements_in("art_bridge", Span(0, 9999))) == ([], [], [])
    assert people.statements(StatementFilter(), conditions=other.matching(Filters())) == []
    assert (other.changes(after=0), other.newest_change()) == ([], 0)
    for reference in ("art_bridge", "desk-17"):
        with pytest.raises(UnknownRecord):
            other.resolve(reference)
    for action in (other.article, other.delete, lambda i: other.version(i, 1)):
        with pytest.raises(UnknownRecord):
            action("art_bridge")
    assert library.catalog.article("art_bridge").id == "art_bridge"


def test_an_article_in_two_workspaces(library: Library, home: Path) -> None:
    store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    other = Catalog(library.catalog.engine, workspace="other")
    write(other, replace(bridge(), article_id="art_other"), [said(BRIDGE, BRIDGE_WORDS)])
    other.delete("art_other")
    assert [speaker.name for speaker in library.speakers.all()] == ["Ilse Brandt"]
    assert library.catalog.article("art_bridge").statements == 1


def test_changes_are_numbered_in_order_and_an_article_has_one(library: Library) -> None:
    write(library.catalog, bridge())
    write(library.catalog, ferry())
    write(library.catalog, newer(bridge(), FERRY))
    first, second = library.catalog.changes(after=0)
    assert (first[1], second[1]) == ("art_ferry", "art_bridge")
    assert library.catalog.changes(after=first[0]) == [second]
    library.catalog.delete("art_ferry")
    assert [article_id for _, article_id in library.catalog.changes(after=second[0])] == ["art_ferry"]
    assert library.catalog.newest_change() == library.catalog.changes(after=0)[-1][0]


def test_a_version_that_another_process_has_stored_is_not_overwritten(library: Library) -> None:
    stored = store(library, bridge(), [said(BRIDGE, BRIDGE_WORDS)])
    for number, text in ((1, FERRY), (2, FERRY)):
        late = version(text, article_id="art_bridge", number=number)
        if number == 2:
            stored = store(library, newer(stored, BRIDGE + " More."))
        with pytest.raises(WrittenMeanwhile, match=f"version {number} of article art_bridge"):
            write(library.catalog, late)
        assert library.catalog.article("art_bridge").current == stored
    assert len(library.catalog.passages_of("art_bridge")) > 0
