"""The contract's invariants over many questions, made from the statements and headlines of any set of articles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice, zip_longest
from typing import Any

from evals.invariants import violations
from evals.running import ask, fresh_service, read_text
from evals.statistics import figure, mean
from evals.suites import Request, Result, data_file
from service.bootstrap import Service
from service.domain.news import Statement
from service.store.speakers import StatementFilter
from service.text.words import terms

QUESTIONS, QUICK = 600, 60


def run(request: Request) -> Result:
    """Ask what the articles suggest to ask, and check every answer from outside."""
    path = data_file(request, "polnear")
    with fresh_service([str(path)]) as service:
        asked = list(islice(make_questions(service), QUICK if request.quick else QUESTIONS))
        rows = [_check(question, service) for question in asked]
    answered = [r for r in rows if r["status"] == "answered"]
    figures = (
        figure("answers that violate an invariant", [float(bool(r["violations"])) for r in rows], mean),
        figure("questions answered", [float(r["status"] == "answered") for r in rows], mean),
        figure("sentences an answer", [float(r["sentences"]) for r in answered], mean),
    )
    return Result("answers", figures, tuple(rows))


def make_questions(service: Service) -> Iterator[str]:
    """Yield different questions: by speaker, by speaker and topic, by headline, and without sense, in turns."""
    library = service.library()
    speakers = [s.name for s in library.speakers.all(limit=2000)]
    statements = library.speakers.statements(StatementFilter(), conditions=library.catalog.matching_all(), limit=4000)
    titles = [a.current.title for a in library.catalog.articles() if a.current.title]
    kinds = (
        (f"What did {name} say?" for name in speakers),
        (_about(s) for s in statements),
        (title for title in titles),
        (f"Who said {' '.join(s.content.split()[:8])}?" for s in statements),
        (f"How many people read “{title}” in [{n}]?" for n, title in enumerate(titles, start=1)),
    )
    seen: set[str] = set()
    for question in (q for row in zip_longest(*kinds) for q in row if q):
        if question not in seen:
            seen.add(question)
            yield question


def _about(statement: Statement) -> str | None:
    topic = " ".join([t for t in terms(statement.content) if t.isalpha() and len(t) > 3][:2])
    return f"What did {statement.speaker.name} say about {topic}?" if statement.speaker and topic else None


def _check(question: str, service: Service) -> dict[str, Any]:
    answer = ask(service, question)
    return {
        "question": question,
        "status": answer["status"],
        "sentences": len(answer["sentences"]),
        "violations": violations(answer, partial(read_text, service)),
        "dropped": [v["reason"] for v in answer["verdicts"] if v["outcome"] == "dropped"],
        "text": answer["text"],
    }
