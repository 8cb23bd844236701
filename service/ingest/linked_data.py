"""JSON-LD (schema.org) as pages really have it: commented, wrapped, nested, by reference, and a little broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

NEWS_TYPES = (
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
)
DEEPEST = 8  # objects in objects
_WRAPPING = re.compile(r"/\*.*?\*/|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>|^\s*<!--|-->\s*;?\s*$", re.DOTALL)
_COMMENT = re.compile(r"(?m)(?<=[\s,{\[])//[^\n\"]*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

Json = dict[str, Any]


def find_article(blocks: Iterable[str]) -> Mapping[str, Any]:
    """Return the object of the article among JSON-LD blocks, references in it resolved; {} if there is none."""
    objects = [item for block in blocks for item in _objects(_parse(block), 0)]
    named = {str(item["@id"]): item for item in objects if "@id" in item and len(item) > 1}
    articles = [item for item in objects if _is_article(item)]
    told = (item for item in articles if item.get("headline") or item.get("datePublished"))
    article = next(told, articles[0] if articles else {})
    return {key: _resolved(value, named) for key, value in article.items()}


def _parse(block: str) -> Any:
    text = _WRAPPING.sub("", block.strip()).strip().rstrip(";")
    for mended in (text, _TRAILING_COMMA.sub("", _COMMENT.sub("", text))):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[Json]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _objects(item, depth + 1)


def _is_article(item: Json) -> bool:
    kinds = item.get("@type")
    names = [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return any(name in NEWS_TYPES for name in names)


def _resolved(value: Any, named: Mapping[str, Json]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return named.get(str(value.get("@id")), value)
    return value


def text_of(value: Any) -> str | None:
    """Return the words of a comment (a correction, say): a string, an object with `text`, or the first of a list."""
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), None)
    if isinstance(value, dict):
        return next((str(value[key]) for key in ("text", "description", "headline") if value.get(key)), None)
    return value if isinstance(value, str) and not value.startswith("http") else None


def name_of(value: Any) -> str | None:
    """Return the name of a person or body: a string, an object with `name`, or a list of them."""
    if isinstance(value, list):
        return ", ".join(name for name in map(name_of, value) if name) or None
    if isinstance(value, dict):
        return name_of(value.get("name")) if not isinstance(value.get("name"), dict) else None
    if not isinstance(value, str) or value.startswith("http"):
        return None
    return re.sub(r"(?i)^\s*(?:written\s+)?by:?\s+", "", value).strip() or None
