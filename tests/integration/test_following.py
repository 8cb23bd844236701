"""Feeds are followed by whoever runs: the server, else a worker, and never by two at once."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.builders import BRIDGE
from tests.integration.processes import PATIENCE_S, command, environment, onrecord
from tests.web_server import Site, serving

pytestmark = [pytest.mark.process, pytest.mark.model, pytest.mark.server]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        paragraphs = "".join(f"<p>{p}</p>" for p in BRIDGE.split("\n\n"))
        site.put("/a", f"<html><title>Bridge</title><body><article>{paragraphs}</article></body></html>")
        item = f"<item><title>Bridge</title><link>{site.url}/a</link></item>"
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{item}</channel></rss>'
        site.put("/feed", feed, kind="application/rss+xml")
        yield site


@contextmanager
def running(*arguments: object, home: Path, site: Site) -> Iterator[subprocess.Popen[str]]:
    """Run a command that goes on until it is told to end, and see that it ends when it is."""
    given = environment(home, ONRECORD_FETCH_PRIVATE=site.host, ONRECORD_FETCH_DELAY_S="0")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command(*arguments), env=given, cwd=home.parent, **pipes)  # type: ignore[call-overload]
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err, err
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_S)


def wait_for_articles(home: Path, number: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as catalog:
        while catalog.execute("SELECT count(*) FROM feeds WHERE status IS NOT NULL").fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody polled the feed"
            time.sleep(0.05)
        assert catalog.execute("SELECT count(*) FROM articles").fetchone() == (number,)


@pytest.mark.parametrize("arguments", [("worker",), ("serve", "--port", 0)])
def test_a_feed_is_polled_by_whoever_runs(site: Site, home: Path, arguments: tuple[object, ...]) -> None:
    assert onrecord("feeds", "add", f"{site.url}/feed", home=home).code == 0
    with running(*arguments, home=home, site=site):
        wait_for_articles(home, 1)
    (feed,) = onrecord("feeds", "list", "--json", home=home).json["feeds"]
    assert (feed["status"], feed["failures"]) == ("1 added", 0)
    assert site.paths == ["/feed", "/a"]


def test_a_worker_leaves_the_feeds_to_the_server_that_has_the_home(site: Site, home: Path) -> None:
    with running("serve", "--port", 0, home=home, site=site) as server:
        assert server.stdout
        assert re.match("OnRecord is at", server.stdout.readline())
        time.sleep(0.5)  # the server's first look has been; its next is in 20 seconds
        assert onrecord("feeds", "add", f"{site.url}/feed", home=home).code == 0
        with running("worker", home=home, site=site) as worker:
            time.sleep(3)
            assert worker.poll() is None
            assert site.asked == []
