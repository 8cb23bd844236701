"""Nouns as the JSON objects of the contract: one shape for every surface."""

from __future__ import annotations

from typing import Any

from service.domain.answers import Answer, Citation, Refusal, Sentence
from service.domain.news import Article, ArticleVersion, Outcome, Span, Speaker, Statement
from service.domain.questions import ScoredPassage
from service.domain.summaries import Section, Summary

Json = dict[str, Any]


def answer_as_json(answer: Answer) -> Json:
    """Return the Answer object."""
    return {
        "id": answer.id,
        "question": answer.question,
        "status": answer.status,
        "mode": answer.mode,
        "model": answer.model,
        "prompt": answer.prompt,
        "text": answer.text,
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "citations": [citation_as_json(c) for c in answer.citations],
        "refusal": refusal_as_json(answer.refusal) if answer.refusal else None,
        "verdicts": [{"text": v.text, "outcome": v.outcome, "reason": v.reason} for v in answer.verdicts],
        "notes": list(answer.notes),
        "usage": {"input_tokens": answer.input_tokens, "output_tokens": answer.output_tokens},
        "timings_ms": dict(answer.timings_ms),
    }


def citation_as_json(citation: Citation) -> Json:
    version = citation.version
    return {
        "number": citation.number,
        **_named(version),
        "source": version.source,
        "url": version.url,
        "published_at": version.published_at,
        **_slice("quote", version, citation.quote),
        "passage": citation.passage.of(version.text),
        "passage_start": citation.passage.start,
        "passage_end": citation.passage.end,
        "speaker": speaker_as_json(citation.speaker),
        "via": _unnumbered(citation.via),
        "cue": citation.cue,
        "addressee": _unnumbered(citation.addressee),
        "said_at": citation.said_at,
    }


def _named(version: ArticleVersion) -> Json:
    return {
        "article_id": version.article_id,
        "external_id": version.external_id,
        "version": version.number,
        "title": version.title,
    }


def _slice(name: str, version: ArticleVersion, span: Span) -> Json:
    return {name: span.of(version.text), "start": span.start, "end": span.end}


def refusal_as_json(refusal: Refusal) -> Json:
    return {
        "code": refusal.code.value,
        "message": refusal.message,
        "searched": {
            "articles": refusal.searched.articles,
            "since": refusal.searched.since,
            "until": refusal.searched.until,
        },
        "candidates": [{"name": c.name, "role": c.role} for c in refusal.candidates],
    }


def speaker_as_json(speaker: Speaker | None) -> Json | None:
    return {"id": speaker.id, "name": speaker.name, "role": speaker.role} if speaker else None


def _unnumbered(speaker: Speaker | None) -> Json | None:
    return {"name": speaker.name, "role": speaker.role} if speaker else None


def statement_as_json(statement: Statement) -> Json:
    """Return the Statement object."""
    a = statement.attribution
    return {
        "id": statement.id,
        "article_id": statement.article_id,
        "external_id": statement.external_id,
        "version": statement.version,
        "speaker": speaker_as_json(a.speaker),
        "speaker_text": a.speaker_text,
        "speaker_span": _pair(a.speaker_span),
        "via": _unnumbered(a.via),
        "cue": a.cue,
        "cue_span": _pair(a.cue_span),
        "content_spans": [_pair(s) for s in a.content_spans],
        "content": statement.content,
        "kind": a.kind.value,
        "addressee": _unnumbered(a.addressee),
        "polarity": a.polarity.value,
        "said_at": a.said_at,
        "published_at": statement.published_at,
        "candidates": [_unnumbered(c) for c in a.candidates],
    }


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def hit_as_json(hit: ScoredPassage) -> Json:
    """Return a search hit."""
    return {
        **_named(hit.version),
        "source": hit.version.source,
        "published_at": hit.version.published_at,
        **_slice("passage", hit.version, hit.passage.span),
        "score": round(hit.score, 6),
    }


def article_as_json(article: Article) -> Json:
    """Return an article without its text."""
    version = article.current
    return {
        "id": article.id,
        "external_id": version.external_id,
        "version": version.number,
        "versions": article.versions,
        "title": version.title,
        "source": version.source,
        "url": version.url,
        "author": version.author,
        "published_at": version.published_at,
        "modified_at": version.modified_at,
        "language": version.language,
        "ingested_at": article.ingested_at,
        "characters": len(version.text),
        "passages": article.passages,
        "statements": article.statements,
    }


def version_as_json(version: ArticleVersion) -> Json:
    """Return one version with its text, into which every offset counts."""
    return {
        **_named(version),
        "source": version.source,
        "url": version.url,
        "author": version.author,
        "published_at": version.published_at,
        "modified_at": version.modified_at,
        "language": version.language,
        "text": version.text,
        "furniture": [_pair(s) for s in version.furniture],
    }


def article_with_text_as_json(article: Article) -> Json:
    """Return an article with the text of its current version."""
    version = article.current
    return article_as_json(article) | {
        "text": version.text,
        "furniture": [_pair(s) for s in version.furniture],
    }


def record_as_json(article: Article) -> Json:
    """Return an article as `ingest` takes it back."""
    version = article.current
    fields = {"id": version.external_id} if version.external_id else {}
    return fields | {
        "title": version.title,
        "text": version.text,
        "source": version.source,
        "url": version.url,
        "author": version.author,
        "published_at": version.published_at,
        "modified_at": version.modified_at,
        "language": version.language,
    }


def outcome_as_json(outcome: Outcome) -> Json:
    """Return what became of one input of ingest."""
    return {
        "origin": outcome.origin,
        "status": outcome.status,
        "article_id": outcome.article_id,
        "external_id": outcome.external_id,
        "version": outcome.version,
        "reason": outcome.reason,
    }


def summary_as_json(summary: Summary) -> Json:
    """Return the Summary object: an Answer's `text`, `sentences` and `citations`, and its sections."""
    named = _named(summary.version) if summary.version else {}
    place = {"source": summary.version.source, "published_at": summary.version.published_at} if summary.version else {}
    return {
        "id": summary.id,
        **named,
        **place,
        "about": summary.about,
        "length": summary.length.value,
        "status": summary.status,
        "mode": summary.usage.mode,
        "model": summary.usage.model,
        "prompt": summary.usage.prompt,
        "text": summary.text,
        "sections": [_section_as_json(section) for section in summary.sections],
        "sentences": [_sentence_as_json(s) for s in summary.sentences],
        "citations": [citation_as_json(c) for c in summary.citations],
        "coverage": {
            "read": summary.coverage.read,
            "used": summary.coverage.used,
            "left_out": [{"article_id": i, "reason": why} for i, why in summary.coverage.left_out],
        },
        "refusal": refusal_as_json(summary.refusal) if summary.refusal else None,
        "verdicts": [{"text": v.text, "outcome": v.outcome, "reason": v.reason} for v in summary.verdicts],
        "notes": list(summary.usage.notes),
        "usage": {"input_tokens": summary.usage.input_tokens, "output_tokens": summary.usage.output_tokens},
    }


def _section_as_json(section: Section) -> Json:
    return {
        "name": section.name,
        "heading": section.heading,
        "articles": list(section.articles),
        "text": section.text,
        "sentences": [_sentence_as_json(s) for s in section.sentences],
    }


def _sentence_as_json(sentence: Sentence) -> Json:
    return {"text": sentence.text, "citations": list(sentence.citations)}
