"""Statements near a topic and about something else: the judge of answers parts them from those that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.questions import PlanKind, QueryPlan, ScoredStatement
from service.ports import AnswerJudge, Excerpt
from service.retrieval.bearing import context_of
from service.retrieval.planning import is_circumstance
from service.retrieval.searching import on_topic
from service.retrieval.weighing import LISTED, STATED, STATEMENTS, weigh
from service.text.normalising import comparable

DOUBTED = 0.02  # less likely an answer than this: of 112 statements on 85 topics of our newsroom 5, all of them wrong
OF_MANY = 12  # statements of anybody, where a list is asked for
VERBATIM = 4  # words
LOOKED_AT = 6  # statements, the best ones: more are not shown as a rule
CHANGED = (
    0.2  # of a chance to answer, for a statement of one whose position changed: an earlier one is told in other words
)


def fitting_statements(
    made: QueryPlan, statements: Sequence[ScoredStatement], *, judge: AnswerJudge | None
) -> list[ScoredStatement]:
    """Return the statements that answer: those on the topic, without a judge or a topic to judge by.

    Where the question names who speaks, the judge is weighed with how well a statement fits, and may take one that
    only comes near; if none of the best answers, those behind them do not either.
    """
    if judge is None or not made.topic or made.verbatim or is_circumstance(made.topic):
        return on_topic(statements)
    weighs = made.speaker is not None or made.kind == PlanKind.LIST
    near = list(statements) if weighs else on_topic(statements)
    best = sorted(near, key=lambda s: -s.score)[: OF_MANY if made.kind == PlanKind.LIST else LOOKED_AT]
    excerpt = _in_context if made.speaker else _excerpt
    likely = judge.judge(made.query, [excerpt(s) for s in best]) if best else []
    if weighs:
        weights = STATEMENTS if made.speaker else LISTED
        weighed = (replace(s, likely=weigh(s.score, p, weights)) for s, p in zip(best, likely, strict=True))
        least = CHANGED if made.kind == PlanKind.TIMELINE else STATED
        return [s for s in weighed if s.worth >= least]
    doubted = {s.statement.id for s, p in zip(best, likely, strict=True) if p < DOUBTED and not _says(s, made.topic)}
    return [] if len(doubted) == len(best) else [s for s in near if s.statement.id not in doubted]


def _says(scored: ScoredStatement, words: str) -> bool:
    """Tell whether a statement holds the words of a question one after the other: then it is the one that is meant."""
    return (
        len(words.split()) >= VERBATIM
        and comparable(words).casefold() in comparable(scored.statement.content).casefold()
    )


def _excerpt(scored: ScoredStatement) -> Excerpt:
    attribution, version = scored.statement.attribution, scored.version
    people = (p for p in (attribution.speaker, attribution.via) if p)
    names = ", ".join(dict.fromkeys(f"{p.role or ''} {p.name}".strip() for p in people))
    words = attribution.extent.of(version.text)
    return Excerpt(f"{names}: {words}" if names else words, title=version.title or "")


def _in_context(scored: ScoredStatement) -> Excerpt:
    return replace(_excerpt(scored), before=context_of(scored).before)
