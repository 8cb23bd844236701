"""Statements as a list: who said what, to whom, about what."""

from __future__ import annotations

from enum import StrEnum

from service.domain.news import Statement
from service.domain.questions import Evidence, Filters, PlanKind, QueryPlan, ScoredStatement
from service.retrieval.people import find_speakers
from service.retrieval.pipeline import heard_among, silence_explained
from service.retrieval.searching import find_statements, on_topic, score_statements
from service.store.library import Library


class Order(StrEnum):
    DATE = "date"
    RELEVANCE = "relevance"


def list_statements(filters: Filters, *, about: str | None, to: str | None, library: Library) -> list[Statement]:
    """Return statements that fit every filter, oldest first; none if nobody has the name asked for."""
    return [s.statement for s in look_up(filters, about=about, to=to, library=library).statements]


def look_up(
    filters: Filters, *, about: str | None, to: str | None, library: Library, order: Order = Order.DATE
) -> Evidence:
    """Return the statements that fit every filter, not folded, and whom they were looked up for; no passages."""
    speakers = find_speakers(filters.speaker, records=library.speakers) if filters.speaker else []
    addressees = find_speakers(to, records=library.speakers) if to else []
    plan = QueryPlan(PlanKind.WHO_SAID_WHAT, about or "", filters, speaker=filters.speaker, addressee=to, topic=about)
    scored: list[ScoredStatement] = []
    if (speakers or not filters.speaker) and (addressees or not to):
        asked_of = speakers if filters.speaker else None
        found = find_statements(asked_of, plan, library=library, addressees=addressees)
        scored = score_statements(found, about, library=library)
    fitting = on_topic(scored)
    if order is Order.RELEVANCE:
        fitting.sort(key=lambda s: -s.score)
    evidence = Evidence(
        plan=plan,
        searched=library.catalog.searched(filters),
        asked_at="",
        statements=tuple(fitting),
        speakers=tuple(speakers),
        heard=heard_among(speakers, fitting),
    )
    return silence_explained(evidence, library=library)
