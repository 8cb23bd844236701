"""`onrecord reindex --statements`: statements made anew, with a progress bar where a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from service import settings


def reattribute_all() -> int:
    """Bring every article's statements to the attribution of this program, and say how many it took."""
    from service.bootstrap import rebuild_statements

    started = time.monotonic()
    with _progress() as progress:
        number = rebuild_statements(settings.load(), progress=progress)
    seconds = time.monotonic() - started
    click.echo(f"{number} articles attributed anew in {seconds:.1f} s" if number else "all statements are up to date")
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Yield what to call with (done, total): a bar with the rate and the remaining time, nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn

    class Rate(TextColumn):
        def render(self, task: Task) -> object:  # type: ignore[override]
            from rich.text import Text

            return Text(f"{task.speed:.0f}/s" if task.speed else "")

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(""), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
