"""What comes nearest to a question that the articles do not answer: offered as related, never as an answer."""

from __future__ import annotations

from service.domain.answers import Support
from service.domain.news import Span
from service.domain.questions import Evidence, ScoredPassage
from service.text.orders import orders_a_machine
from service.text.sentences import split_sentences
from service.text.words import terms

MOST = 3
SHARED = 1 / 3  # of the question's terms that a sentence must have


def relate(evidence: Evidence) -> tuple[Support, ...]:
    """Return the sentences of the best passages that share most with the question, one of each article."""
    asked = set(terms(evidence.plan.query))
    found: dict[str, Support] = {}
    for hit in evidence.passages:
        span = _nearest(hit, asked)
        if span is not None and len(found) < MOST:
            found.setdefault(hit.version.article_id, Support(hit.version, span, hit.passage.span))
    return tuple(found.values())


def _nearest(hit: ScoredPassage, asked: set[str]) -> Span | None:
    start = hit.passage.span.start
    spans = [Span(start + s.start, start + s.end) for s in split_sentences(hit.passage.text)]
    shares = [(len(asked & set(terms(span.of(hit.version.text)))), -span.start, span) for span in spans]
    shared, _, best = max(shares, default=(0, 0, None))
    if best is None or not asked or shared < SHARED * len(asked) or orders_a_machine(best.of(hit.version.text)):
        return None
    return best
