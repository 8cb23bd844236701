"""The sentences that a judge takes for answers: trees choose which are read, and what both say is weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.choosing import Candidate, Fitting, compare, sentence_spans, sentences_by_words, worth_of
from service.answering.expecting import asks_for_number, expected_in, fitness, lacks_count
from service.domain.questions import ScoredPassage
from service.ports import Excerpt, Placed, SentenceRanker
from service.retrieval.weighing import COUNTED, ENOUGH, RANKED, WORTH_A_LOOK, Weights, weigh
from service.store.library import Library

COMPARED = 8  # sentences compared by meaning, about 3 ms each on one thread
FEW, MANY = 5, 6  # of them shown to the judge; more where nobody was found who said it


def judge_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    *,
    library: Library,
    most: int = FEW,
    fitting: Fitting = lambda candidate: True,
    by_rules: Weights | None = None,
) -> list[Candidate]:
    """Return what the judge makes of the sentences that look most like an answer, the likeliest first.

    Only those that are `fitting` are shown to it, and none that hardly can answer: a count has a number. With the
    weights `by_rules` the score by rules is weighed with the judge, not what the ranker says.
    """
    assert library.judge
    looked_at = _worth_reading(question, passages, library, fitting)[:most]
    if asks_for_number(question) and not any(_counts(c, question) for c, _ in looked_at):
        return []
    said = library.judge.judge(question, [_excerpt(c) for c, _ in looked_at]) if looked_at else []
    weights = by_rules or (COUNTED if asks_for_number(question) else RANKED)
    judged = (
        replace(c, likely=weigh(c.score if by_rules else odds, p, weights))
        for (c, odds), p in zip(looked_at, said, strict=True)
    )
    return sorted(judged, key=lambda c: -c.worth)


def _counts(candidate: Candidate, question: str) -> bool:
    """Tell whether a sentence tells how many of what is asked for, or comes close by the rules."""
    return candidate.score >= ENOUGH or fitness(candidate.text, expected_in(question)) == 1


def _worth_reading(
    question: str, passages: Sequence[ScoredPassage], library: Library, fitting: Fitting
) -> list[tuple[Candidate, float]]:
    """Return the likeliest sentences with the log-odds that they answer, before and after their meaning is known."""
    assert library.ranker
    found, weights = sentences_by_words(question, passages, library=library)
    found = [c for c in found if not lacks_count(question, [c.text])]
    first = [c for c, _ in _ranked(question, found, weights, library.ranker)][:COMPARED]
    if not any(map(fitting, first)):
        return []
    worth = worth_of(question, outlets={c.hit.version.source or "" for c in first})
    asked = library.index.embedder.embed_query(question)
    compared = compare(first, [worth(c) for c in first], asked, library=library)
    ranked = _ranked(question, compared, weights, library.ranker)
    return [(c, odds) for c, odds in ranked if odds >= WORTH_A_LOOK and fitting(c)]


def _ranked(
    question: str, candidates: Sequence[Candidate], weights: dict[str, float], ranker: SentenceRanker
) -> list[tuple[Candidate, float]]:
    odds = ranker.rank(question, [placed(c) for c in candidates], weights=weights)
    return sorted(zip(candidates, odds, strict=True), key=lambda pair: -pair[1])


def placed(candidate: Candidate) -> Placed:
    """Return a candidate as the ranker sees it; until it is compared by meaning it has no score."""
    version = candidate.hit.version
    speakers = candidate.with_speakers.removesuffix(candidate.text).rstrip(": ")
    known = candidate.meaning == candidate.meaning
    return Placed(
        version.text,
        version.title or "",
        candidate.span.start,
        speakers=speakers,
        spoken=len(candidate.spoken),
        meaning=candidate.meaning,
        rules=candidate.score if known else candidate.meaning,
    )


def _excerpt(candidate: Candidate) -> Excerpt:
    before = [s for s in sentence_spans(candidate.hit) if s.end <= candidate.span.start][-1:]
    version = candidate.hit.version
    return Excerpt(candidate.with_speakers, "".join(s.of(version.text) for s in before), version.title or "")
