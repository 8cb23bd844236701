"""What contract tests share: one PostgreSQL for all of them, a new database for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
