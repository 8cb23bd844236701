"""Opening the catalog's database: SQLite in WAL mode, migrated to the newest schema."""

from __future__ import annotations

import sqlite3
import time
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.errors import CatalogUnusable, HomeUnusable
from service.store.schema import REVISION, workspaces

MIGRATION_LOCK = 0x0EC0  # any number that nobody else in the database locks: two replicas may start at once
MAPPED_BYTES = 2**30  # of the file, read where the system has it: a page copied into SQLite's 2 MB cache is soon gone
BUSY_TIMEOUT_MS = 10_000  # a writer holds the lock for one article, milliseconds; ten seconds is a stuck disk


def open_database(path: Path) -> sa.Engine:
    """Return an engine on the SQLite file at `path`, created and migrated where needed.

    Raises HomeUnusable where the folder cannot be written, CatalogUnusable where the file is no
    catalog or was written by a newer program.
    """
    _make_folder(path.parent)
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    sa.event.listen(engine, "connect", _prepare_connection)
    try:
        _migrate(engine, path)
    except sa.exc.OperationalError as error:
        raise HomeUnusable(home=str(path.parent), why=str(error.orig)) from error
    except sa.exc.DatabaseError as error:
        raise CatalogUnusable(path=str(path), why=f"is not a readable catalog ({error.orig})") from error
    return engine


def open_postgres(url: str) -> sa.Engine:
    """Return an engine on the PostgreSQL database at `url`, its tables created and migrated where needed.

    Raises CatalogUnusable where it cannot be reached or a newer program wrote it, or without the extra `postgres`.
    """
    shown = sa.make_url(url).set(drivername="postgresql", password=None).render_as_string()
    try:
        if find_spec("procrastinate") is None:  # its jobs' queue: better missed here than by a worker
            raise ModuleNotFoundError("procrastinate")
        engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        _migrate(engine, shown)
    except ModuleNotFoundError as error:
        why = "PostgreSQL needs psycopg and procrastinate; install the extra: pip install 'onrecord[postgres]'"
        raise CatalogUnusable(path=shown, why=why) from error
    except sa.exc.DBAPIError as error:
        raise CatalogUnusable(path=shown, why=f"cannot be used ({_first_line(error.orig)})") from error
    return engine


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(home=str(folder), why=error.strerror or str(error)) from error


def _prepare_connection(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Set WAL mode; SQLite does not wait here by itself while another connection does the same to a new file."""
    last_try = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(0.02)


def _migrate(engine: sa.Engine, path: Path | str) -> None:
    found = _revision(engine)
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        why = f"was written by a newer OnRecord (schema {found}, this program knows {REVISION}); upgrade onrecord"
        raise CatalogUnusable(path=str(path), why=why)
    upgrade(engine)


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def upgrade(engine: sa.Engine) -> None:
    """Apply every migration that is missing, in one transaction."""
    from alembic import command  # imported here: 0.5 s that an up-to-date catalog never pays

    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # sqlite3 itself begins none before CREATE TABLE
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def migration_config() -> Any:
    """Return Alembic's configuration for the packaged migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.files("service.store") / "migrations"))
    return config


def ensure_workspace(connection: sa.Connection, workspace: str, *, now: str) -> None:
    """Store the record of a workspace if it is not there yet."""
    there = connection.scalar(sa.select(workspaces.c.id).where(workspaces.c.id == workspace))
    if there is None:
        connection.execute(sa.insert(workspaces).values(id=workspace, created_at=now))
