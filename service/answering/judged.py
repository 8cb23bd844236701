"""The sentences that a judge takes for answers: trees choose which may be read, and what both say is weighed.

It reads on while a sentence can still be told: what it says counts for so much and no more, so that each has a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from service.answering.choosing import Candidate, Fitting, compare, sentence_spans, sentences_by_words, worth_of
from service.answering.expecting import asks_for_number, expected_in, fitness, lacks_count
from service.domain.questions import ScoredPassage
from service.ports import Excerpt, Placed, SentenceRanker
from service.retrieval.weighing import COUNTED, ENOUGH, MOST_LIKELY, RANKED, WORTH_A_LOOK, Weights, weigh
from service.store.library import Library

COMPARED = 8  # sentences compared by meaning, about 3 ms each on one thread
FEW, MANY = 5, 6  # of them shown to the judge at most; more where nobody was found who said it
AT_ONCE = 2  # shown together, before it is known whether the second is needed

Bar = Callable[[Candidate], float]  # the least that a sentence must be worth to be told, as things are


def judge_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    *,
    library: Library,
    most: int = FEW,
    fitting: Fitting = lambda candidate: True,
    bar: Bar = lambda candidate: 0.0,
    by_rules: Weights | None = None,
) -> Iterator[Candidate]:
    """Yield what the judge makes of the sentences that look most like an answer, the likeliest first.

    Only those that are `fitting` are shown to it, and none that hardly can answer: a count has a number. Each comes as
    soon as none can be likelier; what cannot reach its `bar`, which is asked for anew after each that came, is not
    shown. With the weights `by_rules` the score by rules is weighed with the judge, not what the ranker says.
    """
    looked_at = _worth_reading(question, passages, library, fitting)[:most]
    if asks_for_number(question) and not any(_counts(c, question) for c, _ in looked_at):
        return
    weights = by_rules or (COUNTED if asks_for_number(question) else RANKED)
    waiting = [_Waiting(c, c.score if by_rules else odds, place, weights) for place, (c, odds) in enumerate(looked_at)]
    yield from _in_turn(question, waiting, bar, library)


def _in_turn(question: str, waiting: Sequence[_Waiting], bar: Bar, library: Library) -> Iterator[Candidate]:
    """Yield those that wait, the likeliest first, each as soon as none that can reach its bar can be likelier."""
    judged: list[tuple[float, int, Candidate]] = []  # a heap of negative worths
    while True:
        able = sorted((w for w in waiting if w.bound >= bar(w.candidate)), key=lambda w: (-w.bound, w.place))
        if able and (not judged or -judged[0][0] < able[0].bound):
            shown = able[:AT_ONCE]
            waiting = [w for w in waiting if w not in shown]
            for one in _judged(question, shown, library):
                heappush(judged, one)
        elif judged:
            yield heappop(judged)[2]
        else:
            return


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A sentence that the judge has not seen, what is weighed with what the judge will say, and its place."""

    candidate: Candidate
    score: float
    place: int
    weights: Weights

    @property
    def bound(self) -> float:
        """The most that it can be worth."""
        return self.worth(MOST_LIKELY)

    def worth(self, likely: float) -> float:
        return weigh(self.score, min(likely, MOST_LIKELY), self.weights)


def _judged(question: str, shown: Sequence[_Waiting], library: Library) -> Iterator[tuple[float, int, Candidate]]:
    assert library.judge
    said = library.judge.judge(question, [_excerpt(w.candidate) for w in shown])
    for one, likely in zip(shown, said, strict=True):
        worth = one.worth(likely)
        yield -worth, one.place, replace(one.candidate, likely=worth)


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
