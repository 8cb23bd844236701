"""How fast: articles taken in a second, milliseconds a question, on this machine beside all else that it does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from evals.running import ask, fresh_service
from evals.statistics import Figure, figure
from evals.suites import Request, Result
from evals.suites.newsroom import load_lines
from service import assets
from service.answering.pipeline import answer_in_steps
from service.bootstrap import Service
from service.domain.answers import Answer
from service.domain.questions import Question

QUICK = 20
STREAMED = 60  # of all kinds; some are refused, and the rest is enough for a median


def run(request: Request) -> Result:
    """Take in the newsroom and ask its questions, one after the other; nothing here takes part in `compare`."""
    folder = assets.folder("newsroom")
    articles = len(list((folder / "articles").glob("*.md")))
    questions = [case["question"] for case in load_lines(folder / "questions.jsonl")]
    started = time.perf_counter()
    with fresh_service([str(folder / "articles")]) as service:
        rate = articles / (time.perf_counter() - started)
        ask(service, questions[0])  # the first one loads the model
        chosen = questions[: QUICK if request.quick else None]
        taken = [ask(service, q)["timings_ms"]["total"] for q in chosen]
        with asyncio.Runner() as runner:  # one loop and its threads, as in the server
            streamed = [runner.run(_first(service, q)) for q in chosen[:: max(1, len(chosen) // STREAMED)]]
        first = [ms for ms in streamed if ms is not None]
    figures = (
        figure("articles a second, opening included", [rate], lambda rates: rates[0]),
        figure("question p50, ms", taken, _percentile(50)),
        figure("question p95, ms", taken, _percentile(95)),
    )
    return Result(
        "performance",
        figures + _first_figures(first),
        notes=("seconds of this machine; not reproducible, never compared",),
    )


def _first_figures(first: Sequence[tuple[float, float]]) -> tuple[Figure, ...]:
    after, whole = [ms for ms, _ in first], [ms for _, ms in first]
    return (
        figure("first sentence after the evidence is there p50, ms", after, _percentile(50)),
        figure("first sentence after the evidence is there p95, ms", after, _percentile(95)),
        figure("the whole of these questions p50, ms", whole, _percentile(50)),
    )


async def _first(service: Service, question: str) -> tuple[float, float] | None:
    """Return milliseconds from the evidence to the first sentence, and of the whole; None where nothing is told."""
    library = service.library()
    asked = Question(question, library.catalog.workspace, service.clock())
    started = time.perf_counter()
    told = answer_in_steps(asked, library=library, using=service.answering)
    steps = [(step, time.perf_counter() - started) async for step in told]
    answer = steps[-1][0]
    if len(steps) == 1 or not isinstance(answer, Answer):
        return None
    timings = dict(answer.timings_ms)
    return steps[0][1] * 1000 - timings["retrieve"], timings["total"]


def _percentile(share: int) -> Callable[[Sequence[float]], float]:
    def measure(values: Sequence[float]) -> float:
        return sorted(values)[min(len(values) - 1, len(values) * share // 100)]

    return measure
