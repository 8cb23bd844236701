"""What every vector index does: the one in memory, which tests use, and Chroma, which the service uses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from service.errors import IndexUnusable, VectorsUnreachable
from service.ports import Vector, VectorIndex
from service.store.chroma import ChromaIndex, ServedChromaIndex, open_folder, open_server
from tests.chroma import gateway, running_chroma
from tests.conftest import require
from tests.fakes import MemoryVectorIndex

pytestmark = pytest.mark.server

Served = ServedChromaIndex
_numbers = count()
_opened: list[Served] = []


def chroma(folder: Path, *, workspace: str = "default", embedding: str = "model/1") -> ChromaIndex:
    return open_folder(folder / "chroma", workspace=workspace, embedding=embedding)


def served(url: str, *, workspace: str | None = None, embedding: str = "model/1", token: str | None = None) -> Served:
    """Return the vectors of a workspace, by default one that no other test has."""
    workspace = workspace or f"w{next(_numbers)}"
    _opened.append(open_server(url, workspace=workspace, embedding=embedding, token=token))
    return _opened[-1]


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().close()


@pytest.fixture(params=["memory", "chroma", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> VectorIndex:
    if request.param == "memory":
        return MemoryVectorIndex()
    return chroma(tmp_path) if request.param == "chroma" else served(request.getfixturevalue("chroma_url"))


def unit(*numbers: float) -> Vector:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


EAST, NORTH, NORTHEAST = unit(1, 0), unit(0, 1), unit(1, 1)


def test_an_empty_index(index: VectorIndex) -> None:
    assert (index.count(), index.keys()) == (0, set())
    assert index.search(EAST, limit=5) == []


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    index.upsert([7, 8, 900_000_000], np.stack([NORTH, EAST, NORTHEAST]))
    found = index.search(EAST, limit=10)
    assert [key for key, _ in found] == [8, 900_000_000, 7]
    assert [score for _, score in found] == pytest.approx([1, 0.7071, 0], abs=1e-4)


def test_no_more_than_the_limit(index: VectorIndex) -> None:
    index.upsert([1, 2, 3], np.stack([EAST, NORTHEAST, NORTH]))
    assert [key for key, _ in index.search(EAST, limit=2)] == [1, 2]


def test_a_key_that_is_there_gets_the_new_vector(index: VectorIndex) -> None:
    index.upsert([1, 2], np.stack([EAST, NORTH]))
    index.upsert([1, 3], np.stack([unit(-1, 0), NORTHEAST]))
    assert index.count() == 3
    assert [key for key, _ in index.search(EAST, limit=3)] == [3, 2, 1]


def test_removed_keys_are_gone(index: VectorIndex) -> None:
    index.upsert([1, 2, 3], np.stack([EAST, NORTH, NORTHEAST]))
    index.remove([1, 3])
    assert (index.count(), index.keys()) == (1, {2})
    assert [key for key, _ in index.search(EAST, limit=3)] == [2]


def test_removing_what_is_not_there_does_nothing(index: VectorIndex) -> None:
    index.remove([5])
    index.upsert([1], np.stack([EAST]))
    index.remove([5])
    index.remove([])
    assert index.keys() == {1}


def test_adding_nothing_does_nothing(index: VectorIndex) -> None:
    index.upsert([], np.empty((0, 2), np.float32))
    assert index.count() == 0


def test_a_removed_key_may_come_back(index: VectorIndex) -> None:
    index.upsert([1], np.stack([EAST]))
    index.remove([1])
    index.upsert([1], np.stack([NORTH]))
    ((key, score),) = index.search(NORTH, limit=1)
    assert (key, score) == (1, pytest.approx(1, abs=1e-4))


def test_vectors_are_copied(index: VectorIndex) -> None:
    vectors = np.stack([EAST])
    index.upsert([1], vectors)
    vectors[0] = NORTH
    ((_, score),) = index.search(EAST, limit=1)
    assert score == pytest.approx(1, abs=1e-4)


def test_vectors_are_given_back(index: VectorIndex) -> None:
    index.upsert([7, 8], np.stack([NORTH, EAST]))
    found = index.fetch([8, 9, 7])
    assert set(found) == {7, 8}
    assert found[8] == pytest.approx(EAST)
    assert (index.fetch([]), index.fetch([9])) == ({}, {})


def test_many_at_once(index: VectorIndex) -> None:
    number = 5_600  # more than Chroma takes in one call
    angles = np.linspace(0, 3, number)
    index.upsert(range(number), np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    assert index.count() == number
    assert index.keys() == set(range(number))
    index.remove(range(1, number))
    assert index.keys() == {0}


# Chroma's own: it lives in a folder


def test_chroma_keeps_what_it_was_given(tmp_path: Path) -> None:
    chroma(tmp_path).upsert([1, 2], np.stack([EAST, NORTH]))
    again = chroma(tmp_path)
    assert (again.count(), again.keys()) == (2, {1, 2})
    assert again.search(NORTH, limit=1)[0][0] == 2


def test_vectors_of_two_models_never_meet(tmp_path: Path) -> None:
    chroma(tmp_path, embedding="openai:text-embedding-3-small/1").upsert([1], np.stack([EAST]))
    other = chroma(tmp_path, embedding="model/2")
    assert other.count() == 0
    other.upsert([1], np.stack([unit(1, 2, 3)]))
    assert chroma(tmp_path, embedding="openai:text-embedding-3-small/1").count() == 0


@pytest.mark.parametrize("others", [("other", "default-2"), ("a", "defaul"), ("de-fault", "DEFAULT")])
def test_workspaces_do_not_meet(tmp_path: Path, others: tuple[str, ...]) -> None:
    mine = chroma(tmp_path)
    mine.upsert([1], np.stack([EAST]))
    for workspace in others:
        theirs = chroma(tmp_path, workspace=workspace)
        assert theirs.count() == 0
        theirs.upsert([2], np.stack([NORTH]))
    assert chroma(tmp_path).keys() == {1}


def test_a_folder_that_chroma_cannot_open_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"torn" * 5000)
    with pytest.raises(IndexUnusable, match=r"Chroma cannot open its folder \(.*\); run `onrecord reindex`") as caught:
        chroma(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_below_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnusable):
        chroma(tmp_path / "file")


# A server's own: others are there, too


def test_two_processes_see_what_either_writes(chroma_url: str) -> None:
    one, two = (served(chroma_url, workspace="both") for _ in range(2))
    assert (one.shared, chroma_is_shared(chroma_url)) == (True, True)
    one.upsert([1], np.stack([EAST]))
    two.upsert([2], np.stack([NORTH]))
    assert one.keys() == two.keys() == {1, 2}
    two.remove([1])
    assert [key for key, _ in one.search(EAST, limit=5)] == [2]


def chroma_is_shared(url: str) -> bool:
    return served(url).shared


def test_on_a_server_vectors_of_another_model_stay_with_those_who_use_it(chroma_url: str) -> None:
    old = served(chroma_url, workspace="models", embedding="model/1")
    old.upsert([1], np.stack([EAST]))
    assert served(chroma_url, workspace="models", embedding="model/2").count() == 0
    assert old.keys() == {1}


def test_a_server_that_was_emptied_is_written_to_again(chroma_url: str) -> None:
    index, other = (served(chroma_url, workspace="emptied") for _ in range(2))
    index.upsert([1], np.stack([EAST]))
    other._client.delete_collection("ws-emptied--model-1")
    assert index.count() == 0
    index.upsert([2], np.stack([NORTH]))
    assert index.keys() == {2}


def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(
        VectorsUnreachable, match=r"Chroma at http://127\.0\.0\.1:1: .* check ONRECORD_CHROMA_URL"
    ) as raised:
        served("http://127.0.0.1:1")
    assert "\n" not in str(raised.value)


def test_a_server_that_goes_away_is_the_same_error(tmp_path: Path) -> None:
    require("chroma")
    with running_chroma(tmp_path) as url:
        index = served(url)
        index.upsert([1], np.stack([EAST]))
    for call in (index.count, lambda: index.search(EAST, limit=1), lambda: index.upsert([1], np.stack([EAST]))):
        with pytest.raises(VectorsUnreachable):
            call()


def test_a_token_is_sent_to_the_gateway_and_a_wrong_one_is_one_clear_error(chroma_url: str) -> None:
    with gateway(chroma_url, token="right") as url:
        index = served(url, token="right")
        index.upsert([1], np.stack([EAST]))
        assert index.keys() == {1}
        for wrong in ("wrong", None):
            with pytest.raises(VectorsUnreachable, match="check ONRECORD_CHROMA_URL, ONRECORD_CHROMA_TOKEN") as raised:
                served(url, token=wrong)
            assert "wrong" not in str(raised.value)
