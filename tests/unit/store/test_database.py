"""The catalog's file: created, migrated, and refused where it is not ours."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from service.errors import CatalogUnusable, HomeUnusable
from service.store.database import ensure_workspace, migration_config, open_database
from service.store.schema import REVISION, metadata


def test_the_newest_migration_is_the_revision_of_the_schema() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(migration_config()).get_current_head() == REVISION


def test_the_migrations_make_the_tables_of_the_schema(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = open_database(tmp_path / "catalog.sqlite3")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert "AUTOINCREMENT" in connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'passages'"))
    engine.dispose()


def test_opening_twice_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "home" / "catalog.sqlite3"
    engine = open_database(path)
    with engine.begin() as connection:
        ensure_workspace(connection, "default", now="2026-03-05")
        ensure_workspace(connection, "default", now="2026-03-06")
    engine.dispose()
    again = open_database(path)
    with again.connect() as connection:
        assert connection.execute(sa.text("SELECT * FROM workspaces")).all() == [("default", "2026-03-05")]
    again.dispose()


def test_connections_are_safe_to_share(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "catalog.sqlite3")
    with engine.connect() as connection:
        pragmas = {name: connection.scalar(sa.text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}


def test_a_catalog_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    open_database(path).dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(
        CatalogUnusable, match=rf"newer OnRecord \(schema 9999, this program knows {REVISION}\); upgrade"
    ):
        open_database(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a text " * 99, b"\x00" * 5000, b"SQLite format 3\x00" + b"x" * 9000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.write_bytes(content)
    with pytest.raises(CatalogUnusable, match="is not a readable catalog"):
        open_database(path)
    assert path.read_bytes() == content


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeUnusable, match="set ONRECORD_HOME to a folder"):
        open_database(tmp_path / "file" / "home" / "catalog.sqlite3")


def test_a_catalog_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").mkdir()
    with pytest.raises(HomeUnusable, match="unable to open database file"):
        open_database(tmp_path / "catalog.sqlite3")


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    made: list[str] = []

    def create_table(name: str, *_columns: object, **_options: object) -> None:
        made.append(name)
        op.execute(f"CREATE TABLE {name} (id INTEGER)")
        if len(made) == 3:
            raise RuntimeError("the power is gone")

    monkeypatch.setattr("alembic.op.create_table", create_table)
    with pytest.raises(RuntimeError, match="the power is gone"):
        open_database(tmp_path / "catalog.sqlite3")
    connection = sqlite3.connect(tmp_path / "catalog.sqlite3")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()


def test_many_may_open_a_new_catalog_at_once(tmp_path: Path) -> None:
    together = Barrier(6)

    def opened(_number: int) -> str:
        together.wait()
        engine = open_database(tmp_path / "catalog.sqlite3")
        with engine.connect() as connection:
            revision: str = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        engine.dispose()
        return revision

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(opened, range(6))) == {REVISION}
