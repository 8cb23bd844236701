"""HTML pages into source articles: the text by trafilatura, the facts by JSON-LD, meta tags and microdata.

trafilatura's own date is not used: it takes a date from anywhere on the page where the page has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from service.domain.news import SourceArticle, Span
from service.errors import InputRejected
from service.ingest import linked_data
from service.ingest.dates import iso_date
from service.text.normalising import normalise, normalise_line

PUBLISHED = """article:published_time og:published_time datepublished date pubdate publishdate publish-date publish_date
    published_time parsely-pub-date dc.date.issued dcterms.issued dc.date dcterms.date dc.date.created dcterms.created
    sailthru.date cxenseparse:recs:publishtime article.published""".split()
MODIFIED = "article:modified_time og:updated_time datemodified last-modified dcterms.modified dc.date.modified".split()
AUTHOR = "author dc.creator dcterms.creator parsely-author article:author byl sailthru.author".split()
SECTION = "article:section parsely-section dc.subject cxenseparse:section".split()
TITLE = "og:title twitter:title dc.title dcterms.title parsely-title".split()
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_page(html: str, *, origin: str) -> Iterator[SourceArticle]:
    """Yield the one article of a page; InputRejected where it has no article text."""
    tree = _parse(html) if re.search(r"<\w", html) else None
    captions = _set_captions_apart(tree) if tree is not None else frozenset()
    found = _extract(tree) if tree is not None else None
    text = normalise(re.sub(r"\n+", "\n\n", found.text or "")) if found else ""
    if tree is None or found is None or not any(c.isalnum() for c in text):
        raise InputRejected(origin=origin, why="the page holds no article text")
    linked, meta = linked_data.find_article(_scripts(tree)), _meta(tree)
    yield SourceArticle(
        text=text,
        origin=origin,
        title=normalise_line(_string(linked.get("headline")) or _first(meta, TITLE) or found.title),
        source=normalise_line(linked_data.name_of(linked.get("publisher")) or meta.get("og:site_name")),
        url=normalise_line(_canonical(tree) or _address(meta.get("og:url")) or _address(linked.get("url"))),
        author=normalise_line(
            linked_data.name_of(linked.get("author"))
            or linked_data.name_of(_first(meta, AUTHOR))
            or linked_data.name_of(found.author and found.author.replace("; ", ", "))
        ),
        published_at=iso_date(linked.get("datePublished")) or _date(meta, PUBLISHED) or _marked_date(tree),
        modified_at=iso_date(linked.get("dateModified")) or _date(meta, MODIFIED),
        language=_language(tree),
        section=normalise_line(_section(linked.get("articleSection")) or _first(meta, SECTION)),
        paywalled=_is_paywalled(linked, meta),
        furniture=_lines(text, captions),
        correction=normalise_line(linked_data.text_of(linked.get("correction"))),
    )


def _set_captions_apart(tree: Any) -> frozenset[str]:
    """Make a paragraph of each picture's caption, which would run into the text around it; return their words."""
    words = set()
    for caption in list(tree.iter("figcaption")):
        line = normalise_line(" ".join(" ".join(caption.itertext()).split()))
        figure = next((a for a in caption.iterancestors("figure")), None)
        if line and figure is not None and figure.getparent() is not None:
            paragraph = figure.makeelement("p")
            paragraph.text, paragraph.tail, figure.tail = line, figure.tail, None
            figure.addnext(paragraph)
            caption.drop_tree()
            words.add(line)
    return frozenset(words)


def _lines(text: str, wanted: frozenset[str]) -> tuple[Span, ...]:
    return tuple(Span(*line.span()) for line in re.finditer(r"[^\n]+", text) if line[0] in wanted)


def _section(value: Any) -> str | None:
    return _string(value[0] if isinstance(value, list) and value else value)


def _is_paywalled(linked: Any, meta: dict[str, str]) -> bool:
    """Tell whether the page says that the whole article is for subscribers (schema.org, Facebook's tags)."""
    free = linked.get("isAccessibleForFree")
    tier = (meta.get("article:content_tier") or "").lower()
    return free is False or str(free).lower() == "false" or tier in ("locked", "metered")


def _parse(html: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        raw = re.sub(r"^\s*<\?xml[^>]*\?>", "", html).encode("utf-8", "replace")
        tree = lxml_html.document_fromstring(raw, parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    for element in tree.xpath("//*[@hidden or @style or self::template]"):
        seen = (
            element.tag != "template" and element.get("hidden") is None and not _HIDDEN.search(element.get("style", ""))
        )
        if not seen and element.getparent() is not None:
            element.drop_tree()
    return tree


def _extract(tree: Any) -> Any:
    import trafilatura  # 0.4 s, paid by ingest of pages alone

    try:
        return trafilatura.bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=True)
    except Exception:  # a page that its parser cannot read has no text for us
        return None


def _scripts(tree: Any) -> list[str]:
    return [e.text for e in tree.iter("script") if "ld+json" in (e.get("type") or "").lower() and e.text]


def _meta(tree: Any) -> dict[str, str]:
    """Return what meta tags and microdata say, by their names in lower case; the first of two counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _first(meta: dict[str, str], names: Iterable[str]) -> str | None:
    return next((meta[name] for name in names if meta.get(name) and not meta[name].startswith("http")), None)


def _date(meta: dict[str, str], names: Iterable[str]) -> str | None:
    return next((day for day in (iso_date(meta.get(name)) for name in names) if day), None)


def _marked_date(tree: Any) -> str | None:
    """Return the date of publication that the article's own part of the page marks as such."""
    marked = tree.xpath("//*[@itemprop='datePublished'] | (//article | //main)//time[@datetime][not(ancestor::aside)]")
    for element in marked:
        about = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id"))
        if re.search(r"modif|updat", about, re.IGNORECASE):
            continue
        if day := iso_date(element.get("datetime") or element.get("content") or element.text):
            return day
    return None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith("http") else None


def _canonical(tree: Any) -> str | None:
    links = (e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    return next((href for href in map(_address, links) if href), None)


def _language(tree: Any) -> str | None:
    found = re.match(r"[a-zA-Z]{2,3}\b", tree.get("lang") or "")
    return found[0].lower() if found else None
