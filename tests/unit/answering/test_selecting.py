"""Which statements are told: the best and what comes close, and of each day where a change is asked for."""

from __future__ import annotations

import pytest

from service.answering.selecting import best_of_each, select_best, select_over_time
from service.domain.questions import ScoredStatement
from tests.builders import OKORO, statement, version

TEXT = "“No price will do,” she said. “Eighteen days will do,” she said. “The sea is cold,” she said."


def scored(words: str, likely: float, *, day: str = "2026-03-01", **fields: object) -> ScoredStatement:
    of = version(TEXT, article_id=f"art_{day}", published_at=day)
    return ScoredStatement(statement(of, words, **fields), of, 1.0, likely=likely)  # type: ignore[arg-type]


def told(statements: list[ScoredStatement]) -> list[str]:
    return [s.statement.content for s in statements]


NO = "No price will do,"
YES = "Eighteen days will do,"
SEA = "The sea is cold,"


@pytest.mark.parametrize(
    ("likely", "best", "over_time"),
    [
        ((0.9, 0.8, 0.1), [NO, YES], [NO, YES]),
        ((0.9, 0.6, 0.1), [NO], [NO, YES]),  # two positions in one article
        ((0.9, 0.5, 0.1), [NO], [NO]),
    ],
)
def test_a_further_position_needs_less_where_a_change_is_asked_for(
    likely: tuple[float, float, float], best: list[str], over_time: list[str]
) -> None:
    statements = [scored(words, chance) for words, chance in zip((NO, YES, SEA), likely, strict=True)]
    assert told(select_best(statements, most=5)) == best
    assert told(select_over_time(statements, most=5)) == over_time


def test_the_best_of_another_day_is_told_in_the_order_of_the_days() -> None:
    later, earlier = scored(YES, 0.9, day="2026-03-09"), scored(NO, 0.3, day="2026-03-01")
    assert told(select_over_time([later, earlier, scored(SEA, 0.1, day="2026-03-05")], most=5)) == [NO, YES]
    assert told(select_best([later, earlier], most=5)) == [YES]


def test_a_list_names_each_speaker_once() -> None:
    assert told(list(best_of_each([scored(NO, 0.9), scored(YES, 0.8), scored(SEA, 0.7, by=OKORO)]))) == [NO, SEA]


def test_of_more_days_than_are_told_the_first_the_last_and_the_best_stay() -> None:
    worth = {1: 0.6, 2: 0.61, 3: 0.62, 4: 0.9, 5: 0.6}
    days = [scored(NO, likely, day=f"2026-03-0{day}") for day, likely in worth.items()]
    shown = [s.version.published_at for s in select_over_time(days, most=3)]
    assert shown == ["2026-03-01", "2026-03-04", "2026-03-05"]
