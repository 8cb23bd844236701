"""A question reads what it needs of the catalog, and sees every change of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from service.domain.news import Speaker
from service.domain.questions import Filters
from service.store.library import Library
from service.store.speakers import StatementFilter
from tests.builders import BRIDGE, FERRY, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
MAYOR = Speaker("Ilse Brandt", "mayor of Norvale")


@pytest.fixture
def filled(library: Library) -> Library:
    dated = version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-04")
    store(library, dated, [said(BRIDGE, OPEN, by=MAYOR)])
    return library


READINGS: dict[str, Callable[[Library], object]] = {
    "passages": lambda library: library.catalog.passages([1, 2]),
    "headings": lambda library: library.catalog.headings([1, 2]),
    "statements": lambda library: library.speakers.statements(
        StatementFilter(), conditions=[*library.catalog.matching(Filters()), library.catalog.among(["bridge"])]
    ),
    "an office and its place": lambda library: library.speakers.with_role("mayor", place="Norvale"),
}


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_no_reading_goes_through_every_text(filled: Library, read: Callable[[Library], object]) -> None:
    plans: list[Any] = []

    def explain(_connection: Any, cursor: Any, statement: str, *given: Any) -> None:
        if statement.startswith("SELECT"):
            plans.extend(cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given[0]).fetchall())

    sa.event.listen(filled.catalog.engine, "before_cursor_execute", explain)
    assert read(filled)
    details = [plan[-1] for plan in plans]
    assert details
    assert not [d for d in details if d.startswith("SCAN") and ("article_versions" in d or "statements" in d)]


def test_outlet_and_date_of_a_statement_are_those_of_the_newest_version(filled: Library) -> None:
    newer = version(BRIDGE, article_id="bridge", number=2, source="Ledger", published_at="2026-03-06", external_id="x1")
    store(filled, newer, [said(BRIDGE, OPEN, by=MAYOR)])
    (found,) = filled.speakers.statements(StatementFilter(), conditions=filled.catalog.matching(Filters()))
    assert (found.version, found.published_at, found.external_id) == (2, "2026-03-06", "x1")
    ids = filled.catalog.passage_ids(Filters())
    assert {h.source for h in filled.catalog.headings(ids).values()} == {"Ledger"}
    assert {v.number for _, v in filled.catalog.passages(ids).values()} == {2}


def test_passages_of_articles_with_different_numbers_of_versions_have_their_own_texts(filled: Library) -> None:
    for number in (1, 2, 3):
        store(filled, version(FERRY, article_id="ferry", number=number))
    found = filled.catalog.passages(filled.catalog.passage_ids(Filters()))
    assert {(v.article_id, v.number) for _, v in found.values()} == {("bridge", 1), ("ferry", 3)}


def test_a_name_is_known_as_soon_as_an_article_has_it_and_no_longer(filled: Library) -> None:
    records = filled.speakers
    assert "ilse brandt" in records.aliases(beginning={"i"})
    assert records.aliases(beginning={"o"}) == []
    store(filled, version(FERRY, article_id="ferry"), [said(FERRY, "Nobody in this town", by=Speaker("Olga Ott"))])
    assert "olga ott" in records.aliases(beginning={"o"})
    filled.catalog.delete("ferry")
    assert records.aliases(beginning={"o"}) == []


def test_an_office_is_known_as_soon_as_an_article_has_it_and_no_longer(filled: Library) -> None:
    records = filled.speakers
    assert records.with_role("baker") == []
    baker = Speaker("Olga Ott", "master baker")
    store(filled, version(FERRY, article_id="ferry"), [said(FERRY, "Nobody in this town", by=baker)])
    assert [s.name for s in records.with_role("baker")] == ["Olga Ott"]
    filled.catalog.delete("ferry")
    assert records.with_role("baker") == []


def test_what_was_searched_is_counted_anew_after_every_change(filled: Library) -> None:
    catalog, outlet = filled.catalog, Filters(source="Courier")
    assert (catalog.searched(Filters()).articles, catalog.searched(outlet).articles) == (1, 1)
    store(filled, version(FERRY, article_id="ferry"))
    assert (catalog.searched(Filters()).articles, catalog.searched(outlet).articles) == (2, 1)
    catalog.withdraw("bridge", now="2026-03-07T00:00:00Z")
    assert (catalog.searched(Filters()).articles, catalog.searched(outlet).articles) == (1, 0)
    catalog.delete("ferry")
    assert catalog.searched(Filters()).articles == 0
