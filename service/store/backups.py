"""The home in one file, taken while it is in use, and put back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from service.errors import InputRejected
from service.store.schema import REVISION

MANIFEST = "onrecord-backup.json"
CATALOG = "catalog.sqlite3"


def write_backup(home: Path, target: Path, *, now: str) -> int:
    """Write the catalog and the passage files of `home` to `target`, whole or not at all; return its size in bytes.

    Each file is a snapshot of one moment, whoever writes meanwhile (SQLite's backup API). The passage files are taken
    first, so that at most they lack what the catalog has, which `Index.mend` fills.
    """
    if not (home / CATALOG).is_file():
        raise InputRejected(origin=str(home), why="holds no catalog file", mend="a PostgreSQL catalog is for pg_dump")
    partial = target.with_name(target.name + ".partial")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".onrecord-backup-") as folder:
            indexes = sorted(p for p in (home / "index").glob("*.sqlite3") if p.is_file())
            with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
                for path in [*indexes, home / CATALOG]:
                    copy = Path(folder) / path.name
                    _snapshot(path, copy)
                    archive.add(copy, arcname=path.relative_to(home).as_posix())
                    copy.unlink()
                manifest = Path(folder) / MANIFEST
                manifest.write_text(json.dumps({"schema": REVISION, "made_at": now}))
                archive.add(manifest, arcname=MANIFEST)
        partial.replace(target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputRejected(origin=str(target), why=f"the backup was not written ({why})") from error


def _snapshot(path: Path, copy: Path) -> None:
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        source.close()
        target.close()


def read_backup(source: Path, home: Path) -> None:
    """Put a backup in the place of what `home` has; InputRejected, and nothing changed, if it is not whole.

    The caller owns the home. Chroma's folder is left out: it is made from the passage files.
    """
    staged = home / "restoring"
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _unpack(source, staged)
        _check(staged, source)
        shutil.rmtree(home / "index", ignore_errors=True)
        for suffix in ("-wal", "-shm"):
            (home / f"{CATALOG}{suffix}").unlink(missing_ok=True)
        (staged / CATALOG).replace(home / CATALOG)
        if (staged / "index").exists():
            (staged / "index").replace(home / "index")
    except (OSError, tarfile.TarError, EOFError, sqlite3.Error, ValueError, KeyError) as error:
        raise InputRejected(origin=str(source), why=f"no whole backup of OnRecord ({error})") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _unpack(source: Path, folder: Path) -> None:
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            parts = Path(member.name).parts
            known = parts in ((CATALOG,), (MANIFEST,)) or (parts[:1] == ("index",) and len(parts) == 2)
            if not member.isreg() or not known or ".." in parts:
                raise ValueError(f"holds {member.name}")
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(archive.extractfile(member) or file, file)


def _check(folder: Path, source: Path) -> None:
    schema = json.loads((folder / MANIFEST).read_text())["schema"]
    if schema > REVISION:
        why = f"was made by a newer OnRecord (schema {schema}, this program knows {REVISION})"
        raise InputRejected(origin=str(source), why=why, mend="upgrade onrecord")
    for path in [folder / CATALOG, *(folder / "index").glob("*.sqlite3")]:
        connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
        try:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
        if found != "ok":
            raise ValueError(f"{path.name}: {found}")
