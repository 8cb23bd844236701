"""Catalogs as earlier programs wrote them are brought up to today's schema, with every row.

`tests/released` holds a dump of a catalog for each schema that was ever on main: three articles of the sample
newsroom, their statements and speakers, a question and a batch; from 0004 on a digest that was sent, too. A migration
that a dump exists for is never edited.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.answering.pipeline import Answering, answer_question
from service.domain.answers import Answer
from service.store.catalog import Catalog
from service.store.database import migration_config, open_database
from service.store.index import Index
from service.store.schema import REVISION, metadata
from tests.builders import numbered_ids, open_library, question
from tests.fakes import HashingEmbedder, MemoryVectorIndex

RELEASED = sorted((Path(__file__).parents[2] / "released").glob("*.sql"))
RECORDS = ("articles", "article_versions", "passages", "statements", "speakers", "answers", "batches", "batch_items")
LATER = ("digests", "digest_deliveries")  # which 0001 had not


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the file of a catalog that an earlier program wrote."""
    path = tmp_path / "catalog.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return how many records there are of each kind that the schema knows, and the texts of the articles."""
    with closing(sqlite3.connect(path)) as connection:
        counted = (*RECORDS, *(name for name in LATER if name in tables(path)))
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchall() for name in counted}
        texts = connection.execute("SELECT article_id, number, text FROM article_versions ORDER BY 1, 2").fetchall()
    return counts | {"texts": texts}


def tables(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in found if not name.startswith("sqlite_")}


def test_every_row_is_kept_under_the_schema_of_today(released: Path) -> None:
    before = rows(released)
    engine = open_database(released)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == REVISION
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    after = rows(released)
    assert {name: after[name] for name in before} == before
    assert all(found not in ([], [(0,)]) for found in before.values())


def test_it_answers_once_the_indexes_are_made(released: Path) -> None:
    home = released.parent / "home"
    home.mkdir()
    released.rename(home / "catalog.sqlite3")
    index = Index(
        home / "index",
        catalog=Catalog(open_database(home / "catalog.sqlite3"), workspace="default"),
        embedder=HashingEmbedder(),
        vectors=MemoryVectorIndex(),
    )
    assert index.rebuild() > 0
    index.close()
    answer = ask(home, "What did Mayor Ferrante say?")
    assert {citation.speaker.name for citation in answer.citations if citation.speaker} == {"Delia Ferrante"}


def ask(home: Path, text: str) -> Answer:
    library = open_library(home, engine=open_database(home / "catalog.sqlite3"))
    return asyncio.run(answer_question(question(text), library=library, using=Answering(numbered_ids())))


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_a_released_migration_is_not_edited(dump: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    engine = sa.create_engine(f"sqlite:///{new}")
    with engine.begin() as connection_:
        config = migration_config()
        config.attributes["connection"] = connection_
        command.upgrade(config, dump.stem)
    engine.dispose()
    assert tables(new) == tables(old)
