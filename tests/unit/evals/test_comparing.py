"""Two runs beside each other: a loss by chance passes, a real one does not, a broken invariant never."""

from __future__ import annotations

from typing import Any

import pytest

from evals.comparing import as_text, compare, differences
from evals.runs import Run, RunUnusable, SuiteRun
from evals.suites import Measure

Json = dict[str, Any]


def run_of(name: str, scores: dict[str, list[float]], *, broken: tuple[str, ...] = (), quick: bool = False) -> Run:
    suites = {}
    for suite, values in scores.items():
        rows = [_row(f"{suite}-{n}", score, name, broken) for n, score in enumerate(values)]
        suites[suite] = SuiteRun(suite, (Measure("right"),), rows, ())
    return Run(name, {"split": "dev", "quick": quick}, suites)


def _row(id: str, score: float, name: str, broken: tuple[str, ...]) -> Json:
    faults = ["false quotation"] if id in broken else []
    return {"id": id, "score": score, "output": f"{name} of {id}", "reason": "" if score else "why", "broken": faults}


def test_the_same_run_twice_is_the_same() -> None:
    (found,) = compare(run_of("A", {"s": [1, 0, 1]}), run_of("B", {"s": [1, 0, 1]}))
    assert found.verdict == "same"
    assert not found.lost


def test_two_flips_of_twenty_may_be_chance_and_six_are_not() -> None:
    before = run_of("A", {"s": [1] * 20})
    assert not compare(before, run_of("B", {"s": [0] * 2 + [1] * 18}))[0].lost
    assert compare(before, run_of("B", {"s": [0] * 6 + [1] * 14}))[0].verdict == "LOSS"


def test_a_loss_in_one_of_many_suites_must_be_clearer() -> None:
    many = {name: [1.0] * 20 for name in "abcdefgh"}
    worse = many | {"a": [0.0] * 6 + [1.0] * 14}
    assert not any(c.lost for c in compare(run_of("A", many), run_of("B", worse)))


def test_a_gain_is_no_loss() -> None:
    assert not compare(run_of("A", {"s": [0] * 20}), run_of("B", {"s": [1] * 20}))[0].lost


def test_one_newly_broken_invariant_is_a_loss_even_at_the_same_score() -> None:
    before, after = run_of("A", {"s": [1] * 20}), run_of("B", {"s": [1] * 20}, broken=("s-3",))
    (found,) = compare(before, after)
    assert found.lost
    assert [flip.id for flip in found.broken] == ["s-3"]
    assert not compare(after, after)[0].lost


def test_flips_come_worst_first_with_both_outputs() -> None:
    before, after = run_of("A", {"s": [1, 1, 0, 1]}), run_of("B", {"s": [0.5, 0, 1, 1]})
    (found,) = compare(before, after)
    assert [flip.id for flip in found.flips] == ["s-1", "s-0", "s-2"]
    printed = "\n".join(as_text([found], shown=2))
    assert "A of s-1" in printed
    assert "B of s-1" in printed
    assert "1 more flipped cases" in printed


def test_cases_that_are_gone_are_a_loss_and_new_ones_are_said() -> None:
    before, after = run_of("A", {"s": [1] * 4}), run_of("B", {"s": [1] * 5})
    assert "0 cases that only A has, 1 that only B has" in "\n".join(as_text(compare(before, after), shown=5))
    assert compare(after, before)[0].verdict == "LOSS: 1 cases have no outcome in B"


def test_a_few_cases_that_are_gone_are_said_and_no_loss_unless_they_were_asked() -> None:
    before, after = run_of("A", {"s": [1] * 20}), run_of("B", {"s": [1] * 19})
    assert not compare(before, after)[0].lost
    after.suites["s"].rows.append({"id": "s-19", "score": None, "status": "not recorded"})
    assert compare(before, after)[0].lost


def test_a_case_that_asks_something_else_is_another_case() -> None:
    before, after = run_of("A", {"s": [1, 1]}), run_of("B", {"s": [1, 0]})
    after.suites["s"].rows[1]["input"] = "reworded"
    (found,) = compare(before, after)
    assert (found.cases, found.only_before, found.only_after) == (1, 1, 1)
    assert found.verdict == "LOSS: 1 cases have no outcome in B"


def test_a_case_that_asks_nothing_is_the_same_in_a_packed_run() -> None:
    before, after = run_of("A", {"s": [1]}), run_of("B", {"s": [1]})
    after.suites["s"].rows[0]["input"] = ""  # packing leaves out what is empty
    assert compare(before, after)[0].cases == 1


def test_runs_that_cannot_be_compared_say_why() -> None:
    before = run_of("A", {"s": [1]})
    with pytest.raises(RunUnusable, match="no suite s"):
        compare(before, run_of("B", {"t": [1]}))
    with pytest.raises(RunUnusable, match="differ in quick"):
        compare(before, run_of("B", {"s": [1]}, quick=True))


def test_what_else_differs_is_named() -> None:
    a, b = run_of("A", {"s": [1, 0]}), run_of("B", {"s": [1, 0], "new": [1]})
    a.manifest |= {"attribution": "rules", "data": {"x/dev.jsonl": "1", "y/dev.jsonl": "2"}, "prompts": {}}
    b.manifest |= {"attribution": "full", "data": {"x/dev.jsonl": "9", "y/dev.jsonl": "2"}, "prompts": {}}
    assert list(differences(a, a)) == []
    assert list(differences(a, b)) == [
        "attribution: A rules, B full",
        "data changed: x/dev.jsonl",
        "not compared, A has no scores of their cases: new",
    ]
