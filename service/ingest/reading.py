"""Files into source articles: text, Markdown, HTML, JSON, XML; archives, folders and globs of them; web addresses."""

from __future__ import annotations

import glob
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from service.domain.news import SourceArticle, Span
from service.errors import InputRejected, SourceMissing
from service.ingest.addresses import Web, is_address, placed, read_address, read_list
from service.ingest.archives import ARCHIVES, WARCS, open_archive, open_warc
from service.ingest.dates import iso_date
from service.ingest.feeds import xml_root
from service.ingest.inputs import Read, Rejected
from service.ingest.newswire import NEWSML_ROOTS, is_ninjs, is_withdrawn, read_newsml, read_ninjs
from service.ingest.pages import read_page
from service.text.normalising import normalise, normalise_line

TITLE_CHARACTERS = 140
DATE_FIELDS = ("published_at", "date", "published", "datePublished")
SOURCE_FIELDS = ("source", "publisher", "outlet")


def read_sources(sources: Iterable[str], *, max_bytes: int, web: Web | None = None) -> Iterator[Read]:
    """Yield every article of every source, in order; a source that cannot be read yields why instead.

    A source is a file, a folder (searched for known endings), a glob pattern, "-" (standard input), or, with `web`,
    an address. `max_bytes` bounds one article, not one file of many.
    """
    for source in sources:
        try:
            yield from _read_source(source, max_bytes, web)
        except InputRejected as error:
            yield Rejected(error.origin, error)
        except OSError as error:
            why = InputRejected(origin=source, why=error.strerror or str(error))
            yield Rejected(source, why)


def count_inputs(sources: Iterable[str]) -> int:
    """Return about how many articles the sources hold, for a progress bar: one a file, one a line of JSON lines.

    0, which is unknown, where one of them is an address.
    """
    total = 0
    for source in sources:
        if is_address(source):
            return 0
        try:
            total += sum(_count_lines(p) if _is_lines(p) else 1 for p in _paths(source))
        except (InputRejected, OSError):
            total += 1
    return total


def is_readable(path: Path) -> bool:
    """Tell by its name whether a file is of a kind that is read."""
    return _ending(path) in ENDINGS


def _is_lines(path: Path) -> bool:
    return READERS.get(path.suffix.lower()) is read_json_lines


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _read_source(source: str, max_bytes: int, web: Web | None) -> Iterator[Read]:
    if is_address(source):
        if web is None:
            raise InputRejected(origin=source, why="an address cannot be fetched here", mend="send its text or html")
        yield from read_address(source, web=web, read_body=partial(read_body, max_bytes=max_bytes))
        return
    if source == "-":
        yield from _read_stdin(max_bytes)
        return
    for path in _paths(source):
        try:
            yield from _read_file(path, max_bytes, web)
        except (InputRejected, OSError) as error:
            yield _rejected(str(path), error)


def _rejected(origin: str, error: Exception) -> Rejected:
    if isinstance(error, InputRejected):
        return Rejected(origin, error)
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Rejected(origin, InputRejected(origin=origin, why=why))


def _paths(source: str) -> list[Path]:
    path = Path(source).expanduser()
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.is_file() and _ending(p) in ENDINGS)
        if not found:
            raise InputRejected(origin=source, why=f"the folder holds no {', '.join(ENDINGS)} file")
        return found
    if path.exists():
        return [path]
    matches = sorted(Path(p) for p in glob.glob(str(path), recursive=True) if Path(p).is_file())
    if not matches:
        raise SourceMissing(origin=source)
    return matches


def _read_file(path: Path, max_bytes: int, web: Web | None) -> Iterator[Read]:
    ending = _ending(path)
    if ending in ARCHIVES:
        yield from _read_archive(path, max_bytes)
        return
    if ending in WARCS:
        yield from _read_warc(path, max_bytes)
        return
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise InputRejected(origin=str(path), why=f"files of this kind are not read; known are {known}")
    if _is_lines(path):
        yield from read_json_lines(_lines(path), origin=str(path), max_bytes=max_bytes)
        return
    limit = max_bytes if ending not in OF_MANY else max_bytes * 50
    size = path.stat().st_size
    if size > limit:
        raise _too_large(str(path), size, limit)
    for item in read_body(path.read_bytes(), ending=ending, origin=str(path), max_bytes=max_bytes, web=web):
        if isinstance(item, SourceArticle) and item.origin == str(path):
            item = replace(item, location=str(path.absolute()))
        yield item


