"""Which of the statements that fit a question are told, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.wording import spoken_by
from service.domain.news import Statement
from service.domain.questions import ScoredStatement
from service.retrieval.weighing import STATED_CLOSE

BY_RULES = 0.6  # of the best statement's fit, for a further one, where no judge was asked
OF_ANOTHER_POSITION = 0.6  # of the best statement's worth, for a further one where a change is asked for
OF_ANOTHER_DAY = 0.3  # of the best statement's worth, for the best one of a further day where a change is asked for


def best_of_each(statements: Sequence[ScoredStatement]) -> tuple[ScoredStatement, ...]:
    """Return the statement of each speaker that fits best: a list names each of them once."""
    best: dict[str, ScoredStatement] = {}
    for one in sorted(statements, key=lambda s: (-s.score, -_weight(s.statement))):
        best.setdefault(spoken_by(one.statement), one)
    return tuple(best.values())


def select_best(
    statements: Sequence[ScoredStatement], *, most: int, close: float = STATED_CLOSE
) -> list[ScoredStatement]:
    """Return the best statements in the order of their dates; direct words go before reported ones of equal fit.

    `close` is the share of the best one's worth that a further one needs, where a judge was asked.
    """
    if not statements:
        return []
    best = max(s.worth for s in statements)
    fitting = [s for s in statements if s.worth >= (BY_RULES if s.likely is None else close) * best]
    chosen = sorted(fitting, key=lambda s: (-s.worth, -_weight(s.statement)))[:most]
    return sorted(chosen, key=_by_date)


def select_over_time(statements: Sequence[ScoredStatement], *, most: int) -> list[ScoredStatement]:
    """Return the first and the last position and the best between them, one a day at least, by their dates."""
    chosen = select_best(statements, most=most, close=OF_ANOTHER_POSITION)
    best: dict[str, ScoredStatement] = {}
    for one in sorted(statements, key=lambda s: (-s.worth, -_weight(s.statement))):
        best.setdefault(one.version.published_at or one.statement.article_id, one)
    days = {s.version.published_at or s.statement.article_id for s in chosen}
    bar = OF_ANOTHER_DAY * max((s.worth for s in chosen), default=0.0)
    further = [one for day, one in best.items() if day not in days and one.worth >= bar]
    dated = sorted([*chosen, *further], key=_by_date)
    ends, between = dated[:1] + dated[1:][-1:], sorted(dated[1:-1], key=lambda s: -s.worth)
    return sorted([*ends, *between][:most], key=_by_date)


def _weight(statement: Statement) -> float:
    """Return how much a statement says: its words up to forty, more if they are the speaker's own."""
    own = 1.5 if statement.attribution.kind != "indirect" else 1.0
    return own * min(len(statement.content.split()), 40)


def _by_date(scored: ScoredStatement) -> tuple[str, str, int]:
    statement = scored.statement
    return scored.version.published_at or "9", statement.article_id, statement.attribution.extent.start
