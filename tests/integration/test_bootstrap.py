"""From settings to a running service: one owner, many readers, each workspace with its own index."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from service import bootstrap
from service.bootstrap import open_owner, open_reader, rebuild_indexes
from service.errors import CatalogUnusable, HomeBusy, IndexUnusable
from service.settings import Settings
from service.store.schema import REVISION
from tests.builders import BRIDGE, FERRY, ingest_texts, open_catalog
from tests.fakes import HashingEmbedder


@pytest.fixture
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings of a new home; the embedder is the hashing one, Chroma the real one."""
    monkeypatch.setattr(bootstrap, "build_embedder", lambda _settings: HashingEmbedder())
    open_catalog(home).dispose()
    return Settings(home=home)


def fill(settings: Settings) -> None:
    service = open_owner(settings)
    for workspace, text in (("desk-a", BRIDGE), ("desk-b", FERRY)):
        ingest_texts(service.library(workspace), text)
    service.close()


def found(settings: Settings, workspace: str, query: str) -> int:
    service = open_reader(settings)
    try:
        return len(service.library(workspace).index.search_lexical(query, limit=5))
    finally:
        service.close()


def test_there_is_one_owner(settings: Settings) -> None:
    owner = open_owner(settings)
    with pytest.raises(HomeBusy, match="another process writes to it"):
        open_owner(settings)
    with pytest.raises(HomeBusy):
        rebuild_indexes(settings, progress=lambda done, total: None)
    open_reader(settings).close()
    owner.close()
    open_owner(settings).close()


def test_an_owner_that_cannot_open_lets_go_of_the_home(settings: Settings) -> None:
    connection = sqlite3.connect(settings.home / "catalog.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    for _ in range(2):
        with pytest.raises(CatalogUnusable):
            open_owner(settings)
    connection.execute("UPDATE alembic_version SET version_num = ?", (REVISION,))
    connection.commit()
    connection.close()
    open_owner(settings).close()


def test_a_reader_sees_what_the_owner_writes(settings: Settings) -> None:
    owner, reader = open_owner(settings), open_reader(settings)
    assert reader.library().index.search_lexical("bridge", limit=5) == []
    ingest_texts(owner.library(), BRIDGE)
    assert reader.library().index.search_lexical("bridge", limit=5)
    vector = HashingEmbedder().embed_query("bridge")
    ours, theirs = (service.library().index.search_vectors(vector, limit=5) for service in (owner, reader))
    assert [key for key, _ in ours] == [key for key, _ in theirs]
    reader.close()
    owner.close()


def test_every_workspace_is_rebuilt(settings: Settings) -> None:
    fill(settings)
    shutil.rmtree(settings.home / "index")
    with pytest.raises(IndexUnusable, match="the index is missing"):
        found(settings, "desk-a", "bridge")
    seen: list[tuple[int, int]] = []
    assert rebuild_indexes(settings, progress=lambda done, total: seen.append((done, total))) == 2
    assert seen == [(1, 1), (1, 1)]
    assert found(settings, "desk-a", "bridge")
    assert found(settings, "desk-b", "ferry")
    assert not found(settings, "desk-b", "swing")
    owner = open_owner(settings)
    for workspace in ("desk-a", "desk-b"):
        assert owner.library(workspace).index.drift().clean
    assert owner.workspaces() == ["desk-a", "desk-b"]
    owner.close()


def test_one_workspace_does_not_disturb_the_vectors_of_another(settings: Settings) -> None:
    fill(settings)
    owner = open_owner(settings)
    ingest_texts(owner.library("desk"), BRIDGE)
    ingest_texts(owner.library("desk-a"), FERRY)
    assert [owner.library(name).index.drift().clean for name in ("desk", "desk-a", "desk-b")] == [True] * 3
    owner.close()


def test_a_home_that_was_filled_without_statistics_gets_them_when_it_is_opened(settings: Settings) -> None:
    fill(settings)
    with sqlite3.connect(settings.home / "catalog.sqlite3") as connection:
        connection.execute("DELETE FROM sqlite_stat1")  # as where a process that took articles in was killed
    owner = open_owner(settings)
    owner.library("desk-a")
    owner.close()
    with sqlite3.connect(settings.home / "catalog.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'statements'").fetchone() > (0,)
