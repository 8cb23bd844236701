"""`onrecord feeds`: what is followed, and a look at what is due."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from service import settings
from service.errors import InputRejected


@click.group()
def feeds() -> None:
    """Follow RSS and Atom feeds and sitemaps."""


@feeds.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def add_feeds(urls: tuple[str, ...]) -> int:
    """Follow feeds; `onrecord feeds poll` looks at them."""
    from service.bootstrap import open_reader
    from service.ingest.addresses import is_address

    for url in urls:
        if not is_address(url):
            raise InputRejected(origin=url, why="not an address", mend="write it as https://…")
    with closing(open_reader(settings.load())) as service:
        for url in urls:
            new = service.feeds().add(url, now=service.clock())
            click.echo(f"{'following' if new else 'already followed'} {url}")
    return 0


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_feeds(as_json: bool) -> int:
    """List the feeds, how the last look at each went, and when the next is due."""
    from service.bootstrap import open_reader
    from service.cli import printing

    with closing(open_reader(settings.load())) as service:
        found = [_as_json(feed) for feed in service.feeds().all()]
    if as_json:
        printing.print_json({"feeds": found})
    for feed in () if as_json else found:
        failing = f", failed {feed['failures']} times" if feed["failures"] else ""
        click.echo(f"{feed['url']}\n    {feed['status'] or 'not looked at yet'}{failing}; next {feed['next_at']}")
    return 0


def _as_json(feed: Any) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in ("url", "added_at", "polled_at", "next_at", "failures", "status")}


@feeds.command("remove")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def remove_feeds(urls: tuple[str, ...]) -> int:
    """Follow feeds no longer; their articles stay."""
    from service.bootstrap import open_reader

    with closing(open_reader(settings.load())) as service:
        for url in urls:
            service.feeds().remove(url)
            click.echo(f"no longer following {url}")
    return 0


@feeds.command("poll")
@click.option("--all", "everything", is_flag=True, help="Look at every feed, due or not.")
def poll_feeds(everything: bool) -> int:
    """Take what is new in the feeds that are due; exit code 3 if one could not be read."""
    from service.bootstrap import open_owner

    failed = False
    with closing(open_owner(settings.load())) as service:
        for done in service.poll_feeds(everything=everything):
            failed = failed or done.error is not None
            click.echo(f"{done.url}: {done.status}", err=done.error is not None)
    return 3 if failed else 0
