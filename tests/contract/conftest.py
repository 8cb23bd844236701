"""What contract tests share: one PostgreSQL for all of them, a new database for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
