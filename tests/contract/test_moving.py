"""A catalog moves from SQLite to PostgreSQL: whole, comparable, and again after a cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from service.errors import CatalogUnusable
from service.store.catalog import Catalog
from service.store.database import open_postgres
from service.store.leases import LeaseQueue
from service.store.library import Library
from service.store.moving import copy_catalog
from service.store.postgres_jobs import PostgresQueue
from service.store.schema import passages
from tests.builders import BRIDGE, FERRY, ingest_texts, version, write
from tests.outcomes import Done
from tests.unit.cli.test_commands import articles, filled, run

__all__ = ["articles", "filled", "run"]
pytestmark = pytest.mark.server


def test_everything_is_there_and_more_can_be_added(library: Library, database_url: str) -> None:
    ingest_texts(library, BRIDGE, FERRY)
    target = open_postgres(database_url)
    seen: list[tuple[int, int]] = []
    rows = copy_catalog(library.catalog.engine, target, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (rows, rows)
    moved = Catalog(target, workspace="default")
    assert moved.articles() == library.catalog.articles()
    ids = library.catalog.article_ids()
    assert [moved.passages_of(i) for i in ids] == [library.catalog.passages_of(i) for i in ids]
    write(moved, version("A third article stands here.", article_id="art_third"))
    with target.connect() as connection:
        new = connection.scalar(sa.select(sa.func.max(passages.c.id)))
    assert new == library.catalog.count_passages() + 1
    target.dispose()


def test_a_cut_move_is_completed(library: Library, database_url: str) -> None:
    ingest_texts(library, BRIDGE, FERRY)
    target = open_postgres(database_url)

    def cut(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_catalog(library.catalog.engine, target, progress=cut)
    copy_catalog(library.catalog.engine, target)
    assert Catalog(target, workspace="default").articles() == library.catalog.articles()
    target.dispose()


def test_jobs_that_wait_are_offered_there_and_once(library: Library, database_url: str) -> None:
    LeaseQueue(library.catalog.engine).put("b", range(3))
    target = open_postgres(database_url)
    for _ in range(2):
        copy_catalog(library.catalog.engine, target)
    assert PostgresQueue(target).waiting("b") == 3
    target.dispose()


def test_an_index_goes_on_from_where_it_was(library: Library, database_url: str) -> None:
    """The file that followed the SQLite catalog follows the one that was copied, and embeds nothing again."""
    ingest_texts(library, BRIDGE, FERRY)
    target = open_postgres(database_url)
    copy_catalog(library.catalog.engine, target)
    library.index.catalog = Catalog(target, workspace="default")
    library.index.prepare()
    assert library.index.drift().clean
    write(library.index.catalog, version("A third article stands here.", article_id="art_third"))
    assert library.index.drain() == 1
    target.dispose()


def test_a_database_with_other_rows_is_not_taken_for_a_copy(library: Library, database_url: str) -> None:
    ingest_texts(library, BRIDGE)
    target = open_postgres(database_url)
    write(Catalog(target, workspace="default"), version(FERRY, article_id="art_other"))
    with pytest.raises(CatalogUnusable, match="move into an empty database"):
        copy_catalog(library.catalog.engine, target)
    target.dispose()


def test_the_command_moves_and_the_address_is_used(
    filled: Any, database_url: str, monkeypatch: Any, home: Path
) -> None:
    done: Done = filled("migrate", "--to", database_url)
    assert (done.code, "rows copied and compared" in done.out) == (0, True)
    refused = filled("migrate", "--to", "mysql://x")
    assert (refused.code, "is no PostgreSQL address" in refused.line) == (1, True)
