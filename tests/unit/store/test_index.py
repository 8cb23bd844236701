"""The indexes behind one door: stamped, drained after an interruption, compared with the catalog, rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.domain.questions import Filters
from service.errors import IndexUnusable, VectorsUnreachable
from service.ports import Vector
from service.store.index import Drift, Index
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, close, newer, open_library, store, version, write
from tests.fakes import HashingEmbedder, MemoryVectorIndex

CLEAN = Drift(queued=0, missing=0, surplus=0, vector_index=0)


class PowerCut(Exception):
    pass


class FailingEmbedder(HashingEmbedder):
    """Fails on a text with a certain word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word: str | None = word

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        if self.word and any(self.word in text for text in texts):
            raise PowerCut
        return super().embed_passages(texts)


class FailingVectors(MemoryVectorIndex):
    """Fails from a certain call on."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    def upsert(self, keys: Sequence[int], vectors: Vector) -> None:
        if self.broken:
            raise PowerCut
        super().upsert(keys, vectors)

    def remove(self, keys: Sequence[int]) -> None:
        if self.broken:
            raise PowerCut
        super().remove(keys)


@pytest.fixture
def filled(library: Library) -> Library:
    store(library, version(BRIDGE, article_id="bridge", title="Norvale", source="Courier"))
    store(library, version(FERRY, article_id="ferry"))
    return library


def test_a_search_by_words_that_is_begun_finds_the_same(filled: Library) -> None:
    found = filled.index.search_lexical("bridge", limit=5)
    assert found
    assert filled.index.begin_lexical("bridge", limit=5).result() == found
    assert filled.index.begin_lexical("bridge", limit=5, allowed=[]).result() == []


@contextmanager
def reader(of: Library, *, embedder: HashingEmbedder | None = None) -> Iterator[Index]:
    opened = Index(of.index.file.path.parent, catalog=of.catalog, embedder=embedder or HashingEmbedder())
    try:
        yield opened
    finally:
        opened.close()


def articles(library: Library, index: Index, query: str) -> list[str]:
    """Return the articles found by words, the same ones as found by vectors, best first."""
    by_words = [key for key, _ in index.search_lexical(query, limit=50)]
    found = library.catalog.passages(by_words)
    assert set(by_words) == set(found)
    near = index.search_vectors(index.embedder.embed_query(query), limit=1)
    assert not by_words or near[0][0] in found
    return list(dict.fromkeys(found[key][1].article_id for key in by_words))


def test_what_is_stored_is_found_by_words_and_by_meaning(filled: Library) -> None:
    assert articles(filled, filled.index, "ferry queue") == ["ferry"]
    assert articles(filled, filled.index, "swing span at night") == ["bridge"]
    assert filled.index.count() == filled.catalog.count_passages()
    assert filled.index.drift() == CLEAN


def test_title_and_source_are_part_of_what_is_indexed(filled: Library) -> None:
    assert articles(filled, filled.index, "Courier") == ["bridge"]


def test_an_empty_library_is_ready_and_finds_nothing(library: Library) -> None:
    library.index.check()
    assert library.index.search_lexical("bridge", limit=5) == []
    assert library.index.search_vectors(HashingEmbedder().embed_query("bridge"), limit=5) == []
    assert library.index.document_frequencies(["bridge"]) == {"bridge": 0}
    assert library.index.drift() == CLEAN


def test_a_reader_before_the_first_article_finds_nothing(library: Library) -> None:
    library.index.close()
    library.index.file.path.unlink()
    with reader(library) as index:
        index.check()
        assert (index.search_lexical("bridge", limit=5), index.count()) == ([], 0)
        assert index.search_vectors(HashingEmbedder().embed_query("bridge"), limit=5) == []
        assert index.document_frequencies(["bridge"]) == {"bridge": 0}


def test_a_reader_finds_what_the_owner_finds(filled: Library) -> None:
    vector = HashingEmbedder().embed_query("ferry queue")
    with reader(filled) as index:
        ours, theirs = (i.search_vectors(vector, limit=9) for i in (filled.index, index))
        assert [key for key, _ in ours] == [key for key, _ in theirs]
        assert [score for _, score in ours] == pytest.approx([score for _, score in theirs], abs=1e-3)
        assert articles(filled, index, "ferry") == ["ferry"]


def test_a_narrow_filter_is_kept(filled: Library) -> None:
    allowed = [passage.id for passage, _ in filled.catalog.passages_of("ferry")]
    vector = HashingEmbedder().embed_query("bridge")
    assert {key for key, _ in filled.index.search_vectors(vector, limit=9, allowed=allowed)} == set(allowed)
    assert {key for key, _ in filled.index.search_lexical("Brandt bridge", limit=9, allowed=allowed)} <= set(allowed)


def test_words_are_matched_once_however_many_passages_are_allowed(filled: Library) -> None:
    allowed = filled.catalog.passage_ids(Filters())
    asked: list[str] = []
    with filled.index.file.reading() as connection:
        connection.set_trace_callback(asked.append)
        assert filled.index.search_lexical("Brandt bridge", limit=9, allowed=allowed)
        connection.set_trace_callback(None)
        ranking = next(sql for sql in asked if "bm25" in sql)
        (first, *_) = connection.execute(f"EXPLAIN QUERY PLAN {ranking}").fetchall()
    assert first[-1].startswith("SCAN fts VIRTUAL TABLE INDEX")
    assert "=" not in first[-1]  # which would be a search for each id


def test_a_wide_filter_is_kept(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.index.NARROW", 0)
    allowed = [passage.id for passage, _ in filled.catalog.passages_of("ferry")]
    found = filled.index.search_vectors(HashingEmbedder().embed_query("bridge"), limit=9, allowed=allowed)
    assert {key for key, _ in found} == set(allowed)


def test_a_new_version_takes_the_place_of_the_old_one(filled: Library) -> None:
    old = filled.catalog.article("ferry").current
    store(filled, newer(old, FERRY.replace("ferry", "zeppelin").replace("Ferry", "Zeppelin")))
    assert articles(filled, filled.index, "zeppelin") == ["ferry"]
    assert articles(filled, filled.index, "ferry") == []
    assert filled.index.drift() == CLEAN


def test_a_deleted_article_is_not_found(filled: Library) -> None:
    filled.catalog.delete("ferry")
    filled.index.drain()
    assert articles(filled, filled.index, "ferry") == []
    assert filled.index.drift() == CLEAN


# Interrupted


def test_what_was_interrupted_is_finished_by_the_next_owner(home: Path) -> None:
    vectors = FailingVectors()
    library = open_library(home, vectors=vectors)
    store(library, version(BRIDGE, article_id="bridge"))
    vectors.broken = True
    write(library.catalog, newer(library.catalog.article("bridge").current, FERRY))
    write(library.catalog, version(BRIDGE + " Once more.", article_id="more"))
    with pytest.raises(PowerCut):
        library.index.drain()
    close(library)
    vectors.broken = False
    again = open_library(home, vectors=vectors)
    assert again.index.drift() == CLEAN
    assert vectors.keys() == {p.id for a in ("bridge", "more") for p, _ in again.catalog.passages_of(a)}
    close(again)


def test_a_delete_that_was_interrupted_is_finished(home: Path) -> None:
    vectors = FailingVectors()
    library = open_library(home, vectors=vectors)
    store(library, version(BRIDGE, article_id="bridge"))
    vectors.broken = True
    library.catalog.delete("bridge")
    with pytest.raises(PowerCut):
        library.index.drain()
    close(library)
    vectors.broken = False
    again = open_library(home, vectors=vectors)
    assert (again.index.drift(), vectors.count()) == (CLEAN, 0)
    close(again)


def test_drift_says_what_is_missing(home: Path) -> None:
    embedder = FailingEmbedder("ferry")
    library = open_library(home, embedder=embedder)
    store(library, version(BRIDGE, article_id="bridge"))
    write(library.catalog, version(FERRY, article_id="ferry"))
    with pytest.raises(PowerCut):
        library.index.drain()
    missing = len(library.catalog.passages_of("ferry"))
    assert library.index.drift() == Drift(queued=1, missing=missing, surplus=0, vector_index=0)
    embedder.word = None
    assert library.index.drain() == 1
    assert library.index.drift() == CLEAN
    close(library)


def test_drift_says_what_is_too_much(filled: Library) -> None:
    filled.catalog.delete("ferry")
    drift = filled.index.drift()
    assert (drift.queued, drift.missing, drift.clean) == (1, 0, False)
    assert drift.surplus > 0


def test_a_vector_index_that_was_lost_is_filled_again(home: Path, filled: Library) -> None:
    fresh = MemoryVectorIndex()
    filled.index.vectors = fresh
    assert filled.index.drift().vector_index > 0
    assert filled.index.align() == filled.index.count() == fresh.count()
    assert articles(filled, filled.index, "ferry") == ["ferry"]
    assert filled.index.align() == 0


def test_an_index_of_vectors_nobody_knows_loses_them(filled: Library) -> None:
    vectors = filled.index.vectors
    assert vectors is not None
    vectors.upsert([9999], HashingEmbedder().embed_passages(["stray"]))
    assert filled.index.align() == 1
    assert vectors.keys() == {i for i, _ in filled.index.search_lexical("Brandt bridge ferry", limit=99)}


# Stamps


def test_an_index_of_another_model_is_refused_and_left_alone(filled: Library) -> None:
    with reader(filled, embedder=HashingEmbedder("other/2")) as index:
        with pytest.raises(
            IndexUnusable, match=r"made with hashing-64/1, the setting is other/2; run `onrecord reindex`"
        ):
            index.search_lexical("ferry", limit=5)
        with pytest.raises(IndexUnusable):
            index.prepare()
    assert articles(filled, filled.index, "ferry") == ["ferry"]


def test_an_index_of_an_older_format_is_refused(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.index.TEXT_PREPARATION", "next/2")
    with reader(filled) as index, pytest.raises(IndexUnusable, match="is of an older format; run `onrecord reindex`"):
        index.check()


@pytest.mark.parametrize("action", ["check", "prepare"])
def test_a_missing_index_is_refused_where_there_are_articles(filled: Library, action: str) -> None:
    filled.index.close()
    filled.index.file.path.unlink()
    with reader(filled) as index, pytest.raises(IndexUnusable, match="the index is missing; run `onrecord reindex`"):
        getattr(index, action)()


# Rebuilding


def test_an_index_is_rebuilt_from_the_catalog(filled: Library) -> None:
    seen: list[tuple[int, int]] = []
    path = filled.index.file.path
    with reader(filled, embedder=HashingEmbedder("other/2")) as index:
        assert index.rebuild(progress=lambda done, total: seen.append((done, total))) == 2
        assert index.file.path == path
        assert index.file.stamp()["embedding"] == "other/2"
        assert articles(filled, index, "ferry") == ["ferry"]
    assert seen[-1] == (2, 2)
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


def test_a_lost_index_is_rebuilt(filled: Library) -> None:
    filled.index.close()
    filled.index.file.path.unlink()
    with reader(filled) as index:
        index.rebuild()
        assert articles(filled, index, "ferry") == ["ferry"]
        assert index.drift() == CLEAN


def test_a_torn_index_is_rebuilt(filled: Library) -> None:
    filled.index.close()
    filled.index.file.path.write_bytes(b"torn" * 9999)
    with reader(filled) as index:
        with pytest.raises(IndexUnusable):
            index.check()
        index.rebuild()
        assert articles(filled, index, "ferry") == ["ferry"]


def test_rebuilding_takes_in_what_was_queued(filled: Library) -> None:
    write(filled.catalog, version(BRIDGE + " A zeppelin.", article_id="late"))
    filled.catalog.delete("ferry")
    filled.index.rebuild()
    filled.index.vectors = MemoryVectorIndex()
    filled.index.align()
    assert filled.index.drift() == CLEAN
    assert articles(filled, filled.index, "zeppelin") == ["late"]


def test_a_rebuild_that_breaks_off_leaves_the_old_index(home: Path) -> None:
    embedder = FailingEmbedder("no such word")
    library = open_library(home, embedder=embedder)
    store(library, version(BRIDGE, article_id="bridge"))
    store(library, version(FERRY, article_id="ferry"))
    embedder.word = "ferry"
    with pytest.raises(PowerCut):
        library.index.rebuild()
    close(library)
    again = open_library(home)
    assert articles(again, again.index, "ferry") == ["ferry"]
    again.index.rebuild()
    assert articles(again, again.index, "ferry") == ["ferry"]
    close(again)


def test_two_workspaces_have_an_index_each(home: Path, filled: Library) -> None:
    other = open_library(home, workspace="other")
    store(other, version(FERRY.replace("ferry", "zeppelin"), article_id="theirs"))
    assert articles(filled, filled.index, "zeppelin") == []
    assert articles(other, other.index, "zeppelin") == ["theirs"]
    assert articles(other, other.index, "bridge") == []
    close(other)


# Several machines, each with a file of its own


class SharedVectors(MemoryVectorIndex):
    shared = True


class CountingEmbedder(HashingEmbedder):
    number = 0

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        self.number += len(texts)
        return super().embed_passages(texts)


@contextmanager
def replica(of: Library, folder: Path, *, vectors: MemoryVectorIndex) -> Iterator[Index]:
    """Yield the index of another machine over the same catalog."""
    embedder = CountingEmbedder()
    index = Index(folder / "index", catalog=of.catalog, embedder=embedder, vectors=vectors)
    index.prepare()
    yield index
    index.close()


@pytest.fixture
def shared(home: Path) -> Iterator[Library]:
    library = open_library(home, vectors=SharedVectors())
    store(library, version(BRIDGE, article_id="bridge"))
    yield library
    close(library)


def embedded_by(index: Index) -> int:
    assert isinstance(index.embedder, CountingEmbedder)
    return index.embedder.number


def vectors_of(library: Library) -> SharedVectors:
    assert isinstance(library.index.vectors, SharedVectors)
    return library.index.vectors


def test_a_replica_follows_and_embeds_nothing_that_another_has_embedded(shared: Library, tmp_path: Path) -> None:
    with replica(shared, tmp_path / "two", vectors=vectors_of(shared)) as two:
        assert articles(shared, two, "bridge") == ["bridge"]
        store(shared, version(FERRY, article_id="ferry"))
        assert articles(shared, two, "ferry") == []
        assert (two.drain(), two.drain()) == (1, 0)
        assert articles(shared, two, "ferry") == ["ferry"]
        shared.catalog.delete("bridge")
        shared.index.drain()
        two.drain()
        assert articles(shared, two, "bridge") == []
        assert (two.drift(), embedded_by(two)) == (CLEAN, 0)


def test_a_replica_that_is_behind_takes_nothing_away_from_the_others(shared: Library, tmp_path: Path) -> None:
    with replica(shared, tmp_path / "two", vectors=vectors_of(shared)) as two:
        store(shared, version(FERRY, article_id="ferry"))
        assert two.align() == 0
    assert vectors_of(shared).keys() == set(shared.catalog.passage_ids(Filters()))


def test_what_a_machine_that_died_left_undone_the_next_one_does(shared: Library, tmp_path: Path) -> None:
    """It wrote the catalog, and neither its index nor the shared vectors."""
    write(shared.catalog, version(FERRY, article_id="ferry"))
    shared.catalog.delete("bridge")
    with replica(shared, tmp_path / "two", vectors=vectors_of(shared)) as two:
        assert embedded_by(two) == len(shared.catalog.passages_of("ferry"))
        shared.index.drain()
    assert vectors_of(shared).keys() == set(shared.catalog.passage_ids(Filters()))


def test_without_the_server_searches_are_exact(shared: Library, caplog: pytest.LogCaptureFixture) -> None:
    class Gone(SharedVectors):
        def search(self, vector: Vector, *, limit: int) -> list[tuple[int, float]]:
            raise VectorsUnreachable(url="http://chroma", why="does not answer")

    vector = HashingEmbedder().embed_query("bridge")
    expected = [key for key, _ in shared.index.search_vectors(vector, limit=3)]
    shared.index.vectors = Gone()
    assert [key for key, _ in shared.index.search_vectors(vector, limit=3)] == expected
    assert "Chroma at http://chroma: does not answer" in caplog.text


def test_reindex_overwrites_what_the_server_has(shared: Library) -> None:
    vectors = vectors_of(shared)
    first, *_ = vectors.keys()
    vectors.upsert([first, 9999], HashingEmbedder().embed_passages(["wrong", "stray"]))
    before = vectors.fetch([first])[first]
    shared.index.rebuild()
    shared.index.overwrite(vectors)
    assert vectors.keys() == set(shared.catalog.passage_ids(Filters()))
    assert vectors.fetch([first])[first] != pytest.approx(before)


def test_a_file_of_an_older_program_is_compared_once_and_then_follows(filled: Library) -> None:
    with filled.index.file.writing() as connection:
        connection.execute("DROP TABLE followed")
    filled.index.close()
    write(filled.catalog, version(BRIDGE + " A zeppelin.", article_id="late"))
    embedder = CountingEmbedder()
    with reader(filled, embedder=embedder) as index:
        index.prepare()
        assert articles(filled, index, "zeppelin") == ["late"]
        assert embedder.number == len(filled.catalog.passages_of("late"))
        assert index.drain() == 0


def test_a_catalog_that_went_back_is_refused(filled: Library) -> None:
    filled.index.file.follow(filled.catalog.newest_change() + 5)
    with pytest.raises(IndexUnusable, match="the catalog is older than the index; run `onrecord reindex`"):
        filled.index.prepare()
