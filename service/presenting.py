"""Nouns as the JSON objects of the contract: one shape for every surface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.answering.folding import compare
from service.domain.answers import Answer, Citation, Refusal, Review, Sentence, Support
from service.domain.news import Article, ArticleVersion, Outcome, Span, Speaker, Statement
from service.domain.questions import Evidence, ScoredPassage, ScoredStatement, Turn
from service.domain.speakers import Mention, SpeakerRecord
from service.domain.summaries import Section, Summary
from service.retrieval.searching import fold_statements
from service.store.decisions import Decision

Json = dict[str, Any]


def answer_as_json(answer: Answer) -> Json:
    """Return the Answer object."""
    return {
        "id": answer.id,
        "question": answer.question,
        "read_as": answer.read_as,
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


def turn_from(body: Json) -> Turn:
    """Return the turn that an Answer object was."""
    quoted = (c["speaker"]["name"] for c in body["citations"] if c["speaker"])
    return Turn(body["read_as"] or body["question"], tuple(dict.fromkeys(quoted)))


def review_as_json(review: Review) -> Json:
    """Return what has become of an answer since it was given."""
    checks = [{"number": c.number, "state": c.state, "current_version": c.current_version} for c in review.citations]
    return {"state": review.state, "citations": checks}


def citation_as_json(citation: Citation) -> Json:
    version = citation.version
    return {
        "number": citation.number,
        **_named(version),
        "source": version.source,
        "url": version.url,
        "published_at": version.published_at,
        "correction": version.correction,
        "copies": version.copies,
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
        "reason": refusal.reason.value if refusal.reason else None,
        "candidates": [speaker_as_json(c) for c in refusal.candidates],
        "related": [related_as_json(support) for support in refusal.related],
    }


def related_as_json(support: Support) -> Json:
    """Return a sentence that is offered as related to a refused question."""
    version = support.version
    dated = {"source": version.source, "published_at": version.published_at}
    return {**_named(version), **dated, **_slice("quote", version, support.quote)}


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


def statements_as_json(evidence: Evidence) -> list[Json]:
    """Return Statement objects; a statement that several outlets report names them in `reports`.

    The first report has all of them with their wordings, the others have `repeats`, the id of the first.
    """
    folded = {s.statement.id: s for s in fold_statements(evidence.statements)}
    first_of = {r.statement.id: i for i, s in folded.items() for r in s.folded}
    return [
        statement_as_json(s.statement)
        | {
            "reports": [_report(r) for r in _reports(folded.get(s.statement.id))],
            "wordings": _wordings(folded.get(s.statement.id)),
            "repeats": first_of.get(s.statement.id),
        }
        for s in evidence.statements
    ]


def _reports(scored: ScoredStatement | None) -> tuple[ScoredStatement, ...]:
    return (scored, *scored.folded) if scored and scored.folded else ()


def _report(scored: ScoredStatement) -> Json:
    return {
        "statement_id": scored.statement.id,
        "article_id": scored.statement.article_id,
        "external_id": scored.statement.external_id,
        "source": scored.version.source,
        "published_at": scored.version.published_at,
        "content": scored.statement.content,
    }


def _wordings(scored: ScoredStatement | None) -> list[Json]:
    found = compare(scored).wordings if scored and scored.folded else ()
    return [{"source": w.outlet, "words": w.words, "quoted": w.quoted} for w in found]


def speaker_record_as_json(record: SpeakerRecord) -> Json:
    """Return a speaker with names and roles over time."""
    return {
        "id": record.id,
        "name": record.name,
        "role": record.role,
        "sort": record.sort,
        "roles": [
            {"role": r.role, "first_seen": r.first_seen, "last_seen": r.last_seen, "articles": r.articles}
            for r in record.roles
        ],
        "aliases": list(record.aliases),
        "statements": record.statements,
        "articles": record.articles,
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
    }


def mention_as_json(mention: Mention) -> Json:
    """Return where a speaker is named, and why it is this speaker."""
    return {
        "article_id": mention.article_id,
        "external_id": mention.external_id,
        "title": mention.title,
        "source": mention.source,
        "published_at": mention.published_at,
        "name": mention.name,
        "roles": list(mention.roles),
        "reason": mention.reason,
    }


def decision_as_json(decision: Decision) -> Json:
    """Return what somebody decided about speaker records."""
    return {
        "number": decision.number,
        "action": decision.action,
        "from": decision.source_id,
        "into": decision.target_id,
        "note": decision.note,
        "decided_at": decision.decided_at,
        "undone_at": decision.undone_at,
    }


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def hit_as_json(hit: ScoredPassage) -> Json:
    """Return a search hit."""
    return {
        **_named(hit.version),
        "source": hit.version.source,
        "published_at": hit.version.published_at,
        "copies": hit.version.copies,
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
        **_remarks(version),
        "ingested_at": article.ingested_at,
        "withdrawn_at": article.withdrawn_at,
        "held_until": article.held_until,
        "characters": len(version.text),
        "passages": article.passages,
        "statements": article.statements,
        "story": version.story,
        "copies": version.copies,
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
        **_remarks(version),
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


def records_as_json(article: Article, versions: Sequence[ArticleVersion], identity: str) -> list[Json]:
    """Return an article as records that `ingest` takes back one after the other: its versions, oldest first."""
    records = [record_as_json(version, identity=identity) for version in versions]
    notice = {"identity": identity, "text": "", "pubstatus": "canceled"}
    return records + ([notice] if article.withdrawn_at else [])


def record_as_json(version: ArticleVersion, *, identity: str) -> Json:
    """Return a version as `ingest` takes it back, exactly."""
    fields = {"id": version.external_id} if version.external_id else {}
    return fields | {
        "identity": identity,
        "version": version.number,
        "title": version.title,
        "text": version.text,
        "source": version.source,
        "url": version.url,
        "author": version.author,
        "published_at": version.published_at,
        "modified_at": version.modified_at,
        "language": version.language,
        **_remarks(version),
        "furniture": [_pair(s) for s in version.furniture],
    }


def _remarks(version: ArticleVersion) -> Json:
    return {
        "section": version.section,
        "paywalled": version.paywalled,
        "correction": version.correction,
        "embargo_until": version.embargo_until,
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
        "note": outcome.note,
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
