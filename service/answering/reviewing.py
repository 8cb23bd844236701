"""Old answers stay true: each citation is looked for in its article as it is now."""

from __future__ import annotations

from typing import Any

from service.answering.faults import is_verbatim
from service.domain.answers import CheckedCitation, Review
from service.domain.news import ArticleVersion, Span
from service.store.library import Library

Json = dict[str, Any]


def review(body: Json, *, library: Library) -> Review:
    """Return what has become of the citations of a stored Answer object.

    A citation holds if its article still has its words, and still has them from the same speaker.
    """
    cited = sorted({c["article_id"] for c in body["citations"]})
    current = library.catalog.current_versions(cited)
    return Review(tuple(_check(c, current.get(c["article_id"]), library) for c in body["citations"]))


def _check(citation: Json, current: ArticleVersion | None, library: Library) -> CheckedCitation:
    number = citation["number"]
    if current is None:
        return CheckedCitation(number, "withdrawn")
    unchanged = current.number == citation["version"] or _still_said(citation, current, library)
    return CheckedCitation(number, "holds" if unchanged else "corrected", current.number)


def _still_said(citation: Json, current: ArticleVersion, library: Library) -> bool:
    quote = citation["quote"]
    if not is_verbatim(quote, current.text):
        return False
    if citation["speaker"] is None:
        return True
    statements = library.speakers.statements_in(current.article_id, Span(0, len(current.text)))
    saying = [s for s in statements if is_verbatim(quote, s.attribution.extent.of(current.text))]
    return any(s.speaker is not None and s.speaker.name == citation["speaker"]["name"] for s in saying)
