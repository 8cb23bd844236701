"""SQuAD 2.0: is a question that its text does not answer refused, and is the answer in what is said otherwise?"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.running import ask, filters_from, fresh_service
from evals.statistics import Figure, figure, mean
from evals.suites import Request, Result, data_file
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
    return Result("abstention", (*_figures(rows, "ours", ""), *_figures(rows, "baseline", ", baseline")), tuple(rows))


def _name(case: Json) -> str:
    return hashlib.sha256(case["context"].encode()).hexdigest()[:12]


def _text(answer: Json) -> str | None:
    return None if answer["refusal"] else " ".join(s["text"] for s in answer["sentences"])


def _row(case: Json, ours: str | None) -> Json:
    return {
        "question": case["question"],
        "answers": [] if case["is_impossible"] else case["answers"],
        "ours": ours,
        "baseline": baseline(case["question"], case["context"]),
    }


def baseline(question: str, context: str) -> str | None:
    """Return the sentence that shares most terms with the question, None if it shares fewer than half of them."""
    asked = set(terms(question))
    sentences = [span.of(context) for span in split_sentences(context)]
    best = max(sentences, key=lambda s: len(asked & set(terms(s))), default="")
    return best if asked and len(asked & set(terms(best))) >= SHARED * len(asked) else None


def _figures(rows: Sequence[Json], system: str, suffix: str) -> Iterator[Figure]:
    answerable = [r for r in rows if r["answers"]]
    yield figure(f"refusal F1{suffix}", rows, _refusal_f1(system))
    yield figure(
        f"refusal precision{suffix}", [r for r in rows if r[system] is None], _share(lambda r: not r["answers"])
    )
    yield figure(f"answerable: gold in the answer{suffix}", answerable, _share(lambda r: _holds_gold(r, system)))
    yield figure(f"answerable: token F1{suffix}", [_token_f1(r, system) for r in answerable], mean)
    yield figure(f"coverage of the answerable{suffix}", answerable, _share(lambda r: r[system] is not None))


def _share(test: Callable[[Json], bool]) -> Callable[[Sequence[Json]], float]:
    return lambda rows: mean([float(test(r)) for r in rows])


def _refusal_f1(system: str) -> Callable[[Sequence[Json]], float]:
    def measure(rows: Sequence[Json]) -> float:
        right = sum(r[system] is None and not r["answers"] for r in rows)
        said, due = sum(r[system] is None for r in rows), sum(not r["answers"] for r in rows)
        return 2 * right / (said + due) if said + due else 0.0

    return measure


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
