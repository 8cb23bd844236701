"""Rankings in TREC's formats, so that a third party's trec_eval confirms the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evals.runs import SuiteRun, write_atomically
from evals.suites import Json, NotInstalled

TAG = "onrecord"


def evaluator(measures: Mapping[str, str]) -> Any:
    """Return a function of (qrels, ranking) of one query that gives values by name, by ir-measures.

    `measures` maps our names to those of ir-measures ("RR@10"), which computes them with pytrec_eval, the code of
    trec_eval. NotInstalled without the extra `evals`.
    """
    if find_spec("ir_measures") is None:
        raise NotInstalled("ir-measures")
    import ir_measures

    parsed = {name: ir_measures.parse_measure(text) for name, text in measures.items()}

    def evaluate(qrels: Mapping[str, int], ranking: Mapping[str, float]) -> dict[str, float]:
        found = ir_measures.calc_aggregate(parsed.values(), {"q": qrels}, {"q": ranking or {"": 0.0}})
        return {name: round(float(found[measure]), 6) for name, measure in parsed.items()}

    return evaluate


def ranked(documents: list[str]) -> dict[str, float]:
    """Return scores that keep the order of documents, the same one counted once, at its best place."""
    return {d: 1.0 / place for place, d in reversed(list(enumerate(documents, start=1)))}


def export(suite: SuiteRun, folder: Path) -> tuple[Path, Path]:
    """Write <suite>.run and <suite>.qrels; ValueError if the suite ranks nothing."""
    if not any("ranking" in row for row in suite.rows):
        raise ValueError(f"suite {suite.name} holds no rankings to export")
    folder.mkdir(parents=True, exist_ok=True)
    names = {row["id"]: f"q{number}" for number, row in enumerate(suite.rows, start=1)}
    run, qrels = folder / f"{suite.name}.run", folder / f"{suite.name}.qrels"
    write_atomically(run, "".join(line for row in suite.rows for line in _run_lines(names[row["id"]], row)))
    write_atomically(qrels, "".join(line for row in suite.rows for line in _qrel_lines(names[row["id"]], row)))
    return run, qrels


def _run_lines(query: str, row: Json) -> Iterator[str]:
    best = sorted(row["ranking"].items(), key=lambda item: -item[1])
    for place, (document, score) in enumerate(best, start=1):
        yield f"{query} Q0 {document} {place} {score:.6f} {TAG}\n"


def _qrel_lines(query: str, row: Json) -> Iterator[str]:
    for document, grade in sorted(row["qrels"].items()):
        yield f"{query} 0 {document} {grade}\n"
