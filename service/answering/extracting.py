"""An answer without a model: the best statements, or the best sentences, in the articles' own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.answering.wording import plain, word_statement
from service.domain.answers import Claim, Draft, Support
from service.domain.news import Span, Statement
from service.domain.questions import Evidence, PlanKind, ScoredPassage, ScoredStatement
from service.retrieval import ranking
from service.store.library import Library
from service.text.sentences import split_sentences
from service.text.words import terms, words

STATEMENTS = 6
SENTENCES = 3
ENOUGH = 0.5  # the share of the question's rarity that a sentence and its passage must hold
CLOSE = 0.75  # a further sentence must come this near to the best one


def draft_extractive(evidence: Evidence, *, library: Library) -> Draft:
    """Return the sentences that answer best; none where nothing does."""
    if evidence.plan.kind == PlanKind.WHO_SAID_WHAT:
        return Draft(tuple(_statement_claim(s) for s in _choose(evidence.statements)))
    return Draft(_fact_claims(evidence, library))


def _choose(statements: Sequence[ScoredStatement]) -> list[ScoredStatement]:
    """Return the best statements in the order of their dates; direct words go before reported ones of equal fit."""
    if not statements:
        return []
    best = max(s.score for s in statements)
    fitting = [s for s in statements if s.score >= 0.6 * best]
    chosen = sorted(fitting, key=lambda s: (-s.score, -_weight(s.statement)))[:STATEMENTS]
    return sorted(chosen, key=lambda s: (s.version.published_at or "9", s.statement.article_id, _start(s)))


def _weight(statement: Statement) -> float:
    """Return how much a statement says: its words up to forty, more if they are the speaker's own."""
    own = 1.5 if statement.attribution.kind != "indirect" else 1.0
    return own * min(len(statement.content.split()), 40)


def _start(scored: ScoredStatement) -> int:
    return scored.statement.attribution.extent.start


def _statement_claim(scored: ScoredStatement) -> Claim:
    statement, version = scored.statement, scored.version
    passage = surrounding(version.text, statement.attribution.extent)
    support = Support(version, statement.attribution.extent, passage, statement)
    return Claim(word_statement(statement, version), (support,))


def surrounding(text: str, span: Span, *, reach: int = 300) -> Span:
    """Return the paragraph around `span`, or at most `reach` characters to each side of it."""
    start = max(text.rfind("\n\n", 0, span.start) + 2, span.start - reach, 0)
    found = text.find("\n\n", span.end)
    end = min(found if found >= 0 else len(text), span.end + reach)
    return Span(min(start, span.start), max(end, span.end))


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: ScoredPassage
    span: Span
    score: float
    found: frozenset[str]


def _fact_claims(evidence: Evidence, library: Library) -> tuple[Claim, ...]:
    asked = list(dict.fromkeys(terms(evidence.plan.query)))
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    candidates = sorted(_candidates(evidence, asked, weights), key=lambda c: -c.score)
    chosen: list[_Candidate] = []
    for candidate in candidates:
        if candidate.score < max(ENOUGH, CLOSE * candidates[0].score) or len(chosen) == SENTENCES:
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return tuple(_fact_claim(c, library) for c in chosen)


def _candidates(evidence: Evidence, asked: Sequence[str], weights: dict[str, float]) -> list[_Candidate]:
    wanted = _expected(evidence.plan.query)
    found = []
    for rank, hit in enumerate(evidence.passages):
        around = terms(f"{hit.version.title or ''} {hit.passage.text}")
        for span in split_sentences(hit.passage.text):
            sentence = span.of(hit.passage.text)
            own = terms(sentence)
            score = 0.65 * ranking.coverage(asked, own, weights) + 0.35 * ranking.coverage(asked, around, weights)
            score *= 1.0 if wanted is None or wanted.search(sentence) else 0.6
            score += 0.1 / (1 + rank)
            if len(own) >= 3:
                shifted = Span(span.start + hit.passage.span.start, span.end + hit.passage.span.start)
                found.append(_Candidate(hit, shifted, score, frozenset(own)))
    return found


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|half|twice|none|no)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|morning|noon|evening|night|week|month|year|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]")
_EXPECTED = (
    (re.compile(r"\bhow (?:many|much|long|old|far|large|big|high|often)\b", re.I), _NUMBER),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)\b", re.I), _TIME),
    (re.compile(r"\bwho(?:m|se)?\b|\bwhere\b|\bwhich (?:city|country|person|company|town)\b", re.I), _NAME),
)


def _expected(query: str) -> re.Pattern[str] | None:
    """Return what a sentence must hold to be an answer of the kind that is asked for."""
    return next((sought for asking, sought in _EXPECTED if asking.search(query)), None)


def _repeats(candidate: _Candidate, other: _Candidate) -> bool:
    if candidate.hit.version.article_id == other.hit.version.article_id and candidate.span.overlaps(other.span):
        return True
    return ranking.similarity(sorted(candidate.found), sorted(other.found)) > 0.75


def _fact_claim(candidate: _Candidate, library: Library) -> Claim:
    """Return the sentence as it stands; if it quotes somebody whom it does not name, that one's statement."""
    version = candidate.hit.version
    inside = library.speakers.statements_in(version.article_id, candidate.span)
    quoting = [s for s in inside if s.attribution.kind != "indirect"]
    sentence = candidate.span.of(version.text)
    if quoting and not all(_names(sentence, s) for s in quoting):
        return _statement_claim(ScoredStatement(quoting[0], version, candidate.score))
    passage = candidate.hit.passage.span
    spoken: list[Statement | None] = [*quoting] or [None]
    supports = tuple(Support(version, candidate.span, passage, s) for s in spoken)
    return Claim(plain(sentence), supports)


def _names(sentence: str, statement: Statement) -> bool:
    """Tell whether a sentence has the last word of the speaker's name."""
    speaker = statement.speaker
    return speaker is not None and words(speaker.name)[-1] in words(sentence)
