"""Web addresses into source articles: a page, a feed with its articles, a sitemap with its pages."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from service.domain.news import SourceArticle, Validators
from service.errors import InputRejected
from service.ingest.feeds import FEED_ROOTS, SITEMAP_ROOTS, Entry, read_feed, read_sitemap, xml_root
from service.ingest.fetching import Fetched, Fetcher, unpack
from service.ingest.inputs import Read, Rejected, Unchanged
from service.text.normalising import normalise_line

FULL_TEXT = 600  # characters of its own from which a feed's entry is the whole article, and its page is left alone
DEEPEST = 3  # sitemaps that name sitemaps

ReadBody = Callable[..., Iterator[Read]]  # (raw, *, ending, origin, charset) -> the articles of one file's content


@dataclass(slots=True)
class Polled:
    """What is known of a feed that is read again and again; `taken` are the entries that need no second look."""

    validators: Validators | None = None
    taken: frozenset[str] = frozenset()
    now_taken: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Web:
    """The way to the web, what is known of a page from the last time, and of the feed that is polled, if one is."""

    fetcher: Fetcher
    known: Callable[[str], Validators | None] = lambda url: None
    polled: Polled | None = None


def is_address(source: str) -> bool:
    return "://" in source[:12] and source.partition("://")[0].isalpha()


def read_address(url: str, *, web: Web, read_body: ReadBody, depth: int = 0) -> Iterator[Read]:
    """Yield the articles at an address; of a feed or a sitemap, those that it names.

    InputRejected where the address itself cannot be fetched or read; one of many that fails is a Rejected.
    """
    of_feed = web.polled if depth == 0 else None
    known = of_feed.validators if of_feed else web.known(url)
    fetched = web.fetcher.fetch(url, known=known)
    if fetched.body is None and of_feed and known:
        of_feed.now_taken |= of_feed.taken
        return
    if fetched.body is None:
        if known is None or known.article_id is None:
            raise InputRejected(origin=url, why="the server answers 304 to a first request")
        yield Unchanged(url, known.article_id)
        return
    if of_feed:
        of_feed.validators = fetched.validators
    raw = unpacked(fetched.body, origin=url, max_bytes=web.fetcher.max_bytes)
    root = xml_root(raw) if _looks_like_xml(raw) else None
    if root in FEED_ROOTS or root in SITEMAP_ROOTS:
        yield from read_list(raw, root, origin=url, web=web, read_body=read_body, depth=depth)
        return
    ending = ".xml" if root and root != "html" else _ending(fetched)
    for item in read_body(raw, ending=ending, origin=url, charset=fetched.charset):
        if isinstance(item, SourceArticle):
            item = replace(placed(item, fetched.url), validators=fetched.validators)
        yield item


def unpacked(raw: bytes, *, origin: str, max_bytes: int) -> bytes:
    """Return `raw`, unpacked if it is a gzip file (`sitemap.xml.gz`); InputRejected beyond `max_bytes`."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return unpack([raw], max_bytes)
    except (OverflowError, zlib.error) as error:
        why = f"unpacks to more than {max_bytes:,} bytes" if isinstance(error, OverflowError) else "a broken gzip file"
        raise InputRejected(origin=origin, why=why) from error


def _looks_like_xml(raw: bytes) -> bool:
    head = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex", b"<newsmessage"))


def _ending(fetched: Fetched) -> str:
    """Return the ending of a file of the kind that the server sent."""
    kind = fetched.content_type
    if kind in ("text/html", "application/xhtml+xml", ""):
        return ".html"
    if kind in ("application/json", "application/ld+json"):
        return ".json"
    if kind in ("application/xml", "text/xml") or kind.endswith("+xml"):
        return ".xml"
    if kind in ("text/plain", "text/markdown"):
        return ".md" if kind == "text/markdown" else ".txt"
    raise InputRejected(origin=fetched.url, why=f"is {kind}, which is not read")


def placed(article: SourceArticle, url: str) -> SourceArticle:
    """Return a page's article under its own address: what it says of itself counts where it is of the same site."""
    own = article.url if article.url and same_site(article.url, url) else url
    return replace(article, url=own)


