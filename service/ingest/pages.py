"""HTML pages into source articles: the text by trafilatura, the facts by JSON-LD and meta tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from service.domain.news import SourceArticle
from service.errors import InputRejected
from service.ingest.dates import iso_date
from service.text.normalising import normalise, normalise_line

_LD = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_CANONICAL = re.compile(r"""<link\s[^>]*rel\s*=\s*["']canonical["'][^>]*>""", re.IGNORECASE)
_NEWS_TYPES = (
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
)


def read_page(html: str, *, origin: str) -> Iterator[SourceArticle]:
    """Yield the one article of a page; InputRejected where it has no article text."""
    text = _extract(html)
    if not any(c.isalnum() for c in text):
        raise InputRejected(origin=origin, why="the page holds no article text")
    linked, meta = _linked_data(html), _meta(html)
    yield SourceArticle(
        text=text,
        origin=origin,
        title=normalise_line(linked.get("headline") or meta.get("og:title") or _tag(html, "title")),
        source=normalise_line(_name(linked.get("publisher")) or meta.get("og:site_name")),
        url=normalise_line(_canonical(html) or meta.get("og:url") or _address(linked.get("url"))),
        author=normalise_line(_name(linked.get("author")) or meta.get("author") or meta.get("article:author")),
        published_at=iso_date(linked.get("datePublished")) or iso_date(meta.get("article:published_time")),
        modified_at=iso_date(linked.get("dateModified")) or iso_date(meta.get("article:modified_time")),
        language=_language(html),
    )


def _extract(html: str) -> str:
    import trafilatura  # 0.4 s, paid by ingest of pages alone

    try:
        found = trafilatura.extract(html, include_comments=False, include_tables=False, favor_precision=True)
    except Exception:  # a page that its parser cannot read has no text for us
        found = None
    return normalise(re.sub(r"\n+", "\n\n", found or ""))


def _linked_data(html: str) -> Mapping[str, Any]:
    """Return the JSON-LD object of the article, {} if there is none or it is broken."""
    for block in _LD.findall(html):
        try:
            value = json.loads(block.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(value):
            kinds = item.get("@type")
            if any(kind in _NEWS_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return item
    return {}


def _items(value: Any) -> Iterator[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    for item in values:
        if isinstance(item, dict):
            yield item
            yield from _items(item["@graph"]) if "@graph" in item else ()


def _meta(html: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _META.findall(html):
        attributes = {k.lower(): unescape(v[1:-1]) for k, v in _ATTRIBUTE.findall(tag)}
        name = attributes.get("property") or attributes.get("name")
        if name and attributes.get("content"):
            found.setdefault(name.lower(), attributes["content"])
    return found


def _name(value: Any) -> str | None:
    """Return the name of a person or body of JSON-LD: a string, an object with `name`, or a list of them."""
    if isinstance(value, list):
        return ", ".join(n for n in map(_name, value) if n) or None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith("http") else None


def _canonical(html: str) -> str | None:
    found = _CANONICAL.search(html)
    attributes = {k.lower(): unescape(v[1:-1]) for k, v in _ATTRIBUTE.findall(found[0])} if found else {}
    return _address(attributes.get("href"))


def _tag(html: str, name: str) -> str | None:
    found = re.search(rf"<{name}[^>]*>(.*?)</{name}>", html, re.DOTALL | re.IGNORECASE)
    return unescape(found[1]) if found else None


def _language(html: str) -> str | None:
    found = re.search(r"""<html[^>]*\slang\s*=\s*["']?([a-zA-Z]{2,3})\b""", html)
    return found[1].lower() if found else None
