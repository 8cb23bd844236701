"""Answers that know nothing about the question. A metric that one of them wins measures nothing.

constant: the same statement for every question; refuse: never an answer; everything: every statement there is;
lead-3: the first three sentences of the article that search finds first, and who says them; random: three statements.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evals.suites import Json
from service.bootstrap import Service
from service.domain.news import ArticleVersion, Span, Statement
from service.domain.questions import Filters
from service.retrieval.searching import find_passages
from service.store.speakers import StatementFilter
from service.text.sentences import split_sentences

CHEATS = ("constant", "refuse", "everything", "lead-3", "random")
LEAD, DRAWN = 3, 3
Cheat = Callable[[Json], Json]


def answering_cheats(service: Service, *, seed: int) -> dict[str, Cheat]:
    """Return the cheats as functions of a case (`id`, `input`): each gives the parts of an Answer that are scored."""
    library = service.library()
    statements = sorted(
        library.speakers.statements(StatementFilter(), conditions=library.catalog.matching_all(), limit=100_000),
        key=lambda s: s.id,
    )
    versions = library.catalog.current_versions(sorted({s.article_id for s in statements}))
    cited = [_cite(s, versions[s.article_id]) for s in statements]
    constant, everything = _answer(cited[:1]), _answer(cited)
    return {
        "constant": lambda case: constant,
        "refuse": lambda case: refusal(),
        "everything": lambda case: everything,
        "lead-3": partial(_lead, service=service, cited=cited),
        "random": lambda case: _answer(random.Random(f"{seed}:{case['id']}").sample(cited, min(DRAWN, len(cited)))),
    }


def refusal() -> Json:
    refused = {"code": "no_evidence", "candidates": [], "message": "", "searched": {"articles": 0}}
    return {"status": "refused", "text": "", "citations": [], "refusal": refused}


def _answer(citations: Sequence[Json]) -> Json:
    text = " ".join(str(c["quote"]) for c in citations)
    return {"status": "answered", "text": text, "citations": list(citations), "refusal": None}


def _cite(statement: Statement, version: ArticleVersion) -> Json:
    return _slice(version, statement.attribution.extent, statement)


def _slice(version: ArticleVersion, span: Span, statement: Statement | None = None) -> Json:
    a = statement.attribution if statement else None
    return {
        "article_id": version.article_id,
        "external_id": version.external_id,
        "start": span.start,
        "end": span.end,
        "quote": span.of(version.text),
        "speaker": {"name": a.speaker.name} if a and a.speaker else None,
        "via": {"name": a.via.name} if a and a.via else None,
    }


def _lead(case: Json, *, service: Service, cited: Iterable[Json]) -> Json:
    hits = find_passages(case["input"], Filters(), library=service.library(), limit=1)
    if not hits:
        return refusal()
    version = hits[0].version
    sentences = split_sentences(version.text)[:LEAD]
    end = sentences[-1].end
    within = [c for c in cited if c["article_id"] == version.article_id and c["end"] <= end]
    return _answer([*within, *(_slice(version, span) for span in sentences)])
