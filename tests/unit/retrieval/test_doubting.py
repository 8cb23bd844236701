"""Statements on the words of a topic that are about something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.questions import Filters, PlanKind, QueryPlan, ScoredStatement
from service.ports import Excerpt
from service.retrieval.doubting import LOOKED_AT, fitting_statements
from service.retrieval.weighing import STATEMENTS, weigh
from tests.builders import statement, version

TEXT = "“Walls cost money,” Ilse Brandt said. “It is a long road,” she said. “Walls are old,” she said."
OF = version(TEXT, title="Walls and roads")
PLAN = QueryPlan(PlanKind.WHO_SAID_WHAT, "What did Brandt say about walls?", Filters(), speaker="Brandt", topic="walls")
SAID = [
    ScoredStatement(statement(OF, words), OF, 1.0)
    for words in ("Walls cost money", "It is a long road", "Walls are old")
]


class Stub:
    def __init__(self, **likely: float) -> None:
        self.likely = likely
        self.seen: list[Excerpt] = []

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[float]:
        self.seen += excerpts
        return [next((p for word, p in self.likely.items() if word in e.sentence), 0.0) for e in excerpts]


def test_what_is_about_something_else_is_left_out_and_the_order_stays() -> None:
    judge = Stub(cost=0.4, old=0.9, road=0.001)
    found = fitting_statements(PLAN, SAID, judge=judge)
    assert [s.statement.content for s in found] == ["Walls cost money", "Walls are old"]
    assert [s.likely for s in found] == [weigh(1.0, p, STATEMENTS) for p in (0.4, 0.9)]
    assert judge.seen[0].sentence.endswith("Ilse Brandt: Walls cost money")
    assert judge.seen[0].title == "Walls and roads"


def test_the_judge_takes_what_only_comes_near_the_topic_where_the_question_names_who_speaks() -> None:
    near = [replace(SAID[0], score=0.4), replace(SAID[1], score=0.4)]
    judge = Stub(cost=0.95, road=0.05)
    assert [s.statement.content for s in fitting_statements(PLAN, near, judge=judge)] == ["Walls cost money"]
    assert fitting_statements(PLAN, near, judge=None) == []
    of_anybody = replace(PLAN, speaker=None)
    assert fitting_statements(of_anybody, near, judge=judge) == []


def test_a_list_of_who_was_for_or_against_it_is_left_to_the_judge_more_than_to_the_words() -> None:
    listed = replace(PLAN, kind=PlanKind.LIST, speaker=None)
    on_words, by_sense = replace(SAID[0], score=1.2), replace(SAID[1], score=0.5)
    found = fitting_statements(listed, [on_words, by_sense], judge=Stub(cost=0.01, road=0.7))
    assert [s.statement.content for s in found] == ["It is a long road"]


def test_a_statement_that_holds_the_words_of_the_question_is_not_doubted() -> None:
    asked = replace(PLAN, speaker=None, query="Who said it is a long road?", topic="it is a long road")
    near = [replace(s, score=1.2) for s in SAID]
    assert [s.statement.content for s in fitting_statements(asked, near, judge=Stub())] == ["It is a long road"]
    assert fitting_statements(replace(asked, topic="roads that are long"), near, judge=Stub()) == []


def test_if_the_best_are_about_something_else_all_are() -> None:
    many = [replace(SAID[0], statement=replace(SAID[0].statement, id=f"stm_{n}")) for n in range(LOOKED_AT + 3)]
    judge = Stub()
    assert fitting_statements(PLAN, many, judge=judge) == []
    assert len(judge.seen) == LOOKED_AT


def test_without_a_topic_or_a_judge_all_stay() -> None:
    nobody = Stub()
    assert fitting_statements(replace(PLAN, topic=None), SAID, judge=nobody) == SAID
    assert fitting_statements(replace(PLAN, topic="after the match"), SAID, judge=nobody) == SAID
    assert fitting_statements(replace(PLAN, verbatim=True), SAID, judge=nobody) == SAID
    assert nobody.seen == []
    assert fitting_statements(PLAN, SAID, judge=None) == SAID
    assert fitting_statements(PLAN, [], judge=nobody) == []


def test_an_earlier_position_may_be_less_sure() -> None:
    judge = Stub(cost=0.9, old=0.003, road=0.0)
    changed = replace(PLAN, kind=PlanKind.TIMELINE)
    assert [s.statement.content for s in fitting_statements(PLAN, SAID, judge=judge)] == ["Walls cost money"]
    found = fitting_statements(changed, SAID, judge=judge)
    assert [s.statement.content for s in found] == ["Walls cost money", "Walls are old"]
