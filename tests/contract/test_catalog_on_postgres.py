"""The catalog on PostgreSQL keeps what the tests of the catalog on SQLite ask for: the same tests, collected again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from procrastinate.schema import SchemaManager

from service.errors import CatalogUnusable
from service.store.catalog import Catalog
from service.store.database import open_postgres
from service.store.library import Library
from service.store.postgres_jobs import PostgresQueue
from service.store.schema import SHARED
from tests.builders import BRIDGE, close, open_library, said, version, write
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
        for table in SHARED:
            assert {c["name"] for c in found.get_columns(table.name)} == set(table.columns.keys())
        assert not found.has_table("jobs")
    engine.dispose()
    open_postgres(database_url).dispose()  # a second start finds it up to date


def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    with pytest.raises(CatalogUnusable) as raised:
        open_postgres("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_two_processes_write_at_once_and_changes_are_seen_in_their_order(database_url: str) -> None:
    """Whoever follows the changes sees no number before a lower one; nobody's speakers collide."""
    engine = open_postgres(database_url)
    seen: list[int] = []
    stop = Event()

    def follow() -> None:
        mine = Catalog(engine, workspace="default")
        while not stop.is_set():
            seen.extend(number for number, _ in mine.changes(after=seen[-1] if seen else 0))

    def write_some(name: str) -> None:
        other = open_postgres(database_url)
        for n in range(15):
            text = f"{BRIDGE} {name} {n}"
            words = [said(text, "The bridge will open on Friday")]
            write(Catalog(other, workspace="default"), version(text, article_id=f"art_{name}{n}"), words)
        other.dispose()

    with ThreadPoolExecutor(4) as threads:
        follower = threads.submit(follow)
        try:
            for done in [threads.submit(write_some, name) for name in "abc"]:
                done.result(60)
        finally:
            stop.set()
        follower.result(60)
    newest = Catalog(engine, workspace="default").changes(after=0)
    assert len(newest) == 45
    assert seen == [number for number, _ in newest][: len(seen)]
    engine.dispose()


def test_jobs_of_an_older_program_are_handed_over(database_url: str) -> None:
    from alembic import command

    from service.store.database import migration_config

    engine = sa.create_engine(sa.make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        held = "INSERT INTO jobs VALUES ('b', 1, 0, NULL, 0), ('b', 0, 1, 'gone:1:x', 9e9), ('c', 0, 0, NULL, 0)"
        connection.exec_driver_sql(held)
    engine.dispose()
    engine = open_postgres(database_url)
    queue = PostgresQueue(engine)
    assert (queue.waiting("b"), queue.waiting("c")) == (2, 1)
    engine.dispose()


def test_procrastinate_has_the_tables_that_our_migration_made() -> None:
    """A release that brings SQL of its own fails here: it needs a migration of ours."""
    shipped = sorted(p.name for p in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    assert shipped[-1] == "03.04.00_50_post_add_retry_failed_job_procedure.sql"


@pytest.mark.parametrize("missing", ["psycopg", "procrastinate"])
def test_without_the_extra_it_is_one_line_that_names_it(missing: str) -> None:
    """In a process of its own, which cannot import one of the packages."""
    code = (
        "import sys; from importlib.abc import MetaPathFinder\n"
        "class Missing(MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == {missing!r}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from service.store.database import open_postgres\n"
        "open_postgres('postgresql://me@127.0.0.1:1/none')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr.splitlines()[-1].endswith("install the extra: pip install 'onrecord[postgres]'")
