"""Fetching from real servers on this machine: what is refused, what is bounded, what is asked politely."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.domain.news import Validators
from service.errors import InputRejected
from service.ingest.fetching import Fetcher, is_public
from tests.web_server import Site, serving

pytestmark = pytest.mark.server


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def fetcher(*allowed: Site, **options: Any) -> Fetcher:
    """Return a fetcher to which these sites are allowed, though they are on this machine, and no others."""
    options = {"max_bytes": 100_000, "delay_s": 0.0} | options
    return Fetcher(private=[site.host for site in allowed], **options)


def refusal(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(InputRejected) as refused:
        fetcher.fetch(url)
    message = str(refused.value)
    assert url in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.255.1.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
    198.18.0.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1
    ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    2001:0:4136:e378:8000:63bf:80ff:fffe""".split(),
)
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", "8.8.8.8 93.184.215.14 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split())
def test_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://localhost/", "localhost is not a public address"),
        ("http://127.0.0.1/", "not a public address"),
        ("http://127.1/", "not a public address"),
        ("http://2130706433/", "not a public address"),
        ("http://0x7f000001/", "not a public address"),
        ("http://0/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://[::ffff:127.0.0.1]/", "not a public address"),
        ("http://[::ffff:a9fe:a9fe]/latest/meta-data/", "not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "not a public address"),
        ("https://10.0.0.1/", "not a public address"),
        ("http://93.184.215.14:22/", "port 22 is not fetched"),
        ("http://93.184.215.14:8080/", "port 8080 is not fetched"),
        ("http://user:secret@example.org/", "user name or password"),
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("http:///a", "only http and https"),
        ("http://[::1/", "not a valid address"),
        ("http://example.org:99999/", "not a valid address"),
    ],
)
def test_an_address_that_is_refused_before_anything_is_sent(url: str, why: str) -> None:
    assert why in refusal(fetcher(), url)


def test_a_page(site: Site) -> None:
    site.put("/a", "Grüße".encode("latin-1"), kind="text/html; charset=ISO-8859-1", ETag='"1"')
    found = fetcher(site).fetch(f"{site.url}/a#part")
    assert found.body == "Grüße".encode("latin-1")
    assert (found.content_type, found.charset) == ("text/html", "ISO-8859-1")
    assert found.validators == Validators(f"{site.url}/a#part", '"1"')
    assert "OnRecord/" in site.asked[-1][1]["User-Agent"]


def test_a_server_beside_the_allowed_one_is_not_asked(site: Site) -> None:
    with serving() as other:
        other.put("/secret", "keys")
        assert "is not fetched" in refusal(fetcher(site), f"{other.url}/secret")
        site.put("/jump", "", status=302, Location=f"{other.url}/secret")
        assert "is not fetched" in refusal(fetcher(site), f"{site.url}/jump")
        assert other.asked == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://localhost/admin", "not a public address"),
        ("http://169.254.169.254/latest", "not a public address"),
        ("http://[::ffff:192.168.0.1]/", "not a public address"),
        ("file:///etc/passwd", "only http and https"),
        ("http://a:b@example.org/", "user name"),
        ("//127.0.0.1:25/", "port 25"),
    ],
)
def test_every_redirect_is_checked_again(site: Site, target: str, why: str) -> None:
    site.put("/jump", "", status=302, Location=target)
    assert why in refusal(fetcher(site), f"{site.url}/jump")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site: Site, status: int) -> None:
    site.put("/old", "", status=status, Location="/new?a=b c")
    site.put("/new?a=b%20c", "here")
    found = fetcher(site).fetch(f"{site.url}/old")
    assert (found.url, found.body) == (f"{site.url}/new?a=b%20c", b"here")


def test_redirects_end(site: Site) -> None:
    site.put("/loop", "", status=302, Location="/loop")
    assert "more than 5 redirects" in refusal(fetcher(site), f"{site.url}/loop")
    assert site.paths == ["/loop"] * 6


def resolver(*answers: list[str]) -> Callable[..., list[Any]]:
    """Return a resolver that gives these addresses, one list a call."""
    left = list(answers)

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    return resolve


def test_one_private_address_among_public_ones_is_refused() -> None:
    found = fetcher(resolve=resolver(["93.184.215.14", "10.0.0.7"]))
    assert "is not a public address" in refusal(found, "http://news.example/a")


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    """A name that means another address at the next look-up (DNS rebinding) is not looked up again."""
    site.put("/robots.txt", "", status=404)
    site.put("/a", "here")
    name = f"news.example:{site.port}"
    resolve = resolver(["127.0.0.1"], ["127.0.0.1"])  # one for robots.txt, one for the page; a third would fail
    found = Fetcher(100_000, 0.0, [name], resolve=resolve).fetch(f"http://{name}/a")
    assert found.body == b"here"
    assert site.asked[-1][1]["Host"] == name


