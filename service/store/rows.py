"""Between the nouns of the domain and the rows of the catalog."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.news import (
    Article,
    ArticleVersion,
    Attribution,
    Kind,
    Passage,
    Polarity,
    Span,
    Speaker,
    Statement,
)

Row = Any  # an SQLAlchemy row; its columns are those of the table that is named


def version_from(row: Row) -> ArticleVersion:
    """Build a version from its row, which may also have the `story` of its article and its `story_size`."""
    return ArticleVersion(
        article_id=row.article_id,
        number=row.number,
        text=row.text,
        title=row.title,
        source=row.source,
        url=row.url,
        author=row.author,
        published_at=row.published_at,
        modified_at=row.modified_at,
        language=row.language,
        external_id=row.external_id,
        section=row.section,
        paywalled=row.paywalled,
        correction=row.correction,
        embargo_until=row.embargo_until,
        content_hash=row.content_hash,
        furniture=tuple(Span(s, e) for s, e in row.furniture),
        story=getattr(row, "story", None),
        copies=max(0, getattr(row, "story_size", 0) - 1),
    )


def version_values(version: ArticleVersion, *, created_at: str) -> dict[str, Any]:
    return {
        "article_id": version.article_id,
        "number": version.number,
        "text": version.text,
        "title": version.title,
        "source": version.source,
        "url": version.url,
        "author": version.author,
        "published_at": version.published_at,
        "modified_at": version.modified_at,
        "language": version.language,
        "external_id": version.external_id,
        "section": version.section,
        "paywalled": version.paywalled,
        "correction": version.correction,
        "embargo_until": version.embargo_until,
        "content_hash": version.content_hash,
        "furniture": [[s.start, s.end] for s in version.furniture],
        "created_at": created_at,
    }


def article_from(row: Row) -> Article:
    """Build an article from a row that joins `articles` and `article_versions` and counts its parts."""
    return Article(
        id=row.article_id,
        workspace=row.workspace,
        current=version_from(row),
        ingested_at=row.ingested_at,
        withdrawn_at=row.withdrawn_at,
        held_until=row.held_until,
        versions=row.versions,
        passages=row.passages,
        statements=row.statements,
    )


def passage_from(row: Row, version: ArticleVersion) -> Passage:
    """Build a passage of a version."""
    span = Span(row.start, row.end)
    return Passage(
        article_id=row.article_id,
        version=row.version,
        ordinal=row.ordinal,
        span=span,
        text=span.of(version.text),
        id=row.id,
    )


def attribution_as_json(a: Attribution) -> dict[str, Any]:
    return {
        "content_spans": [_pair(s) for s in a.content_spans],
        "kind": a.kind.value,
        "speaker": _speaker_as_json(a.speaker),
        "speaker_text": a.speaker_text,
        "speaker_span": _pair(a.speaker_span),
        "via": _speaker_as_json(a.via),
        "cue": a.cue,
        "cue_span": _pair(a.cue_span),
        "addressee": _speaker_as_json(a.addressee),
        "polarity": a.polarity.value,
        "said_at": a.said_at,
        "candidates": [_speaker_as_json(c) for c in a.candidates],
    }


def people_of(value: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the appearances of those who are named in an attribution."""
    for one in (value["speaker"], value["via"], value["addressee"], *value["candidates"]):
        if one and one["id"]:
            yield one["id"]


def attribution_from(value: dict[str, Any], records: Mapping[str, Speaker]) -> Attribution:
    """Build an attribution with the records of its people, by appearance, in the place of their appearances.

    Who is named by an office alone keeps it as the role.
    """
    candidates = {c.id: c for c in (_speaker_from(c, records) for c in value["candidates"]) if c}
    return Attribution(
        content_spans=tuple(Span(s, e) for s, e in value["content_spans"]),
        kind=_KINDS[value["kind"]],
        speaker=_speaker_from(value["speaker"], records),
        speaker_text=value["speaker_text"],
        speaker_span=_span_from(value["speaker_span"]),
        via=_speaker_from(value["via"], records),
        cue=value["cue"],
        cue_span=_span_from(value["cue_span"]),
        addressee=_speaker_from(value["addressee"], records),
        polarity=_POLARITIES[value["polarity"]],
        said_at=value["said_at"],
        candidates=(*candidates.values(),),
    )


_KINDS = {kind.value: kind for kind in Kind}
_POLARITIES = {polarity.value: polarity for polarity in Polarity}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the starts and ends of its content in a version of an article."""

    article_id: str
    version: int
    spans: Sequence[Sequence[int]]

    def overlaps(self, span: Span) -> bool:
        """Tell whether it is within `span`, from its first to its last character or in part."""
        return min(s for s, _ in self.spans) < span.end and span.start < max(e for _, e in self.spans)


_SPANS = '"content_spans":'
_decoder = json.JSONDecoder()


def place_from(row: Row) -> Place:
    """Return where the statement of a row stands, without reading more of its attribution (JSON as text) than that."""
    spans, _ = _decoder.raw_decode(row.attribution, row.attribution.index("[", row.attribution.index(_SPANS)))
    return Place(row.article_id, row.version, spans)


def statement_from(row: Row, attribution: Attribution) -> Statement:
    """Build a statement from its attribution and a row that has its article's date and `external_id`."""
    return Statement(
        id=row.id,
        article_id=row.article_id,
        version=row.version,
        content=row.content,
        attribution=attribution,
        published_at=row.published_at,
        external_id=row.external_id,
    )


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _span_from(value: list[int] | None) -> Span | None:
    return Span(*value) if value else None


def _speaker_as_json(speaker: Speaker | None) -> dict[str, Any] | None:
    return {"name": speaker.name, "role": speaker.role, "id": speaker.id} if speaker else None


def _speaker_from(value: dict[str, Any] | None, records: Mapping[str, Speaker]) -> Speaker | None:
    if not value:
        return None
    record = records.get(value["id"] or "")
    if record is None:
        return Speaker(value["name"], value["role"], value["id"])
    return Speaker(record.name, value["role"] or record.role, record.id)
