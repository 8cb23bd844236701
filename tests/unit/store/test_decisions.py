"""What people decide about records holds through everything, and can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.news import Speaker
from service.errors import InputRejected, UnknownRecord
from service.store.library import Library
from service.store.register import Wanted
from tests.builders import NOW
from tests.unit.store.test_appearances import article, groups, reasons, register

MAYOR, DANCER = Speaker("Otto Brandt", "Mayor"), Speaker("Otto Brand", "dancer")


@pytest.fixture
def filled(library: Library) -> Library:
    article(library, MAYOR, name="a")
    article(library, MAYOR, name="b")
    article(library, DANCER, name="c")
    return library


TOGETHER = {("Otto Brand in c", "Otto Brandt in a", "Otto Brandt in b")}
APART = {("Otto Brand in c",), ("Otto Brandt in a", "Otto Brandt in b")}


def test_two_records_become_one_and_two_again(filled: Library) -> None:
    before = register(filled).find(Wanted(unnamed=True))
    (decision,) = register(filled).merge("Otto Brandt", ["Otto Brand"], note="a typing error", now=NOW)
    assert groups(filled) == TOGETHER
    assert reasons(filled, "Otto Brand") == [f"decision {decision.number}, merge of 2026-03-05: a typing error"]
    assert [s.name for s in filled.speakers.named("Otto Brand")] == ["Otto Brandt"]
    register(filled).undo(decision.number, now=NOW)
    assert register(filled).find(Wanted(unnamed=True)) == before
    assert register(filled).decisions()[0].undone_at == NOW


def test_what_is_merged_stays_so_for_articles_taken_again_and_anew(filled: Library) -> None:
    register(filled).merge("Otto Brandt", ["Otto Brand"], note="", now=NOW)
    article(filled, DANCER, name="c")
    article(filled, DANCER, name="d")
    assert groups(filled) == {(*next(iter(TOGETHER))[:1], "Otto Brand in d", "Otto Brandt in a", "Otto Brandt in b")}


def test_what_is_merged_stays_so_though_every_article_was_gone(filled: Library) -> None:
    register(filled).merge("Otto Brandt", ["Otto Brand"], note="", now=NOW)
    for name in "abc":
        filled.catalog.delete(name)
    assert groups(filled) == set()
    for name, who in {"a": MAYOR, "b": MAYOR, "c": DANCER}.items():
        article(filled, who, name=name)
    assert groups(filled) == TOGETHER


def test_a_record_is_split_by_article_and_whole_again(filled: Library) -> None:
    decision = register(filled).split("Otto Brandt", ["b"], note="his uncle", now=NOW)
    apart = {("Otto Brandt in a",), ("Otto Brandt in b",), ("Otto Brand in c",)}
    assert groups(filled) == apart
    article(filled, MAYOR, name="b")
    assert groups(filled) == apart
    filled.index.rebuild()
    assert groups(filled) == apart
    register(filled).undo(decision.number, now=NOW)
    assert groups(filled) == APART


def test_statements_go_with_their_records(filled: Library) -> None:
    register(filled).merge("Otto Brandt", ["Otto Brand"], note="", now=NOW)
    (record,) = register(filled).find()
    assert (record.statements, record.articles, record.aliases) == (3, 3, ("Otto Brand",))


def test_decisions_that_cannot_be(filled: Library) -> None:
    records = register(filled)
    with pytest.raises(InputRejected, match="is already this record"):
        records.merge("Otto Brandt", ["Otto Brandt"], note="", now=NOW)
    with pytest.raises(InputRejected, match="does not appear in these articles"):
        records.split("Otto Brandt", ["c"], note="", now=NOW)
    with pytest.raises(InputRejected, match="nothing would be left of it"):
        records.split("Otto Brandt", ["a", "b"], note="", now=NOW)
    with pytest.raises(UnknownRecord, match="onrecord speakers list"):
        records.merge("Otto Brandt", ["Zoe Quill"], note="", now=NOW)
    with pytest.raises(InputRejected, match="decision 7: is not there"):
        records.undo(7, now=NOW)
    (done,) = records.merge("Otto Brandt", ["Otto Brand"], note="", now=NOW)
    records.undo(done.number, now=NOW)
    with pytest.raises(InputRejected, match="is already undone"):
        records.undo(done.number, now=NOW)


def test_a_name_of_several_records_asks_for_an_id(filled: Library) -> None:
    register(filled).split("Otto Brandt", ["b"], note="", now=NOW)
    with pytest.raises(
        InputRejected, match=r"is the name of several speakers; give an id: spk_\w+ \(Mayor, 1 articles"
    ):
        register(filled).resolve("Otto Brandt")


MOVES = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 3), st.integers(0, 3), st.sampled_from("abcd")),
    max_size=5,
)


@given(moves=MOVES, order=st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_undoing_everything_in_any_order_brings_back_what_was(
    moves: list[tuple[str, int, int, str]], order: object
) -> None:
    import random
    import tempfile
    from pathlib import Path

    from tests.builders import close, open_library

    assert isinstance(order, random.Random)
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder))
        for n, who in enumerate([MAYOR, MAYOR, DANCER, Speaker("Ann Lee")]):
            article(library, who, name="abcd"[n])
        records = register(library)
        before, numbers = groups(library), []
        for action, first, second, where in moves:
            found = records.find(Wanted(unnamed=True))
            one, two = found[first % len(found)].id, found[second % len(found)].id
            try:
                if action == "merge":
                    numbers += [d.number for d in records.merge(one, [two], note="", now=NOW)]
                else:
                    numbers.append(records.split(one, [where], note="", now=NOW).number)
            except InputRejected:
                continue
        order.shuffle(numbers)
        for number in numbers:
            records.undo(number, now=NOW)
        after = groups(library)
        close(library)
    assert after == before
