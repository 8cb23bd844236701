"""Statements as a list: who said what, to whom, about what."""

from __future__ import annotations

from service.domain.news import Statement
from service.domain.questions import Filters, PlanKind, QueryPlan
from service.retrieval.people import find_speakers
from service.retrieval.searching import find_statements, on_topic, score_statements
from service.store.library import Library


def list_statements(filters: Filters, *, about: str | None, to: str | None, library: Library) -> list[Statement]:
    """Return statements that fit every filter, oldest first; none if nobody has the name asked for."""
    speakers = find_speakers(filters.speaker, records=library.speakers) if filters.speaker else None
    addressees = find_speakers(to, records=library.speakers) if to else []
    if speakers == [] or (to and not addressees):
        return []
    plan = QueryPlan(PlanKind.WHO_SAID_WHAT, about or "", filters)
    found = find_statements(speakers, plan, library=library, addressees=addressees)
    return [s.statement for s in on_topic(score_statements(found, about, library=library))]
