"""A question's way to its evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.domain.news import Speaker
from service.domain.questions import Evidence, PlanKind, QueryPlan, Question, ScoredPassage, ScoredStatement
from service.retrieval.people import find_speakers
from service.retrieval.planning import plan
from service.retrieval.searching import (
    MOST,
    find_statements,
    fold_copies,
    fold_statements,
    nearest_words,
    on_topic,
    prefer_act,
    rank_passages,
    score_statements,
)
from service.store.library import Library

PASSAGES = 10


async def find_evidence(question: Question, *, library: Library) -> Evidence:
    """Return everything that may be cited in the answer, best first; the work runs in a worker thread."""
    return await asyncio.to_thread(collect_evidence, question, library=library)


def collect_evidence(question: Question, *, library: Library) -> Evidence:
    """Return the evidence for a question: passages always, statements where it asks who said what."""
    made = plan(question)
    hits = rank_passages(made.query, made.filters, library=library, limit=2 * PASSAGES)
    speakers = find_speakers(made.speaker, records=library.speakers) if made.speaker else []
    scored = _statements(made, speakers, hits, library) if made.kind == PlanKind.WHO_SAID_WHAT else []
    about = on_topic(scored)
    return Evidence(
        plan=made,
        searched=library.catalog.searched(made.filters),
        asked_at=question.asked_at,
        passages=tuple(fold_copies(hits)[:PASSAGES]),
        statements=tuple(fold_statements(about) if made.speaker else nearest_words(fold_statements(about), made.topic)),
        speakers=tuple(speakers),
        heard=_heard(speakers, scored),
    )


def _heard(speakers: Sequence[Speaker], scored: Sequence[ScoredStatement]) -> tuple[Speaker, ...]:
    speaking = {s.statement.speaker.id for s in scored if s.statement.speaker}
    return tuple(s for s in speakers if s.id in speaking)


def _statements(
    made: QueryPlan, speakers: Sequence[Speaker], hits: Sequence[ScoredPassage], library: Library
) -> list[ScoredStatement]:
    if made.speaker and not speakers:
        return []
    asked_of = speakers if made.speaker else None
    addressees = find_speakers(made.addressee, records=library.speakers) if made.addressee else []
    found = find_statements(asked_of, made, library=library, addressees=addressees) if addressees else []
    topic = made.topic
    if made.addressee and not found:  # the addressee may stand in the statement's own words
        topic = f"{made.topic or ''} {made.addressee}".strip()
    found = found or find_statements(asked_of, made, library=library, near=None if asked_of else hits)
    if topic and len(found) >= MOST:  # quoted everywhere: look where the topic was found
        found = find_statements(asked_of, made, library=library, near=hits)
    return score_statements(prefer_act(found, made.act), topic, library=library, near=hits)