def test_proxy_variables_are_not_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        site.put("/a", "here")
        assert fetcher(site).fetch(f"{site.url}/a").body == b"here"
        assert proxy.asked == []


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_long(site: Site, declared: bool) -> None:
    headers = {"Content_Length": "200000"} if declared else {}
    site.put("/long", [b"x" * 50_000] * 4, **headers)
    assert "longer than 100,000 bytes" in refusal(fetcher(site), f"{site.url}/long")


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(bytes(300_000_000), compresslevel=9)
    assert len(bomb) < 400_000
    site.put("/bomb", bomb, Content_Encoding="gzip")
    started = time.monotonic()
    assert "longer than 100,000 bytes" in refusal(fetcher(site), f"{site.url}/bomb")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_a_packed_body(site: Site, pack: Callable[[bytes], bytes], name: str) -> None:
    site.put("/packed", pack(b"here" * 1000), Content_Encoding=name)
    assert fetcher(site).fetch(f"{site.url}/packed").body == b"here" * 1000


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (b"nonsense", "gzip", "cannot be unpacked"),
        (gzip.compress(b"here" * 1000, mtime=0)[:-9], "gzip", "cannot be unpacked"),
        (b"x", "br", "packed as br"),
    ],
)
def test_a_body_that_cannot_be_unpacked(site: Site, body: bytes, encoding: str, why: str) -> None:
    site.put("/broken", body, Content_Encoding=encoding)
    assert why in refusal(fetcher(site), f"{site.url}/broken")


def test_a_server_that_drips_is_left(site: Site) -> None:
    def drop() -> bytes:
        time.sleep(0.1)
        return b"."

    site.put("/drip", [drop] * 40)
    started = time.monotonic()
    assert "does not answer in time" in refusal(fetcher(site, deadline_s=0.5), f"{site.url}/drip")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("status", "why"), [(404, "answers 404"), (403, "answers 403"), (500, "answers 500"), (429, "asks to wait")]
)
def test_a_page_that_is_not_given(site: Site, status: int, why: str) -> None:
    site.put("/a", "no", status=status)
    assert why in refusal(fetcher(site), f"{site.url}/a")


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    assert "cannot be fetched" in refusal(Fetcher(1000, 0.0, [host]), f"http://{host}/a")


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.put("/a", "here", ETag='"v1"', Last_Modified="Wed, 04 Mar 2026 10:00:00 GMT")
    first = fetcher(site).fetch(f"{site.url}/a")
    again = fetcher(site).fetch(f"{site.url}/a", known=first.validators)
    assert again.body is None
    assert site.asked[-1][1]["If-Modified-Since"] == "Wed, 04 Mar 2026 10:00:00 GMT"


def test_robots_are_respected(site: Site) -> None:
    site.put(
        "/robots.txt",
        "User-agent: *\nDisallow: /private\nAllow: /private/press\n\nUser-agent: OnRecord\nDisallow: /*.pdf$",
    )
    for path in ("/a", "/a.pdf", "/private/press"):
        site.put(path, "here")
    found = fetcher(site)
    assert found.fetch(f"{site.url}/a").body == b"here"
    assert "robots.txt asks not to" in refusal(found, f"{site.url}/a.pdf")
    assert site.paths == ["/a"]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_robots_for_everybody(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /")
    site.put("/jump", "", status=302, Location="/a")
    assert "robots.txt asks not to" in refusal(fetcher(site), f"{site.url}/jump")
    assert site.paths == []


def test_a_host_whose_robots_cannot_be_read_is_left_alone(site: Site) -> None:
    site.put("/robots.txt", "no", status=500)
    site.put("/a", "here")
    assert "its robots.txt cannot be read (the server answers 500)" in refusal(fetcher(site), f"{site.url}/a")
    assert site.paths == []


def test_a_host_is_asked_no_faster_than_it_wants(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3")
    site.put("/a", "here")
    with serving() as other:
        other.put("/a", "here")
        now, slept = [100.0], []

        def sleep(seconds: float) -> None:
            slept.append(round(seconds, 3))
            now[0] += seconds

        found = fetcher(site, other, delay_s=1.0, clock=lambda: now[0], sleep=sleep)
        for asked in (site, other, site, other, site):
            found.fetch(f"{asked.url}/a")
        assert slept == [3.0, 3.0]
