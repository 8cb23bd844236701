"""Feeds that are followed, with a real server: what is taken, what is not asked twice, how failures are spaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from service.cli import main
from tests.builders import BRIDGE, FERRY, open_service
from tests.outcomes import Done
from tests.web_server import Site, serving

pytestmark = pytest.mark.server
Run = Callable[..., Done]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        for name, text in (("a", BRIDGE), ("b", FERRY)):
            paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
            site.put(f"/{name}", f"<html><title>{name}</title><body><article>{paragraphs}</article></body></html>")
        yield site


@pytest.fixture
def times() -> list[str]:
    return ["2026-03-05T12:00:00Z"]


@pytest.fixture
def run(site: Site, times: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def opened(settings: Any) -> Any:
        service = open_service(settings.home, fetch_private=site.host, fetch_delay_s=0)
        service.clock = lambda: times[-1]
        return service

    monkeypatch.setattr("service.bootstrap.open_owner", opened)
    monkeypatch.setattr("service.bootstrap.open_reader", opened)

    def call(*arguments: object) -> Done:
        monkeypatch.setattr("sys.argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


def put_feed(site: Site, *names: str, **headers: str) -> str:
    items = "".join(f"<item><title>{n}</title><link>{site.url}/{n}</link></item>" for n in names)
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'
    site.put("/feed", feed, kind="application/rss+xml", **headers)
    return f"{site.url}/feed"


def state(run: Run) -> dict[str, Any]:
    (feed,) = run("feeds", "list", "--json").json["feeds"]
    return dict(feed)


def test_a_feed_is_followed(run: Run, site: Site, times: list[str]) -> None:
    url = put_feed(site, "a", ETag='"1"')
    assert run("feeds", "add", url).out == f"following {url}\n"
    assert run("feeds", "add", url).out == f"already followed {url}\n"
    assert run("feeds", "poll").out == f"{url}: 1 added\n"
    assert state(run)["next_at"] == "2026-03-05T12:15:00Z"
    assert run("feeds", "poll").out == ""  # not due

    times.append("2026-03-05T12:20:00Z")
    assert run("feeds", "poll").out == f"{url}: nothing new\n"
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    put_feed(site, "b", "a", ETag='"2"')
    site.asked.clear()
    assert run("feeds", "poll", "--all").out == f"{url}: 1 added\n"
    assert site.paths == ["/feed", "/b"]  # what was taken is not asked for again
    assert "1 added; next 2026-03-05T12:35:00Z" in run("feeds", "list").out


def test_a_feed_that_fails_is_asked_less_and_less(run: Run, site: Site, times: list[str]) -> None:
    url = f"{site.url}/feed"
    run("feeds", "add", url)
    waits = []
    for _ in range(9):
        done = run("feeds", "poll", "--all")
        assert (done.code, done.out) == (3, "")
        assert done.line == f"{url}: {url}: the server answers 404; check the address"
        waits.append(state(run)["next_at"][8:16])
    assert waits == [
        "05T12:30", "05T13:00", "05T14:00", "05T16:00", "05T20:00", "06T04:00", "06T12:00", "06T12:00", "06T12:00",
    ]  # fmt: skip
    assert state(run)["failures"] == 9
    put_feed(site, "a")
    assert run("feeds", "poll", "--all").out == f"{url}: 1 added\n"
    assert state(run)["failures"] == 0


def test_an_entry_that_fails_is_tried_again(run: Run, site: Site) -> None:
    url = put_feed(site, "a", "later", ETag='"1"')
    run("feeds", "add", url)
    assert run("feeds", "poll").out == f"{url}: 1 added, 1 rejected\n"
    site.pages["/later"] = site.pages["/b"]
    assert run("feeds", "poll", "--all").out == f"{url}: 1 added\n"


def test_a_feed_is_no_longer_followed(run: Run, site: Site) -> None:
    url = put_feed(site, "a")
    run("feeds", "add", url)
    run("feeds", "poll")
    assert run("feeds", "remove", url).code == 0
    assert run("feeds", "list", "--json").json == {"feeds": []}
    assert len(run("articles", "list", "--json").json["articles"]) == 1
    assert "not followed" in run("feeds", "remove", url).line


def test_what_is_no_address(run: Run) -> None:
    assert run("feeds", "add", "courier.example/feed").line.startswith("onrecord: courier.example/feed: not an address")


def test_the_records_are_json(run: Run, site: Site, home: Path) -> None:
    run("feeds", "add", put_feed(site, "a"))
    assert json.loads(run("feeds", "list", "--json").out)["feeds"][0]["status"] is None


def test_a_feed_that_another_process_polls_is_left_to_it(site: Site, home: Path) -> None:
    with closing(open_service(home, fetch_private=site.host, fetch_delay_s=0)) as service:
        records, now = service.feeds(), service.clock()
        records.add(put_feed(site, "a"), now=now)
        (feed,) = records.due(now)
        assert records.claim(feed, until="2099-01-01T00:00:00Z")
        assert not records.claim(feed, until="2099-01-01T00:00:00Z")
        assert list(service.keep_up()) == []
        assert site.asked == []
