"""An answer without a model: the best statements, or the best sentences, in the articles' own words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.answering.choosing import (
    SAME_UNIT,
    Candidate,
    Least,
    gives_another_figure,
    score_sentences,
)
from service.answering.contesting import with_other_side
from service.answering.denying import denial_after, denials
from service.answering.expecting import asks_for_number, figures_in
from service.answering.faults import find_fault
from service.answering.folding import MOST, compare
from service.answering.judged import decide_sentences
from service.answering.overview import draft_comparison, draft_overview
from service.answering.refusing import refuse_early
from service.answering.selecting import best_of_each, select_best, select_over_time
from service.answering.wording import plain, surrounding, without_dateline, word_statement
from service.domain.answers import Claim, Support
from service.domain.news import Kind, Statement
from service.domain.questions import Evidence, PlanKind, ScoredStatement
from service.retrieval import ranking
from service.retrieval.kinds import asks_yes_or_no
from service.retrieval.weighing import CLOSE, ENOUGH
from service.store.library import Library
from service.text.words import is_proper_name, terms, words

STATEMENTS = 6
_MOST_STATEMENTS = {PlanKind.LIST: 8, PlanKind.TIMELINE: 10}
SENTENCES = 3


def draft_extractive(evidence: Evidence, *, library: Library) -> Iterator[Claim]:
    """Yield the sentences that answer best, each as soon as it is chosen; none where nothing does."""
    plan = evidence.plan
    if evidence.parts:
        return iter(_draft_together(evidence.parts, library))
    if plan.asks_for_words:
        return iter(_statement_claims(evidence, library, most=_MOST_STATEMENTS.get(plan.kind, STATEMENTS)))
    if plan.kind == PlanKind.COMPARISON:
        return iter(draft_comparison(evidence, library=library))
    if plan.kind in (PlanKind.OVERVIEW, PlanKind.TIMELINE):
        told = draft_overview(evidence, library=library)
        return iter(told) if told else _fact_claims(evidence, library)  # "How did the final end?" tells of one thing
    return _fact_claims(evidence, library)


def notes_on(evidence: Evidence) -> tuple[str, ...]:
    """Return what a draft says beside its sentences: of whom of several people nothing is reported."""
    return tuple(refusal.message for part in evidence.parts if (refusal := refuse_early(part)))


def _draft_together(parts: Sequence[Evidence], library: Library) -> tuple[Claim, ...]:
    """Return what each of several people said."""
    heard = (part for part in parts if refuse_early(part) is None)
    claims = (
        claim for part in heard for claim in _statement_claims(part, library, most=max(2, STATEMENTS // len(parts)))
    )
    return tuple(dict.fromkeys(claims))


def _statement_claims(evidence: Evidence, library: Library, *, most: int) -> tuple[Claim, ...]:
    statements = evidence.statements
    if evidence.plan.kind == PlanKind.TIMELINE:
        chosen = select_over_time(statements, most=most)
    else:
        listed = evidence.plan.kind == PlanKind.LIST
        chosen = select_best(best_of_each(statements) if listed else statements, most=most)
    if asks_yes_or_no(evidence.plan.query):
        chosen = with_other_side(chosen, library)
    told = (_as_told(s, library) for s in chosen)
    return tuple(dict.fromkeys(_statement_claim(s) for s in told))


def _as_told(scored: ScoredStatement, library: Library) -> ScoredStatement:
    """Return the statement that this one passes on, if it does little else ("Kirby said Austin had asked Gantz …")."""
    outer = scored.statement
    inside = library.speakers.statements_in(outer.article_id, outer.attribution.extent)
    relayed = [s for s in inside if s.version == outer.version and _passes_on(outer, s)]
    return replace(scored, statement=relayed[0]) if relayed else scored


def _passes_on(outer: Statement, inner: Statement) -> bool:
    """Tell whether one who has a name is quoted by the speaker of another statement in most of its words."""
    who, through = inner.speaker, inner.attribution.via
    if outer.attribution.kind == Kind.DIRECT or not (who and through and outer.speaker and _holds(outer, inner)):
        return False
    named = is_proper_name(who.name) and bool(" " in who.name or who.role or inner.attribution.kind != Kind.INDIRECT)
    cue, most = inner.attribution.cue_span, 2 * len(inner.content.split()) >= len(outer.content.split())
    reported = cue is not None and any(span.contains(cue) for span in outer.attribution.content_spans)
    return named and most and reported and through.name == outer.speaker.name


def _statement_claim(scored: ScoredStatement) -> Claim:
    """Return a statement in one line; further reports of it are named there, cited, and their wording shown."""
    alone = Claim(word_statement(scored.statement, scored.version), (_support(scored),))
    told = compare(scored).told
    if not told:
        return alone
    reports = tuple(_support(report) for report in scored.folded[:MOST])
    together = Claim(f"{alone.text} {plain(told)}", (*alone.supports, *reports))
    return alone if find_fault(together, generated=False) else together


def _support(scored: ScoredStatement) -> Support:
    extent = scored.statement.attribution.extent
    return Support(scored.version, extent, surrounding(scored.version.text, extent), scored.statement)


def _fact_claims(evidence: Evidence, library: Library) -> Iterator[Claim]:
    """Yield the best sentence and, where they add something, those that come close or give another figure.

    The best one is out before it is known what else there is to say. One that could not be told gives way to the next.
    """
    question = evidence.plan.query
    chosen: list[Candidate] = []
    candidates = (c for c in _candidates(evidence, library) if find_fault(fact_claim(c), generated=False) is None)
    best = next(candidates, None)
    if best is None or best.worth < best.enough:
        return
    yield fact_claim(best)
    chosen.append(best)
    further = []
    for candidate in candidates:
        further.append(candidate)
        if len(chosen) < SENTENCES and candidate.worth >= _bar(candidate, chosen, question):
            chosen.append(candidate)
    yield from map(fact_claim, _with_other_side(chosen, further, library)[1:SENTENCES])


def _candidates(evidence: Evidence, library: Library) -> Iterator[Candidate]:
    """Return the sentences that may answer, best first: as is decided, or by the rules where there is no judge."""
    question = evidence.plan.query
    if library.judge is None or library.ranker is None:
        return score_sentences(question, evidence.passages, library=library, least=_least(question))
    return iter(decide_sentences(question, evidence.passages, library=library))


def _least(question: str) -> Least:
    """Return the score below which no sentence is chosen, whatever its words are."""

    def least(best: float) -> float:
        return min(ENOUGH, SAME_UNIT * best) if best >= ENOUGH and asks_for_number(question) else ENOUGH

    return least


def _figures_of_sources(candidate: Candidate) -> frozenset[str]:
    """Return the numbers that count who speaks ("three people familiar with the matter said")."""
    return figures_in(" ".join(s.attribution.speaker_text or "" for s in candidate.spoken))


def _with_other_side(chosen: Sequence[Candidate], candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """Return the sentences chosen, with one right after its own that denies it ("A spokesman denied this.").

    Where the best one is itself a denial, what it denies comes after it.
    """
    best = chosen[0]
    if denials(best.spoken):
        article = best.hit.version.article_id
        others = (c for c in candidates if c.hit.version.article_id == article and not repeats(c, best))
        denied = [c for c in others if c.worth >= c.enough and c not in chosen][:1]
        return [best, *denied, *chosen[1:]]
    for n, one in enumerate(chosen):
        denial = denial_after(one, library)
        if denial and not any(repeats(denial, c) for c in chosen):
            return [*chosen[: n + 1], denial, *chosen[n + 1 :]]
    return list(chosen)


def _bar(candidate: Candidate, chosen: Sequence[Candidate], question: str) -> float:
    """Return the score that a further sentence needs: more than the first one, and less if it gives another figure."""
    if any(repeats(candidate, other) for other in chosen):
        return math.inf
    if asks_for_number(question):
        another = gives_another_figure(candidate, chosen[0], question, aside=_figures_of_sources(candidate))
        return 0.0 if another else math.inf
    return max(chosen[0].enough, CLOSE * chosen[0].worth)


def repeats(candidate: Candidate, other: Candidate) -> bool:
    if candidate.hit.version.article_id == other.hit.version.article_id and candidate.span.overlaps(other.span):
        return True
    return ranking.similarity(terms(candidate.text), terms(other.text)) > 0.75


def fact_claim(candidate: Candidate) -> Claim:
    """Return the sentence as it stands; if what it reports is by somebody whom it does not name, that statement."""
    version, sentence = candidate.hit.version, candidate.text
    quoting = _own_words([s for s in candidate.spoken if s.attribution.kind != Kind.INDIRECT])
    spoken = quoting or _named(candidate.spoken)
    unnamed = [s for s in spoken if not _names(sentence, s)]
    if unnamed and (quoting or len(unnamed) == len(spoken)):
        return _statement_claim(ScoredStatement(unnamed[0], version, candidate.score))
    shown: list[Statement | None] = [s for s in spoken if s not in unnamed] or [None]
    passage = candidate.hit.passage.span
    supports = tuple(Support(version, candidate.span, passage, s) for s in shown)
    return Claim(without_dateline(plain(sentence)), supports)


def _named(statements: Sequence[Statement]) -> list[Statement]:
    """Return the outermost statements whose speakers have names, and instead of one that passes on another, that."""
    outer = _outermost(statements)
    passed = [(o, s) for o in outer for s in statements if _passes_on(o, s)]
    own = [o for o in outer if all(o is not relay for relay, _ in passed)]
    return [s for s in (*own, *(s for _, s in passed)) if s.speaker and is_proper_name(s.speaker.name)]


def _outermost(statements: Sequence[Statement]) -> list[Statement]:
    return [s for s in statements if not any(_holds(o, s) for o in statements)]


def _own_words(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements whose words are the speaker's own.

    What somebody reports of another's words is the other's; what is quoted within one's quotation stays one's own.
    """
    return [s for s in statements if not any(_reports(s, o) or _quotes(o, s) for o in statements)]


def _reports(outer: Statement, inner: Statement) -> bool:
    return outer.attribution.kind == Kind.MIXED and _holds(outer, inner)


def _quotes(outer: Statement, inner: Statement) -> bool:
    return outer.attribution.kind == Kind.DIRECT and _holds(outer, inner)


def _holds(outer: Statement, inner: Statement) -> bool:
    return outer.speaker != inner.speaker and outer.attribution.extent.contains(inner.attribution.extent)


def _names(sentence: str, statement: Statement) -> bool:
    """Tell whether a sentence has the last word of the speaker's name."""
    speaker = statement.speaker
    return speaker is not None and words(speaker.name)[-1] in words(sentence)
