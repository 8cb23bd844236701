"""What agencies send: ninjs 2 and 3 (JSON) and NewsML-G2 (XML), of the IPTC. Withdrawals are honoured.

Sources: iptc.org/std/ninjs, iptc.org/std/NewsML-G2; the status codes are those of cv.iptc.org/newscodes/pubstatusg2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from service.domain.news import SourceArticle
from service.errors import InputRejected
from service.ingest.dates import iso_date
from service.ingest.feeds import element_name, parse_xml
from service.ingest.inputs import Read, Rejected
from service.text.normalising import normalise, normalise_line

NEWSML_ROOTS = ("newsmessage", "newsitem")
WITHDRAWN = ("canceled", "cancelled", "withheld")
BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "hl1", "hl2", "pre")


def is_withdrawn(status: object) -> bool:
    """Tell whether a pubStatus ("canceled", "stat:canceled", a URI that ends so) takes an article back."""
    return isinstance(status, str) and re.split(r"[:/]", status.strip().lower())[-1] in WITHDRAWN


def is_ninjs(record: Mapping[str, Any]) -> bool:
    keys = {key.lower() for key in record}
    return "uri" in keys and bool(
        keys & {"bodies", "headlines", "body_text", "body_xhtml", "pubstatus", "versioncreated"}
    )


def read_ninjs(record: Mapping[str, Any], *, origin: str) -> SourceArticle:
    """Return the article of a ninjs object of version 1, 2 or 3; InputRejected where it is usable and has no text."""
    fields = {key.lower(): value for key, value in record.items()}
    withdrawn = is_withdrawn(fields.get("pubstatus"))
    text = normalise(_ninjs_text(fields))
    if not withdrawn and not any(c.isalnum() for c in text):
        raise InputRejected(origin=origin, why="the ninjs object has no text (bodies, body_text or body_xhtml)")
    return SourceArticle(
        text=text,
        origin=origin,
        title=normalise_line(_main(fields.get("headlines")) or _string(fields, "headline", "title")),
        source=normalise_line(_names(fields.get("infosources")) or _string(fields, "source", "copyrightholder")),
        url=_address(fields.get("canonicalurl") or fields.get("uri")),
        author=normalise_line(_string(fields, "by", "byline")),
        published_at=iso_date(fields.get("firstcreated")) or iso_date(fields.get("versioncreated")),
        modified_at=iso_date(fields.get("versioncreated")),
        language=normalise_line(_string(fields, "language")),
        external_id=normalise_line(_string(fields, "uri")),
        embargo_until=iso_date(fields.get("embargoed")),
        withdrawn=withdrawn,
    )


def _ninjs_text(fields: Mapping[str, Any]) -> str:
    bodies = [b for b in fields.get("bodies") or [] if isinstance(b, dict) and isinstance(b.get("value"), str)]
    if bodies:
        chosen = next((b for b in bodies if b.get("role") == "main"), bodies[0])
        kind = str(chosen.get("contentType") or chosen.get("contenttype") or "")
        value = str(chosen["value"])
        return plain_text(value) if "html" in kind or re.match(r"\s*<\w", value) else value
    if text := _string(fields, "body_text"):
        return text
    return plain_text(_string(fields, "body_xhtml") or "")


def _main(entries: Any) -> str | None:
    found = [e for e in entries or [] if isinstance(e, dict) and isinstance(e.get("value"), str)]
    return next((str(e["value"]) for e in found if e.get("role") == "main"), str(found[0]["value"]) if found else None)


def _names(entries: Any) -> str | None:
    return next((e["name"] for e in entries or [] if isinstance(e, dict) and isinstance(e.get("name"), str)), None)


def _string(fields: Mapping[str, Any], *names: str) -> str | None:
    return next((v for v in (fields.get(name) for name in names) if isinstance(v, str) and v.strip()), None)


def _address(value: Any) -> str | None:
    return normalise_line(value) if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def plain_text(html: str) -> str:
    """Return the text of markup that holds an article and nothing else, one paragraph a block."""
    from lxml import html as lxml_html

    if not html.strip():
        return ""
    root = lxml_html.document_fromstring(f"<div>{html}</div>".encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    return _paragraphs(root) or str(root.text_content())


def _paragraphs(root: Any) -> str:
    blocks = [e for e in root.iter("{*}*", *BLOCKS) if isinstance(e.tag, str) and element_name(e) in BLOCKS]
    outer = [b for b in blocks if not any(a in blocks for a in b.iterancestors())]
    return "\n\n".join(line for line in (" ".join("".join(b.itertext()).split()) for b in outer) if line)


def read_newsml(raw: bytes, *, origin: str) -> Iterator[Read]:
    """Yield the text items of a NewsML-G2 message; one that has no text is rejected, the others are taken."""
    root = parse_xml(raw)
    items = [root] if element_name(root) == "newsitem" else list(root.iter("{*}newsItem"))
    if not items:
        raise InputRejected(origin=origin, why="the NewsML-G2 message has no news item")
    for number, item in enumerate(items, start=1):
        where = f"{origin}, item {number}" if len(items) > 1 else origin
        try:
            yield _news_item(item, where)
        except InputRejected as error:
            yield Rejected(where, error)


def _news_item(item: Any, origin: str) -> SourceArticle:
    withdrawn = is_withdrawn(_attribute(item, "pubStatus", "qcode", "uri", "literal"))
    inline = item.find(".//{*}inlineXML")
    text = _paragraphs(inline) if inline is not None else _text(item, ".//{*}inlineData")
    text = normalise(text or "")
    if not withdrawn and not any(c.isalnum() for c in text):
        raise InputRejected(origin=origin, why="the NewsML-G2 item has no text (inlineXML or inlineData)")
    meta = "./{*}contentMeta/"
    return SourceArticle(
        text=text,
        origin=origin,
        title=normalise_line(_text(item, meta + "{*}headline") or _text(item, "./{*}itemMeta/{*}title")),
        source=normalise_line(
            _text(item, meta + "{*}infoSource/{*}name") or _text(item, "./{*}itemMeta/{*}provider/{*}name")
        ),
        author=normalise_line(_text(item, meta + "{*}by") or _text(item, meta + "{*}creator/{*}name")),
        published_at=iso_date(_text(item, "./{*}itemMeta/{*}firstCreated"))
        or iso_date(_text(item, meta + "{*}contentCreated")),
        modified_at=iso_date(_text(item, "./{*}itemMeta/{*}versionCreated")),
        language=_attribute(item, "contentMeta/{*}language", "tag"),
        external_id=normalise_line(item.get("guid")),
        embargo_until=iso_date(_text(item, "./{*}itemMeta/{*}embargoed")),
        withdrawn=withdrawn,
    )


def _text(item: Any, path: str) -> str | None:
    found = item.find(path)
    return "".join(found.itertext()) if found is not None else None


def _attribute(item: Any, path: str, *names: str) -> str | None:
    found = item.find(f".//{{*}}{path}")
    return next((found.get(n) for n in names if found.get(n)), None) if found is not None else None
