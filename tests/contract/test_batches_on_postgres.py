"""Batches on PostgreSQL keep order, budgets and limits as on SQLite: the same tests, collected again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store import postgres_jobs
from service.store.database import open_postgres
from service.store.library import Library
from tests.builders import close, open_library
from tests.unit.summarizing import test_batch
from tests.unit.summarizing.test_batch import _no_pauses, filled

__all__ = ["_no_pauses", "filled"]
pytestmark = pytest.mark.server

OF_LEASES = ("test_a_job_that_workers_do_not_survive_is_given_up",)  # test_job_queue.py has it with real workers
shared = {name: test for name, test in vars(test_batch).items() if name.startswith("test_")}
globals().update({name: test for name, test in shared.items() if name not in OF_LEASES})


@pytest.fixture
def library(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Return an empty library whose catalog and jobs are on PostgreSQL."""
    monkeypatch.setattr(postgres_jobs, "POLL_S", 0.02)
    opened = open_library(home, engine=open_postgres(database_url))
    yield opened
    close(opened)
