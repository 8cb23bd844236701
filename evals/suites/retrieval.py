"""Is the evidence of a question among the first ten passages? MultiHop-RAG's gold sentences, or our newsroom's."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from evals.running import fill_home, filters_from, open_home
from evals.suites import CaseSuite, Json, Measure, Request, Solve, data_file
from evals.suites.newsroom import load_lines
from evals.trec import evaluator, ranked
from service import assets
from service.bootstrap import Service
from service.domain.news import ArticleVersion, Passage
from service.domain.questions import Filters
from service.retrieval.searching import find_passages

DEPTH = 10
MEASURES = {"MRR@10": "RR@10", "nDCG@10": "nDCG@10", "evidence recall@10": "R@10"}
ALL_FOUND = "all evidence@10"


def data(request: Request) -> Sequence[Path]:
    if request.data:
        return [data_file(request, "multihop_rag/evidence_pool.jsonl"), data_file(request, "multihop_rag")]
    folder = assets.folder("newsroom")
    return [folder / "questions.jsonl", *sorted((folder / "articles").glob("*.md"))]


def prepare(request: Request, folder: Path) -> None:
    """Take in the pool, one gold sentence an article; or the newsroom as it is."""
    if request.data is None:
        fill_home(folder / "home", [str(assets.folder("newsroom") / "articles")])
        return
    path = folder / "pool.jsonl"
    pool = load_lines(data_file(request, "multihop_rag/evidence_pool.jsonl"))
    path.write_text("\n".join(json.dumps(_article(fact)) for fact in pool), encoding="utf-8")
    fill_home(folder / "home", [str(path)])


def _article(fact: Json) -> Json:
    fields = {name: fact[name] for name in ("title", "source", "published_at")}
    return {"id": str(fact["fact_id"]), "text": fact["fact"], **fields}


def cases(request: Request, folder: Path) -> list[Json]:
    """Return the questions that have evidence, each with the passages that hold it."""
    with open_home(folder / "home", request) as service:
        passages = list(_passages(service))
    if request.data is None:
        questions = load_lines(assets.folder("newsroom") / "questions.jsonl")
        return [_newsroom_case(q, passages) for q in questions if q.get("gold")]
    asked = [q for q in load_lines(data_file(request, "multihop_rag")) if q["evidence_list"]]
    return [_multihop_case(n, q, passages) for n, q in enumerate(asked)][:: 6 if request.quick else 1]


def _passages(service: Service) -> Iterator[tuple[Passage, ArticleVersion]]:
    catalog = service.library().catalog
    for article_id in catalog.article_ids():
        yield from catalog.passages_of(article_id)


def _name(passage: Passage, version: ArticleVersion) -> str:
    return f"{version.external_id}:{passage.span.start}"


def _multihop_case(number: int, question: Json, passages: Sequence[tuple[Passage, ArticleVersion]]) -> Json:
    gold = {" ".join(e["fact"].split()) for e in question["evidence_list"]}
    qrels = {_name(p, v): 1 for p, v in passages if " ".join(v.text.split()) in gold}
    slices = {"question kind": str(question.get("question_type", "question"))}
    return {"id": f"multihop-{number:03}", "input": question["query"], "qrels": qrels, "slices": slices, "filters": {}}


def _newsroom_case(question: Json, passages: Sequence[tuple[Passage, ArticleVersion]]) -> Json:
    gold = [(g["article"], g["quote"]) for g in question["gold"]]
    qrels = {
        _name(p, v): 1
        for p, v in passages
        if any(v.external_id == article and quote in p.span.of(v.text) for article, quote in gold)
    }
    slices = {"question kind": question["kind"]}
    filters = question.get("filters") or {}
    return {"id": question["id"], "input": question["question"], "qrels": qrels, "slices": slices, "filters": filters}


@contextmanager
def open_suite(request: Request, folder: Path) -> Iterator[Solve]:
    evaluate = evaluator(MEASURES)
    with open_home(folder / "home", request) as service:
        names = sorted(_name(p, v) for p, v in _passages(service))
        yield partial(_search, service=service, evaluate=evaluate, names=names, seed=request.seed)


def _search(case: Json, *, service: Service, evaluate: Any, names: Sequence[str], seed: int) -> Json:
    filters = filters_from(service, case["filters"]) if case["filters"] else Filters()
    hits = find_passages(case["input"], filters, library=service.library(), limit=DEPTH)
    found = [_name(h.passage, h.version) for h in hits]
    drawn = random.Random(f"{seed}:{case['id']}").sample(names, min(DEPTH, len(names)))
    missed = sorted(set(case["qrels"]) - set(found))
    return {
        "measures": _values(case, found, evaluate),
        "cheats": {"constant": _values(case, names[:DEPTH], evaluate), "random": _values(case, drawn, evaluate)},
        "reason": f"not among the first {DEPTH}: {', '.join(missed)}" if missed else "",
        "output": "\n".join(f"{n}. {h.passage.span.of(h.version.text)[:160]}" for n, h in enumerate(hits, start=1)),
        "ranking": ranked(found),
        "qrels": case["qrels"],
    }


def _values(case: Json, found: Sequence[str], evaluate: Any) -> Json:
    values: Json = evaluate(case["qrels"], ranked(list(found)))
    return values | {ALL_FOUND: float(set(case["qrels"]) <= set(found))}


SUITE = CaseSuite(
    measures=tuple(Measure(name) for name in (*MEASURES, ALL_FOUND)),
    cases=cases,
    open=open_suite,
    prepare=prepare,
    data=data,
)
