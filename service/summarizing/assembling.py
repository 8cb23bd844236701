"""Drafted sections become a summary: every sentence through the verifier, all citations in one numbering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.faults import find_fault
from service.answering.refusing import spell_search
from service.answering.verifying import verify
from service.domain.answers import Citation, Claim, Draft, Refusal, RefusalCode, Sentence, Verdict
from service.domain.questions import Searched
from service.domain.summaries import DraftedSection, Section


def verify_sections(
    drafted: Sequence[DraftedSection],
) -> tuple[tuple[Section, ...], tuple[Citation, ...], tuple[Verdict, ...]]:
    """Return the sections with the sentences that hold (those that keep none are left out), their citations, verdicts.

    A model's claims must have passed `keep_verified` before: here nothing tells them from our own.
    """
    claims = tuple(claim for section in drafted for claim in section.claims)
    sentences, citations, verdicts = verify(Draft(claims))
    held = iter(sentences)
    kept = iter([next(held) if verdict.outcome != "dropped" else None for verdict in verdicts])
    sections = []
    for section in drafted:
        found = [next(kept) for _ in section.claims]
        whole: tuple[Sentence, ...] = tuple(s for s in found if s is not None)
        if whole:
            sections.append(Section(section.name, whole, section.heading, section.articles))
    return tuple(sections), citations, verdicts


def keep_verified(claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], tuple[Verdict, ...]]:
    """Return a model's claims that hold by the rules for words of a model, and a verdict on each that does not."""
    faults = [(claim, find_fault(claim, generated=True)) for claim in claims]
    dropped = tuple(Verdict(claim.text, "dropped", fault) for claim, fault in faults if fault)
    return tuple(claim for claim, fault in faults if fault is None), dropped


def refuse(searched: Searched, *, why: str) -> Refusal:
    """Return the refusal of a summary for which nothing was found."""
    return Refusal(RefusalCode.NO_EVIDENCE, f"{why} ({spell_search(searched)}).", searched)


def without(section: DraftedSection, claims: Sequence[Claim]) -> DraftedSection:
    """Return a section without claims that stand elsewhere in the same words."""
    said = {claim.text for claim in claims}
    return replace(section, claims=tuple(claim for claim in section.claims if claim.text not in said))
