"""`onrecord backup` and `onrecord restore`."""

from __future__ import annotations

from pathlib import Path

import click

from service import settings
from service.errors import InputRejected


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> int:
    """Write the catalog and the index to the file TARGET (.tar.gz), also while the home is in use."""
    from service.bootstrap import open_reader, utc_now
    from service.store.backups import write_backup

    chosen = settings.load()
    open_reader(chosen).close()  # the catalog is there and of this program
    size = write_backup(chosen.home, target.absolute(), now=utc_now())
    click.echo(f"{target}: {size:,} bytes")
    return 0


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Also where the home has articles, which are then gone.")
def restore(source: Path, replacing: bool) -> int:
    """Put the backup SOURCE into the home, and make the indexes agree with it."""
    from service.bootstrap import restore_home

    chosen = settings.load()
    if (chosen.home / "catalog.sqlite3").exists() and not replacing:
        why, mend = "a catalog is there", "give --replace to put the backup in its place"
        raise InputRejected(origin=str(chosen.home), why=why, mend=mend)
    number = restore_home(chosen, source)
    click.echo(f"{number} articles in {chosen.home}")
    return 0
