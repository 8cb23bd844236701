"""SQuAD 2.0: is a question that its text does not answer refused, and is the answer in what is said otherwise?"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from evals.running import ask, filters_from, fresh_service
from evals.statistics import Figure, figure, mean
from evals.suites import Measure, Request, Result, data_file
from evals.suites.newsroom import load_lines
from service.text.sentences import split_sentences
from service.text.words import terms, words

Json = dict[str, Any]
SHARED = 0.5  # of a question's terms: what the baseline wants of a sentence


def run(request: Request) -> Result:
    """Ask every question of its own text; beside it a baseline that takes the sentence with most of its terms."""
    cases = load_lines(data_file(request, "squad2"))
    cases = cases[::10] if request.quick else cases
    articles = {_name(case): {"id": _name(case), "text": case["context"]} for case in cases}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contexts.jsonl"
        path.write_text("\n".join(map(json.dumps, articles.values())), encoding="utf-8")
        with fresh_service([str(path)]) as service:
            rows = [
                _row(
                    case, _text(ask(service, case["question"], filters=filters_from(service, {"article": _name(case)})))
                )
                for case in cases
            ]
    figures = (*_figures(rows, "ours", ""), *_figures(rows, "baseline", ", baseline"))
    cheated = [row | {"refuse": None, "everything": case["context"]} for row, case in zip(rows, cases, strict=True)]
    cheats = {name: dict(_cheat_values(name, cheated)) for name in MEASURES}
    return Result("abstention", figures, tuple(rows), cheats=cheats, measures=GUARDS)


def _name(case: Json) -> str:
    return hashlib.sha256(case["context"].encode()).hexdigest()[:12]


def _text(answer: Json) -> str | None:
    return None if answer["refusal"] else " ".join(s["text"] for s in answer["sentences"])


def _row(case: Json, ours: str | None) -> Json:
    row = {
        "question": case["question"],
        "answers": [] if case["is_impossible"] else case["answers"],
        "ours": ours,
        "baseline": baseline(case["question"], case["context"]),
    }
    shown = {"expected": " / ".join(row["answers"]) or "a refusal", "output": ours or "(refused)"}
    kind = {"kind": "answerable" if row["answers"] else "not answerable"}
    return row | shown | {"id": _id(case), "score": float(_is_right(row, "ours")), "slices": kind}


def _id(case: Json) -> str:
    return hashlib.sha256(f"{case['question']} {case['context']}".encode()).hexdigest()[:12]


def baseline(question: str, context: str) -> str | None:
    """Return the sentence that shares most terms with the question, None if it shares fewer than half of them."""
    asked = set(terms(question))
    sentences = [span.of(context) for span in split_sentences(context)]
    best = max(sentences, key=lambda s: len(asked & set(terms(s))), default="")
    return best if asked and len(asked & set(terms(best))) >= SHARED * len(asked) else None


def _figures(rows: Sequence[Json], system: str, suffix: str) -> Iterator[Figure]:
    for name, (chosen, measure) in MEASURES.items():
        yield figure(f"{name}{suffix}", [r for r in rows if chosen(r, system)], partial(measure, system=system))


def _cheat_values(name: str, rows: Sequence[Json]) -> Iterator[tuple[str, float]]:
    chosen, measure = MEASURES[name]
    for cheat in ("refuse", "everything"):
        if own := [r for r in rows if chosen(r, cheat)]:
            yield cheat, measure(own, system=cheat)


def _is_right(row: Json, system: str) -> bool:
    """Tell whether a question without an answer is refused, and one with an answer gets it."""
    return _holds_gold(row, system) if row["answers"] else row[system] is None


def _share(test: Callable[[Json, str], bool]) -> Callable[..., float]:
    return lambda rows, *, system: mean([float(test(r, system)) for r in rows])


def _refusal_f1(rows: Sequence[Json], *, system: str) -> float:
    right = sum(r[system] is None and not r["answers"] for r in rows)
    said, due = sum(r[system] is None for r in rows), sum(not r["answers"] for r in rows)
    return 2 * right / (said + due) if said + due else 0.0


def _mean_f1(rows: Sequence[Json], *, system: str) -> float:
    return mean([_token_f1(r, system) for r in rows])


def _answerable(row: Json, system: str) -> bool:
    return bool(row["answers"])


def _holds_gold(row: Json, system: str) -> bool:
    said = f" {' '.join(words(row[system] or ''))} "
    return any(f" {' '.join(words(gold))} " in said for gold in row["answers"])


def _token_f1(row: Json, system: str) -> float:
    """Return the best F1 of shared words with a gold answer; a whole sentence is long beside a gold of two words."""
    said = words(row[system] or "")
    return max((_f1(said, words(gold)) for gold in row["answers"]), default=0.0)


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    shared = sum(min(said.count(w), gold.count(w)) for w in set(gold))
    return 2 * shared / (len(said) + len(gold)) if shared else 0.0


MEASURES: Mapping[str, tuple[Callable[[Json, str], bool], Callable[..., float]]] = {  # of which cases, and what
    "right: refused, or gold in the answer": (lambda row, system: True, _share(_is_right)),
    "refusal F1": (lambda row, system: True, _refusal_f1),
    "refusal precision": (lambda row, system: row[system] is None, _share(lambda row, system: not row["answers"])),
    "answerable: gold in the answer": (_answerable, _share(_holds_gold)),
    "answerable: token F1": (_answerable, _mean_f1),
    "coverage of the answerable": (_answerable, _share(lambda row, system: row[system] is not None)),
}
GUARDS = tuple(
    Measure(name, guard=True) for name in ("refusal F1", "answerable: gold in the answer", "coverage of the answerable")
)
