"""Statements that hold a topic's words and are about something else: the judge of answers throws them out."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.questions import QueryPlan, ScoredStatement
from service.ports import AnswerJudge, Excerpt
from service.retrieval.planning import is_circumstance

DOUBTED = 0.02  # less likely an answer than this: of 112 statements on 85 topics of our newsroom 5, all of them wrong
LOOKED_AT = 6  # statements, the best ones: more are not shown as a rule


def without_doubtful(
    made: QueryPlan, statements: Sequence[ScoredStatement], *, judge: AnswerJudge | None
) -> list[ScoredStatement]:
    """Return the statements without those that do not answer; all as they are without a judge or a topic to judge by.

    If none of the best answers, those behind them do not either.
    """
    if judge is None or not made.topic or made.verbatim or is_circumstance(made.topic):
        return list(statements)
    best = sorted(statements, key=lambda s: -s.score)[:LOOKED_AT]
    likely = judge.judge(made.query, [_excerpt(s) for s in best]) if best else []
    doubted = {s.statement.id for s, p in zip(best, likely, strict=True) if p < DOUBTED}
    if len(doubted) == len(best):
        return []
    return [s for s in statements if s.statement.id not in doubted]


def _excerpt(scored: ScoredStatement) -> Excerpt:
    attribution, version = scored.statement.attribution, scored.version
    people = (p for p in (attribution.speaker, attribution.via) if p)
    names = ", ".join(dict.fromkeys(f"{p.role or ''} {p.name}".strip() for p in people))
    words = attribution.extent.of(version.text)
    return Excerpt(f"{names}: {words}" if names else words, title=version.title or "")