def _ending(path: Path) -> str:
    """Return the ending that says how a file is read: ".gz" alone does not."""
    name = path.name.lower()
    return next((e for e in (*ARCHIVES, *WARCS) if name.endswith(e)), path.suffix.lower())


def _read_archive(path: Path, max_bytes: int) -> Iterator[Read]:
    empty = True
    for name, raw in open_archive(path, max_bytes=max_bytes, endings=SINGLE):
        empty = False
        origin, ending = f"{path}, {name}", Path(name).suffix.lower()
        try:
            if len(raw) > max_bytes and ending not in OF_MANY:
                raise _too_large(origin, len(raw), max_bytes)
            for item in read_body(raw, ending=ending, origin=origin, max_bytes=max_bytes):
                if isinstance(item, SourceArticle) and item.origin == origin:
                    item = replace(item, location=f"{path.absolute()}!{name}")
                yield item
        except InputRejected as error:
            yield Rejected(origin, error)
    if empty:
        raise InputRejected(origin=str(path), why=f"the archive holds no {', '.join(SINGLE)} file")


def _read_warc(path: Path, max_bytes: int) -> Iterator[Read]:
    empty = True
    for url, _, charset, raw in open_warc(path, max_bytes=max_bytes):
        empty, origin = False, f"{path}, {url}"
        try:
            if len(raw) > max_bytes:
                raise _too_large(origin, len(raw), max_bytes)
            for item in read_body(raw, ending=".html", origin=origin, max_bytes=max_bytes, charset=charset):
                yield placed(item, url) if isinstance(item, SourceArticle) else item
        except InputRejected as error:
            yield Rejected(origin, error)
    if empty:
        raise InputRejected(origin=str(path), why="the WARC file holds no page")


def read_body(
    raw: bytes, *, ending: str, origin: str, max_bytes: int, charset: str | None = None, web: Web | None = None
) -> Iterator[Read]:
    """Yield the articles of a file's content by the kind that its `ending` says; `charset` as a server declared it."""
    if ending in XML:
        root = xml_root(raw)
        if root in NEWSML_ROOTS:
            yield from read_newsml(raw, origin=origin)
        else:
            reader = partial(read_body, max_bytes=max_bytes)
            yield from read_list(raw, root, origin=origin, web=web, read_body=reader)
        return
    if ending in LINES:
        yield from read_json_lines(raw.splitlines(), origin=origin, max_bytes=max_bytes)
        return
    text = decode(raw, origin=origin, declared=charset or (_declared(raw) if ending in PAGES else None))
    yield from READERS[ending](text, origin=origin, max_bytes=max_bytes)


