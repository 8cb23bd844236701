"""`onrecord migrate`: the catalog moves up to PostgreSQL."""

from __future__ import annotations

import click

from service import settings
from service.cli.commands import _rebuild_progress, cli


@cli.command()
@click.option(
    "--to", "url", required=True, help="postgresql://user:password@host:5432/database, empty or begun before."
)
def migrate(url: str) -> int:
    """Copy the SQLite catalog to PostgreSQL and compare the two; cut at any moment, run it again."""
    from service.bootstrap import move_catalog

    with _rebuild_progress() as progress:
        rows = move_catalog(settings.load(), url, progress=progress)
    click.echo(f"{rows} rows copied and compared; set ONRECORD_DATABASE_URL to that address (the old file stays)")
    return 0
