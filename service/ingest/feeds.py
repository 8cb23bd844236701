"""RSS and Atom feeds, sitemaps and news sitemaps: lists of articles, with or without their texts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import InputRejected
from service.ingest.dates import iso_date

FEED_ROOTS = ("rss", "rdf", "feed")
SITEMAP_ROOTS = ("urlset", "sitemapindex")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a list announces it; `html` is what the list itself has of its text."""

    url: str | None
    guid: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    html: str | None = None


def xml_root(raw: bytes) -> str | None:
    """Return the name of the outermost XML element in lower case, without its namespace; None where there is none."""
    root = parse_xml(raw)
    return None if root is None else element_name(root)


def parse_xml(raw: bytes) -> Any:
    """Return the outermost element of `raw`, as far as it can be read; None where there is none."""
    from lxml import etree

    # No DTD, no entities, no network, no huge trees: a document cannot grow while it is read.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def element_name(element: Any) -> str:
    """Return an element's name in lower case, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def read_feed(raw: bytes, *, origin: str) -> Iterator[Entry]:
    """Yield the entries of an RSS or Atom feed in its order; InputRejected where it has none."""
    import feedparser

    found = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    if not found.entries:
        raise InputRejected(origin=origin, why="the feed has no entries")
    source = found.feed.get("title")
    for entry in found.entries:
        content = max((c.get("value", "") for c in entry.get("content", [])), key=len, default="")
        yield Entry(
            url=_link(entry),
            guid=entry.get("id"),
            title=entry.get("title"),
            source=(entry.get("source") or {}).get("title") or source,
            author=entry.get("author"),
            published_at=iso_date(entry.get("published")),
            modified_at=iso_date(dict.get(entry, "updated")),  # its own get() gives the other date for it
            html=max(content, entry.get("summary", ""), key=len) or None,
        )


def _link(entry: Any) -> str | None:
    links = (entry.get("link"), entry.get("id"))  # a guid that is a permalink counts where there is no link
    return next((link for link in links if link and link.lower().startswith(("http://", "https://"))), None)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap's own articles, and the sitemaps that it names."""

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...]


def read_sitemap(raw: bytes, *, origin: str) -> Sitemap:
    """Return what a sitemap or an index of sitemaps names, newest first where it says when."""
    root = parse_xml(raw)
    found = [_fields(child) for child in ([] if root is None else root)]
    sitemaps = tuple(f["loc"] for f in found if f.get("_") == "sitemap" and "loc" in f)
    entries = [_entry(f) for f in found if f.get("_") == "url" and "loc" in f]
    if not entries and not sitemaps:
        raise InputRejected(origin=origin, why="the sitemap names no pages")
    entries.sort(key=lambda e: e.modified_at or e.published_at or "", reverse=True)
    return Sitemap(tuple(entries), sitemaps)


def _fields(element: Any) -> dict[str, str]:
    """Return the texts inside an element by their names; "name" is the publication's, "_" the element's own name."""
    texts = {element_name(e): e.text.strip() for e in element.iter("{*}*") if e.text and e.text.strip()}
    return texts | {"_": element_name(element)}


def _entry(fields: dict[str, str]) -> Entry:
    return Entry(
        url=fields["loc"],
        title=fields.get("title"),
        source=fields.get("name"),
        published_at=iso_date(fields.get("publication_date")),
        modified_at=iso_date(fields.get("lastmod")),
    )
