"""What several articles tell: an overview, a timeline, or a comparison of outlets, a sentence of each, dated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.answering.choosing import score_sentences
from service.answering.standing import Candidate, find_candidates
from service.answering.wording import spelled_day
from service.domain.answers import Claim
from service.domain.news import ArticleVersion, Span
from service.domain.questions import Evidence, PlanKind, ScoredPassage
from service.retrieval import ranking
from service.store.library import Library
from service.text.words import terms

ARTICLES = {PlanKind.OVERVIEW: 5, PlanKind.TIMELINE: 8, PlanKind.COMPARISON: 4}
ABOUT = 0.6  # of the rarity of the topic's terms, for an article that is about it
IN_BODY = 0.6  # what a topic counts that stands in the body alone, not in title or lead
CLOSE = {PlanKind.OVERVIEW: 0.75, PlanKind.TIMELINE: 0.6}  # of the fit of the article that fits best
LEADS = 4  # sentences at the head of an article that may stand for it
LATER = 0.1  # what a sentence loses by each that stands before it
ALIKE = 0.6  # of the terms of two sentences that tell the same
LEAD_LETTERS = 600  # of an article's head
BEST, ENOUGH = 0.8, 0.4  # of the best score of a comparison's sentences; of the greatest there can be


@dataclass(frozen=True, slots=True)
class _Told:
    """An article, how well it fits the topic, and the sentence that stands for it."""

    version: ArticleVersion
    fit: float
    claim: Claim


def draft_overview(evidence: Evidence, *, library: Library) -> tuple[Claim, ...]:
    """Return a sentence of each of the articles that fit best, the oldest first; the newest where no topic is given."""
    most = ARTICLES[evidence.plan.kind]
    told = _distinct(_about(evidence, library))[:most]
    newest_first = evidence.plan.topic is None and evidence.plan.kind == PlanKind.OVERVIEW
    return tuple(_dated(t) for t in sorted(told, key=lambda t: _age(t.version), reverse=newest_first))


def draft_comparison(evidence: Evidence, *, library: Library) -> tuple[Claim, ...]:
    """Return what each outlet says on the topic, its best sentence, the oldest first."""
    topic = evidence.plan.topic or evidence.plan.query
    scored = [
        _Told(c.hit.version, c.score, claim)
        for c in score_sentences(topic, evidence.passages, library=library, least=lambda best: ENOUGH)
        if c.score >= ENOUGH and (claim := _claim_at(c.hit.version, c.span.start, library))
    ]
    best = max((t.fit for t in scored), default=0.0)
    by_outlet: dict[str, _Told] = {}
    for told in scored:
        if told.version.source and told.fit >= BEST * best:
            by_outlet.setdefault(told.version.source, told)
    chosen = list(by_outlet.values())[: ARTICLES[PlanKind.COMPARISON]]
    return tuple(_dated(t) for t in sorted(chosen, key=lambda t: _age(t.version)))


def _about(evidence: Evidence, library: Library) -> list[_Told]:
    """Return the articles that are about the topic, each with its sentence, best first."""
    asked = list(dict.fromkeys(terms(evidence.plan.topic or "")))
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    fits = [(_fit(v, asked, weights), v) for v in _versions(evidence.passages)]
    best = max((fit for fit, _ in fits), default=0.0)
    fitting = [(fit, v) for fit, v in fits if fit >= max(ABOUT, CLOSE[evidence.plan.kind] * best)]
    told = ((fit, v, _lead(v, asked, weights, library)) for fit, v in fitting)
    return sorted((_Told(v, fit, claim) for fit, v, claim in told if claim), key=lambda t: -t.fit)


def _versions(hits: Iterable[ScoredPassage]) -> list[ArticleVersion]:
    return list({hit.version.article_id: hit.version for hit in hits}.values())


def _fit(version: ArticleVersion, asked: Sequence[str], weights: dict[str, float]) -> float:
    if not asked:
        return 1.0
    head = ranking.coverage(asked, terms(f"{version.title or ''} {version.text[:LEAD_LETTERS]}"), weights)
    return max(head, IN_BODY * ranking.coverage(asked, terms(version.text), weights))


def _lead(version: ArticleVersion, asked: Sequence[str], weights: dict[str, float], library: Library) -> Claim | None:
    """Return the sentence near the head of an article that says most of the topic; None if none can stand alone."""
    worth = [
        (ranking.coverage(asked, terms(c.text), weights) - LATER * place, -place, c.claim)
        for place, c in enumerate(_candidates(version, library)[:LEADS])
    ]
    return max(worth, key=lambda w: w[:2])[2] if worth else None


def _candidates(version: ArticleVersion, library: Library) -> list[Candidate]:
    return find_candidates(version, library.speakers.statements_in(version.article_id, Span(0, len(version.text))))


def _claim_at(version: ArticleVersion, start: int, library: Library) -> Claim | None:
    """Return the claim of the sentence at `start`, if it can stand alone."""
    return next((c.claim for c in _candidates(version, library) if c.span.start == start), None)


def _distinct(told: Sequence[_Told]) -> list[_Told]:
    """Return the articles without near copies of one story, and without those whose sentence says the same."""
    kept: list[_Told] = []
    for one in told:
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(one: _Told, other: _Told) -> bool:
    if one.version.story is not None and one.version.story == other.version.story:
        return True
    return ranking.similarity(terms(one.claim.text), terms(other.claim.text)) > ALIKE


def _age(version: ArticleVersion) -> str:
    return version.published_at or "9999"


def _dated(told: _Told) -> Claim:
    """Return the claim with the outlet and the day in front of it."""
    outlet, day = told.version.source, told.version.published_at
    head = ", ".join(part for part in (outlet, spelled_day(day) if day else None) if part)
    return replace(told.claim, text=f"{head}: {told.claim.text}") if head else told.claim
