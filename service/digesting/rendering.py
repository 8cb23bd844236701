"""A digest as Markdown, as a page, as JSON. Words of articles are escaped: none of them can become markup."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&])")
_STYLE = "body{font:1rem/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem}h2{font-size:1.1rem}"


def render(message: Json, *, ending: str) -> str:
    """Return a digest's message as a file with this ending (".md", ".html", ".json") holds it."""
    return _RENDERERS[ending.lower()](message)


def _as_json(message: Json) -> str:
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"


def _as_markdown(message: Json) -> str:
    data, summary = message["data"], message["data"]["summary"]
    lines = [f"# {_plain(data['subject'])}", "", period(data), ""]
    for section in summary["sections"]:
        if section["heading"]:
            lines += [f"## {_plain(section['heading'])}", ""]
        lines += [" ".join(_plain(s["text"]) + _numbers(s["citations"]) for s in section["sentences"]), ""]
    lines += ["## Sources", ""]
    for citation in summary["citations"]:
        lines.append(f"{citation['number']}. {_place(citation, _markdown_link)}: “{_plain(citation['quote'])}”")
    lines += ["", coverage(summary)]
    return "\n".join(lines) + "\n"


def _as_page(message: Json) -> str:
    return "\n".join(_page_lines(message)) + "\n"


def _page_lines(message: Json) -> Iterator[str]:
    data, summary = message["data"], message["data"]["summary"]
    title = html.escape(data["subject"])
    yield f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    yield f"<h1>{title}</h1>\n<p>{html.escape(period(data))}</p>"
    for section in summary["sections"]:
        if section["heading"]:
            yield f"<h2>{html.escape(section['heading'])}</h2>"
        sentences = (html.escape(s["text"]) + _links(s["citations"]) for s in section["sentences"])
        yield f"<p>{' '.join(sentences)}</p>"
    yield "<h2>Sources</h2>\n<ol>"
    for citation in summary["citations"]:
        number, quote = citation["number"], html.escape(citation["quote"])
        yield f'<li id="c{number}" value="{number}">{_place(citation, _page_link)}: “{quote}”</li>'
    yield f"</ol>\n<p>{html.escape(coverage(summary))}</p></html>"


def _plain(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+(?=\.)|(?=[-=]))", r"\1\\", escaped)  # "12. May" begins no list


def _numbers(citations: list[int]) -> str:
    return " " + "".join(f"[{n}]" for n in citations)


def _links(citations: list[int]) -> str:
    return " " + "".join(f'<a href="#c{n}">[{n}]</a>' for n in citations)


def _place(citation: Json, link: Callable[[str, str | None], str]) -> str:
    title = citation["title"] or citation["external_id"] or citation["article_id"]
    url = citation["url"] if str(citation["url"] or "").startswith(("https://", "http://")) else None
    parts = (citation["source"], (citation["published_at"] or "")[:10])
    return ", ".join([*(link(part, None) for part in parts if part), link(title, url)])


def _markdown_link(text: str, url: str | None) -> str:
    escaped = re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}", url) if url else None
    return f"[{_plain(text)}](<{escaped}>)" if escaped else _plain(text)


def _page_link(text: str, url: str | None) -> str:
    shown = html.escape(text)
    return f'<a href="{html.escape(url)}" rel="noreferrer">{shown}</a>' if url else shown


def period(data: Json) -> str:
    """Return in a sentence what a digest covers."""
    since, until = (instant[:16].replace("T", " ") for instant in (data["since"], data["until"]))
    return f"What came in from {since} to {until} UTC."


def coverage(summary: Json) -> str:
    """Return in a sentence how many articles were read and used."""
    read, used = summary["coverage"]["read"], summary["coverage"]["used"]
    return f"{read} article{'s' * (read != 1)} read, {used} used."


_RENDERERS: dict[str, Callable[[Json], str]] = {".md": _as_markdown, ".html": _as_page, ".json": _as_json}