def same_site(a: str, b: str) -> bool:
    """Tell whether two addresses are of one site: one host, or a part of it ("amp.x.org", "www.x.org", "x.org")."""
    first, second = (_bare(urlsplit(url).hostname or "") for url in (a, b))
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.").removeprefix("amp.").removeprefix("m.")


def read_list(
    raw: bytes, root: str | None, *, origin: str, web: Web | None, read_body: ReadBody, depth: int = 0
) -> Iterator[Read]:
    """Yield the articles that a feed or a sitemap names; without `web`, those whose text the feed itself has."""
    if root in FEED_ROOTS:
        for entry in read_feed(raw, origin=origin):
            items = _or_rejected(entry.url or origin, _entry(entry, origin, web, read_body))
            yield from _polled(entry, items, web.polled) if web and web.polled else items
        return
    if root not in SITEMAP_ROOTS:
        raise InputRejected(origin=origin, why=f"XML of a kind that is not read ({root or 'broken'})")
    found = read_sitemap(raw, origin=origin)
    for entry in found.entries:
        items = _or_rejected(entry.url or origin, _linked(entry, web, read_body))
        yield from _polled(entry, items, web.polled) if web and web.polled else items
    for sitemap in found.sitemaps if depth < DEEPEST else ():
        if web is None:
            raise InputRejected(origin=origin, why="names other sitemaps", mend="ingest its address")
        yield from _or_rejected(sitemap, read_address(sitemap, web=web, read_body=read_body, depth=depth + 1))


def _polled(entry: Entry, items: Iterator[Read], polled: Polled) -> Iterator[Read]:
    """Yield an entry's articles unless they were taken as the feed announces them; one that fails is tried again."""
    mark = hashlib.sha256(repr(entry).encode()).hexdigest()[:16]
    if mark in polled.taken:
        polled.now_taken.add(mark)
        return
    taken = list(items)
    yield from taken
    if not any(isinstance(item, Rejected) for item in taken):
        polled.now_taken.add(mark)


def _or_rejected(origin: str, items: Iterator[Read]) -> Iterator[Read]:
    try:
        yield from items
    except InputRejected as error:
        yield Rejected(origin, error)


def _entry(entry: Entry, origin: str, web: Web | None, read_body: ReadBody) -> Iterator[Read]:
    """Yield an entry's article: from the feed where it is whole there, else from its page, else what the feed has."""
    own = list(_own_text(entry, origin, read_body))
    whole = any(isinstance(item, SourceArticle) and len(item.text) >= FULL_TEXT for item in own)
    if whole or web is None or entry.url is None:
        yield from own
        return
    yield from _linked(entry, web, read_body)


def _own_text(entry: Entry, origin: str, read_body: ReadBody) -> Iterator[Read]:
    where = entry.url or entry.guid or origin
    if not entry.html:
        error = InputRejected(origin=where, why="the feed has no text of it", mend="ingest the address of the feed")
        return iter([Rejected(where, error)])
    page = f"<html><body><article>{entry.html}</article></body></html>".encode()
    items = _or_rejected(where, read_body(page, ending=".html", origin=where, charset="utf-8"))
    return (_named(item, entry, origin) if isinstance(item, SourceArticle) else item for item in items)


def _named(article: SourceArticle, entry: Entry, origin: str) -> SourceArticle:
    """Return an article of the feed's own text; an entry of another site keeps to the feed's own name for it."""
    article = _filled(article, entry)
    ours = entry.url and (not is_address(origin) or same_site(entry.url, origin))
    return replace(article, url=entry.url, external_id=None if ours else entry.guid or entry.url)


def _linked(entry: Entry, web: Web | None, read_body: ReadBody) -> Iterator[Read]:
    if web is None or entry.url is None:
        raise InputRejected(origin=entry.url or "entry", why="has an address and no text", mend="ingest its address")
    for item in read_address(entry.url, web=web, read_body=read_body, depth=DEEPEST):
        yield _filled(item, entry) if isinstance(item, SourceArticle) else item


def _filled(article: SourceArticle, entry: Entry) -> SourceArticle:
    """Return an article with what its page leaves open taken from the list that named it."""
    return replace(
        article,
        title=article.title or normalise_line(entry.title),
        source=article.source or normalise_line(entry.source),
        author=article.author or normalise_line(entry.author),
        published_at=article.published_at or entry.published_at,
        modified_at=article.modified_at or entry.modified_at,
    )
