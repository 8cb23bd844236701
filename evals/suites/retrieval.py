"""Retrieval over the gold sentences of MultiHop-RAG: is the evidence of a question among the first ten?"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from evals.running import fresh_service
from evals.statistics import figure, mean
from evals.suites import Request, Result, data_file
from service.domain.questions import Filters
from service.retrieval.searching import find_passages
from service.store.library import Library

DEPTH = 10


def run(request: Request) -> Result:
    """Search for every question that has evidence; one gold sentence is one article of the pool."""
    pool = _lines(data_file(request, "multihop_rag/evidence_pool.jsonl"))
    questions = [q for q in _lines(data_file(request, "multihop_rag")) if q["evidence_list"]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pool.jsonl"
        path.write_text("\n".join(json.dumps(_article(fact)) for fact in pool), encoding="utf-8")
        with fresh_service([str(path)]) as service:
            rows = [_search(q, service.library()) for q in (questions[::6] if request.quick else questions)]
    figures = (
        figure("MRR@10", [r["reciprocal_rank"] for r in rows], mean),
        figure("evidence recall@10", [r["recall"] for r in rows], mean),
        figure("all evidence@10", [float(r["recall"] == 1) for r in rows], mean),
    )
    return Result("retrieval", figures, tuple(rows), (f"pool of {len(pool)} sentences, titles and sources in front",))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _article(fact: dict[str, Any]) -> dict[str, Any]:
    fields = {name: fact[name] for name in ("title", "source", "published_at")}
    return {"id": str(fact["fact_id"]), "text": fact["fact"], **fields}


def _search(question: dict[str, Any], library: Library) -> dict[str, Any]:
    gold = {" ".join(e["fact"].split()) for e in question["evidence_list"]}
    hits = find_passages(question["query"], Filters(), library=library, limit=DEPTH)
    found = [" ".join(hit.version.text.split()) for hit in hits]
    ranks = [rank for rank, text in enumerate(found, start=1) if text in gold]
    return {
        "question": question["query"],
        "reciprocal_rank": 1 / ranks[0] if ranks else 0.0,
        "recall": len({found[rank - 1] for rank in ranks}) / len(gold),
    }
