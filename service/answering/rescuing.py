"""An answer where the plan found no statement: what the judge takes for one, of whoever was asked for.

Rules read "What do nurses in Calder Heath say about …?" as words of somebody of that name, and know no statement of
Moretti about "his players". The sentences that come nearest may answer all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.answering.choosing import Candidate, judge_sentences
from service.answering.extracting import SENTENCES, fact_claim, repeats
from service.domain.answers import Claim, Refusal, RefusalReason
from service.domain.questions import Evidence
from service.retrieval.weighing import BESIDE, SURE
from service.store.library import Library
from service.text.words import is_proper_name

_OPEN = frozenset({RefusalReason.SILENT_ON_TOPIC, RefusalReason.NEVER_QUOTED, RefusalReason.UNKNOWN_SPEAKER})


def may_rescue(refusal: Refusal, evidence: Evidence, library: Library) -> bool:
    """Tell whether sentences are worth a look: of a speaker who is known, or of whom the question only describes.

    Who has a name and is in no article, or says nothing in the period asked for, said nothing.
    """
    absent = _is_named(evidence) and not evidence.speakers
    return library.judge is not None and refusal.reason in _OPEN and not absent and not evidence.parts


def _is_named(evidence: Evidence) -> bool:
    return evidence.plan.speaker is not None and is_proper_name(evidence.plan.speaker)


def draft_rescue(evidence: Evidence, *, library: Library) -> Iterator[Claim]:
    """Yield the sentences that the judge is sure of, the likeliest first; with known speakers only where they speak."""
    assert library.judge
    plan = evidence.plan
    judged = judge_sentences(plan.query, evidence.passages, library=library, judge=library.judge)
    chosen: list[Candidate] = []
    for candidate in judged:
        bar = max(SURE, BESIDE * chosen[0].worth if chosen else 0.0)
        if candidate.worth < bar or len(chosen) == SENTENCES:
            return
        if _speaks(candidate, evidence) and not any(repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            yield fact_claim(candidate)


def _speaks(candidate: Candidate, evidence: Evidence) -> bool:
    """Tell whether who is named speaks in a sentence, or passes it on; who is only described may be anybody."""
    ids = {s.id for s in evidence.speakers}
    people = (p for s in candidate.spoken for p in (s.attribution.speaker, s.attribution.via))
    return not _is_named(evidence) or any(p is not None and p.id in ids for p in people)
