"""Nothing leaves unless code has tied it to evidence: a drafted sentence is verified, repaired from it, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.faults import find_fault, find_lasting_fault, nearest_sentence, people_of
from service.answering.wording import plain, without_dateline, word_statement
from service.domain.answers import Citation, Claim, Draft, Sentence, Support, Verdict
from service.domain.questions import Evidence, PlanKind
from service.text.words import terms, words

MEANT = 3  # terms that a false claim must have, for a sentence of the evidence to be what it meant
NEAR = 0.5  # of a false claim's terms: enough to tell which sentence of the evidence was meant


def verify(draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], tuple[Verdict, ...]]:
    """Return the sentences that hold, with their numbered citations, and a verdict on every claim."""
    generated = draft.mode == "generative"
    faults = [find_fault(claim, generated=generated) for claim in draft.claims]
    shown = [claim for claim, fault in zip(draft.claims, faults, strict=True) if fault is None]
    held: list[Claim] = []
    verdicts: list[Verdict] = []
    for claim, fault in zip(draft.claims, faults, strict=True):
        kept = claim if fault is None else _mend(claim, [*shown, *held])
        verdicts.append(Verdict(claim.text, _outcome(fault, kept), fault))
        if kept is not None:
            held.append(kept)
    numbered: dict[Support, Citation] = {}
    sentences = [Sentence(c.text, tuple(_number(s, numbered) for s in dict.fromkeys(c.supports))) for c in held]
    return tuple(sentences), tuple(numbered.values()), tuple(verdicts)


def answers(sentences: Sequence[Sentence], citations: Sequence[Citation], evidence: Evidence) -> bool:
    """Tell whether what is left of a draft still answers: who was asked about is named, or a term of the question is.

    What was repaired is true, but it may be about something else altogether.
    """
    asked = {words(s.statement.speaker.name)[-1] for s in evidence.statements if s.statement.speaker}
    if evidence.plan.kind == PlanKind.WHO_SAID_WHAT and asked:
        return any(asked & set(words(sentence.text)) for sentence in sentences)
    told = [s.text for s in sentences] + [f"{c.version.title} {c.passage.of(c.version.text)}" for c in citations]
    return bool(set(terms(evidence.plan.query)) & {term for text in told for term in terms(text)})


def _outcome(fault: str | None, kept: Claim | None) -> str:
    if fault is None:
        return "verified"
    return "dropped" if kept is None else "repaired"


def _mend(claim: Claim, others: list[Claim]) -> Claim | None:
    """Return what the evidence says in the place of a false claim; None if that is not clear, or said already."""
    mended = None if find_lasting_fault(claim, generated=True) else repair(claim)
    if mended is None or find_fault(mended, generated=True) or any(_same_evidence(mended, other) for other in others):
        return None
    return mended


def _same_evidence(one: Claim, other: Claim) -> bool:
    pairs = ((a, b) for a in one.supports for b in other.supports)
    return any(a.version == b.version and a.quote.overlaps(b.quote) for a, b in pairs)


def repair(claim: Claim) -> Claim | None:
    """Return the sentence of the evidence, or the statement, that a claim comes nearest to; None if none is near."""
    meant = nearest_sentence(claim)
    asked = set(terms(claim.text)) - {t for s in claim.supports for t in terms(f"{people_of(s)} said")}
    if (
        meant is None
        or len(asked) < MEANT
        or len(asked & set(terms(meant[1].of(meant[0].version.text)))) < NEAR * len(asked)
    ):
        return None
    support, span = meant
    if support.statement is not None:
        return Claim(word_statement(support.statement, support.version), (support,))
    return Claim(without_dateline(plain(span.of(support.version.text))), (replace(support, quote=span),))


def _number(support: Support, numbered: dict[Support, Citation]) -> int:
    if support not in numbered:
        numbered[support] = _citation(len(numbered) + 1, support)
    return numbered[support].number


def _citation(number: int, support: Support) -> Citation:
    a = support.statement.attribution if support.statement else None
    return Citation(
        number=number,
        version=support.version,
        quote=support.quote,
        passage=support.passage,
        speaker=a.speaker if a else None,
        via=a.via if a else None,
        cue=a.cue if a else None,
        addressee=a.addressee if a else None,
        said_at=a.said_at if a else None,
    )
