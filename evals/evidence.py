"""What an answer cites, with the article's words around it, for people who read the report or judge answers."""

from __future__ import annotations

from evals.suites import Json
from service.bootstrap import Service

AROUND = 400  # code points of the article before and after


def excerpts(answer: Json, service: Service) -> list[Json]:
    """Return for each citation its article, speaker and quotation, and what stands before and after it."""
    return [_excerpt(citation, service) for citation in answer["citations"]]


def _excerpt(citation: Json, service: Service) -> Json:
    text = service.library().catalog.version(citation["article_id"], citation["version"]).text
    start, end = citation["start"], citation["end"]
    first, last = _word_start(text, start - AROUND), _word_end(text, end + AROUND)
    return {
        "article": citation["external_id"] or citation["article_id"],
        "title": citation["title"],
        "source": citation["source"],
        "published_at": citation["published_at"],
        "speaker": (citation["speaker"] or {}).get("name"),
        "via": (citation["via"] or {}).get("name"),
        "before": ("…" if first else "") + text[first:start],
        "quote": citation["quote"],
        "after": text[end:last] + ("…" if last < len(text) else ""),
    }


def _word_start(text: str, at: int) -> int:
    return 0 if at <= 0 else text.find(" ", at) + 1


def _word_end(text: str, at: int) -> int:
    return len(text) if at >= len(text) else text.rfind(" ", 0, at)
