"""The derived file: full text and vectors, written in one transaction, read by many."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from service.errors import IndexUnusable
from service.ports import Vector
from service.store import exact, lexical
from service.store.passage_file import PassageFile

TEXTS = {
    1: "Norvale Courier\nThe bridge over the Aar opens on Friday.",
    2: "The café owners negotiated with the mayor about the bridge.",
    3: "Erdoğan negotiates. The ferry stops for good.",
    4: "Nobody mentions the [swing] span, O'Brien said.",
}


def unit(*numbers: float) -> Vector:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PassageFile]:
    made = PassageFile(tmp_path / "index" / "default.sqlite3")
    made.create({"embedding": "a/1"})
    yield made
    made.close()


@pytest.fixture
def filled(file: PassageFile) -> PassageFile:
    with file.writing() as connection:
        connection.executemany("INSERT INTO members VALUES (?, 'a')", [(i,) for i in TEXTS])
        lexical.add(connection, TEXTS.items())
        exact.add(connection, [1, 2, 3], np.stack([unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0)]))
    return file


def found(file: PassageFile, query: str, *, allowed: list[int] | None = None) -> list[int]:
    return [key for key, _ in lexical.search(file, query, limit=10, allowed=allowed)]


def test_the_stamp_is_that_of_the_first_making(file: PassageFile) -> None:
    file.create({"embedding": "b/1"})
    assert file.stamp() == {"embedding": "a/1"}


def test_an_error_rolls_back(file: PassageFile) -> None:
    def broken() -> None:
        with file.writing() as connection:
            lexical.add(connection, TEXTS.items())
            raise RuntimeError("no power")

    with pytest.raises(RuntimeError, match="no power"):
        broken()
    assert found(file, "bridge") == []


def test_every_thread_reads_and_writes(file: PassageFile) -> None:
    def write(number: int) -> None:
        with file.writing() as connection:
            connection.execute("INSERT INTO members VALUES (?, 'a')", (number,))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with file.reading() as connection:
        assert connection.execute("SELECT count(*) FROM members").fetchone() == (40,)


def test_a_file_that_is_none_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "torn.sqlite3"
    path.write_bytes(b"torn" * 5000)
    with pytest.raises(IndexUnusable, match=r"cannot be read .* run `onrecord reindex`"):
        PassageFile(path).stamp()


def test_a_torn_file_is_one_clear_error(filled: PassageFile) -> None:
    filled.close()
    raw = bytearray(filled.path.read_bytes())
    raw[4096 * 2 :] = b"\xff" * (len(raw) - 4096 * 2)
    filled.path.write_bytes(raw)
    with pytest.raises(IndexUnusable, match="cannot be read"):
        found(filled, "bridge")
    filled.close()


def test_closing_ends_every_connection(file: PassageFile) -> None:
    with file.reading() as connection:
        pass
    file.close()
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    assert file.stamp() == {"embedding": "a/1"}


# Words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bridge", {1, 2}),
        ("CAFE", {2}),
        ("negotiating", {2, 3}),
        ("Erdogan", {3}),
        ("O'Brien", {4}),
        ("swing", {4}),
        ("the of and", set()),
        ("", set()),
        ("zebra", set()),
        ('"', set()),
        ("bridge AND NOT ferry", {1, 2, 3}),
        ("body: (bridge* NEAR ferry)", {1, 2, 3}),
        ("“bridge” — 'ferry'", {1, 2, 3}),
        ("bridge\x00ferry", {1, 2, 3}),
    ],
)
def test_words_are_found_whatever_is_typed(filled: PassageFile, query: str, expected: set[int]) -> None:
    assert set(found(filled, query)) == expected


def test_the_best_comes_first_and_greater_is_better(filled: PassageFile) -> None:
    hits = lexical.search(filled, "bridge opens Friday", limit=10)
    assert [key for key, _ in hits] == [1, 2]
    assert hits[0][1] > hits[1][1] > 0


def test_only_what_is_allowed_is_found(filled: PassageFile) -> None:
    assert found(filled, "bridge", allowed=[2, 3]) == [2]
    assert found(filled, "bridge", allowed=[]) == []


def test_no_more_than_the_limit(filled: PassageFile) -> None:
    assert len(lexical.search(filled, "bridge ferry swing", limit=2)) == 2


def test_what_is_removed_is_not_found(filled: PassageFile) -> None:
    with filled.writing() as connection:
        lexical.remove(connection, [1])
    assert found(filled, "bridge") == [2]


def test_common_words_do_not_rank_and_rare_ones_do(file: PassageFile) -> None:
    with file.writing() as connection:
        rows = [(n, f"The council met about the harbor{' and the tunnel' if n == 7 else ''}.") for n in range(300)]
        connection.executemany("INSERT INTO members VALUES (?, 'a')", [(n,) for n, _ in rows])
        lexical.add(connection, rows)
    assert found(file, "harbor tunnel") == [7]
    assert len(found(file, "harbor council")) == 10


def test_document_frequencies_are_those_of_stems(filled: PassageFile) -> None:
    with filled.reading() as connection:
        frequencies = lexical.document_frequencies(connection, ["bridges", "negotiated", "zebra", "café"])
    assert frequencies == {"bridges": 2, "negotiated": 2, "zebra": 0, "café": 1}


# Vectors


def test_neighbours_by_cosine(filled: PassageFile) -> None:
    hits = exact.search(filled, unit(1, 0, 0), limit=10)
    assert [key for key, _ in hits] == [1, 3, 2]
    assert [score for _, score in hits] == pytest.approx([1, 0.7071, 0], abs=1e-3)


def test_neighbours_among_those_allowed(filled: PassageFile) -> None:
    assert [key for key, _ in exact.search(filled, unit(1, 0, 0), limit=10, allowed=[2, 3, 99])] == [3, 2]
    assert exact.search(filled, unit(1, 0, 0), limit=10, allowed=[]) == []


def test_neighbours_across_blocks(file: PassageFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "BLOCK", 7)
    angles = np.linspace(0, 3, 100)
    with file.writing() as connection:
        exact.add(connection, range(100), np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    assert [key for key, _ in exact.search(file, unit(1, 0), limit=9)] == list(range(9))


def test_a_vector_is_replaced_and_removed(filled: PassageFile) -> None:
    with filled.writing() as connection:
        exact.add(connection, [2], np.stack([unit(1, 0, 0)]))
        exact.remove(connection, [1])
    assert [key for key, _ in exact.search(filled, unit(1, 0, 0), limit=2)] == [2, 3]
