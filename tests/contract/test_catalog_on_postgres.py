"""The catalog on PostgreSQL keeps what the tests of the catalog on SQLite ask for: the same tests, collected again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.errors import CatalogUnusable
from service.store.database import open_postgres
from service.store.library import Library
from service.store.schema import metadata
from tests.builders import close, open_library
from tests.unit.store import test_answers, test_catalog, test_speakers

pytestmark = pytest.mark.server

OF_SQLITE_ALONE = ("test_an_article_in_two_workspaces", "test_ids_are_stable_and_differ")
for module in (test_answers, test_catalog, test_speakers):
    shared = {name: test for name, test in vars(module).items() if name.startswith("test_")}
    globals().update({name: test for name, test in shared.items() if name not in OF_SQLITE_ALONE})


@pytest.fixture
def library(home: Path, database_url: str) -> Iterator[Library]:
    """Return an empty library whose catalog is on PostgreSQL."""
    opened = open_library(home, engine=open_postgres(database_url))
    yield opened
    close(opened)


def test_its_tables_are_those_of_the_schema(database_url: str) -> None:
    engine = open_postgres(database_url)
    with engine.connect() as connection:
        found = sa.inspect(connection)
        for table in metadata.sorted_tables:
            assert {c["name"] for c in found.get_columns(table.name)} == set(table.columns.keys())
    engine.dispose()
    open_postgres(database_url).dispose()  # a second start finds it up to date


def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    with pytest.raises(CatalogUnusable) as raised:
        open_postgres("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)
