"""Articles from addresses: pages, feeds and sitemaps on a server of the test's own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.domain.news import Outcome, SourceArticle
from service.ingest.addresses import Web, same_site
from service.ingest.fetching import Fetcher
from service.ingest.inputs import Rejected
from service.ingest.pipeline import ingest
from service.ingest.reading import count_inputs, read_sources
from service.store.library import Library
from service.store.pages import PageRecords
from tests.builders import BRIDGE, FERRY, NOW
from tests.web_server import Site, serving

pytestmark = pytest.mark.server

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def page(text: str, *, head: str = "") -> str:
    title, *paragraphs = text.split("\n\n")
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def web(site: Site, library: Library | None = None) -> Web:
    fetcher = Fetcher(1_000_000, 0.0, [site.host])
    if library is None:
        return Web(fetcher)
    return Web(fetcher, PageRecords(library.catalog.engine, workspace=library.catalog.workspace).known)


def read(site: Site, *paths: str) -> list[Any]:
    sources = [path if path.startswith(("http", "/tmp")) else site.url + path for path in paths]
    return list(read_sources(sources, max_bytes=1_000_000, web=web(site)))


def take(site: Site, library: Library, *paths: str) -> list[Outcome]:
    inputs = read_sources([site.url + path for path in paths], max_bytes=1_000_000, web=web(site, library))
    return list(ingest(inputs, catalog=library.catalog, index=library.index, clock=lambda: NOW))


def feed(*items: str) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Norvale Courier</title>{inside}</channel></rss>'


def test_a_page(site: Site) -> None:
    site.put("/a", page(BRIDGE))
    (article,) = read(site, "/a")
    assert article.title == "Norvale bridge to open on Friday"
    assert "The new bridge over the Aar opens to traffic" in article.text
    assert article.url == f"{site.url}/a"


def test_a_page_in_the_character_set_that_its_server_names(site: Site) -> None:
    site.put(
        "/a",
        page(FERRY + "\n\n„Tschüss“, sagte Brandt.").encode("windows-1252", "replace"),
        kind="text/html; charset=iso-8859-1",
    )
    (article,) = read(site, "/a")
    assert "„Tschüss“, sagte Brandt." in article.text


def test_a_page_that_has_not_changed_is_not_sent_twice(site: Site, library: Library) -> None:
    site.put("/a", page(BRIDGE), ETag='"1"')
    (first,) = take(site, library, "/a")
    (again,) = take(site, library, "/a")
    assert (first.status, again.status) == ("added", "unchanged")
    assert again.article_id == first.article_id
    assert site.asked[-1][1]["If-None-Match"] == '"1"'


def test_a_page_that_changed_is_a_new_version(site: Site, library: Library) -> None:
    site.put("/a", page(BRIDGE), ETag='"1"')
    take(site, library, "/a")
    site.put("/a", page(BRIDGE + "\n\nCorrection: the bridge was 15 months late."), ETag='"2"')
    (second,) = take(site, library, "/a")
    assert (second.status, second.version) == ("updated", 2)


def test_a_deleted_page_is_fetched_whole_again(site: Site, library: Library) -> None:
    site.put("/a", page(BRIDGE), ETag='"1"')
    (first,) = take(site, library, "/a")
    assert first.article_id
    library.catalog.delete(first.article_id)
    (again,) = take(site, library, "/a")
    assert again.status == "added"


def test_the_canonical_address_counts_only_within_the_site(site: Site) -> None:
    site.put("/a?ref=x", page(BRIDGE, head=f'<link rel="canonical" href="{site.url}/a">'))
    site.put("/b", page(FERRY, head='<link rel="canonical" href="https://courier.example/front">'))
    own, foreign = read(site, "/a?ref=x", "/b")
    assert own.url == f"{site.url}/a"
    assert foreign.url == f"{site.url}/b"  # else any page could replace any other site's article


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.courier.example/a", "https://courier.example/a", True),
        ("https://amp.courier.example/a", "https://www.courier.example/a", True),
        ("https://courier.example/a", "https://courier.example.evil.test/a", False),
        ("https://mycourier.example/a", "https://courier.example/a", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same


def test_a_feed_and_the_pages_that_it_names(site: Site) -> None:
    site.put("/a", page(BRIDGE))
    items = (
        f"<title>Bridge to open</title><link>{site.url}/a</link><guid>17</guid><author>desk@c.example (Ana Ito)</author>"
        "<pubDate>Wed, 04 Mar 2026 10:00:00 +0100</pubDate><description>A teaser.</description>",
        f"<title>Gone</title><link>{site.url}/gone</link>",
    )
    site.put("/feed", feed(*items), kind="application/rss+xml")
    article, gone = read(site, "/feed")
    assert article.url == f"{site.url}/a"
    assert (article.source, article.published_at) == ("Norvale Courier", "2026-03-04T09:00:00Z")
    assert "14 months late" in article.text
    assert isinstance(gone, Rejected)
    assert f"{site.url}/gone: the server answers 404" in str(gone.error)


def test_a_feed_with_whole_articles_leaves_their_pages_alone(site: Site) -> None:
    long = "".join(f"<p>{p} {p}</p>" for p in BRIDGE.split("\n\n"))
    content = f"<![CDATA[{long}]]>"
    site.put(
        "/atom",
        f'<feed xmlns="{ATOM}"><title>Courier</title><entry><title>Bridge</title><id>urn:17</id>'
        f'<link href="{site.url}/a"/><updated>2026-03-04T10:00:00Z</updated><author><name>Ana Ito</name></author>'
        f'<content type="html">{content}</content></entry></feed>',
        kind="application/atom+xml",
    )
    (article,) = read(site, "/atom")
    assert (article.title, article.author, article.url) == ("Bridge", "Ana Ito", f"{site.url}/a")
    assert (article.published_at, article.modified_at) == (None, "2026-03-04T10:00:00Z")
    assert site.paths == ["/atom"]


def test_an_entry_about_another_site_does_not_take_its_place(site: Site) -> None:
    item = (
        f"<title>B</title><link>https://courier.example/a</link><guid>x17</guid><description>{BRIDGE * 2}</description>"
    )
    site.put("/feed", feed(item))
    (article,) = read(site, "/feed")
    assert article.external_id == "x17"


def test_a_feed_in_a_file_needs_no_network(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        feed(
            f"<title>B</title><link>https://courier.example/a</link><description>{BRIDGE}</description>",
            "<title>C</title>",
        )
    )
    article, empty = read_sources([str(path)], max_bytes=100_000)
    assert isinstance(article, SourceArticle)
    assert (article.title, article.url) == ("B", "https://courier.example/a")
    assert isinstance(empty, Rejected)
    assert "the feed has no text of it" in str(empty.error)


def test_a_sitemap_of_sitemaps(site: Site) -> None:
    site.put("/a", page(BRIDGE))
    site.put("/b", page(FERRY))
    site.put(
        "/news.xml.gz",
        gzip.compress(
            f'<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}"><url><loc>{site.url}/a</loc><lastmod>2026-03-01</lastmod></url>'
            f"<url><loc> {site.url}/b </loc><news:news><news:publication><news:name>Courier</news:name></news:publication>"
            "<news:publication_date>2026-03-04</news:publication_date><news:title>Ferry</news:title></news:news></url></urlset>".encode()
        ),
        kind="application/gzip",
    )
    site.put(
        "/sitemap.xml",
        f'<?xml version="1.0"?><sitemapindex xmlns="{SITEMAP}"><sitemap><loc>{site.url}/news.xml.gz</loc></sitemap>'
        f"<sitemap><loc>{site.url}/sitemap.xml</loc></sitemap></sitemapindex>",
        kind="application/xml",
    )
    articles = [item for item in read(site, "/sitemap.xml") if isinstance(item, SourceArticle)]
    assert [(a.url, a.published_at) for a in articles[:2]] == [(f"{site.url}/b", "2026-03-04"), (f"{site.url}/a", None)]
    assert articles[0].source == "Courier"
    assert site.paths.count("/sitemap.xml") == 4  # itself, and three deep


def test_json_and_text_at_an_address(site: Site) -> None:
    site.put("/a.json", json.dumps({"id": "17", "text": BRIDGE}), kind="application/json")
    site.put("/b.txt", FERRY, kind="text/plain")
    site.put("/c.pdf", "%PDF", kind="application/pdf")
    record, text, pdf = read(site, "/a.json", "/b.txt", "/c.pdf")
    assert (record.external_id, text.title) == ("17", "Ferry service ends after a century")
    assert "is application/pdf, which is not read" in str(pdf.error)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<?xml version="1.0"?><rss><channel/></rss>', "the feed has no entries"),
        (f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}"/>', "the sitemap names no pages"),
        ('<?xml version="1.0"?><opml/>', "XML of a kind that is not read (opml)"),
        ('<?xml version="1.0"?>', "XML of a kind that is not read (broken)"),
        (gzip.compress(bytes(5_000_000), mtime=0), "unpacks to more than 1,000,000 bytes"),
    ],
)
def test_a_list_that_is_none(site: Site, body: Any, why: str) -> None:
    site.put("/feed", body, kind="application/xml")
    (rejected,) = read(site, "/feed")
    assert isinstance(rejected, Rejected)
    assert why in str(rejected.error)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the keys")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY l0 "ha">{laughs}]>'
    path = tmp_path / "feed.xml"
    path.write_text(
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><item><title>&x;</title><description>Text &x; &l8; end.</description></item></channel></rss>'
    )
    for item in read_sources([str(path)], max_bytes=100_000):
        assert "the keys" not in str(item)
        assert len(str(item)) < 10_000


def test_how_many_articles_an_address_holds_is_not_known() -> None:
    assert count_inputs(["https://courier.example/feed", "a.txt"]) == 0
