"""An answer where the plan found no statement: what the judge takes for one, of whoever was asked for.

Rules read "What do nurses in Calder Heath say about …?" as words of somebody of that name, and know no statement of
Moretti about "his players". The sentences that come nearest may answer all the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from service.answering.choosing import Candidate
from service.answering.extracting import SENTENCES, fact_claim, repeats
from service.answering.judged import judge_sentences
from service.domain.answers import Claim, Refusal, RefusalReason
from service.domain.questions import Evidence
from service.retrieval.weighing import BESIDE, INSTEAD, SURE
from service.store.library import Library
from service.text.words import is_proper_name

_OPEN = frozenset({RefusalReason.SILENT_ON_TOPIC, RefusalReason.NEVER_QUOTED, RefusalReason.UNKNOWN_SPEAKER})


def may_rescue(refusal: Refusal, evidence: Evidence, library: Library) -> bool:
    """Tell whether sentences are worth a look: of a speaker who is known, or of whom the question only describes.

    Who has a name and is in no article, or says nothing in the period asked for, said nothing.
    """
    absent = any(_is_named(part) and not part.speakers for part in evidence.parts or (evidence,))
    return library.judge is not None and library.ranker is not None and refusal.reason in _OPEN and not absent


def _is_named(evidence: Evidence) -> bool:
    return evidence.plan.speaker is not None and is_proper_name(evidence.plan.speaker)


def draft_rescue(evidence: Evidence, *, library: Library) -> Iterator[Claim]:
    """Yield the sentences that the judge is sure of, the likeliest first; with known speakers only where they speak."""
    plan = evidence.plan
    known = {s.id for part in evidence.parts or (evidence,) for s in part.speakers if is_proper_name(s.name)}
    chosen: list[Candidate] = []

    def bar(candidate: Candidate) -> float:
        if any(repeats(candidate, other) for other in chosen):
            return math.inf
        return max(SURE, BESIDE * chosen[0].worth if chosen else 0.0)

    judged = judge_sentences(
        plan.query,
        evidence.passages,
        library=library,
        fitting=lambda c: _speaks(c, known),
        bar=bar,
        weights=INSTEAD,
    )
    for candidate in judged:
        if candidate.worth >= bar(candidate):
            chosen.append(candidate)
            yield fact_claim(candidate)
        if len(chosen) == SENTENCES:
            return


def _speaks(candidate: Candidate, known: set[str | None]) -> bool:
    """Tell whether one of those who are known speaks in a sentence, or passes it on; anybody if nobody is known."""
    people = (p for s in candidate.spoken for p in (s.attribution.speaker, s.attribution.via))
    return not known or any(p is not None and p.id in known for p in people)
