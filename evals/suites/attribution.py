"""Who said what against annotators: PolNeAR, GUM's Wikinews and the taxonomy of hard cases, words a second."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from evals.attribution.predict import predict
from evals.attribution.scoring import count, figures
from evals.attribution.taxonomy import judge
from evals.statistics import Figure, figure, mean
from evals.suites import Request, Result, data_file

Json = dict[str, Any]
SETS = ("polnear", "gum_news")
NAMES = ("speech_iou_spk", "speech_char_spk", "qm5_spk")
HUMAN = "people among themselves, on other PolNeAR articles: .844 / .906 / .978"


def run(request: Request) -> Result:
    """Attribute every article of the sets that are there and compare with their gold."""
    rows: list[Json] = []
    found: list[Figure] = []
    for name in SETS:
        gold = _lines(data_file(request, name))[: 12 if request.quick else None]
        started = time.perf_counter()
        predicted = list(predict(gold))
        seconds = time.perf_counter() - started
        counts = [count(article, p["quotes"]) for article, p in zip(gold, predicted, strict=True)]
        found += _figures(name, counts)
        found.append(_speed(name, gold, seconds))
        rows += [{"set": name, **p} for p in predicted]
    cases = _lines(data_file(request, "taxonomy"))
    verdicts = [judge(case) for case in cases]
    right = [float(not v.missed and not v.extra) for v in verdicts]
    found.append(figure("taxonomy, fully right", right, mean))
    return Result("attribution", tuple(found), tuple(rows), (HUMAN,))


def _figures(name: str, counts: Sequence[Counter[str]]) -> Iterator[Figure]:
    for measure in NAMES:
        yield figure(f"{name} {measure} F1", counts, partial(_f1, measure))


def _f1(measure: str, counts: Sequence[Counter[str]]) -> float:
    return figures(sum(counts, Counter()))[measure].f1


def _speed(name: str, gold: Sequence[Json], seconds: float) -> Figure:
    words = sum(len(article["text"].split()) for article in gold)
    rate = words / seconds
    return Figure(f"{name} words a second, one core", rate, rate, rate, len(gold))


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
