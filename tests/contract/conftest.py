"""What contract tests share: one PostgreSQL for all of them, a new database for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.store.database import open_postgres
from tests.builders import open_catalog
from tests.chroma import running_chroma
from tests.conftest import require
from tests.postgres import new_database, require_postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Yield the address of a PostgreSQL server; skipped, by name, where none is installed."""
    require_postgres()
    with running_postgres() as url:
        yield url


@pytest.fixture
def database_url(postgres: str) -> str:
    return new_database(postgres)


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a Chroma server for all of them."""
    require("chroma")
    with running_chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, home: Path) -> Iterator[sa.Engine]:
    """Yield a catalog in a file and, in a second run of the test, one on PostgreSQL."""
    on_file = request.param == "sqlite"
    opened = open_catalog(home) if on_file else open_postgres(request.getfixturevalue("database_url"))
    yield opened
    opened.dispose()
