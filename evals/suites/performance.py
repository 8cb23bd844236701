"""How fast: articles taken in a second, milliseconds a question, on this machine beside all else that it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from evals.running import ask, fresh_service
from evals.statistics import figure
from evals.suites import Request, Result
from evals.suites.newsroom import load_lines
from service import assets

QUICK = 20


def run(request: Request) -> Result:
    """Take in the newsroom and ask its questions, one after the other; nothing here takes part in `compare`."""
    folder = assets.folder("newsroom")
    articles = len(list((folder / "articles").glob("*.md")))
    questions = [case["question"] for case in load_lines(folder / "questions.jsonl")]
    started = time.perf_counter()
    with fresh_service([str(folder / "articles")]) as service:
        rate = articles / (time.perf_counter() - started)
        ask(service, questions[0])  # the first one loads the model
        taken = [ask(service, q)["timings_ms"]["total"] for q in questions[: QUICK if request.quick else None]]
    figures = (
        figure("articles a second, opening included", [rate], lambda rates: rates[0]),
        figure("question p50, ms", taken, _percentile(50)),
        figure("question p95, ms", taken, _percentile(95)),
    )
    return Result("performance", figures, notes=("seconds of this machine; not reproducible, never compared",))


def _percentile(share: int) -> Callable[[Sequence[float]], float]:
    def measure(values: Sequence[float]) -> float:
        return sorted(values)[min(len(values) - 1, len(values) * share // 100)]

    return measure
