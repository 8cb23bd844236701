"""A question reads what it needs of the catalog, and sees every change of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from service.domain.news import Span, Speaker
from service.domain.questions import Filters
from service.store.library import Library
from service.store.once import AskedOnce
from service.store.speakers import StatementFilter
from tests.builders import BRIDGE, FERRY, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
QUEUE = "Nobody in this town will miss the queue,"
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
        StatementFilter(article_ids=("bridge",)), conditions=library.catalog.matching(Filters())
    ),
    "statements of somebody": lambda library: library.speakers.statements(
        StatementFilter(speaker_ids=_ids(library)), conditions=library.catalog.matching(Filters())
    ),
    "a number of statements": lambda library: library.speakers.count(
        StatementFilter(speaker_ids=_ids(library)), conditions=library.catalog.matching(Filters())
    ),
    "an office and its place": lambda library: library.speakers.with_role("mayor", place="Norvale"),
}


def _ids(library: Library) -> tuple[str, ...]:
    return tuple(str(s.id) for s in library.speakers.named("Ilse Brandt"))


def plans_of(library: Library, read: Callable[[Library], object]) -> list[str]:
    """Return the steps by which SQLite reads, of every query."""
    plans: list[Any] = []

    def explain(_connection: Any, cursor: Any, statement: str, *given: Any) -> None:
        if statement.startswith("SELECT"):
            plans.extend(cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given[0]).fetchall())

    sa.event.listen(library.catalog.engine, "before_cursor_execute", explain)
    assert read(library)
    sa.event.remove(library.catalog.engine, "before_cursor_execute", explain)
    return [str(plan[-1]) for plan in plans]


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_no_reading_goes_through_every_text(filled: Library, read: Callable[[Library], object]) -> None:
    details = plans_of(filled, read)
    assert details
    assert not [d for d in details if d.startswith("SCAN") and ("article_versions" in d or "statements" in d)]


def test_in_a_few_articles_nobody_s_other_words_are_read(filled: Library) -> None:
    ids = _ids(filled)
    few = StatementFilter(speaker_ids=ids, article_ids=("bridge",))
    details = plans_of(filled, lambda it: it.speakers.statements(few, conditions=it.catalog.matching(Filters())))
    assert [d for d in details if d.startswith("SEARCH statements")] == [
        "SEARCH statements USING INDEX ix_statements_article_id (article_id=?)"
    ]
    elsewhere = StatementFilter(speaker_ids=ids, article_ids=("ferry",))
    assert not filled.speakers.statements(elsewhere, conditions=filled.catalog.matching(Filters()))


def test_how_often_somebody_is_quoted_is_counted_without_reading_the_words(filled: Library) -> None:
    details = plans_of(filled, lambda it: it.speakers.named("Ilse Brandt"))
    read = [d for d in details if d.startswith("SEARCH statements")]
    assert read == ["SEARCH statements USING COVERING INDEX ix_statements_speaker_id (speaker_id=?)"]


def test_who_holds_an_office_is_found_without_a_row_of_names_or_appearances(filled: Library) -> None:
    filled.catalog.gather_statistics()
    filled.speakers.with_role("mayor")  # the roles are read
    people = [d for d in plans_of(filled, lambda it: it.speakers.with_role("mayor")) if "SEARCH speaker_a" in d]
    assert people[:2] == [
        "SEARCH speaker_aliases USING COVERING INDEX ix_speaker_aliases_alias (workspace=? AND alias=? AND is_role=?)",
        "SEARCH speaker_appearances USING COVERING INDEX ix_speaker_appearances_id (id=?)",
    ]


def test_where_a_statement_stands_is_read_whatever_it_says(library: Library) -> None:
    text = (
        'The clerk Ada Lane said: “It was in the file, under "content_spans": [[7, 9]], and nowhere else.” It rained.'
    )
    words = 'It was in the file, under "content_spans": [[7, 9]], and nowhere else.'
    store(library, version(text, article_id="file"), [said(text, words, by=Speaker("Ada Lane", "clerk"))])
    start = text.index(words)
    (found,) = library.speakers.statements_in("file", Span(start + 10, start + 20))
    assert found.content == words
    assert not library.speakers.statements_in("file", Span(start + len(words) + 2, len(text)))
    assert not library.speakers.statements_in("file", Span(7, 9))


def test_as_many_are_counted_as_would_be_found(filled: Library) -> None:
    store(filled, version(FERRY, article_id="ferry", published_at="2021-05-01"), [said(FERRY, QUEUE, by=MAYOR)])
    mayor = StatementFilter(speaker_ids=_ids(filled))
    everything, may = filled.catalog.matching(Filters()), filled.catalog.matching(Filters(until="2021-05-31"))
    assert filled.speakers.count(mayor, conditions=everything) == 2
    assert filled.speakers.count(mayor, conditions=everything, limit=1) == 1
    assert filled.speakers.count(mayor, conditions=may) == 1
    assert filled.speakers.count(StatementFilter(speaker_ids=()), conditions=everything) == 0


def test_one_question_looks_for_a_name_once_and_the_next_one_anew(filled: Library) -> None:
    once = AskedOnce(filled.speakers)
    assert [s.name for s in once.named("Brandt")] == ["Ilse Brandt"]
    assert once.with_role("mayor", place="Norvale") == once.named("mayor of Norvale")
    store(filled, version(FERRY, article_id="ferry"), [said(FERRY, QUEUE, by=Speaker("Otto Brandt", "ferryman"))])
    assert not plans_of(filled, lambda _: once.named("Brandt") and once.with_role("mayor", place="Norvale"))
    assert {s.name for s in AskedOnce(filled.speakers).named("Brandt")} == {"Ilse Brandt", "Otto Brandt"}


def test_statistics_are_gathered_where_there_are_none_and_where_they_are_outgrown(filled: Library) -> None:
    def known() -> list[Any]:
        with filled.catalog.engine.connect() as connection:
            there = sa.inspect(connection).has_table("sqlite_stat1")
            rows = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1 ORDER BY idx") if there else ()
            return [tuple(row) for row in rows]

    assert known() == []
    filled.catalog.refresh_statistics()
    first = known()
    assert first
    for n in range(4):
        store(filled, version(f"{FERRY}\n\nDay {n}.", article_id=f"ferry {n}"), [])
    filled.catalog.refresh_statistics()
    outgrown = known()
    assert outgrown != first
    store(filled, version(FERRY, article_id="one more"), [])
    filled.catalog.refresh_statistics()
    assert known() == outgrown


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
