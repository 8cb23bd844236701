"""Opening the catalog's database: SQLite in WAL mode, migrated to the newest schema."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.errors import CatalogUnusable, HomeUnusable
from service.store.schema import REVISION, workspaces

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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(home=str(folder), why=error.strerror or str(error)) from error


def _prepare_connection(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: sa.Engine, path: Path) -> None:
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
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # sqlite3 itself begins none before CREATE TABLE
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
