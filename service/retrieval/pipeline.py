"""A question's way to its evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from service.domain.news import Speaker, Statement
from service.domain.questions import Evidence, PlanKind, QueryPlan, Question, ScoredPassage, ScoredStatement
from service.ports import LanguageModel
from service.retrieval.bearing import bear_on
from service.retrieval.doubting import fitting_statements
from service.retrieval.following import stand_alone
from service.retrieval.gathering import fit_statements, gather_statements, weighs
from service.retrieval.meaning import find_meant
from service.retrieval.parts import outlets_named
from service.retrieval.people import asked_together, find_namesakes, find_speakers, near_spellings
from service.retrieval.planning import plan, without_guess
from service.retrieval.refining import refine
from service.retrieval.reranking import rerank
from service.retrieval.searching import (
    NEAR_TOPIC,
    count_statements,
    fold_copies,
    fold_statements,
    nearest_words,
    newest_passages,
    rank_passages,
)
from service.store.library import Library
from service.store.once import AskedOnce
from service.text.words import name_key, terms

PASSAGES = 10
OF_ONE_OUTLET = 6  # passages, where outlets are compared
ADDRESSED = 0.6  # what a statement gains by being made to whom the question names
WIDE = 40  # passages, where several articles belong into the answer
_WIDE = frozenset({PlanKind.OVERVIEW, PlanKind.TIMELINE, PlanKind.COMPARISON})


async def find_evidence(question: Question, *, library: Library, planner: LanguageModel | None = None) -> Evidence:
    """Return everything that may be cited in the answer, best first; the work runs in a worker thread.

    A `planner` reads the question once more, beside the rules.
    """
    if planner is None:
        return await asyncio.to_thread(collect_evidence, question, library=library)
    whole = await asyncio.to_thread(stand_alone, question, records=library.speakers)
    made = await asyncio.to_thread(_planned, whole, library)
    refined = await refine(made, whole, model=planner)
    found = await asyncio.to_thread(_collect_planned, refined.plan, whole, library)
    return replace(
        found,
        notes=(*refined.notes, *found.notes),
        input_tokens=refined.input_tokens,
        output_tokens=refined.output_tokens,
    )


def collect_evidence(question: Question, *, library: Library) -> Evidence:
    """Return the evidence for a question: passages always, statements where it asks who said what."""
    question = stand_alone(question, records=library.speakers)
    return _collect_planned(_planned(question, library), question, library)


def _planned(question: Question, library: Library) -> QueryPlan:
    """Return the plan of a question by rules; who stands in front without a verb must be somebody."""
    made = plan(question)
    return without_guess(made, question) if made.guessed and not _known_in_front(made, library) else made


def _collect_planned(made: QueryPlan, question: Question, library: Library) -> Evidence:
    library = replace(library, speakers=AskedOnce(library.speakers))
    names = asked_together(made.speaker, records=library.speakers) if made.speaker and made.asks_for_words else []
    reranker = library.reranker if made.topic or made.kind not in _WIDE else None  # what is new comes newest first
    hits, notes = rerank(made.query, _passages(made, library), reranker=reranker)
    parts = tuple(_collect(replace(made, speaker=name), question, hits, library) for name in names)
    found = replace(_collect(made, question, hits, library), parts=parts, notes=notes)
    if made.loose and not any(_bears_out(part) for part in parts or (found,)):
        return _collect_planned(without_guess(made, question), question, library)
    return found


BORNE_OUT = 0.3  # the worth of a statement from which on it goes before the facts that may answer as well


def _bears_out(evidence: Evidence) -> bool:
    return max((s.worth for s in evidence.statements), default=0.0) >= BORNE_OUT


def _known_in_front(made: QueryPlan, library: Library) -> bool:
    """Tell whether who stands in front of a question without a verb is somebody whom the articles quote."""
    name = made.speaker or ""
    return bool(find_speakers(name, records=library.speakers) or asked_together(name, records=library.speakers))


def _collect(made: QueryPlan, question: Question, hits: Sequence[ScoredPassage], library: Library) -> Evidence:
    speakers = _asked_of(made, hits, library)
    asked, said = gather_statements(made, speakers, hits, library) if made.asks_for_words else (made, [])
    scored = fit_statements(asked, said, speakers, hits, library)
    near = [s for s in scored if s.score >= NEAR_TOPIC]
    bearing = _bearing(asked, scored, hits, library) if weighs(asked, library) else fold_statements(scored)
    fitting = fitting_statements(asked, bearing, judge=library.judge)
    return silence_explained(
        Evidence(
            plan=made,
            searched=library.catalog.searched(made.filters),
            asked_at=question.asked_at,
            read_as=question.text,
            passages=tuple(fold_copies(hits)[: WIDE if made.kind in _WIDE else PASSAGES]),
            statements=tuple(_fitting(made, fitting)),
            speakers=tuple(speakers),
            heard=_may_be_meant(asked, speakers, near, hits),
        ),
        library=library,
    )


def _bearing(
    made: QueryPlan, scored: Sequence[ScoredStatement], hits: Sequence[ScoredPassage], library: Library
) -> list[ScoredStatement]:
    """Return the likeliest statements with how they bear on the topic, the reports of one folded."""
    assert made.topic
    found = bear_on(made.topic, fold_statements(scored), near=hits, library=library)
    return [replace(s, score=s.score + ADDRESSED) if _is_to(s.statement, made) else s for s in found]


def _is_to(statement: Statement, made: QueryPlan) -> bool:
    """Tell whether a statement is made to whom the question names: they seldom spoke to each other of two matters."""
    hearer = statement.attribution.addressee
    return bool(
        made.addressee and hearer and set(name_key(made.addressee).split()) & set(name_key(hearer.name).split())
    )


def _passages(made: QueryPlan, library: Library) -> list[ScoredPassage]:
    if made.kind == PlanKind.OTHER:
        return []
    if made.topic is None and made.kind in _WIDE:
        return newest_passages(made.filters, library=library, limit=PASSAGES)
    if made.kind == PlanKind.COMPARISON:
        return _of_several_outlets(made, library)
    limit = 2 * (WIDE if made.kind in _WIDE else PASSAGES)
    return rank_passages(made.query, made.filters, library=library, limit=limit)


def _of_several_outlets(made: QueryPlan, library: Library) -> list[ScoredPassage]:
    """Return passages of as many outlets as tell of it, and of each that the question names."""
    hits = rank_passages(made.query, made.filters, library=library, limit=2 * WIDE, of_one_outlet=OF_ONE_OUTLET)
    found = {hit.version.source for hit in hits}
    for outlet in sorted(outlets_named(made.query, library.catalog.sources()) - found):
        only = replace(made.filters, source=outlet)
        hits += rank_passages(made.query, only, library=library, limit=OF_ONE_OUTLET)
    return hits


def _fitting(made: QueryPlan, statements: Sequence[ScoredStatement]) -> Sequence[ScoredStatement]:
    """Return the statements that fit; where nobody is named, those that come nearest to the words asked for."""
    if made.speaker:
        return statements
    if made.kind == PlanKind.LIST:
        return [s for s in statements if _is_named(s.statement)]
    return nearest_words(statements, made.topic, verbatim=made.verbatim)


def _is_named(statement: Statement) -> bool:
    """Tell whether a list can name who said it: not by a pronoun that stands for nobody known."""
    described = name_key(statement.attribution.speaker_text or "").split()
    return statement.speaker is not None or len(described) > 1


def silence_explained(evidence: Evidence, *, library: Library) -> Evidence:
    """Return the evidence with what a refusal can say: whose name is spelled alike, or what else was said, and when."""
    if evidence.plan.speaker is None or evidence.statements:
        return evidence
    if not evidence.speakers:
        return replace(evidence, near=tuple(near_spellings(evidence.plan.speaker, records=library.speakers)))
    elsewhere = count_statements(evidence.speakers, evidence.plan, library=library)
    ids = [s.id for s in evidence.speakers if s.id]
    return replace(evidence, elsewhere=elsewhere, ever=library.speakers.spoken(ids))


def heard_among(speakers: Sequence[Speaker], scored: Sequence[ScoredStatement]) -> tuple[Speaker, ...]:
    """Return those of the speakers who made one of the statements."""
    speaking = {s.statement.speaker.id for s in scored if s.statement.speaker}
    return tuple(s for s in speakers if s.id in speaking)


def _asked_of(made: QueryPlan, hits: Sequence[ScoredPassage], library: Library) -> list[Speaker]:
    """Return whom the question may mean: by name or office, else by how an article that was found describes them."""
    if made.speaker is None:
        return []
    return find_meant(made.speaker, made, hits, library)


def _may_be_meant(
    made: QueryPlan, speakers: Sequence[Speaker], near: Sequence[ScoredStatement], hits: Sequence[ScoredPassage]
) -> tuple[Speaker, ...]:
    """Return who of the speakers says something near the topic, and who may be meant as well though silent there."""
    heard = (*heard_among(speakers, near), *_also_meant(made, speakers, near))
    if not made.speaker or not made.asks_for_words or made.loose:  # "Does Lane deny having steered it?" tells who
        return heard
    texts = {s.version.article_id: s.version.text for s in near} or _telling_of(made, hits)
    return tuple(dict.fromkeys((*heard, *find_namesakes(made.speaker, speakers, texts=list(texts.values())))))


def _telling_of(made: QueryPlan, hits: Sequence[ScoredPassage]) -> dict[str, str]:
    """Return the article asked about, else those with most terms of the topic: whom to offer would not be silent."""
    asked = set(terms(made.topic or ""))
    texts = {hit.version.article_id: hit.version.text for hit in hits}
    if made.filters.article_id:
        return texts
    return {key: text for key, text in texts.items() if 2 * len(asked & set(terms(text))) > len(asked)}


def _also_meant(made: QueryPlan, speakers: Sequence[Speaker], scored: Sequence[ScoredStatement]) -> tuple[Speaker, ...]:
    """Return the further holders of a bare office ("the secretary") whom the articles of the statements name.

    Only where no topic says which: what one of them says there may be reported by somebody else.
    """
    asked = set(name_key(made.speaker or "").split())
    if made.topic or made.addressee or any(asked & set(name_key(s.name).split()) for s in speakers):
        return ()
    heard = {s.id for s in heard_among(speakers, scored)}
    texts = "\0".join({s.version.article_id: s.version.text for s in scored}.values())
    return tuple(s for s in speakers if s.id not in heard and s.name in texts)
