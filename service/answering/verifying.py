"""Nothing leaves unless code has tied it to evidence: a drafted sentence is verified, repaired from it, or dropped."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from service.answering.expecting import lacks_count, lacks_sentence
from service.answering.faults import find_fault, find_lasting_fault, nearest_sentence, people_of
from service.answering.wording import plain, without_dateline, word_statement
from service.domain.answers import Citation, Claim, Draft, Sentence, Support, Told, Verdict
from service.domain.questions import Evidence, PlanKind
from service.text.words import terms, words

MEANT = 3  # terms that a false claim must have, for a sentence of the evidence to be what it meant
SAID_ALREADY = "an earlier sentence, repaired, says it already"
NEAR = 0.5  # of a false claim's terms: enough to tell which sentence of the evidence was meant


def verify(draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], tuple[Verdict, ...]]:
    """Return the sentences that hold, with their numbered citations, and a verdict on every claim."""
    checking = Checking(generated=draft.mode == "generative")
    told = [checking.take(claim) for claim in draft.claims]
    sentences = tuple(t.sentence for t in told if t)
    return sentences, tuple(c for t in told if t for c in t.citations), tuple(checking.verdicts)


class Checking:
    """Claims verified one after the other. What was decided on one stands, whatever comes after it."""

    def __init__(self, *, generated: bool) -> None:
        self.verdicts: list[Verdict] = []
        self.seconds = 0.0
        self._generated = generated
        self._held: list[Claim] = []
        self._mended: list[Claim] = []
        self._numbered: dict[Support, Citation] = {}

    def take(self, claim: Claim) -> Told | None:
        """Return the sentence that a claim becomes, None if it is dropped; its verdict is kept."""
        started = time.perf_counter()
        kept = self._decide(claim)
        self.seconds += time.perf_counter() - started
        return self._tell(kept) if kept else None

    def _decide(self, claim: Claim) -> Claim | None:
        fault = find_fault(claim, generated=self._generated)
        kept = claim if fault is None else _mend(claim, self._held)
        if fault is None and any(_repeats(claim, mended) for mended in self._mended):
            fault, kept = SAID_ALREADY, None
        self.verdicts.append(Verdict(claim.text, _outcome(fault, kept), fault))
        if kept is not None:
            self._held.append(kept)
        if kept is not None and kept is not claim:
            self._mended.append(kept)
        return kept

    def _tell(self, claim: Claim) -> Told:
        known = len(self._numbered)
        numbers = tuple(_number(s, self._numbered) for s in dict.fromkeys(claim.supports))
        return Told(Sentence(claim.text, numbers), tuple(self._numbered.values())[known:])


def answers(sentences: Sequence[Sentence], citations: Sequence[Citation], evidence: Evidence) -> bool:
    """Tell whether what is left of a draft still answers: who was asked about is named, or a term of the question is.

    What was repaired is true, but it may be about something else altogether; "how many" is answered by a number.
    """
    asked = {words(s.statement.speaker.name)[-1] for s in evidence.statements if s.statement.speaker}
    if evidence.plan.kind == PlanKind.WHO_SAID_WHAT and asked:
        return any(asked & set(words(sentence.text)) for sentence in sentences)
    asked_for, shown = evidence.plan.query, [sentence.text for sentence in sentences]
    if lacks_count(asked_for, shown) or lacks_sentence(asked_for, shown):
        return False
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


def _repeats(claim: Claim, mended: Claim) -> bool:
    """Tell whether a claim says what stands there already in the place of a false one, and nothing more."""
    return _same_evidence(claim, mended) and set(terms(claim.text)) <= set(terms(mended.text))


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
