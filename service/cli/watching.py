"""`onrecord watch`: files become articles as they come."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import click

from service import settings


@click.command("watch")
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...")
def watch_folders(folders: tuple[str, ...]) -> int:
    """Take the files of folders, and each file that comes or changes, until it is stopped (Ctrl-C or SIGTERM).

    The home is taken only while something is written; where `onrecord serve` runs, give it ONRECORD_WATCH instead.
    """
    from service.bootstrap import open_reader
    from service.cli import printing
    from service.ingest.watching import check_folders, watch

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    checked = check_folders(folders)
    with closing(open_reader(settings.load())) as service:

        def take(paths: Sequence[Path]) -> None:
            for outcome in service.take_files(paths):
                printing.print_outcome(outcome)

        click.echo(f"watching {', '.join(map(str, checked))}  (Ctrl-C ends it)")
        watch(checked, take, stop=stop)
    return 0
