"""What is exported is read by a third party's tools, and gives the figures that we print."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.runs import SuiteRun
from evals.statistics import mean
from evals.suites import Measure
from evals.trec import evaluator, export, ranked
from tests.conftest import require

MEASURES = {"MRR@10": "RR@10", "recall": "R@10"}
CASES = [
    ("what is first?", {"a": 1, "d": 1}, ["b", "a", "c"]),
    ("what is missing?", {"z": 1}, ["b", "a"]),
    ("nothing found", {"a": 1}, []),
]


@pytest.fixture
def suite() -> SuiteRun:
    require("ir_measures")
    evaluate = evaluator(MEASURES)
    rows = [
        {"id": f"{question}!", "score": 0.0, "measures": evaluate(qrels, ranked(found)), "qrels": qrels,
         "ranking": ranked(found)}
        for question, qrels, found in CASES
    ]  # fmt: skip
    return SuiteRun("retrieval", tuple(Measure(name) for name in MEASURES), rows, ())


def test_values_are_those_by_hand(suite: SuiteRun) -> None:
    assert [row["measures"]["MRR@10"] for row in suite.rows] == [0.5, 0, 0]
    assert [row["measures"]["recall"] for row in suite.rows] == [0.5, 0, 0]


def test_exported_files_give_the_same_figures(suite: SuiteRun, tmp_path: Path) -> None:
    import ir_measures

    run, qrels = export(suite, tmp_path)
    measures = {name: ir_measures.parse_measure(text) for name, text in MEASURES.items()}
    read = ir_measures.read_trec_qrels(str(qrels)), ir_measures.read_trec_run(str(run))
    found = ir_measures.calc_aggregate(measures.values(), *read)
    for name, measure in measures.items():
        assert found[measure] == pytest.approx(mean([row["measures"][name] for row in suite.rows]), abs=1e-4)


def test_a_suite_without_rankings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rankings"):
        export(SuiteRun("newsroom", (), [{"id": "a"}], ()), tmp_path)
