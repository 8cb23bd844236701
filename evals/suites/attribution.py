"""Who said what against annotators, beside baselines and people: PolNeAR, GUM's Wikinews, hard cases, speed."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import Any

from evals.attribution.scoring import Counts, count
from evals.attribution.systems import OURS, BaselineMissing, Predict, configured, systems
from evals.attribution.taxonomy import judge
from evals.statistics import Figure, figure, mean
from evals.suites import DataMissing, Request, Result, data_file
from evals.tables import side_by_side

Json = dict[str, Any]
Parts = tuple[int, int, int]  # right, predicted, in gold

SETS = ("polnear", "gum_news")
F1 = {
    "speech_iou_spk F1": ("ok", "p", "g"),
    "speech_char_spk F1": ("cok", "cp", "cg"),
    "qm5_spk F1": ("qok", "qp", "qg"),
}
SLICES = ("direct", "mixed", "indirect", "name", "pronoun", "noun")
PEOPLE = "people"
RUNS = 5  # of which the speed is the median
NOTES = (
    "recall: of speech, content and speaker right as in speech_iou_spk, by kind of quotation and of speaker's mention",
    "people: every annotator of the PolNeAR articles that several annotated (dev.multi) against every other;"
    " published for other PolNeAR articles: .844 / .906 / .978",
    "nearest name: everything between quotation marks is speech, by the nearest capitals",
)


def run(request: Request) -> Result:
    """Let every system attribute every article of the sets, and compare with their gold."""
    found: dict[str, list[Figure]] = {}
    files: dict[str, list[Json]] = {}
    rows: list[Json] = []
    notes = list(NOTES)
    gold = {name: _lines(data_file(request, name))[: 12 if request.quick else None] for name in SETS}
    cases = _lines(data_file(request, "taxonomy"))
    for system, predict in systems().items():
        try:
            predicted = {name: predict(gold[name]) for name in SETS}
        except BaselineMissing as missing:
            found[system] = []
            notes.append(f"{system}: {missing}")
            continue
        counts = {name: _counts(gold[name], predicted[name]) for name in SETS}
        found[system] = [f for name in SETS for f in _figures(name, counts[name])]
        found[system] += _own_figures(system, predict, cases, gold["polnear"])
        if system == configured():
            rows = [row for name in SETS for row in _rows(name, gold[name], counts[name])]
        files |= {f"attribution.{name}.{system.replace(' ', '-')}": rows for name, rows in predicted.items()}
    found[PEOPLE] = _people(request, notes)
    notes.append(f"compared: the articles of {configured()}, as ONRECORD_ATTRIBUTION says")
    flat = tuple(Figure(f"{s}: {f.name}", f.value, f.low, f.high, f.cases) for s in found for f in found[s])
    return Result("attribution", flat, tuple(rows), notes=tuple(notes), table=tuple(side_by_side(found)), files=files)


def _rows(name: str, gold: Sequence[Json], counts: Sequence[Counts]) -> Iterator[Json]:
    """Yield a case for each article: its share of characters with the right speaker, as F1."""
    for article, c in zip(gold, counts, strict=True):
        score = _f1([(c["cok"], c["cp"], c["cg"])]) if c["cg"] or c["cp"] else 1.0
        yield {"id": f"{name} {article['id']}", "score": round(score, 6), "slices": {"set": name}}


def _counts(gold: Sequence[Json], predicted: Sequence[Json]) -> list[Counts]:
    return [count(article, p["quotes"]) for article, p in zip(gold, predicted, strict=True)]


def _figures(name: str, counts: Sequence[Counts]) -> Iterator[Figure]:
    """Yield the figures of one set, with intervals by article."""
    for measure, keys in F1.items():
        yield figure(f"{name} {measure}", [(c[keys[0]], c[keys[1]], c[keys[2]]) for c in counts], _f1)
    for part in SLICES:
        parts = [(c[f"ok:{part}"], 0, c[f"g:{part}"]) for c in counts if c[f"g:{part}"]]
        yield figure(f"{name} recall, {part}", parts, _recall)


def _f1(parts: Sequence[Parts]) -> float:
    right, predicted, real = (sum(column) for column in zip(*parts, strict=True))
    return 2 * right / (predicted + real) if right else 0.0


def _recall(parts: Sequence[Parts]) -> float:
    return sum(p[0] for p in parts) / max(1, sum(p[2] for p in parts))


def _own_figures(system: str, predict: Predict, cases: Sequence[Json], articles: Sequence[Json]) -> Iterator[Figure]:
    """Yield what is asked of our systems alone: the hard cases, and the speed."""
    if system not in OURS:
        return
    verdicts = [(case, judge(case, find=OURS[system])) for case in cases]
    yield figure("taxonomy, fully right", [float(v.is_right) for _, v in verdicts], mean)
    yield figure("taxonomy, negatives clean", [float(v.is_right) for c, v in verdicts if not c["quotes"]], mean)
    words = sum(len(article["text"].split()) for article in articles)
    rates = sorted(words / _seconds(predict, articles) for _ in range(RUNS))
    yield Figure("words a second of one core", median(rates), rates[0], rates[-1], RUNS)


def _seconds(predict: Predict, articles: Sequence[Json]) -> float:
    """Return the processor time of all threads, so that a second core does not count as speed."""
    started = time.process_time()
    predict(articles)
    return time.process_time() - started


def _people(request: Request, notes: list[str]) -> list[Figure]:
    """Return how people agree with each other: by article, all ordered pairs of its annotators."""
    try:
        rows = _lines(data_file(request, f"polnear/{request.split}.multi.jsonl"))
    except DataMissing:
        notes.append(f"people: no polnear/{request.split}.multi.jsonl in the data")
        return []
    articles: Mapping[str, list[Json]] = defaultdict(list)
    for row in rows:
        articles[row["id"]].append(row)
    counts = [
        sum((count(a, b["quotes"]) for a, b in permutations(versions, 2)), Counts()) for versions in articles.values()
    ]
    return list(_figures("polnear", counts))


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