def _declared(raw: bytes) -> str | None:
    found = re.search(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", raw[:4096], re.IGNORECASE)
    return found[1].decode("ascii") if found else None


def _too_large(origin: str, size: int, limit: int) -> InputRejected:
    mend = "split it, or raise ONRECORD_MAX_ARTICLE_BYTES"
    return InputRejected(origin=origin, why=f"{size:,} bytes, and one article may have {limit:,}", mend=mend)


def _read_stdin(max_bytes: int) -> Iterator[Read]:
    raw = sys.stdin.buffer.read(max_bytes * 50 + 1)
    if len(raw) > max_bytes * 50:
        raise _too_large("standard input", len(raw), max_bytes * 50)
    text = decode(raw, origin="standard input")
    lines = text.lstrip().splitlines()
    if lines and lines[0].startswith("{") and _is_json(lines[0]):
        yield from read_json_lines(lines, origin="standard input", max_bytes=max_bytes)
    elif lines and lines[0][:1] in "[{" and _is_json(text):
        yield from read_json(text, origin="standard input", max_bytes=max_bytes)
    else:
        yield from read_text(text, origin="standard input", max_bytes=max_bytes)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def decode(raw: bytes, *, origin: str, declared: str | None = None) -> str:
    """Return the text of `raw`: UTF-8, marked UTF-16, else as `declared`, else as charset-normalizer finds.

    InputRejected if it is binary.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw[:8192]:
        raise InputRejected(origin=origin, why="binary data, not text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _as_declared(raw, declared) or _guess(raw, origin)


def _as_declared(raw: bytes, declared: str | None) -> str | None:
    """Return `raw` in the character set that it says it has; None if that is unknown or does not fit."""
    name = (declared or "").lower()
    if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        name = "windows-1252"  # what browsers take it for (WHATWG encoding standard)
    try:
        return raw.decode(name) if name else None
    except (LookupError, UnicodeDecodeError):
        return None


def _guess(raw: bytes, origin: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000]).best()
    if best is None:
        raise InputRejected(
            origin=origin, why="binary data, or text in an unknown character set", mend="save it as UTF-8"
        )
    return raw.decode(best.encoding, errors="replace")


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if b"\x00" in file.peek(8192)[:8192]:
            raise InputRejected(origin=str(path), why="binary data, not text")
        yield from file


def read_json_lines(lines: Iterable[str | bytes], *, origin: str, max_bytes: int) -> Iterator[Read]:
    """Yield one article for each line; a broken line is rejected by its number, the others are taken."""
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        where = f"{origin}, line {number}"
        try:
            text = decode(line, origin=where) if isinstance(line, bytes) else line
            yield article_from_record(_parse(text, where), origin=where, max_bytes=max_bytes)
        except InputRejected as error:
            yield Rejected(where, error)
    if empty:
        raise InputRejected(origin=origin, why="empty")


def _parse(text: str, origin: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        where = f"column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise InputRejected(origin=origin, why=f"not valid JSON ({where})", mend="mend or remove it") from error
    except RecursionError as error:
        raise InputRejected(origin=origin, why="JSON nested too deeply") from error


def read_json(text: str, *, origin: str, max_bytes: int) -> Iterator[Read]:
    """Yield the articles of one JSON value: an article, a list of them, or an object with a list in `articles`."""
    if not text.strip():
        raise InputRejected(origin=origin, why="empty")
    value = _parse(text, origin)
    records = value.get("articles", [value]) if isinstance(value, dict) else value
    if not isinstance(records, list):
        raise InputRejected(origin=origin, why="neither an article nor a list of articles")
    for number, record in enumerate(records, start=1):
        where = f"{origin}, article {number}" if len(records) > 1 else origin
        try:
            yield article_from_record(record, origin=where, max_bytes=max_bytes)
        except InputRejected as error:
            yield Rejected(where, error)


def article_from_record(record: Any, *, origin: str, max_bytes: int) -> SourceArticle:
    """Return the article of a JSON object with `text` or `html` and, if known, id, title, source, url, author, dates.

    InputRejected names what is wrong.
    """
    if not isinstance(record, Mapping):
        raise InputRejected(origin=origin, why="not a JSON object")
    if is_ninjs(record):
        return _bounded(read_ninjs(record, origin=origin), max_bytes)
    if isinstance(record.get("identity"), str):
        return _bounded(_exported(record, origin), max_bytes)
    text, html = record.get("text"), record.get("html")
    if is_withdrawn(record.get("pubstatus")):
        return with_fields(SourceArticle(text=text or "", origin=origin, withdrawn=True), record)
    body = text if isinstance(text, str) else html
    if not isinstance(body, str):
        raise InputRejected(origin=origin, why='no "text" and no "html"', mend="give one of them as a string")
    size = len(body.encode(errors="replace"))
    if size > max_bytes:
        raise _too_large(origin, size, max_bytes)
    found = build_article(text, origin=origin) if isinstance(text, str) else next(iter(read_page(body, origin=origin)))
    return with_fields(found, record)


def _exported(record: Mapping[str, Any], origin: str) -> SourceArticle:
    """Return an article of `onrecord articles export`: what is null there stays unknown."""
    plain = SourceArticle(text=normalise(_text_of(record, origin)), origin=origin, identity=record["identity"])
    withdrawn = is_withdrawn(record.get("pubstatus"))
    number = record.get("version")
    return replace(
        with_fields(plain, record),
        withdrawn=withdrawn,
        number=number if isinstance(number, int) else None,
        furniture=_furniture(record.get("furniture"), plain.text),
    )


def _furniture(pairs: Any, text: str) -> tuple[Span, ...]:
    """Return the spans of an export that lie in the text."""
    found = [p for p in pairs or () if isinstance(p, list) and len(p) == 2 and all(isinstance(n, int) for n in p)]
    return tuple(Span(s, e) for s, e in found if 0 <= s < e <= len(text))


def _text_of(record: Mapping[str, Any], origin: str) -> str:
    text = record.get("text")
    if not isinstance(text, str) or not (any(c.isalnum() for c in text) or is_withdrawn(record.get("pubstatus"))):
        raise InputRejected(origin=origin, why='no "text"', mend="export it again")
    return text


def _bounded(article: SourceArticle, max_bytes: int) -> SourceArticle:
    size = len(article.text.encode())
    if size > max_bytes:
        raise _too_large(article.origin, size, max_bytes)
    return article


def with_fields(article: SourceArticle, fields: Mapping[str, Any]) -> SourceArticle:
    """Return `article` with what `fields` say; where they are silent, with what it had."""
    first = _first_of(fields)
    identifier = fields.get("id")
    return replace(
        article,
        title=normalise_line(first("title", "headline")) or article.title,
        source=normalise_line(first(*SOURCE_FIELDS)) or article.source,
        url=normalise_line(first("url")) or article.url,
        author=normalise_line(first("author", "byline")) or article.author,
        published_at=_date(fields, DATE_FIELDS) or article.published_at,
        modified_at=_date(fields, ("modified_at", "dateModified", "updated")) or article.modified_at,
        language=normalise_line(first("language")) or article.language,
        section=normalise_line(first("section", "articleSection")) or article.section,
        paywalled=article.paywalled if fields.get("paywalled") is None else fields["paywalled"] is True,
        correction=normalise_line(first("correction")) or article.correction,
        embargo_until=_instant(fields) or article.embargo_until,
        external_id=normalise_line(str(identifier)) if isinstance(identifier, str | int) else None,
    )


def _first_of(fields: Mapping[str, Any]) -> Callable[..., str | None]:
    def first(*names: str) -> str | None:
        values = (fields.get(name) for name in names)
        texts = (", ".join(x for x in v if isinstance(x, str)) if isinstance(v, list) else v for v in values)
        return next((v for v in texts if isinstance(v, str) and v.strip()), None)

    return first


def _instant(fields: Mapping[str, Any]) -> str | None:
    """Return when an embargo ends; InputRejected for one that is no date: it must not be published by mistake."""
    given = next((fields[name] for name in ("embargo_until", "embargoed") if fields.get(name)), None)
    found = iso_date(given)
    if given is not None and found is None:
        why = f"embargo_until is {given!r}, which is no date"
        raise InputRejected(origin="article", why=why, mend="write it as 2021-05-12T18:30:00Z")
    return found


def _date(fields: Mapping[str, Any], names: Iterable[str]) -> str | None:
    return next((found for found in (iso_date(fields.get(name)) for name in names) if found), None)


def read_text(text: str, *, origin: str, max_bytes: int) -> Iterator[Read]:
    """Yield the one article of a text or Markdown file, with its front matter if it has one."""
    fields, body = _front_matter(text, origin)
    article = build_article(body, origin=origin)
    yield with_fields(article, fields)


def read_markdown(text: str, *, origin: str, max_bytes: int) -> Iterator[Read]:
    """Yield the one article of a Markdown file; the signs of headings are no part of its text."""
    fields, body = _front_matter(text, origin)
    yield with_fields(build_article(re.sub(r"(?m)^#{1,6}[ \t]+", "", body), origin=origin), fields)


def build_article(text: str, *, origin: str) -> SourceArticle:
    """Return an article of nothing but text; a short first line without a full stop becomes the title."""
    text = normalise(text)
    if not any(c.isalnum() for c in text):
        raise InputRejected(origin=origin, why="empty" if not text else "holds no words")
    return SourceArticle(text=text, origin=origin, title=_title_line(text))


def _title_line(text: str) -> str | None:
    line, _, rest = text.partition("\n")
    line = line.strip()
    ends = line.endswith((".", "!", ",", ";", ":", "”", '"')) and not line.endswith("...")
    return line if rest.strip() and 0 < len(line) <= TITLE_CHARACTERS and not ends else None


def _front_matter(text: str, origin: str) -> tuple[Mapping[str, Any], str]:
    found = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.DOTALL)
    if not found:
        return {}, text
    import yaml

    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputRejected(origin=origin, why="its front matter is not valid YAML", mend="mend it") from error
    return (fields, text[found.end() :]) if isinstance(fields, dict) else ({}, text)


def _read_page(text: str, *, origin: str, max_bytes: int) -> Iterator[Read]:
    yield from read_page(text, origin=origin)


PAGES = (".html", ".htm")
XML = (".xml", ".rss", ".atom")
OF_MANY = (".json", ".jsonl", ".ndjson", *XML)  # files that hold many articles
READERS: dict[str, Callable[..., Iterator[Read]]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": _read_page,
    ".htm": _read_page,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
LINES = (".jsonl", ".ndjson")
SINGLE = (*READERS, *XML)
ENDINGS = (*SINGLE, *ARCHIVES, *WARCS)
